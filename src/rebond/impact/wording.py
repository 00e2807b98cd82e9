"""How a result is said: two digits for an estimate, a dash for what is not told."""

from decimal import Decimal
from typing import Final

from rebond.common.units import NARROW, NO_BREAK, number_fr
from rebond.impact.formulas import two_digits
from rebond.impact.results import Indicator

DASH: Final = "—"
_TONNES_FROM_KG: Final = 10_000
_AFTER: Final = {"%": f"{NARROW}%", "kg": f"{NO_BREAK}kg", "€": f"{NO_BREAK}€"}


def shown(one: Indicator) -> str:
    """The number, with its unit where a sign says it."""
    if one.rounded is None:
        return DASH
    number = number_fr(Decimal(str(one.rounded)), one.what.decimals)
    return number + _AFTER.get(str(one.unit), "")


def range_shown(one: Indicator) -> tuple[str, str] | None:
    """Low and high, as the number itself is written; None when it has no range."""
    if one.low is None or one.high is None or one.value is None:
        return None
    after = _AFTER.get(str(one.unit), "")
    return number_fr(two_digits(one.low)) + after, number_fr(two_digits(one.high)) + after


def masses(*kilograms: float) -> list[str]:
    """Several masses in one unit: tonnes without a decimal once all are ten tonnes or more."""
    if all(abs(kg) >= _TONNES_FROM_KG for kg in kilograms):
        return [f"{number_fr(two_digits(kg / 1000))}{NO_BREAK}t" for kg in kilograms]
    return [f"{number_fr(two_digits(kg))}{NO_BREAK}kg" for kg in kilograms]


def estimated_fr(one: Indicator) -> str:
    """Whether anybody measured it, as our papers say it."""
    return "oui" if one.estimated == 1 else "en partie" if one.estimated else "non"
