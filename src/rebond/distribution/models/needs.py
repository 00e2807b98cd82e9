"""Who needs a machine: requests, referrals by prescribers, eligibility looked at, proposals."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.common.dates import now, today
from rebond.distribution.models.handovers import ONE_RECIPIENT, Recipient
from rebond.inventory.models import Device
from rebond.people.models import Commune, Organisation, Person


class Use(models.TextChoices):
    """What the machine is for."""

    SCHOOL = "school", pgettext_lazy("use", "school")
    PROCEDURES = "procedures", pgettext_lazy("use", "official procedures online")
    WORK = "work", pgettext_lazy("use", "work, looking for work, studies")
    VIDEO = "video", pgettext_lazy("use", "video calls")
    ACCESSIBILITY = "accessibility", pgettext_lazy("use", "a large screen, large letters")


class Connection(models.TextChoices):
    UNKNOWN = "", pgettext_lazy("connection", "not known")
    NONE = "none", pgettext_lazy("connection", "none")
    MOBILE = "mobile", pgettext_lazy("connection", "by telephone (mobile)")
    FIXED = "fixed", pgettext_lazy("connection", "a box at home")


class Urgency(models.IntegerChoices):
    ORDINARY = 0, pgettext_lazy("urgency", "can wait")
    SOON = 1, pgettext_lazy("urgency", "soon (course, studies, job that begins)")
    URGENT = 2, pgettext_lazy("urgency", "urgent (a right or a job is at stake)")


class Wanted(models.TextChoices):
    ANY = "", pgettext_lazy("wanted", "either")
    LAPTOP = "laptop", pgettext_lazy("wanted", "one that is carried")
    DESKTOP = "desktop", pgettext_lazy("wanted", "one that stays on a table")


class Need(models.Model):
    """What is needed, in the same words on a referral and on a request."""

    uses = models.JSONField(default=list)
    wanted = models.CharField(_("kind of computer"), max_length=7, choices=Wanted, blank=True)
    people_at_home = models.PositiveSmallIntegerField(_("people at home"), null=True, blank=True)
    children_at_school = models.PositiveSmallIntegerField(_("of whom children at school"), default=0)
    connection = models.CharField(_("connection at home"), max_length=6, choices=Connection, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.ORDINARY)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        abstract = True


class PrescriberLink(models.Model):
    """A secret address by which a service refers people, without account; only its hash is kept."""

    class Kind(models.TextChoices):
        CCAS = "CCAS", _("CCAS (town's social service)")
        ML = "ML", _("mission locale (young people)")
        FT = "FT", _("France Travail")
        DEPT = "DEPT", _("social service of the département")
        SCHOOL = "SCHOOL", pgettext_lazy("prescriber", "school")
        CAF = "CAF", _("CAF or MSA (family benefits)")
        ASSOCIATION = "OACAS", pgettext_lazy("prescriber", "association")
        OTHER = "Autre", pgettext_lazy("prescriber", "another service")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="prescriber_links")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    service = models.CharField(_("service"), max_length=80, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.organisation} {self.service}".strip()


class Referral(Need):
    """What a prescriber wrote. The identity stays here until somebody of ours accepts it; it is blanked in
    time.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("referral", "to be answered")
        ACCEPTED = "accepted", pgettext_lazy("referral", "accepted")
        REFUSED = "refused", pgettext_lazy("referral", "refused")
        EXPIRED = "expired", pgettext_lazy("referral", "expired")

    class Refusal(models.TextChoices):
        NOT_ELIGIBLE = "not_eligible", _("not eligible")
        UNREACHABLE = "unreachable", _("cannot be reached")
        ALREADY = "already", _("already equipped, or known already")
        NOT_OURS = "not_ours", _("not within what we do")
        ROBOT = "robot", _("not serious")

    number = models.CharField(max_length=20, unique=True)
    link = models.ForeignKey(PrescriberLink, models.PROTECT, related_name="referrals")
    received_at = models.DateTimeField(default=now)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    reach = models.CharField(max_length=6, choices=Person.Reach, blank=True)
    person_agrees = models.BooleanField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    refusal = models.CharField(max_length=12, choices=Refusal, blank=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    blanked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "received_at"], name="referrals_by_state"),
            models.Index(fields=["link", "-id"], name="referrals_of_a_link"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(person_agrees=True), name="the_person_agrees_to_be_called"),
            models.CheckConstraint(
                condition=Q(state="refused") ^ Q(refusal=""), name="a_refusal_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(blanked_at__isnull=True)
                | Q(given_name="", family_name="", phone="", email="", note="", birth_year__isnull=True),
                name="a_blanked_referral_names_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Request(Need, Recipient):
    """A need, from the day it is told to the day it is served or closed."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "received")
        CONTACTED = "contacted", pgettext_lazy("request", "contacted")
        APPOINTMENT = "appointment", pgettext_lazy("request", "appointment given")
        EQUIPPED = "equipped", pgettext_lazy("request", "equipped")
        NOT_ELIGIBLE = "not_eligible", pgettext_lazy("request", "not eligible")
        UNREACHABLE = "unreachable", pgettext_lazy("request", "unreachable")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "no longer needed")

    WAITING: ClassVar = (State.OPEN, State.CONTACTED, State.APPOINTMENT)

    number = models.CharField(max_length=20, unique=True)
    referral = models.OneToOneField(Referral, models.PROTECT, null=True, related_name="request")
    asked_on = models.DateField(default=today)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    state_since = models.DateTimeField(default=now)
    appointment_at = models.DateTimeField(null=True)
    again_reason = models.CharField(max_length=200, blank=True)  # why a household is equipped again so soon
    holds_missed = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "asked_on", "id"], name="requests_by_state"),
            models.Index(fields=["appointment_at"], name="requests_by_appointment"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_RECIPIENT, name="a_request_is_somebodys"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["open", "contacted", "appointment"]),
                name="one_waiting_request_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING


class Criterion(models.Model):
    """One reason why somebody has a right to a solidarity price; dated, with its source."""

    code = models.CharField(max_length=12)
    label = models.CharField(max_length=120)
    look_at = models.CharField(max_length=200, blank=True)  # the proof to look at and give back
    source = models.CharField(max_length=200, blank=True)
    months_valid = models.PositiveSmallIntegerField(default=12)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    is_override = models.BooleanField(default=False)  # the « coup de pouce »

    class Meta:
        ordering: ClassVar = ["is_override", "label"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_criterion_a_day")
        ]

    def __str__(self) -> str:
        return self.label


class EligibilityCheck(models.Model):
    """A criterion that was looked at and ticked: what, when, by whom, until when. Never a copy, never a
    figure.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="eligibility_checks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="checks")
    seen_on = models.DateField(default=today)
    valid_until = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_override = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-valid_until"], name="checks_of_a_person"),
            models.Index(fields=["seen_on"], name="checks_by_day"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_override=False) | ~Q(reason=""), name="an_override_says_why"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("seen_on")), name="a_check_lasts_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.criterion_id}"


class Proposal(models.Model):
    """Who could get what, computed for the whole stock at one moment; a person decides line by line."""

    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    requests = models.PositiveIntegerField()
    machines = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    lacking = models.JSONField(
        default=list
    )  # [{"category": "laptop", "camera": true, "memory_gb": 8, "n": 12}]

    def __str__(self) -> str:
        return f"{self.made_at}"


class ProposalLine(models.Model):
    """One machine for one request, why, and what was decided."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("proposal", "to decide")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "accepted")
        REFUSED = "refused", pgettext_lazy("proposal", "set aside")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="lines")
    rank = models.PositiveIntegerField()
    request = models.ForeignKey(Request, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "request"], name="a_request_is_served_once"),
            models.UniqueConstraint(fields=["proposal", "device"], name="a_machine_is_proposed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.device_id}"
