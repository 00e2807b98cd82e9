"""The first figures: collected, refurbished, handed over, returned, recycled, by month, year and donor.

Read from counters that the database keeps (inventory/guards.py); :func:`recount` proves them equal to their
rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import CharField, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import pgettext_lazy

from rebond.collection.models import Lot
from rebond.distribution.models import Alternative
from rebond.distribution.requests import COMPUTERS
from rebond.impact.formulas import share
from rebond.inventory.models import DebtCount, Device, DonorTally, Drive, MonthTally, Move, StateCount
from rebond.people.models import Organisation, Person
from rebond.records import counting
from rebond.training.funders import hours_between

EVENTS = {
    "collected": pgettext_lazy("figure", "collected"),
    "refurbished": pgettext_lazy("figure", "refurbished"),
    "handed_over": pgettext_lazy("figure", "handed over"),
    "returned": pgettext_lazy("figure", "returned"),
    "recycled": pgettext_lazy("figure", "recycled"),
}


@dataclass(frozen=True)
class YearFigures:
    """The figures of one calendar year; ``months`` maps an event to its twelve monthly counts."""

    year: int
    totals: dict[str, int]
    months: dict[str, list[int]]
    trainee_hours: float
    trainees: int

    @property
    def reuse_rate(self) -> float | None:
        """Handed over out of collected, in the same year; None when nothing was collected."""
        return share(self.totals["handed_over"], self.totals["collected"])


def year_figures(year: int) -> YearFigures:
    """All figures of one year, in queries whose number never grows."""
    months: dict[str, list[int]] = {event: [0] * 12 for event in EVENTS}
    tallies = MonthTally.objects.filter(month__gte=year * 100 + 1, month__lte=year * 100 + 12)
    for month, event, n in tallies.values_list("month", "event").annotate(Sum("n")).order_by("month"):
        months[event][month % 100 - 1] = n
    lessons = hours_between(date(year, 1, 1), date(year, 12, 31))
    return YearFigures(
        year,
        {event: sum(counts) for event, counts in months.items()},
        months,
        lessons.minutes / 60,
        lessons.people,
    )


def years() -> list[int]:
    """The years that have figures, latest first."""
    found = MonthTally.objects.values_list("month", flat=True).distinct()
    return sorted({month // 100 for month in found}, reverse=True)


def waiting() -> dict[str, int]:
    """How many devices are in each state now."""
    return dict(StateCount.objects.values_list("state").annotate(Sum("n")).order_by("state"))


def unproven_drives() -> int:
    """How many drives owe a proof now."""
    return DebtCount.objects.filter(data_state=Drive.DataState.UNPROVEN).aggregate(n=Sum("n"))["n"] or 0


@dataclass(frozen=True)
class DonorFigures:
    """What became of one donor's machines in one year."""

    donor: str
    name: str
    totals: dict[str, int]

    @property
    def reuse_rate(self) -> float | None:
        return share(self.totals.get("handed_over", 0), self.totals.get("collected", 0))


def donor_figures(year: int, limit: int = 50) -> list[DonorFigures]:
    """The ``limit`` donors whose machines moved most in one year, with the figures of each.

    Last year's gifts that are handed over now count here too: the table adds up to the year's totals.
    """
    moved = DonorTally.objects.filter(year=year, n__gt=0, event__in=EVENTS).values("donor")
    top = list(
        moved.annotate(steps=Sum("n")).order_by("-steps", "donor").values_list("donor", flat=True)[:limit]
    )
    totals, names = donor_totals(year, top), donor_names(top)
    return [DonorFigures(donor, names.get(donor, ""), totals[donor]) for donor in top]


def donor_totals(year: int, donors: Sequence[str]) -> dict[str, dict[str, int]]:
    """Donor to event to count, of one year."""
    totals: dict[str, dict[str, int]] = {donor: {} for donor in donors}
    rows = DonorTally.objects.filter(year=year, donor__in=donors)
    for donor, event, n in rows.values_list("donor", "event", "n"):
        totals[donor][event] = n
    return totals


def donor_key(prefix: str) -> Concat:
    """A donor as the counters name them (``o12``, ``p7``), without loading the row."""
    return Concat(Value(prefix), Cast("pk", CharField()), output_field=CharField())


def donor_history(donor: str) -> dict[int, dict[str, int]]:
    """What became of one donor's machines (``o12``, ``p7``): year, latest first, then event, then count."""
    history: dict[int, dict[str, int]] = {}
    rows = DonorTally.objects.filter(year__in=years(), event__in=EVENTS, donor=donor).order_by("-year")
    for year, event, n in rows.values_list("year", "event", "n"):
        history.setdefault(year, {})[event] = n
    return history


def donor_names(donors: Iterable[str]) -> dict[str, str]:
    """Names of donors by their key (``o12``, ``p7``)."""
    keys = set(donors)
    found: dict[str, str] = {}
    for prefix, model in (("o", Organisation), ("p", Person)):
        ids = [int(key[1:]) for key in keys if key.startswith(prefix)]
        found |= {f"{prefix}{row.pk}": str(row) for row in model.objects.filter(pk__in=ids)}
    return found


def rows_behind(
    event: str, *, year: int, month: int | None = None, donor: str | None = None
) -> QuerySet[Move]:
    """The very rows that a figure counts, newest first; ``donor`` None: of everybody, empty: not said."""
    first, last = (year * 100 + month,) * 2 if month else (year * 100 + 1, year * 100 + 12)
    rows = Move.objects.filter(month__gte=first, month__lte=last)
    if donor is None:
        rows = rows.filter(counts_as=event)
    else:  # written so that only the index of a device's moves can serve: it begins from the few machines
        rows = rows.alias(fed=Concat("counts_as", Value(""))).filter(fed=event, device__in=_given_by(donor))
    if event == "collected":
        rows = rows.exclude(device__state="merged")
    return rows.order_by("-month", "-id")


def _given_by(donor: str) -> QuerySet[Device]:
    """The machines of one donor (``o12``, ``p7``), or those that came in no lot."""
    if not donor:
        return Device.objects.filter(lot=None)
    giver = {"o": "donor_organisation", "p": "donor_person"}[donor[0]]
    return Device.objects.filter(lot__in=Lot.objects.filter(**{f"donation__{giver}": int(donor[1:])}))


def recount() -> list[str]:
    """Count everything again from the rows; returns one line for each kept counter that disagrees."""
    with connection.cursor() as cursor:
        return [line for counter in counting.registered() for line in counter.differences(cursor)]


def alternatives_by_category(until_year: int | None = None) -> dict[str, dict[str, int]]:
    """Every answer ever given (or until the end of a year), by category then answer."""
    rows = Alternative.objects.all()
    if until_year:
        rows = rows.filter(month__lt=(until_year + 1) * 100)
    found: dict[str, dict[str, int]] = {}
    for category, answer, n in rows.values_list("category", "answer").annotate(Sum("n")).order_by():
        found.setdefault(category, {})[answer] = n
    return found


def alternatives(year: int | None = None) -> dict[str, int]:
    """« Without this machine, what would you have done? »: how many gave each answer, of computers, that year
    or ever. Counts tied to nobody.
    """
    rows = Alternative.objects.filter(category__in=COMPUTERS)
    if year:
        rows = rows.filter(month__gte=year * 100, month__lt=(year + 1) * 100)
    return {row["answer"]: row["n"] for row in rows.values("answer").annotate(n=Sum("n")).order_by()}
