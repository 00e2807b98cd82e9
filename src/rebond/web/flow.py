"""From what comes in to what goes home, as one band that narrows: three steps, and what leaves on the way."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from rebond.common.units import number_fr

_STEPS: Final = ("collected", "refurbished", "handed_over")
_SIDES: Final = ("recycled", "returned")
_SIDE: Final = 21
_TALL: Final = 48.0
"""Height of the widest band, out of a hundred: what leaves is drawn under it."""


def chain(totals: Mapping[str, int], labels: Mapping[str, Any]) -> dict[str, Any] | None:
    """Shapes in a box of 100 by 100, and their words; None when nothing was done."""
    numbers = {name: max(0, totals.get(name, 0)) for name in (*_STEPS, *_SIDES)}
    most = max(numbers.values())
    if not most:
        return None
    high = {name: _TALL * n / most for name, n in numbers.items()}
    return {
        "bands": [_band(rank, high[before], high[after]) for rank, (before, after) in enumerate(_PAIRS)],
        "sides": [
            {"x": x, "y": 100 - high[name], "height": high[name], "series": series}
            for name, x, series in (("recycled", _SIDE, 3), ("returned", 84, 4))
        ],
        "steps": [
            {
                "label": str(labels[name]).capitalize(), "text": number_fr(numbers[name]), "x": x,
                "anchor": anchor,
            }
            for name, x, anchor in zip(_STEPS, (0, 42, 100), ("start", "start", "end"), strict=True)
        ],
        "rows": [
            {"label": str(labels[name]).capitalize(), "text": number_fr(numbers[name]), "name": name}
            for name in (*_STEPS, *_SIDES)
        ],
        "side": _SIDE,
        "words": _("Collected %(collected)s, made good again %(refurbished)s, handed over %(handed_over)s;"
                   " recycled %(recycled)s, came back %(returned)s.")
        % {name: number_fr(n) for name, n in numbers.items()},
    }  # fmt: skip


_PAIRS: Final = (("collected", "refurbished"), ("refurbished", "handed_over"))


def _band(rank: int, before: float, after: float) -> dict[str, Any]:
    left, middle, right = 42 * rank, 42 * rank + 16, 42 * (rank + 1)
    points = [(left, 0), (middle, 0), (right, 0), (right + 16, 0)]
    points += [(right + 16, after), (right, after), (middle, before), (left, before)]
    return {"points": " ".join(f"{x},{y:.1f}" for x, y in points), "series": rank + 1}
