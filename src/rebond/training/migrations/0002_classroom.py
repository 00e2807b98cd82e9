import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import rebond.common.dates


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0003_needs"),
        ("people", "0005_training_kept"),
        ("people", "__first__"),
        ("training", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("address", models.CharField(max_length=200, verbose_name="address")),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="people.commune", verbose_name="town"
                    ),
                ),
                ("how_to_come", models.CharField(blank=True, max_length=200, verbose_name="how to come")),
                ("opening_hours", models.CharField(blank=True, max_length=200)),
                ("latitude", models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                ("longitude", models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                (
                    "step_free",
                    models.BooleanField(default=False, verbose_name="can be entered without a step"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("changed_at", models.DateTimeField(default=rebond.common.dates.now)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="a_place_on_earth",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="training.venue"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("seats", models.PositiveSmallIntegerField(verbose_name="seats")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "ordering": ["venue__name", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("venue", "name"), name="one_room_of_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1), ("seats__lte", 500)), name="a_likely_room"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="title")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("course", "course: one enrols for the whole series"),
                            ("workshop", "open workshop: one may come without enrolling"),
                        ],
                        max_length=8,
                        verbose_name="form",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("debutant", "beginner"),
                            ("intermediaire", "intermediate"),
                            ("avance", "advanced"),
                        ],
                        max_length=13,
                        verbose_name="level",
                    ),
                ),
                ("themes", models.JSONField(default=list)),
                ("objective", models.CharField(max_length=300, verbose_name="objective")),
                (
                    "needed_before",
                    models.CharField(blank=True, max_length=200, verbose_name="what one must know before"),
                ),
                ("is_fpc", models.BooleanField(default=False, verbose_name="vocational training")),
                ("nsf_code", models.CharField(blank=True, max_length=3, verbose_name="NSF speciality")),
                (
                    "aim",
                    models.CharField(
                        choices=[
                            ("a.6-8", "registered diploma or title, level 6 to 8"),
                            ("a.5", "registered diploma or title, level 5"),
                            ("a.4", "registered diploma or title, level 4"),
                            ("a.3", "registered diploma or title, level 3"),
                            ("a.2", "registered diploma or title, level 2"),
                            ("a.cqp", "registered CQP without a level"),
                            ("b", "certification of the « répertoire spécifique »"),
                            ("c", "CQP that is not registered"),
                            ("d", "other vocational training"),
                            ("e", "« bilan de compétences »"),
                            ("f", "help towards a « VAE »"),
                        ],
                        default="d",
                        max_length=5,
                        verbose_name="aim",
                    ),
                ),
                ("price_cents", models.PositiveIntegerField(default=0, verbose_name="price")),
                (
                    "is_first_steps",
                    models.BooleanField(default=False, verbose_name="proposed with a computer"),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
                ("changed_at", models.DateTimeField(default=rebond.common.dates.now)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_fpc", False),
                            models.Q(("form", "course"), ("nsf_code__gte", "100"), ("nsf_code__lte", "999")),
                            _connector="OR",
                        ),
                        name="vocational_training_has_a_speciality",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="TrainingSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="training.training",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to="training.room",
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField(verbose_name="places")),
                ("taken", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("cancelled", "cancelled")], default="open", max_length=9
                    ),
                ),
                ("is_public", models.BooleanField(default=True, verbose_name="on the public page")),
                (
                    "trainer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outside_trainer",
                    models.CharField(blank=True, max_length=80, verbose_name="trainer from another body"),
                ),
                ("starts_on", models.DateField(editable=False, null=True)),
                ("ends_on", models.DateField(editable=False, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(default=rebond.common.dates.now)),
            ],
            options={
                "indexes": [models.Index(fields=["starts_on", "id"], name="sessions_by_start")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("capacity__lte", 500)),
                        name="a_likely_capacity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken__lte", models.F("capacity"))),
                        name="no_seat_is_given_twice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HalfDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="half_days",
                        to="training.trainingsession",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("starts", models.PositiveSmallIntegerField()),
                ("ends", models.PositiveSmallIntegerField()),
                (
                    "trainer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("cosigned_at", models.DateTimeField(null=True)),
                (
                    "cosigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["day", "starts"],
                "indexes": [models.Index(fields=["day", "starts", "id"], name="half_days_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("session", "day", "starts"), name="one_half_day_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends__lte", 1440),
                            ("starts__lt", models.F("ends")),
                            (
                                "ends__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts"), "+", models.Value(300)
                                ),
                            ),
                        ),
                        name="a_half_day_is_at_most_five_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cosigned_at__isnull", True), ("cosigned_by__isnull", True)),
                            models.Q(("cosigned_at__isnull", False), ("cosigned_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_signature_has_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="training.trainingsession",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fundings",
                        to="people.organisation",
                    ),
                ),
                ("convention", models.CharField(blank=True, max_length=80, verbose_name="convention")),
                ("amount_cents", models.PositiveIntegerField(default=0, verbose_name="amount")),
                ("spent_cents", models.PositiveIntegerField(default=0, verbose_name="spent")),
                (
                    "income",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "companies, for their employees"),
                            ("2a", "OPCO: apprenticeship contracts"),
                            ("2b", "OPCO: « contrats de professionnalisation »"),
                            ("2c", "OPCO: reconversion by alternance"),
                            ("2d", "OPCO: individual leave, career transition"),
                            ("2e", "OPCO: personal training account (CPF)"),
                            ("2f", "OPCO: schemes for people looking for a job"),
                            ("2g", "OPCO: schemes for the self-employed"),
                            ("2h", "OPCO: skills plan or other schemes"),
                            ("3", "public bodies, for their agents"),
                            ("4", "European bodies"),
                            ("5", "the State"),
                            ("6", "regional councils"),
                            ("7", "France Travail"),
                            ("8", "other public resources"),
                            ("9", "people, at their own cost"),
                            ("10", "other training bodies"),
                            ("11", "other income of vocational training"),
                        ],
                        max_length=2,
                        verbose_name="line of the BPF",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "funder"), name="one_funding_a_funder")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="LentMachine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="machines",
                        to="training.trainingsession",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="inventory.device",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("lent_on", models.DateField()),
                ("due_on", models.DateField()),
                ("returned_on", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("returned_on__isnull", True)),
                        fields=("device",),
                        name="a_machine_is_lent_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("lent_on"))),
                        name="a_lent_machine_comes_back",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Learner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="learner",
                        to="people.person",
                    ),
                ),
                (
                    "gender",
                    models.CharField(
                        choices=[("feminin", "woman"), ("masculin", "man"), ("non_communique", "not said")],
                        default="non_communique",
                        max_length=14,
                    ),
                ),
                (
                    "occupation",
                    models.CharField(
                        choices=[
                            ("scolarise", "at school or studying"),
                            ("sans_emploi", "without a job"),
                            ("en_emploi", "in a job"),
                            ("retraite", "retired"),
                            ("non_communique", "not said"),
                        ],
                        default="non_communique",
                        max_length=14,
                    ),
                ),
            ],
            options={"indexes": [], "constraints": []},
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="training.trainingsession",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="people.person",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("enrolled", "enrolled"),
                            ("waiting", "on the waiting list"),
                            ("excused", "gave their place back"),
                            ("revoked", "cancelled by us"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("agent", "counter"),
                            ("user", "public page"),
                            ("handover", "with a computer"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "trainee",
                    models.CharField(
                        choices=[
                            ("a", "employee of a private employer"),
                            ("b", "apprentice"),
                            ("c", "looking for a job"),
                            ("d", "individual, at their own cost"),
                            ("e", "other"),
                        ],
                        default="e",
                        max_length=1,
                    ),
                ),
                ("picture", models.CharField(blank=True, max_length=20)),
                ("guardian_name", models.CharField(blank=True, max_length=120)),
                ("guardian_phone", models.CharField(blank=True, max_length=20)),
                ("asked_at", models.DateTimeField(default=rebond.common.dates.now)),
                ("state_since", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["session", "state", "id"], name="enrolments_in_turn"),
                    models.Index(fields=["origin", "asked_at"], name="enrolments_by_origin"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("enrolled", "waiting"))),
                        fields=("session", "person"),
                        name="one_place_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("enrolled", "waiting", "excused", "revoked"))),
                        name="a_known_enrolment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "half_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="training.halfday",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="people.person",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="training.enrolment",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unknown", "not told yet"),
                            ("seen", "present"),
                            ("excused", "excused"),
                            ("revoked", "cancelled by us"),
                            ("noshow", "absent"),
                        ],
                        max_length=7,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("is_remote", models.BooleanField(default=False)),
                (
                    "signature_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not signed"),
                            ("drawn", "signed with a finger"),
                            ("picture", "signed with a pictogram"),
                            ("pin", "signed with their code"),
                            ("trainer", "attested by the trainer"),
                            ("paper", "signed on the paper sheet"),
                        ],
                        max_length=7,
                    ),
                ),
                ("signature", models.TextField(blank=True)),
                ("is_doubtful", models.BooleanField(default=False)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("screen", "screen"),
                            ("tablet", "tablet, sent later"),
                            ("paper", "paper sheet"),
                        ],
                        max_length=6,
                    ),
                ),
                ("told_at", models.DateTimeField(default=rebond.common.dates.now)),
                ("written_at", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("half_day", "person"), name="present_once_a_half_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("minutes__gte", 1), ("status", "seen")),
                            models.Q(models.Q(("status", "seen"), _negated=True), ("minutes", 0)),
                            _connector="OR",
                        ),
                        name="only_the_present_have_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["unknown", "seen", "excused", "revoked", "noshow"])
                        ),
                        name="a_known_attendance",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="people.person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="training.trainingsession",
                    ),
                ),
                (
                    "moment",
                    models.CharField(choices=[("before", "before"), ("after", "after")], max_length=6),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("answers", models.JSONField()),
                ("taken_on", models.DateField(default=rebond.common.dates.today)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("session", "person", "moment"), name="one_card_a_moment")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(db_index=True, verbose_name="day")),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "place_kind",
                    models.CharField(
                        choices=[
                            ("lieu_activite", "at our place"),
                            ("domicile", "at their home"),
                            ("a_distance", "remotely"),
                            ("autre", "elsewhere"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="training.venue",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.commune",
                    ),
                ),
                ("themes", models.JSONField(default=list)),
                ("gear", models.JSONField(default=list)),
                (
                    "formality",
                    models.CharField(blank=True, max_length=80, verbose_name="name of the formality"),
                ),
                (
                    "autonomy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("entierement_accompagne", "guided all along"),
                            ("partiellement_autonome", "alone, with help at times"),
                            ("autonome", "alone"),
                        ],
                        max_length=22,
                    ),
                ),
                (
                    "redirected_to",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("administration", "administration (town hall, prefecture…)"),
                            ("mediation_numerique", "another place of digital help"),
                            ("operateur_ou_organisme_en_charge", "the body in charge of the formality"),
                            ("aide_sociale", "social help"),
                            ("insertion_professionnelle", "help towards a job"),
                            (
                                "aide_aux_demarches_administratives",
                                "help with formalities (France Services…)",
                            ),
                            ("autre", "somebody else"),
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="people.person",
                    ),
                ),
                ("is_first", models.BooleanField(default=False)),
                (
                    "gender",
                    models.CharField(
                        choices=[("feminin", "woman"), ("masculin", "man"), ("non_communique", "not said")],
                        default="non_communique",
                        max_length=14,
                    ),
                ),
                (
                    "age_band",
                    models.CharField(
                        choices=[
                            ("moins_de_douze", "under 12"),
                            ("douze_dix_huit", "12 to 17"),
                            ("dix_huit_vingt_quatre", "18 to 24"),
                            ("vingt_cinq_trente_neuf", "25 to 39"),
                            ("quarante_cinquante_neuf", "40 to 59"),
                            ("soixante_soixante_neuf", "60 to 69"),
                            ("soixante_dix_plus", "70 and over"),
                            ("non_communique", "not said"),
                        ],
                        default="non_communique",
                        max_length=23,
                    ),
                ),
                (
                    "occupation",
                    models.CharField(
                        choices=[
                            ("scolarise", "at school or studying"),
                            ("sans_emploi", "without a job"),
                            ("en_emploi", "in a job"),
                            ("retraite", "retired"),
                            ("non_communique", "not said"),
                        ],
                        default="non_communique",
                        max_length=14,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField(default=rebond.common.dates.now)),
                ("changed_at", models.DateTimeField(default=rebond.common.dates.now)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), ("minutes__lte", 600)), name="a_likely_help"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place_kind", "lieu_activite"), ("venue__isnull", False)),
                            models.Q(("commune__isnull", False), ("place_kind__in", ("domicile", "autre"))),
                            ("place_kind", "a_distance"),
                            _connector="OR",
                        ),
                        name="a_help_has_a_place",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="people.person",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.venue"
                    ),
                ),
                ("day", models.DateField()),
                ("starts", models.PositiveSmallIntegerField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "helper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unknown", "not told yet"),
                            ("seen", "present"),
                            ("excused", "excused"),
                            ("revoked", "cancelled by us"),
                            ("noshow", "absent"),
                        ],
                        default="unknown",
                        max_length=7,
                    ),
                ),
                (
                    "activity",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointment",
                        to="training.activity",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["day", "starts"], name="appointments_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("helper__isnull", False), ("status__in", ("unknown", "seen"))),
                        fields=("helper", "day", "starts"),
                        name="one_person_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("unknown", "seen"))),
                        fields=("person", "day", "starts"),
                        name="one_appointment_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 240), ("starts__lt", 1440)),
                        name="a_likely_appointment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VolunteerHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hours_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mission",
                    models.CharField(
                        choices=[
                            ("collection", "collecting"),
                            ("bench", "workshop"),
                            ("counter", "counter"),
                            ("classroom", "classroom"),
                            ("office", "office"),
                            ("board", "board of the association"),
                            ("other", "other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("day", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("written_at", models.DateTimeField(default=rebond.common.dates.now)),
            ],
            options={
                "indexes": [models.Index(fields=["day", "volunteer"], name="hours_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("volunteer", "day", "mission"), name="one_line_a_mission_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 960)),
                        name="a_likely_day_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearAccounts",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                (
                    "costs_cents",
                    models.PositiveBigIntegerField(default=0, verbose_name="costs of vocational training"),
                ),
                (
                    "salaries_cents",
                    models.PositiveBigIntegerField(default=0, verbose_name="of which salaries of trainers"),
                ),
                (
                    "purchases_cents",
                    models.PositiveBigIntegerField(default=0, verbose_name="of which training bought"),
                ),
                (
                    "volunteer_hour_cents",
                    models.PositiveIntegerField(default=0, verbose_name="value of an hour given"),
                ),
                ("handed_trainees", models.PositiveIntegerField(default=0)),
                ("handed_minutes", models.PositiveIntegerField(default=0)),
                ("received_trainees", models.PositiveIntegerField(default=0)),
                ("received_minutes", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "costs_cents__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("salaries_cents"), "+", models.F("purchases_cents")
                                ),
                            )
                        ),
                        name="the_parts_are_in_the_costs",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AttendanceSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "half_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="training.halfday",
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True)),
                ("page", models.PositiveSmallIntegerField()),
                ("lines", models.JSONField()),
                ("printed_at", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "printed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("half_day", "page", "code"), name="one_sheet_a_page")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SheetPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="training.attendancesheet",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("media_type", models.CharField(max_length=40)),
                ("body", models.BinaryField()),
                ("read", models.JSONField(default=list)),
                ("taken_at", models.DateTimeField(default=rebond.common.dates.now)),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [], "constraints": []},
        ),
        migrations.AddField(
            model_name="headcount", name="already_helped", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="at_school", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="employed", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="jobless", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="men", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="over_70", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="retired", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(model_name="headcount", name="themes", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="headcount", name="under_12", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="under_18", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="under_25", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="under_40", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="under_60", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="under_70", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount", name="women", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="headcount",
            name="written_at",
            field=models.DateTimeField(default=rebond.common.dates.now),
        ),
        migrations.AddField(
            model_name="headcount",
            name="half_day",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="head_count",
                to="training.halfday",
            ),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gte", models.F("already_helped"))),
                name="no_more_helped_before_than_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "people__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("women"), "+", models.F("men")
                        ),
                    )
                ),
                name="no_more_genders_than_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "people__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("under_12"), "+", models.F("under_18")
                                            ),
                                            "+",
                                            models.F("under_25"),
                                        ),
                                        "+",
                                        models.F("under_40"),
                                    ),
                                    "+",
                                    models.F("under_60"),
                                ),
                                "+",
                                models.F("under_70"),
                            ),
                            "+",
                            models.F("over_70"),
                        ),
                    )
                ),
                name="no_more_ages_than_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="headcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "people__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("at_school"), "+", models.F("jobless")
                                ),
                                "+",
                                models.F("employed"),
                            ),
                            "+",
                            models.F("retired"),
                        ),
                    )
                ),
                name="no_more_occupations_than_people",
            ),
        ),
    ]
