"""The results of a year as anybody may check them: each an indicator with its definition, its period, its
method, how many records it counts and how much of it is estimated. Declared figures stand beside, never in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from rebond.distribution.counters import EQUIPPED, INTERVALS, KEPT, PAID, USED
from rebond.impact import co2e, prices
from rebond.impact.definitions import DEFINITIONS, Definition, Words
from rebond.impact.formulas import share, two_digits
from rebond.impact.indicators import alternatives_by_category
from rebond.impact.registers import typical_kg
from rebond.impact.towns import is_told
from rebond.inventory import slips
from rebond.inventory.counters import SETTLED
from rebond.inventory.models import MonthTally
from rebond.records import balances, tallies
from rebond.records.models import OpeningBalance
from rebond.training.counters import COUNTED, GIVEN, GIVEN_LINES, MINUTES, NAMED, PRESENCES, TRAINED
from rebond.training.models import YearAccounts

METHOD = f"rebond-2/{co2e.VERSION}"
"""Version 2: taken apart and lost machines are in the reuse rate; slips, prices, payroll, months of use."""
FULL_TIME_HOURS = 1820
"""Hours paid for a full-time job in a year, leave included: 35 a week (Code du travail, L3121-27)."""
_HUMAN_MEASURES = {"families", "trainees"}
_FIGURES = (EQUIPPED, TRAINED, PRESENCES, MINUTES, GIVEN, GIVEN_LINES, KEPT, PAID, USED, SETTLED)

Tallies = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure of one year. ``value`` None: nothing to count, or too few people to say. ``low``, ``high``:
    its range. ``estimated``: the share of ``value`` that nobody measured (0 to 1). ``declared``: what was
    told of that year before Rebond, in the words of ``what.measure``.
    """

    what: Definition
    period: str
    value: float | None
    records: int
    estimated: float = 0.0
    low: float | None = None
    high: float | None = None
    declared: int | None = None
    method: str = METHOD

    @property
    def code(self) -> str:
        return self.what.code

    @property
    def label(self) -> Words:
        return self.what.label

    @property
    def unit(self) -> Words:
        return self.what.unit

    @property
    def rounded(self) -> float | None:
        """As people read it: two digits of an estimate, a decimal where the definition says so."""
        if self.value is None:
            return None
        return two_digits(self.value) if self.estimated else round(self.value, self.what.decimals or None)

    @property
    def told_records(self) -> int | None:
        """How many records, unless that would tell the few people that ``value`` leaves out."""
        return None if self.value is None and self.records else self.records


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A year. ``totals``: event to count. ``mix``: reused machines by category, below zero when more came
    back than went out; ``without_factor``: those whose CO2e is not known. ``asked``: the substitution that
    families' answers gave. ``towns``: people equipped by INSEE code, all of them: never shown as they are.
    """

    year: int
    indicators: tuple[Indicator, ...]
    mix: Mapping[str, int]
    without_factor: Mapping[str, int]
    without_price: tuple[str, ...]
    asked: co2e.Measured
    spread: co2e.Spread
    totals: Mapping[str, int]
    towns: Mapping[str, int]

    def __getitem__(self, code: str) -> Indicator:
        return next(one for one in self.indicators if one.code == code)


@dataclass(frozen=True)
class _Year:
    """What the counters say of one year."""

    year: int
    steps: Mapping[str, Mapping[str, int]]
    figures: Tallies
    declared: Mapping[str, int]
    asked: co2e.Measured
    reused: Mapping[str, int] = field(init=False)
    records: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        back = self.steps.get("returned", {})
        out = self.steps.get("handed_over", {})
        left = {name: out.get(name, 0) - back.get(name, 0) for name in {*out, *back}}
        object.__setattr__(self, "reused", {name: n for name, n in sorted(left.items()) if n})
        object.__setattr__(self, "records", {name: out.get(name, 0) + back.get(name, 0) for name in left})

    def total(self, event: str) -> int:
        return sum(self.steps.get(event, {}).values())

    def figure(self, name: str, cell: str | None = None) -> int:
        cells = self.figures[name]
        return sum(cells.values()) if cell is None else cells.get(cell, 0)

    def indicator(self, code: str, value: float | None, records: int, **more: Any) -> Indicator:
        what = DEFINITIONS[code]
        declared = self.declared.get(what.measure)
        if declared is not None and what.measure in _HUMAN_MEASURES and not is_told(declared):
            declared = None
        return Indicator(
            what=what, period=str(self.year), value=value, records=records, declared=declared, **more
        )


def results(year: int) -> Results:
    """Everything of one year, from kept counters; seven queries, whatever was done."""
    told = _Year(
        year,
        _counted(year),
        tallies.of_year(year, *_FIGURES),
        dict(OpeningBalance.objects.filter(year=year).values_list("measure", "value")),
        co2e.measured(alternatives_by_category(until_year=year)),
    )
    mix = {name: n for name, n in told.reused.items() if name in co2e.FACTORS}
    spread = co2e.spread(mix, told.asked)
    bought = _bought(told)
    return Results(
        year=year,
        indicators=(
            *_machines(told), *_fates(told), _recycled(told), *_estimates(told, mix, spread),
            *_money(told, bought), *_people(told), *_work(told),
        ),
        mix=mix,
        without_factor={name: n for name, n in told.reused.items() if name not in co2e.FACTORS},
        without_price=tuple(
            name for name, one in bought.items() if one.n and name not in prices.REFERENCE_EUROS
        ),
        asked=told.asked,
        spread=spread,
        totals={event: sum(cells.values()) for event, cells in told.steps.items()},
        towns=told.figures[EQUIPPED],
    )  # fmt: skip


def _counted(year: int) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = MonthTally.objects.filter(month__gte=year * 100 + 1, month__lte=year * 100 + 12)
    for event, category, n in rows.values_list("event", "category").annotate(Sum("n")).order_by():
        found.setdefault(event, {})[category] = n
    return found


def _machines(told: _Year) -> list[Indicator]:
    events = {"I1": "collected", "I1b": "refurbished", "I1c": "handed_over", "I1d": "returned"}
    return [told.indicator(code, told.total(event), told.total(event)) for code, event in events.items()]


def _fates(told: _Year) -> list[Indicator]:
    """Reuse rates and kilograms reused; a year in which more came back than went out has no rate."""
    recycled = told.steps.get("recycled", {})
    settled: dict[str, int] = {}
    for cell, n in told.figures[SETTLED].items():  # « lost laptop »
        category = cell.partition(" ")[2]
        settled[category] = settled.get(category, 0) + n
    others = {name: recycled.get(name, 0) + settled.get(name, 0) for name in {*recycled, *settled}}
    reused_records = sum(told.records.values())
    records = reused_records + sum(abs(n) for n in others.values())
    units = _rate(sum(told.reused.values()), sum(others.values()))
    kg = typical_kg(told.reused)
    return [
        told.indicator("I2", units, records),
        told.indicator("I3", _rate(kg, typical_kg(others)), records, estimated=1.0),
        told.indicator("I4", kg, reused_records, estimated=1.0),
    ]


def _rate(part: float, others: float) -> float | None:
    ratio = share(part, part + others) if part >= 0 and others >= 0 else None
    return None if ratio is None else 100 * ratio


def _recycled(told: _Year) -> Indicator:
    """Weighed where the slip was written down, typical masses for machines under no weighed slip."""
    left = slips.not_weighed(told.year, told.steps.get("recycled", {}))
    weighed_kg = sum(row.grams for row in slips.signed_in(told.year)) / 1000
    estimated_kg = typical_kg(left)
    total = weighed_kg + estimated_kg
    return told.indicator("I5", total, told.total("recycled"), estimated=share(estimated_kg, total) or 0.0)


def _estimates(told: _Year, mix: Mapping[str, int], spread: co2e.Spread) -> list[Indicator]:
    has_raw = sum(told.records.get(name, 0) for name in co2e.RAW_KG_A_YEAR)
    records = sum(n for name, n in told.records.items() if name in co2e.FACTORS)
    raw = co2e.raw_materials_kg(told.reused, told.asked) if has_raw else None
    range_of = {"low": spread.low, "high": spread.high} if mix else {}
    return [
        told.indicator("I6", spread.central if mix else None, records, estimated=1.0, **range_of),
        told.indicator("I7", raw, has_raw, estimated=1.0),
    ]


def _bought(told: _Year) -> dict[str, prices.Bought]:
    paid = told.figures[PAID]
    return {name: prices.Bought(n, paid.get(name, 0)) for name, n in told.figures[KEPT].items()}


def _money(told: _Year, bought: Mapping[str, prices.Bought]) -> list[Indicator]:
    """Euros are told from five machines and five people on: fewer would tell what one family paid."""
    counted = sum(max(0, one.n) for name, one in bought.items() if name in prices.REFERENCE_EUROS)
    tells = is_told(counted) and is_told(told.figure(EQUIPPED))
    found = []
    for code, buyers in (("I8", True), ("I8b", False)):
        euros = prices.given_back(bought, told.asked, buyers=buyers) if tells else None
        low, value, high = (euros.low, euros.value, euros.high) if euros else (None, None, None)
        found.append(told.indicator(code, value, counted, estimated=1.0, low=low, high=high))
    return found


def _people(told: _Year) -> list[Indicator]:
    equipped, trained = told.figure(EQUIPPED), told.figure(TRAINED)
    presences, tells = told.figure(PRESENCES), _tells(told.figures)
    hours = told.figure(MINUTES) / 60
    return [
        told.indicator("I9", equipped if is_told(equipped) else None, equipped),
        told.indicator("I10", trained if is_told(trained) else None, told.figure(PRESENCES, NAMED)),
        told.indicator("I10p", presences if tells else None, presences),
        told.indicator("I10h", hours if tells else None, presences),
    ]


def _work(told: _Year) -> list[Indicator]:
    volunteers, given = len(told.figures[GIVEN]), told.figure(GIVEN) / 60
    accounts = YearAccounts.objects.filter(pk=told.year).first()
    hours = {"I11p": accounts.paid_hours, "I11i": accounts.integration_hours} if accounts else {}
    answers = {asked: n // INTERVALS[int(asked)] for asked, n in told.figures[USED].items()}
    tells = is_told(max(answers.values(), default=0))  # each computer answers once to each question
    return [
        told.indicator("I11", given if is_told(volunteers) else None, told.figure(GIVEN_LINES)),
        *(
            told.indicator(code, n / FULL_TIME_HOURS if n else None, int(bool(n)))
            for code in ("I11p", "I11i")
            for n in (hours.get(code, 0),)
        ),
        told.indicator("I12", told.figure(USED) if tells else None, sum(answers.values())),
    ]  # fmt: skip


def by_year() -> dict[int, dict[str, int]]:
    """Every year that has a counted step: event to count; one query."""
    found: dict[int, dict[str, int]] = {}
    rows = MonthTally.objects.values_list("month", "event").annotate(Sum("n")).order_by("month")
    for month, event, n in rows:
        year = found.setdefault(month // 100, {})
        year[event] = year.get(event, 0) + n
    return found


def years() -> list[int]:
    """Every year with anything to tell, declared ones too; newest first, three queries."""
    declared = OpeningBalance.objects.values_list("year", flat=True).distinct()
    return sorted({*by_year(), *declared, *tallies.years_of(*_FIGURES)}, reverse=True)


def ever() -> list[tuple[str, int, int]]:
    """Measure, declared before Rebond, counted since, of every year together and apart. Somebody who comes in
    two years is counted in both; a year whose figure is not told is left out, or it could be had from the
    sum. Three queries.
    """
    declared = balances.totals()
    events = dict(MonthTally.objects.values_list("event").annotate(Sum("n")).order_by())
    years = tallies.by_year(EQUIPPED, TRAINED, MINUTES, PRESENCES)
    counted = {
        "collected": events.get("collected") or 0,
        "refurbished": events.get("refurbished") or 0,
        "families": sum(n for one in years.values() if is_told(n := sum(one[EQUIPPED].values()))),
        "trainees": sum(n for one in years.values() if is_told(n := sum(one[TRAINED].values()))),
        "trainee_hours": round(sum(sum(one[MINUTES].values()) for one in years.values() if _tells(one)) / 60),
    }
    return [(measure, declared[measure], n) for measure, n in counted.items() if declared[measure] or n]


def _tells(figures: Tallies) -> bool:
    """Whether presences may be told: neither those known by name nor the heads may be had from the sum."""
    return is_told(sum(figures[TRAINED].values())) and is_told(figures[PRESENCES].get(COUNTED, 0))
