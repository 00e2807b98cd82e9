"""The association, its users, the humans and organisations it meets, the communes of France."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.common.dates import now, today
from rebond.common.search import Searchable
from rebond.people.roles import Right, Role, may


class Commune(models.Model):
    """A French commune of today. Source: people/territory/SOURCE.md."""

    insee = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80, db_index=True)
    postcodes = models.CharField(max_length=200, blank=True)
    epci_siren = models.CharField(max_length=9, blank=True, db_index=True)
    epci_name = models.CharField(max_length=120, blank=True)
    departement = models.CharField(max_length=3, blank=True, db_index=True)
    departement_name = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=3, blank=True, db_index=True)
    region_name = models.CharField(max_length=80, blank=True)
    population = models.PositiveIntegerField(null=True)
    search_text = models.CharField(max_length=300, db_index=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.departement})" if self.departement else self.name


class FormerCommune(models.Model):
    """A commune that is now part of another one, or a code that has disappeared (its name is then empty): an
    old address still leads to the commune of today.
    """

    insee = models.CharField(max_length=5, db_index=True)
    name = models.CharField(max_length=80, blank=True)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="former")
    search_text = models.CharField(max_length=100, db_index=True)

    def __str__(self) -> str:
        return f"{self.name or self.insee} ({self.commune_id})"


class Contour(models.Model):
    """The outline of one commune, for maps: an SVG path in tens of metres of the Mercator projection, and the
    box around it. Loaded by ``rebond import-contours``; never part of the product.
    """

    commune = models.OneToOneField(Commune, models.CASCADE, primary_key=True, related_name="contour")
    path = models.TextField()
    left = models.IntegerField()
    top = models.IntegerField()
    right = models.IntegerField()
    bottom = models.IntegerField()
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.commune_id


class Association(models.Model):
    """The one association of this installation (a single row)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the association"), max_length=120)
    prefix = models.CharField(_("prefix of the numbers"), max_length=5)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("RNA", max_length=10, blank=True)
    purpose = models.CharField(_("purpose, as in the statutes"), max_length=300, blank=True)
    represented_by = models.CharField(_("represented by"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    public_url = models.URLField(_("public address"), blank=True)
    second_check = models.BooleanField(
        _("a second person checks every machine before it is ready"), default=True
    )
    hold_hours = models.PositiveSmallIntegerField(_("hours a reservation is held"), default=48)
    warranty_months = models.PositiveSmallIntegerField(_("months of warranty"), default=6)
    membership_fee_cents = models.PositiveIntegerField(_("yearly membership fee"), default=500)
    membership_needed = models.BooleanField(_("a sale or a loan needs a membership"), default=False)
    years_before_again = models.PositiveSmallIntegerField(
        _("years before a household is equipped again"), default=4
    )
    loan_months = models.PositiveSmallIntegerField(_("months of a loan"), default=3)
    communes_version = models.CharField(max_length=40, blank=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="only_one_association")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Creates users; passwords are always hashed."""

    def create_user(self, username: str, password: str, role: Role, **facts: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), role=role, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who signs in: a volunteer or a member of staff, with one role."""

    class RoleLabel(models.TextChoices):
        ADMINISTRATOR = Role.ADMINISTRATOR.value, _("administrator")
        COORDINATOR = Role.COORDINATOR.value, _("coordinator")
        TECHNICIAN = Role.TECHNICIAN.value, _("technician")
        COUNTER = Role.COUNTER.value, pgettext_lazy("role", "counter")
        TRAINER = Role.TRAINER.value, _("trainer")
        READER = Role.READER.value, _("reader")

    username = models.CharField(_("user name"), max_length=40, unique=True)
    display_name = models.CharField(_("name shown"), max_length=80)
    role = models.CharField(_("role"), max_length=20, choices=RoleLabel)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.display_name

    def may(self, right: Right) -> bool:
        return self.is_active and may(self.role, right)


class AgentToken(models.Model):
    """A secret that lets a bench machine send reports; only its hash is kept."""

    name = models.CharField(_("name"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Organisation(Searchable):
    """A company, local authority, association…: donor, prescriber, partner, recycler or recipient."""

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        LOCAL_AUTHORITY = "local_authority", _("local authority")
        STATE = "state", _("State service")
        SCHOOL = "school", _("school")
        ASSOCIATION = "association", _("association")
        RECYCLER = "recycler", _("recycler")

    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    note = models.TextField(_("note"), blank=True, max_length=2000)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta(Searchable.Meta):
        abstract = False
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="one_organisation_per_siret"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    """Who lives together: what « family equipped » counts. It holds nothing but its people."""

    created_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        return f"{self.pk}"


class Person(Searchable):
    """One human, whatever the part they play. Minimal: a name, a way to reach them, a town.

    ``last_contact_on`` and ``kept_until`` are told by the stages: people never look up (retention.py). What
    was absorbed by a merge keeps its row, and its history, under ``merged_into``.
    """

    class Reach(models.TextChoices):
        SMS = "sms", _("by text message")
        MAIL = "mail", _("by e-mail")
        CALL = "call", _("by telephone call")
        LETTER = "letter", _("by letter")
        VISIT = "visit", _("comes by, or through the person who referred them")

    class Adaptation(models.TextChoices):
        """What must be arranged, never why."""

        LARGE_PRINT = "large_print", _("large print")
        QUIET = "quiet", _("a quiet room")
        WHEELCHAIR = "wheelchair", _("access by wheelchair")
        INTERPRETER = "interpreter", _("an interpreter")

    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    phone_key = models.CharField(max_length=16, blank=True, editable=False)
    family_key = models.CharField(max_length=40, blank=True, editable=False)
    given_key = models.CharField(max_length=40, blank=True, editable=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name=_("town"))
    reach = models.CharField(_("how to reach them"), max_length=6, choices=Reach, blank=True)
    adaptations = models.JSONField(default=list, blank=True)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="people")
    messages_refused_at = models.DateTimeField(null=True)
    last_contact_on = models.DateField(default=today, editable=False)
    kept_until = models.DateField(null=True, editable=False)
    anonymised_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    merged_how = models.JSONField(default=dict)  # what the merge changed elsewhere, to be undone: services.py
    created_at = models.DateTimeField(default=now, editable=False)
    forgets = True

    class Meta(Searchable.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["phone_key", "id"], name="people_by_phone"),
            models.Index(fields=["family_key", "id"], name="people_by_family_name"),
            models.Index(fields=["given_key", "birth_year", "id"], name="people_by_given_name"),
            models.Index(
                fields=["last_contact_on"], name="people_to_forget", condition=Q(anonymised_at__isnull=True)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1900, birth_year__lt=2100),
                name="a_likely_year_of_birth",
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True)
                | Q(
                    given_name="", family_name="", email="", phone="", phone_key="", family_key="",
                    given_key="", address="", search_text="", birth_year__isnull=True, commune__isnull=True,
                ),
                name="an_anonymised_person_is_nobody",
            ),
        ]  # fmt: skip

    @property
    def human_id(self) -> int:
        """The key of the file that stands for this human: its own, or of the one it was merged into."""
        return self.merged_into_id or self.pk

    def __str__(self) -> str:
        if self.anonymised_at:
            return str(_("somebody, forgotten"))
        return f"{self.given_name} {self.family_name}".strip()


class Membership(models.Model):
    """A year of membership; its fee is paid at the till (distribution)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField()
    fee_cents = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "starts_on"], name="one_membership_a_day"),
            models.CheckConstraint(condition=Q(ends_on__gt=models.F("starts_on")), name="a_membership_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on}"


class Message(models.Model):
    """One message to one person, with its receipt. Where it went and its words are forgotten in time."""

    class Channel(models.TextChoices):
        SMS = "sms", _("text message")
        MAIL = "mail", _("e-mail")
        CALL = "call", _("telephone call")
        LETTER = "letter", _("letter")

    class Result(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", pgettext_lazy("message", "sent")
        DONE = "done", pgettext_lazy("message", "spoken to")
        NO_ANSWER = "no_answer", pgettext_lazy("message", "no answer")
        FAILED = "failed", pgettext_lazy("message", "failed")
        CANCELLED = "cancelled", pgettext_lazy("message", "cancelled")

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="messages")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="messages")
    kind = models.CharField(max_length=30)
    channel = models.CharField(max_length=6, choices=Channel)
    sent_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    about = models.CharField(max_length=60, blank=True)  # "handover:12:m3": the same notice is queued once
    queued_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now)
    result = models.CharField(max_length=9, choices=Result, default=Result.WAITING)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    error = models.CharField(max_length=120, blank=True)
    cost_eur = models.DecimalField(max_digits=8, decimal_places=4, default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["result", "due_at"], name="messages_waiting"),
            models.Index(fields=["queued_at", "id"], name="messages_by_day"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["about"], condition=~Q(about=""), name="a_notice_is_queued_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"


class FileOpening(models.Model):
    """Who opened a person's file, and when. Append-only; itself forgotten with the person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="openings")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    what = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="openings_of_a_file")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at}"


class RetentionRule(models.Model):
    """For how many months after the last contact something is kept, by purpose."""

    class Purpose(models.TextChoices):
        FILE = "file", _("files of people: equipment and help")
        REFERRAL = "referral", _("referrals: identities written by a prescriber")
        MESSAGE = "message", _("messages: words, number or address")
        OPENING = "opening", _("who opened a file")
        TRAINING = "training", _("presence at trainings that somebody pays for")

    purpose = models.CharField(max_length=10, choices=Purpose, primary_key=True)
    months = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=120), name="a_sane_retention")
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.months}"
