"""Help outside lessons: appointments, individual help, hours of volunteers; what an accountant adds."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.common.dates import now
from rebond.people.models import Commune, Person
from rebond.training.models.offer import Venue
from rebond.training.words import AgeBand, Autonomy, Gender, Occupation, PlaceKind, Redirection, Status


class Activity(models.Model):
    """One individual help, as the activity report (CRA) of La Coop asks for it: no story, no note."""

    day = models.DateField(_("day"), db_index=True)
    minutes = models.PositiveSmallIntegerField()
    place_kind = models.CharField(max_length=13, choices=PlaceKind)
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="+")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    themes = models.JSONField(default=list)
    gear = models.JSONField(default=list)
    formality = models.CharField(_("name of the formality"), max_length=80, blank=True)
    autonomy = models.CharField(max_length=22, choices=Autonomy, blank=True)
    redirected_to = models.CharField(max_length=40, choices=Redirection, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="activities")
    is_first = models.BooleanField(default=False)
    gender = models.CharField(max_length=14, choices=Gender, default=Gender.UNKNOWN)
    age_band = models.CharField(max_length=23, choices=AgeBand, default=AgeBand.UNKNOWN)
    occupation = models.CharField(max_length=14, choices=Occupation, default=Occupation.UNKNOWN)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=now)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=600), name="a_likely_help"),
            models.CheckConstraint(
                condition=(Q(place_kind="lieu_activite", venue__isnull=False))
                | (Q(place_kind__in=("domicile", "autre"), commune__isnull=False))
                | Q(place_kind="a_distance"),
                name="a_help_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.minutes}"


class Appointment(models.Model):
    """An hour kept for one person, at a venue; five words say how it ended."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="+")
    day = models.DateField()
    starts = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    status = models.CharField(max_length=7, choices=Status, default=Status.UNKNOWN)
    activity = models.OneToOneField(Activity, models.PROTECT, null=True, related_name="appointment")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "starts"], name="appointments_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["helper", "day", "starts"],
                condition=Q(status__in=("unknown", "seen"), helper__isnull=False),
                name="one_person_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["person", "day", "starts"],
                condition=Q(status__in=("unknown", "seen")),
                name="one_appointment_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240, starts__lt=1440), name="a_likely_appointment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.starts}"

    @property
    def clock(self) -> str:
        """« 14 h 30 »."""
        hour, rest = divmod(self.starts, 60)
        return f"{hour} h" + (f" {rest:02d}" if rest else "")


class VolunteerHours(models.Model):
    """Time given by a volunteer to one mission, one day."""

    class Mission(models.TextChoices):
        COLLECTION = "collection", _("collecting")
        BENCH = "bench", pgettext_lazy("mission", "workshop")
        COUNTER = "counter", pgettext_lazy("mission", "counter")
        CLASSROOM = "classroom", pgettext_lazy("mission", "classroom")
        OFFICE = "office", pgettext_lazy("mission", "office")
        BOARD = "board", _("board of the association")
        OTHER = "other", pgettext_lazy("mission", "other")

    volunteer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="hours_given")
    mission = models.CharField(max_length=10, choices=Mission)
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "volunteer"], name="hours_by_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["volunteer", "day", "mission"], name="one_line_a_mission_a_day"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=960), name="a_likely_day_given"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.day}"


class YearAccounts(models.Model):
    """What no lesson tells of a year: costs of vocational training (frame D), value of an hour given, what
    was handed to another body or received from one (frames F-2 and G).
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    costs_cents = models.PositiveBigIntegerField(_("costs of vocational training"), default=0)
    salaries_cents = models.PositiveBigIntegerField(_("of which salaries of trainers"), default=0)
    purchases_cents = models.PositiveBigIntegerField(_("of which training bought"), default=0)
    volunteer_hour_cents = models.PositiveIntegerField(_("value of an hour given"), default=0)
    handed_trainees = models.PositiveIntegerField(default=0)
    handed_minutes = models.PositiveIntegerField(default=0)
    received_trainees = models.PositiveIntegerField(default=0)
    received_minutes = models.PositiveIntegerField(default=0)
    paid_hours = models.PositiveIntegerField(_("hours paid, from the payroll"), default=0)
    integration_hours = models.PositiveIntegerField(_("of which integration contracts"), default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(costs_cents__gte=F("salaries_cents") + F("purchases_cents")),
                name="the_parts_are_in_the_costs",
            ),
            models.CheckConstraint(
                condition=Q(paid_hours__gte=F("integration_hours")), name="integration_is_paid_work"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}"
