"""Shares and roundings, from values alone. Pure."""

from math import floor, log10


def share(part: float, whole: float) -> float | None:
    """``part`` over ``whole``; None when there is nothing to divide by: no figure is better than a wrong
    one.
    """
    return part / whole if whole else None


def two_digits(value: float) -> int:
    """Rounded to two significant digits, as an estimate is shown: 12 461 becomes 12 000."""
    if not value:
        return 0
    step = int(10 ** max(0, floor(log10(abs(value))) - 1))
    return round(value / step) * step
