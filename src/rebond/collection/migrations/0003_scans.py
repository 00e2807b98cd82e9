"""Counting by scan: one row for each machine counted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rebond.common.dates


class Migration(migrations.Migration):
    dependencies = [
        ("collection", "0002_legal_heads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="lot", name="told_scan", field=models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="Scanned",
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
                ("serial", models.CharField(blank=True, max_length=80)),
                ("serial_key", models.CharField(blank=True, max_length=80)),
                ("once", models.UUIDField()),
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
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scanned",
                        to="collection.lot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("serial_key", ""), _negated=True),
                        fields=("lot", "serial_key"),
                        name="a_serial_counts_once_in_a_lot",
                    ),
                    models.UniqueConstraint(fields=("lot", "once"), name="a_page_counts_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("serial", ""), ("serial_key", "")),
                            models.Q(
                                models.Q(("serial", ""), _negated=True),
                                models.Q(("serial_key", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_scanned_serial_can_be_compared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "category__in",
                                [
                                    "laptop",
                                    "desktop",
                                    "all_in_one",
                                    "server",
                                    "tablet",
                                    "phone",
                                    "monitor",
                                    "printer",
                                    "peripheral",
                                    "other",
                                ],
                            )
                        ),
                        name="scanned_in_a_known_category",
                    ),
                ]
            },
        ),
    ]
