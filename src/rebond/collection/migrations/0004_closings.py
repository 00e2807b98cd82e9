"""What was announced and counted when a lot was closed, kept as it was."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("collection", "0003_scans")]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("laptop", "laptop"),
                            ("desktop", "desktop computer"),
                            ("all_in_one", "all-in-one"),
                            ("server", "server"),
                            ("tablet", "tablet"),
                            ("phone", "smartphone"),
                            ("monitor", "monitor"),
                            ("printer", "printer"),
                            ("peripheral", "peripheral"),
                            ("other", "other device"),
                        ],
                        max_length=12,
                    ),
                ),
                ("announced", models.PositiveIntegerField()),
                ("counted", models.PositiveIntegerField()),
                ("elsewhere", models.PositiveIntegerField()),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closings",
                        to="collection.lot",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "category"), name="one_closing_per_category")
                ],
            },
        )
    ]
