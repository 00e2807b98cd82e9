"""What the page of an observatory shows: sums in words, as people read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import today
from rebond.common.units import number_fr
from rebond.impact.formulas import two_digits
from rebond.impact.observatory import FIGURES, HANDED_OVER, Figure, Observatory, Sum

YEARS_SHOWN: Final = 5
YEARS_DRAWN: Final = 10
_TONNES_FROM_KG: Final = 10_000
_WITH_UNIT: Final = ("I6", "I7", "I8", "I8b")
"""The others say their unit in their own words; « kilograms » never stand in tonnes."""

NOTES: Final = (
    _("Only what adds up is added: counts, kilograms, hours, euros and months, year by year."),
    _(
        "Rates (I2, I3) are left out: a mean of rates is not the rate of the whole, and the published files"
        " do not hold what would be needed to compute it again."
    ),
    _(
        "The range of the CO2e adds up all low bounds, then all high bounds: it is the widest one, as if"
        " every association erred on the same side."
    ),
    _(
        "An association says nothing of fewer than five people. Such a figure is counted as “not told”, never"
        " as zero: the total is then at least what is written."
    ),
    _("People equipped by two associations are counted twice: no name leaves an association."),
    _("Two versions of the method are never added together: each has its own part of this page."),
    _("What associations declared for the years before their register is not added."),
    _(
        "Of each file, only the columns and the indicators that are known are read; of its own words, only"
        " the name of the installation is shown."
    ),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one year. ``low``, ``high``: its range, if any. ``not_told``: by how many, if any."""

    year: int
    text: str
    low: str = ""
    high: str = ""
    not_told: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator over the years shown. ``unit``: the same for all, or nothing if the label says it."""

    label: str | Promise
    unit: str | Promise
    cells: tuple[Cell, ...]


def page(found: Observatory) -> dict[str, Any]:
    """The words and figures of the template."""
    methods = sorted({one.method for one in found.installations}, reverse=True)
    years = sorted({year for one in found.installations for year in one.years})
    return {
        "day": today(),
        "installations": [(one, years_in_words(one.years)) for one in found.installations],
        "n_installations": number_fr(len(found.installations)),
        "left": found.left,
        "n_left": number_fr(len(found.left)),
        "years": years_in_words(years),
        "parts": [_part(found, method, rank) for rank, method in enumerate(methods, 1)],
        "notes": NOTES,
    }


def years_in_words(years: Sequence[int]) -> str:
    """``2016–2019, 2022`` for five years in order."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _part(found: Observatory, method: str, rank: int) -> dict[str, Any]:
    """The table and the chart of one version of the method."""
    sums = {(one.code, one.year): one for one in found.sums if one.method == method}
    members = [one for one in found.installations if one.method == method]
    years = sorted({year for one in members for year in one.years})
    shown = years[-YEARS_SHOWN:]
    counts = [number_fr(sum(year in one.years for one in members)) for year in shown]
    drawn = [
        {"label": str(year), "value": int(one.value), "text": number_fr(one.value)}
        for year in years[-YEARS_DRAWN:]
        if (one := sums.get((HANDED_OVER, year))) and one.value is not None
    ]
    return {
        "id": f"handed-over-{rank}",
        "method": method,
        "n_installations": number_fr(len(members)),
        "years": shown,
        "counts": list(zip(shown, counts, strict=True)),
        "lines": [line for figure in FIGURES if (line := _line(figure, shown, sums))],
        "rows": drawn,
        "is_drawn": any(row["value"] for row in drawn),
    }


def _line(figure: Figure, years: Sequence[int], sums: Mapping[tuple[str, int], Sum]) -> Line | None:
    """None when nobody publishes this indicator. One unit for the whole line, so that years compare."""
    found = {year: sums[figure.code, year] for year in years if (figure.code, year) in sums}
    if not found:
        return None
    largest = max((abs(one.value) for one in found.values() if one.value is not None), default=Decimal(0))
    has_unit = figure.code in _WITH_UNIT
    in_tonnes = has_unit and figure.unit == "kg" and largest >= _TONNES_FROM_KG
    cells = tuple(_cell(figure, year, found.get(year), in_tonnes=in_tonnes) for year in years)
    unit = ("t" if in_tonnes else figure.unit) if has_unit else ""
    return Line(figure.label, unit, cells)


def _cell(figure: Figure, year: int, one: Sum | None, *, in_tonnes: bool) -> Cell:
    if one is None:
        return Cell(year, "—")
    told = (one.value, one.low, one.high)
    value, low, high = (_number(figure, bound, in_tonnes=in_tonnes) for bound in told)
    return Cell(year, value or "—", low, high, number_fr(one.not_told_by) if one.not_told_by else "")


def _number(figure: Figure, value: Decimal | None, *, in_tonnes: bool) -> str:
    """Two digits of an estimate; a decimal of a tonne only where it says something."""
    if value is None:
        return ""
    rounded = Decimal(two_digits(float(value))) if figure.is_estimate else value
    if not in_tonnes:
        return number_fr(rounded)
    tonnes = rounded / 1000
    return number_fr(tonnes, 0 if tonnes == int(tonnes) or abs(tonnes) >= 100 else 1)
