import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rebond.common.dates


class Migration(migrations.Migration):
    dependencies = [("collection", "0007_slots"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PastRegister",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("body", models.BinaryField()),
                ("default_year", models.PositiveSmallIntegerField(null=True)),
                ("columns", models.JSONField(default=dict)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(default=rebond.common.dates.now)),
                ("taken_in_at", models.DateTimeField(null=True)),
                (
                    "taken_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PastDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField()),
                ("year", models.PositiveSmallIntegerField(db_index=True)),
                ("arrived_on", models.DateField(null=True)),
                ("left_on", models.DateField(null=True)),
                ("serial", models.CharField(blank=True, max_length=80)),
                ("serial_key", models.CharField(blank=True, db_index=True, max_length=80)),
                ("maker", models.CharField(blank=True, max_length=80)),
                ("model", models.CharField(blank=True, max_length=120)),
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
                ("asset_tag", models.CharField(blank=True, max_length=80)),
                ("quantity", models.PositiveIntegerField(default=1)),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="collection.pastregister",
                    ),
                ),
            ],
            options={
                "ordering": ["rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("register", "rank"), name="one_past_device_a_row"),
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
                        name="past_of_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 1990), ("year__lt", 2080)), name="a_likely_past_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived_on", None),
                            ("arrived_on__gte", datetime.date(1990, 1, 1)),
                            _connector="OR",
                        ),
                        name="a_likely_past_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived_on", None),
                            ("left_on", None),
                            ("left_on__gte", models.F("arrived_on")),
                            _connector="OR",
                        ),
                        name="it_left_after_it_came",
                    ),
                ],
            },
        ),
    ]
