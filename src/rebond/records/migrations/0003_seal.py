import django.db.models.deletion
from django.db import migrations, models

import rebond.common.dates


class Migration(migrations.Migration):
    dependencies = [("records", "0002_sending")]

    operations = [
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("form", models.PositiveSmallIntegerField()),
                ("row_id", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
                ("mark", models.BinaryField(max_length=16)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "row_id"), name="one_leaf_per_row")]
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("position", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("level", "position"), name="one_head_per_subtree")
                ]
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public", models.BinaryField(max_length=32, unique=True)),
                ("certificate", models.BinaryField()),
                ("since", models.DateTimeField(default=rebond.common.dates.now)),
                ("endorsement", models.BinaryField(default=bytes)),
                (
                    "endorsed_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endorsed",
                        to="records.signingkey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField(unique=True)),
                ("root", models.BinaryField(max_length=32)),
                ("sealed_at", models.DateTimeField()),
                ("previous", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField(max_length=64)),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heads",
                        to="records.signingkey",
                    ),
                ),
            ],
        ),
    ]
