import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rebond.common.dates


class Migration(migrations.Migration):
    dependencies = [
        ("collection", "0004_closings"),
        ("people", "0002_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DonationFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("size_bytes", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("body", models.BinaryField()),
                ("sent_at", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "donation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="collection.donation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DonorLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=rebond.common.dates.now)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("may_be_asked_again", models.BooleanField(default=False)),
                ("asked_again_told_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "donor_organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="people.organisation",
                    ),
                ),
                (
                    "donor_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DonorList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("columns", models.JSONField()),
                ("imported_at", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "donation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="collection.donation",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read_as",
                        to="collection.donationfile",
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ListedDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rank", models.PositiveIntegerField()),
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
                ("made_in", models.PositiveSmallIntegerField(null=True)),
                ("quantity", models.PositiveIntegerField(default=1)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "donor_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to="collection.donorlist",
                    ),
                ),
            ],
            options={"ordering": ["rank"]},
        ),
        migrations.AddConstraint(
            model_name="donationfile",
            constraint=models.UniqueConstraint(
                fields=("donation", "sha256"), name="one_file_once_a_donation"
            ),
        ),
        migrations.AddConstraint(
            model_name="donorlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("donor_organisation__isnull", False), ("donor_person__isnull", True)),
                    models.Q(("donor_organisation__isnull", True), ("donor_person__isnull", False)),
                    _connector="OR",
                ),
                name="a_link_has_one_donor",
            ),
        ),
        migrations.AddConstraint(
            model_name="listeddevice",
            constraint=models.UniqueConstraint(fields=("donor_list", "rank"), name="one_device_a_row"),
        ),
        migrations.AddConstraint(
            model_name="listeddevice",
            constraint=models.CheckConstraint(
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
                name="listed_in_a_known_category",
            ),
        ),
    ]
