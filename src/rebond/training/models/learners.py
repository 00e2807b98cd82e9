"""Who learns: their place in a session, presence half-day by half-day, what they can do before and after."""

from copy import copy
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.common.dates import now, today
from rebond.people.models import Person
from rebond.training.models.offer import HalfDay, TrainingSession
from rebond.training.words import Gender, Occupation, Status, Trainee


class Learner(models.Model):
    """What funders ask of somebody who learns, told freely; apart from equipment and its criteria."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="learner")
    gender = models.CharField(max_length=14, choices=Gender, default=Gender.UNKNOWN)
    occupation = models.CharField(max_length=14, choices=Occupation, default=Occupation.UNKNOWN)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Enrolment(models.Model):
    """One person's place in a session, or their turn to get one (the first asked is the first served)."""

    class State(models.TextChoices):
        ENROLLED = "enrolled", _("enrolled")
        WAITING = "waiting", pgettext_lazy("enrolment", "on the waiting list")
        EXCUSED = "excused", pgettext_lazy("enrolment", "gave their place back")
        REVOKED = "revoked", pgettext_lazy("enrolment", "cancelled by us")

    class Origin(models.TextChoices):
        """RDV's kinds of creator: an agent, the person, or whoever referred them."""

        COUNTER = "agent", _("counter")
        PUBLIC = "user", _("public page")
        HANDOVER = "handover", _("with a computer")

    ACTIVE: ClassVar = (State.ENROLLED, State.WAITING)

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=8, choices=State)
    origin = models.CharField(max_length=8, choices=Origin)
    trainee = models.CharField(max_length=1, choices=Trainee, default=Trainee.OTHER)
    picture = models.CharField(max_length=20, blank=True)  # the pictogram they sign with
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_phone = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(default=now)
    state_since = models.DateTimeField(default=now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["session", "state", "id"], name="enrolments_in_turn"),
            models.Index(fields=["origin", "asked_at"], name="enrolments_by_origin"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(state__in=("enrolled", "waiting")),
                name="one_place_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("enrolled", "waiting", "excused", "revoked")), name="a_known_enrolment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def reached(self) -> Person:
        """Who our messages go to: the person, or for a child the telephone of who answers for them."""
        if not self.guardian_phone:
            return self.person
        adult = copy(self.person.merged_into or self.person)
        adult.phone, adult.email, adult.reach = self.guardian_phone, "", ""
        return adult


class Attendance(models.Model):
    """Whether one person came to one half-day, for how long, and who says so."""

    class Signature(models.TextChoices):
        NONE = "", _("not signed")
        DRAWN = "drawn", _("signed with a finger")
        PICTURE = "picture", _("signed with a pictogram")
        PIN = "pin", _("signed with their code")
        TRAINER = "trainer", _("attested by the trainer")
        PAPER = "paper", _("signed on the paper sheet")

    class Origin(models.TextChoices):
        SCREEN = "screen", _("screen")
        TABLET = "tablet", _("tablet, sent later")
        PAPER = "paper", _("paper sheet")

    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, null=True, related_name="attendances")
    status = models.CharField(max_length=7, choices=Status)
    minutes = models.PositiveSmallIntegerField(default=0)
    is_remote = models.BooleanField(default=False)
    signature_kind = models.CharField(max_length=7, choices=Signature, blank=True)
    signature = models.TextField(blank=True)
    is_doubtful = models.BooleanField(default=False)  # a code or a pictogram that is not theirs
    origin = models.CharField(max_length=6, choices=Origin)
    told_at = models.DateTimeField(default=now)  # on the tablet's own clock, never in the future
    written_at = models.DateTimeField(default=now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["half_day", "person"], name="present_once_a_half_day"),
            models.CheckConstraint(
                condition=Q(status="seen", minutes__gte=1) | (~Q(status="seen") & Q(minutes=0)),
                name="only_the_present_have_minutes",
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="a_known_attendance"),
        ]

    def __str__(self) -> str:
        return f"{self.half_day_id} {self.status}"


class Assessment(models.Model):
    """One card of everyday acts, before or after. ``answers``: act to step (0 to 4), nothing else."""

    class Moment(models.TextChoices):
        BEFORE = "before", pgettext_lazy("assessment", "before")
        AFTER = "after", pgettext_lazy("assessment", "after")

    person = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="assessments")
    moment = models.CharField(max_length=6, choices=Moment)
    version = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    taken_on = models.DateField(default=today)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "person", "moment"], name="one_card_a_moment")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.moment}"
