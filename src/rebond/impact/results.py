"""The results of a year as anybody may check them: each an indicator with its unit, perimeter and method, how
many records it counts and how much of it is estimated. Declared figures stand beside, never inside.

Codes and definitions: the founders' study of 22 November 2026 (../shared/reference/impact.md, section 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rebond.distribution.models import Handover
from rebond.impact import co2e
from rebond.impact.formulas import share, two_digits
from rebond.impact.indicators import alternatives_by_category
from rebond.impact.registers import KG
from rebond.inventory.models import MonthTally
from rebond.records.models import OpeningBalance
from rebond.training.funders import SMALLEST_CELL, hours_between
from rebond.training.models import VolunteerHours

METHOD = f"rebond-1/{co2e.VERSION}"
Measure = OpeningBalance.Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure of one year. ``value`` None: nothing to count, or too few people to say. ``low``, ``high``:
    5 % and 95 % of a Monte Carlo. ``estimated``: the share of ``value`` that nobody measured (0 to 1).
    ``event``: the counted step whose rows it opens on.
    """

    code: str
    label: str | Promise
    unit: str | Promise
    definition: str | Promise
    perimeter: str | Promise
    value: float | None
    records: int
    estimated: float = 0.0
    low: float | None = None
    high: float | None = None
    declared: int | None = None
    event: str = ""
    method: str = METHOD

    @property
    def rounded(self) -> int | None:
        """As people read it: two digits of an estimate."""
        if self.value is None:
            return None
        return two_digits(self.value) if self.estimated else round(self.value)

    @property
    def told_records(self) -> int | None:
        """How many records, unless that would tell the few people that ``value`` leaves out."""
        return None if self.value is None and self.records else self.records


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A year. ``totals``: event to count. ``mix``: reused machines by category; ``without_factor``: those
    whose CO2e is not known. ``asked``: the substitution that families' answers gave.
    """

    year: int
    indicators: tuple[Indicator, ...]
    mix: Mapping[str, int]
    without_factor: Mapping[str, int]
    asked: co2e.Measured
    spread: co2e.Spread
    totals: Mapping[str, int]

    def __getitem__(self, code: str) -> Indicator:
        return next(one for one in self.indicators if one.code == code)


def results(year: int) -> Results:
    """Everything of one year, from kept counters; eight queries."""
    counted = _counted(year)
    totals = {event: sum(cells.values()) for event, cells in counted.items()}
    declared = dict(OpeningBalance.objects.filter(year=year).values_list("measure", "value"))
    back = counted.get("returned", {})
    reused = {name: n - back.get(name, 0) for name, n in counted.get("handed_over", {}).items()}
    reused = {name: n for name, n in reused.items() if n > 0}
    mix = {name: n for name, n in reused.items() if name in co2e.FACTORS}
    asked = co2e.measured(alternatives_by_category(until_year=year))
    spread = co2e.spread(mix, asked)
    machines = [*_machines(totals, declared), *_reuse(reused, counted.get("recycled", {}))]
    return Results(
        year=year,
        indicators=(*machines, *_estimates(mix, reused, asked, spread), *_people(year, declared)),
        mix=mix,
        without_factor={name: n for name, n in reused.items() if name not in co2e.FACTORS},
        asked=asked,
        spread=spread,
        totals=totals,
    )


def _counted(year: int) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = MonthTally.objects.filter(month__gte=year * 100 + 1, month__lte=year * 100 + 12)
    for event, category, n in rows.values_list("event", "category").annotate(Sum("n")).order_by():
        found.setdefault(event, {})[category] = n
    return found


def _machines(totals: Mapping[str, int], declared: Mapping[str, int]) -> list[Indicator]:
    return [
        Indicator(
            code="I1", label=_("machines collected"), unit=_("machines"), event="collected",
            definition=_("Machines received that year, each counted once, doubles left out."),
            perimeter=_("everything that came in, whatever its state"),
            value=totals.get("collected", 0), records=totals.get("collected", 0),
            declared=declared.get(Measure.COLLECTED),
        ),
        Indicator(
            code="I1b", label=_("machines made good again"), unit=_("machines"), event="refurbished",
            definition=_("Machines whose job sheet was approved by a second pair of eyes that year."),
            perimeter=_("machines ready to be handed over"),
            value=totals.get("refurbished", 0), records=totals.get("refurbished", 0),
            declared=declared.get(Measure.REFURBISHED),
        ),
        Indicator(
            code="I1c", label=_("machines handed over"), unit=_("machines"), event="handed_over",
            definition=_("Machines given, sold or lent that year; those that came back are counted apart."),
            perimeter=_("families, associations and other users"),
            value=totals.get("handed_over", 0), records=totals.get("handed_over", 0),
        ),
    ]  # fmt: skip


def _reuse(reused: Mapping[str, int], recycled: Mapping[str, int]) -> list[Indicator]:
    n_reused, n_recycled = sum(reused.values()), sum(recycled.values())
    kg_reused = sum(float(KG[name]) * n for name, n in reused.items())
    kg_recycled = sum(float(KG[name]) * n for name, n in recycled.items())
    return [
        Indicator(
            code="I2", label=_("reuse rate, in machines"), unit="%",
            definition=_("Reused out of reused and recycled that year; what is in stock is left out."),
            perimeter=_("machines whose fate is settled"),
            value=_percent(share(n_reused, n_reused + n_recycled)), records=n_reused + n_recycled,
        ),
        Indicator(
            code="I3", label=_("reuse rate, in mass"), unit="%",
            definition=_("The same in kilograms."), perimeter=_("machines whose fate is settled"),
            value=_percent(share(kg_reused, kg_reused + kg_recycled)), records=n_reused + n_recycled,
            estimated=1.0,
        ),
        Indicator(
            code="I4", label=_("kilograms whose end of life is put off"), unit="kg", event="handed_over",
            definition=_("The mass of reused machines. Put off, not done away with."),
            perimeter=_("reused machines; typical masses, not weighed"),
            value=kg_reused, records=n_reused, estimated=1.0,
        ),
    ]  # fmt: skip


def _percent(ratio: float | None) -> float | None:
    return None if ratio is None else 100 * ratio


def _estimates(
    mix: Mapping[str, int], reused: Mapping[str, int], asked: co2e.Measured, spread: co2e.Spread
) -> list[Indicator]:
    n = sum(mix.values())
    has_raw = sum(reused.get(name, 0) for name in co2e.RAW_KG_A_YEAR)
    return [
        Indicator(
            code="I6", label=_("CO2e avoided"), unit="kg", event="handed_over",
            definition=_(
                "New machines that were not made, less our own work and the use that would not have been."
            ),
            perimeter=_("reused machines of a category whose factor is known"),
            value=spread.central if n else None, low=spread.low if n else None,
            high=spread.high if n else None, records=n, estimated=1.0,
        ),
        Indicator(
            code="I7", label=_("raw materials not extracted"), unit="kg", event="handed_over",
            definition=_("Materials moved to make the new machines that were not made (ADEME, 2022)."),
            perimeter=_("reused laptops and telephones"),
            value=co2e.raw_materials_kg(reused, asked) if has_raw else None, records=has_raw, estimated=1.0,
        ),
    ]  # fmt: skip


def _people(year: int, declared: Mapping[str, int]) -> list[Indicator]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    equipped = Handover.objects.filter(at__date__gte=first, at__date__lte=last, person__isnull=False)
    human = Coalesce("person__merged_into", "person")
    n_people = equipped.aggregate(n=Count(human, distinct=True))["n"]
    lessons = hours_between(first, last)
    given = VolunteerHours.objects.filter(day__gte=first, day__lte=last)
    volunteers = given.aggregate(
        n=Count("volunteer", distinct=True), minutes=Sum("minutes"), rows=Count("pk")
    )
    return [
        Indicator(
            code="I9", label=_("people equipped"), unit=_("people"),
            definition=_("Different people to whom a machine was handed that year."),
            perimeter=_("people; associations are not counted"),
            value=_not_few(n_people, n_people), records=n_people, declared=declared.get(Measure.FAMILIES),
        ),
        Indicator(
            code="I10", label=_("presences at trainings and workshops"), unit=_("presences"),
            definition=_("Each person counted at each half-day where they were present."),
            perimeter=_("signed presences, and head counts of open workshops"),
            value=_not_few(lessons.people, lessons.people), records=lessons.people,
            declared=declared.get(Measure.TRAINEES),
        ),
        Indicator(
            code="I10h", label=_("hours of trainees"), unit=_("hours"),
            definition=_("The time each person was present, added up."),
            perimeter=_("signed presences, and head counts of open workshops"),
            value=_not_few(lessons.people, lessons.minutes / 60), records=lessons.people,
            declared=declared.get(Measure.TRAINEE_HOURS),
        ),
        Indicator(
            code="I11", label=_("hours given by volunteers"), unit=_("hours"),
            definition=_("Hours that volunteers wrote down. No job is computed from tonnes."),
            perimeter=_("volunteers who write their hours"),
            value=_not_few(volunteers["n"], (volunteers["minutes"] or 0) / 60), records=volunteers["rows"],
        ),
    ]  # fmt: skip


def _not_few(people: int, value: float) -> float | None:
    """Nothing is said of fewer than five people."""
    return value if is_told(people) else None


def is_told(people: int) -> bool:
    """Whether a figure may tell of so many people."""
    return people == 0 or people >= SMALLEST_CELL


def by_year() -> dict[int, dict[str, int]]:
    """Every year that has a counted step: event to count; one query."""
    found: dict[int, dict[str, int]] = {}
    rows = MonthTally.objects.values_list("month", "event").annotate(Sum("n")).order_by("month")
    for month, event, n in rows:
        year = found.setdefault(month // 100, {})
        year[event] = year.get(event, 0) + n
    return found
