"""Anonymous head counts of trainings and workshops."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _


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
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = HeadCountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=1440), name="a_likely_length"),
            models.CheckConstraint(condition=Q(people__lte=500), name="a_likely_head_count"),
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
