"""Vans, rounds and their stops; the half-days that donors choose from."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from rebond.collection.models.gifts import Donation
from rebond.common.dates import now


class Vehicle(models.Model):
    """A van. ``places``: how many laptops it carries (routing.PLACES says what the others fill)."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    places = models.PositiveSmallIntegerField(_("places"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=2_000), name="a_likely_van")
        ]

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """One vehicle's ordered list of pick-ups, one day."""

    day = models.DateField(_("day"), db_index=True)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="rounds")
    driver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    leave_at = models.PositiveSmallIntegerField()  # minutes from midnight
    back_by = models.PositiveSmallIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "vehicle"], name="one_round_a_van_a_day"),
            models.CheckConstraint(
                condition=Q(leave_at__lt=F("back_by"), back_by__lte=1440), name="a_round_ends_the_same_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle} {self.day}"


class RoundStop(models.Model):
    """One donation of a round, in its order; a donation is in one round at most."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="stops")
    donation = models.OneToOneField(Donation, models.PROTECT, related_name="round_stop")
    position = models.PositiveSmallIntegerField()
    earliest = models.PositiveSmallIntegerField()
    latest = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(earliest__lte=F("latest"), latest__lte=1440),
                name="a_window_begins_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.donation_id}"


class Half(models.TextChoices):
    """A half-day."""

    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")


class PickupSlot(models.Model):
    """How many pick-ups one half-day of the week holds; Monday is 0."""

    weekday = models.PositiveSmallIntegerField()
    half = models.CharField(max_length=10, choices=Half)
    places = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["weekday", "half"], name="one_slot_a_half_day"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, places__gte=1, places__lte=30, half__in=Half.values),
                name="a_likely_slot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday_name} {self.half}: {self.places}"

    @property
    def weekday_name(self) -> str:
        """« lundi »."""
        return str(WEEKDAYS[self.weekday])


class SlotChoice(models.Model):
    """The half-day that a donor chose on their page; it holds a place while the donation keeps that day."""

    donation = models.OneToOneField(Donation, models.PROTECT, related_name="slot_choice")
    day = models.DateField()
    half = models.CharField(max_length=10, choices=Half)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "half"], name="slots_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(half__in=Half.values), name="a_known_half_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_half_display()}"
