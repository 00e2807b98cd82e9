"""What is offered: trainings, where they are held, series of sessions in half-days, who pays for them."""

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import now
from rebond.inventory.models import Device
from rebond.people.models import Commune, Organisation, Person
from rebond.training import rules
from rebond.training.words import Aim, Income, Level


class Venue(models.Model):
    """A place open to people, as the public lists of places of digital help name it."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    address = models.CharField(_("address"), max_length=200)
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name=_("town"))
    how_to_come = models.CharField(_("how to come"), max_length=200, blank=True)
    opening_hours = models.CharField(max_length=200, blank=True)  # OpenStreetMap's opening_hours
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    step_free = models.BooleanField(_("can be entered without a step"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="a_place_on_earth",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room of a venue and how many people sit in it."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="rooms")
    name = models.CharField(_("name"), max_length=60)
    seats = models.PositiveSmallIntegerField(_("seats"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering: ClassVar = ["venue__name", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["venue", "name"], name="one_room_of_a_name"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=500), name="a_likely_room"),
        ]

    def __str__(self) -> str:
        return f"{self.venue.name}, {self.name}"


class Training(models.Model):
    """What somebody can learn. ``is_fpc``: a path towards a professional aim, which counts for the BPF; an
    open workshop of éducation populaire does not (Code du travail, L6313-2).
    """

    class Form(models.TextChoices):
        COURSE = "course", _("course: one enrols for the whole series")
        WORKSHOP = "workshop", _("open workshop: one may come without enrolling")

    name = models.CharField(_("title"), max_length=120, unique=True)
    form = models.CharField(_("form"), max_length=8, choices=Form)
    level = models.CharField(_("level"), max_length=13, choices=Level)
    themes = models.JSONField(default=list)
    objective = models.CharField(_("objective"), max_length=300)
    needed_before = models.CharField(_("what one must know before"), max_length=200, blank=True)
    is_fpc = models.BooleanField(_("vocational training"), default=False)
    nsf_code = models.CharField(_("NSF speciality"), max_length=3, blank=True)
    aim = models.CharField(_("aim"), max_length=5, choices=Aim, default=Aim.OTHER)
    price_cents = models.PositiveIntegerField(_("price"), default=0)
    is_first_steps = models.BooleanField(_("proposed with a computer"), default=False)
    is_active = models.BooleanField(_("offered"), default=True)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_fpc=False) | Q(form="course", nsf_code__gte="100", nsf_code__lte="999"),
                name="vocational_training_has_a_speciality",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TrainingSession(models.Model):
    """One series of half-days. ``taken`` counts the seats held and is kept by the database's own triggers
    (guards.py): it is never above ``capacity``, whoever writes.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CANCELLED = "cancelled", _("cancelled")

    training = models.ForeignKey(Training, models.PROTECT, related_name="sessions")
    room = models.ForeignKey(Room, models.PROTECT, related_name="sessions")
    capacity = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    is_public = models.BooleanField(_("on the public page"), default=True)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    outside_trainer = models.CharField(_("trainer from another body"), max_length=80, blank=True)
    starts_on = models.DateField(null=True, editable=False)  # kept from the half-days, for lists
    ends_on = models.DateField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["starts_on", "id"], name="sessions_by_start")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(capacity__gte=1, capacity__lte=500), name="a_likely_capacity"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="no_seat_is_given_twice"),
        ]

    def __str__(self) -> str:
        return self.training.name

    @property
    def left(self) -> int:
        """Free places."""
        return self.capacity - self.taken

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class HalfDay(models.Model):
    """One half-day of a session, in minutes from midnight by the clock on the wall: no change of hour can
    stretch it. Signed half-day by half-day; once the trainer has signed too, its attendance stands.
    """

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="half_days")
    day = models.DateField(_("day"))
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)  # moved once more
    cancelled_at = models.DateTimeField(null=True)
    cosigned_at = models.DateTimeField(null=True)
    cosigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["day", "starts"]
        indexes: ClassVar = [models.Index(fields=["day", "starts", "id"], name="half_days_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "day", "starts"],
                name="one_half_day_at_a_time",
                condition=Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends"), ends__lte=1440)
                & Q(ends__lte=F("starts") + rules.MOST_OF_A_HALF_DAY),
                name="a_half_day_is_at_most_five_hours",
            ),
            models.CheckConstraint(
                condition=Q(cosigned_at__isnull=True, cosigned_by__isnull=True)
                | Q(cosigned_at__isnull=False, cosigned_by__isnull=False),
                name="a_signature_has_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.day} {self.clock}"

    @property
    def minutes(self) -> int:
        """Its length."""
        return self.ends - self.starts

    @property
    def half(self) -> str:
        """``morning`` or ``afternoon``."""
        return rules.half_of(self.starts)

    @property
    def clock(self) -> str:
        """« 9 h – 12 h 30 »."""
        return f"{_clock(self.starts)} – {_clock(self.ends)}"

    @property
    def starts_at(self) -> datetime:
        """The instant it begins, in the zone of the association."""
        return self._instant(self.starts)

    @property
    def ends_at(self) -> datetime:
        return self._instant(self.ends)

    def _instant(self, minutes: int) -> datetime:
        day = self.day + timedelta(days=minutes // 1440)
        return datetime.combine(
            day, time(minutes % 1440 // 60, minutes % 60), timezone.get_current_timezone()
        )

    @property
    def is_past(self) -> bool:
        """Whether it has begun: presence can be told."""
        return self.starts_at <= now()


def _clock(minutes: int) -> str:
    hour, rest = divmod(minutes, 60)
    return f"{hour} h" + (f" {rest:02d}" if rest else "")


class Funding(models.Model):
    """Who pays for a session, under which convention, and what was spent of it."""

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="fundings")
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="fundings")
    convention = models.CharField(_("convention"), max_length=80, blank=True)
    amount_cents = models.PositiveIntegerField(_("amount"), default=0)
    spent_cents = models.PositiveIntegerField(_("spent"), default=0)
    income = models.CharField(_("line of the BPF"), max_length=2, choices=Income, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "funder"], name="one_funding_a_funder")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.funder_id}"


class LentMachine(models.Model):
    """A machine of the stock lent for a session (or to one trainee of it) and given back at its end."""

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="machines")
    device = models.ForeignKey(Device, models.PROTECT, related_name="lessons")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lent_on = models.DateField()
    due_on = models.DateField()
    returned_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(returned_on__isnull=True), name="a_machine_is_lent_once"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("lent_on")), name="a_lent_machine_comes_back"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.session_id}"

    @property
    def is_late(self) -> bool:
        return self.returned_on is None and self.due_on < timezone.localdate(now())
