"""The journal, the papers as issued, the counters that number things, the pages already sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from rebond.common.dates import now


class Sequence(models.Model):
    """The last rank given under one name, for example ``device-26``."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Sending(models.Model):
    """A page that was sent, under its own token, and the address it led to: kept some days."""

    token = models.UUIDField(primary_key=True)
    led_to = models.TextField(default="")
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return str(self.token)


class JournalEntry(models.Model):
    """Who did what to what, when. ``kind`` and ``data`` are facts, never a translated sentence.
    Append-only.
    """

    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="journal_by_subject"),
            models.Index(fields=["kind", "id"], name="journal_by_kind"),
            models.Index(fields=["actor", "id"], name="journal_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"


class Paper(models.Model):
    """A numbered document kept as issued: its PDF never changes. Append-only, no gap in a year's numbers."""

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField()
    number = models.CharField(max_length=30, unique=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    issued_at = models.DateTimeField(default=now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id"], name="papers_by_subject")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year", "rank"], name="one_paper_per_rank")
        ]

    def __str__(self) -> str:
        return self.number
