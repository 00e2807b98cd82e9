"""The job sheet of one device during one reception, and its checks."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import now
from rebond.inventory.models import Device


class Job(models.Model):
    """What was done to one device since it was last received; one open sheet at a time."""

    class Grade(models.TextChoices):
        A = "A", _("A: very good, light traces")
        B = "B", _("B: good, visible traces")
        C = "C", _("C: works, marked or slow")
        D = "D", _("D: for parts")

    device = models.ForeignKey(Device, models.PROTECT, related_name="jobs")
    reception = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    system = models.CharField(_("system installed"), max_length=60, blank=True)
    work_done = models.TextField(_("work done"), blank=True, max_length=2000)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["done_at"], name="jobs_to_approve", condition=Q(approved_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "reception"], condition=Q(approved_at__isnull=True), name="one_open_job"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(done_at__isnull=False, done_by__isnull=False),
                name="approved_after_done",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(approved_at__gte=F("done_at")),
                name="approved_no_earlier_than_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} #{self.reception}"


class Check(models.Model):
    """One test with its result: by eye, or told by the machine."""

    class Result(models.TextChoices):
        PASSED = "passed", _("works")
        FAILED = "failed", _("does not work")
        ABSENT = "absent", _("has none")

    job = models.ForeignKey(Job, models.CASCADE, related_name="checks")
    name = models.CharField(max_length=20)
    result = models.CharField(max_length=6, choices=Result)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "name"], name="one_result_per_check")]

    def __str__(self) -> str:
        return f"{self.name}: {self.result}"
