"""Anonymous head counts of trainings and workshops."""

from datetime import date
from functools import reduce
from operator import add
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import now
from rebond.training.models.offer import HalfDay

MARGINS: Final = {
    "helped_before": ("already_helped",),
    "genders": ("women", "men"),
    "ages": ("under_12", "under_18", "under_25", "under_40", "under_60", "under_70", "over_70"),
    "occupations": ("at_school", "jobless", "employed", "retired"),
}
"""Counts of the same people seen from four sides, each at most the people present; the rest did not say.
Margins stay margins: nobody is drawn at random to fill a cross-table."""


class HeadCountQuerySet(models.QuerySet["HeadCount"]):
    """Choosing and summing head counts."""

    def between(self, first: date, last: date) -> Self:
        """Held from ``first`` to ``last``, both included."""
        return self.filter(held_on__gte=first, held_on__lte=last)

    def sums(self) -> tuple[int, float]:
        """People present, and hours multiplied by people."""
        found = self.aggregate(n=Sum("people"), minutes=Sum(F("minutes") * F("people")))
        return found["n"] or 0, (found["minutes"] or 0) / 60


class HeadCount(models.Model):
    """One training or workshop: how many people came, for how long. Nobody is named."""

    class Kind(models.TextChoices):
        TRAINING = "training", _("training")
        WORKSHOP = "workshop", _("open workshop")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    held_on = models.DateField(_("day"), db_index=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"))
    people = models.PositiveSmallIntegerField(_("people present"))
    half_day = models.OneToOneField(HalfDay, models.PROTECT, null=True, related_name="head_count")
    themes = models.JSONField(default=list)
    already_helped = models.PositiveSmallIntegerField(default=0)
    women = models.PositiveSmallIntegerField(default=0)
    men = models.PositiveSmallIntegerField(default=0)
    under_12 = models.PositiveSmallIntegerField(default=0)
    under_18 = models.PositiveSmallIntegerField(default=0)
    under_25 = models.PositiveSmallIntegerField(default=0)
    under_40 = models.PositiveSmallIntegerField(default=0)
    under_60 = models.PositiveSmallIntegerField(default=0)
    under_70 = models.PositiveSmallIntegerField(default=0)
    over_70 = models.PositiveSmallIntegerField(default=0)
    at_school = models.PositiveSmallIntegerField(default=0)
    jobless = models.PositiveSmallIntegerField(default=0)
    employed = models.PositiveSmallIntegerField(default=0)
    retired = models.PositiveSmallIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=now)

    objects = HeadCountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=1440), name="a_likely_length"),
            models.CheckConstraint(condition=Q(people__lte=500), name="a_likely_head_count"),
            *(
                models.CheckConstraint(
                    condition=Q(people__gte=reduce(add, map(F, columns))), name=f"no_more_{name}_than_people"
                )
                for name, columns in MARGINS.items()
            ),
            models.CheckConstraint(
                condition=Q(held_on__gte=date(1990, 1, 1), held_on__lt=date(2080, 1, 1)), name="a_likely_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def trainee_hours(self) -> float:
        """Hours multiplied by people."""
        return self.minutes * self.people / 60
