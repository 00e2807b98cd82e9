"""Old registers: what the association wrote in spreadsheets before, declared, dated in the past."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rebond.collection.categories import Category
from rebond.common.dates import now


class PastRegister(models.Model):
    """One spreadsheet of the past, as it was sent; ``taken_in_at`` is empty until its lines are kept.

    ``default_year``: the year of the lines that hold no date.
    """

    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    default_year = models.PositiveSmallIntegerField(null=True)
    columns = models.JSONField(default=dict)  # folded title -> field
    left_out = models.PositiveIntegerField(default=0)  # lines without a year
    sent_at = models.DateTimeField(default=now)
    taken_in_at = models.DateTimeField(null=True)
    taken_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class PastDevice(models.Model):
    """One line of an old register: declared, never seen by Rebond, never added to live counts."""

    register = models.ForeignKey(PastRegister, models.CASCADE, related_name="devices")
    rank = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField(db_index=True)
    arrived_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    serial = models.CharField(max_length=80, blank=True)
    serial_key = models.CharField(max_length=80, blank=True, db_index=True)
    maker = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=12, choices=Category)
    asset_tag = models.CharField(max_length=80, blank=True)
    quantity = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["register", "rank"], name="one_past_device_a_row"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="past_of_a_known_kind"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lt=2080), name="a_likely_past_year"),
            models.CheckConstraint(
                condition=Q(arrived_on=None) | Q(arrived_on__gte=date(1990, 1, 1)), name="a_likely_past_day"
            ),
            models.CheckConstraint(
                condition=Q(arrived_on=None) | Q(left_on=None) | Q(left_on__gte=F("arrived_on")),
                name="it_left_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return self.serial or f"#{self.rank}"
