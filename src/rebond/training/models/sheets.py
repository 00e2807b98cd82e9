"""The printed twin of an attendance list, and the photographs of it that came back."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from rebond.common.dates import now
from rebond.training.models.offer import HalfDay


class AttendanceSheet(models.Model):
    """One A4, one QR. ``lines``: keys of people in the order of the boxes; empty lines are 0."""

    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="sheets")
    code = models.CharField(max_length=24, unique=True)
    page = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    printed_at = models.DateTimeField(default=now)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["half_day", "page", "code"], name="one_sheet_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.half_day_id}/{self.page}"


class SheetPhoto(models.Model):
    """A photograph of a signed sheet: the proof, reduced when it came (``sha256`` is of the file as sent).
    ``read``: what the machine saw of each line, which a person confirms.
    """

    sheet = models.ForeignKey(AttendanceSheet, models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=40)
    body = models.BinaryField()
    read = models.JSONField(default=list)
    taken_at = models.DateTimeField(default=now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.sheet_id}"
