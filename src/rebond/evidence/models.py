"""Reports exactly as received (never changed), and our latest reading of each."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rebond.collection.models import Lot
from rebond.common.dates import now
from rebond.inventory.models import Device
from rebond.people.models import AgentToken


class Report(models.Model):
    """What a bench machine, a person or an import sent: raw, compressed, hashed. Append-only."""

    class Source(models.TextChoices):
        API = "api", _("sent by the bench")
        UPLOAD = "upload", _("sent from a page")
        IMPORT = "import", _("imported from files")

    sha256 = models.CharField(max_length=64, unique=True)
    claimed_id = models.UUIDField(null=True)
    is_conflict = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=now)
    source = models.CharField(max_length=8, choices=Source)
    filename = models.CharField(max_length=200, blank=True)
    size_bytes = models.PositiveIntegerField()
    body = models.BinaryField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    token = models.ForeignKey(AgentToken, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claimed_id"], condition=Q(is_conflict=False), name="one_report_per_claimed_id"
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Reading(models.Model):
    """What we understood of a report, which may be read again at any time."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting to be read")
        LINKED = "linked", _("read and attached")
        TO_REVIEW = "to_review", _("to review")
        SET_ASIDE = "set_aside", _("set aside")

    report = models.OneToOneField(Report, models.PROTECT, primary_key=True, related_name="reading")
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="readings", db_index=False)
    facts = models.JSONField(default=dict)
    # What the person chose when sending it: a crash before the attachment must not lose it.
    asked_device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+", db_index=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            # Whole, not partial: SQLite does not see that one status implies a condition on several.
            models.Index(fields=["status", "report"], name="readings_by_status"),
            models.Index(fields=["device", "report"], name="readings_of_a_device"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.status}"
