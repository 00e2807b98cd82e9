import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rebond.common.dates


class Migration(migrations.Migration):
    dependencies = [("records", "0003_seal"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(model_name="paper", name="amount_cents", field=models.BigIntegerField(null=True)),
        migrations.AddField(
            model_name="paper",
            name="key",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.signingkey",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="records.paper",
            ),
        ),
        migrations.AddField(
            model_name="paper", name="template", field=models.CharField(default="", max_length=40)
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="records.paper",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TextCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=60, unique=True)),
                ("at", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
