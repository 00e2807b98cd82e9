"""The three ways a drive stops being a danger, and the statement that a machine holds none. All
append-only.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import now
from rebond.inventory.models import Device, Drive


class Erasure(models.Model):
    """One attempt on one drive, proven or not. ``proves`` is decided by rules.proves and checked below."""

    class Level(models.TextChoices):
        CLEAR = "clear", _("Clear (overwritten)")
        PURGE = "purge", _("Purge (erased by the drive itself)")
        NONE = "", _("not stated")

    class Result(models.TextChoices):
        SUCCESS = "success", _("succeeded")
        FAILURE = "failure", _("failed")
        ABORTED = "aborted", _("interrupted")
        NOT_RUN = "not_run", _("did not run")

    class Verification(models.TextChoices):
        NONE = "none", _("not verified")
        SAMPLED = "sampled", _("verified by samples")
        FULL = "full", _("verified on the whole drive")

    class Source(models.TextChoices):
        REPORT = "report", _("bench report")
        LOG = "log", _("tool's log")
        HAND = "hand", _("typed by hand")

    drive = models.ForeignKey(Drive, models.PROTECT, related_name="erasures")
    method = models.CharField(_("method"), max_length=80)
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True)
    tool = models.CharField(_("tool"), max_length=60)
    tool_version = models.CharField(_("version of the tool"), max_length=40, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result)
    verification = models.CharField(_("verification"), max_length=8, choices=Verification)
    errors = models.PositiveIntegerField(_("errors"), default=0)
    started_at = models.DateTimeField(_("begun on"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished on"))
    source = models.CharField(max_length=8, choices=Source)
    report_id = models.BigIntegerField(null=True)
    proves = models.BooleanField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    witness = models.CharField(_("witness"), max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(proves=False)
                | (Q(result="success", errors=0, verification__in=["sampled", "full"]) & ~Q(tool="")),
                name="a_proof_is_a_verified_success",
            ),
            models.CheckConstraint(
                condition=~Q(source="hand", proves=True) | ~Q(witness=""),
                name="a_proof_by_hand_has_a_witness",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(started_at__lte=F("finished_at")),
                name="an_erasure_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["drive", "report_id", "finished_at", "method", "result"],
                condition=Q(report_id__isnull=False),
                name="one_erasure_per_drive_and_report",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive_id}: {self.result}"


class Destruction(models.Model):
    """A drive physically destroyed before a witness."""

    drive = models.OneToOneField(Drive, models.PROTECT, related_name="destruction")
    method = models.CharField(_("how"), max_length=120)
    destroyed_on = models.DateField(_("destroyed on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    witness = models.CharField(_("witness"), max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(witness=""), name="a_destruction_has_a_witness")
        ]

    def __str__(self) -> str:
        return f"{self.drive_id}"


class Removal(models.Model):
    """A drive taken out of a machine: the machine is rid of it, the drive carries its own debt."""

    drive = models.ForeignKey(Drive, models.PROTECT, related_name="removals")
    device = models.ForeignKey(Device, models.PROTECT, related_name="removals")
    reception = models.PositiveSmallIntegerField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.drive_id} out of {self.device_id}"


class NoDriveStatement(models.Model):
    """« No drive inside », said by a named person who opened the machine during this reception."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="no_drive_statements")
    reception = models.PositiveSmallIntegerField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=now)
    how = models.CharField(_("what was looked at"), max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "reception"], name="one_statement_per_reception")
        ]

    def __str__(self) -> str:
        return f"{self.device_id}"
