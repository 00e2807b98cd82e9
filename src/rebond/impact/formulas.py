"""Shares and sums, from values alone. Pure."""


def share(part: int, whole: int) -> float | None:
    """``part`` over ``whole``; None when there is nothing to divide by: no figure is better than a wrong
    one.
    """
    return part / whole if whole else None
