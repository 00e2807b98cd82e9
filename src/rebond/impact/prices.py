"""What a machine like ours would have cost: purchasing power and value of access. Pure.

The reference is the cheapest adequate second-hand offer, not the price of a new one (the founders' study of
22 November 2026, section 7). Other categories have no reference price: they are left out, and said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rebond.impact import co2e
from rebond.impact.co2e import Range

REFERENCE_EUROS: Final[Mapping[str, Range]] = {
    "laptop": Range(200, 250, 600),
    "desktop": Range(200, 250, 600),
    "phone": Range(150, 200, 300),
}
"""Euros: a second-hand computer (Context, fourth quarter of 2025, read second-hand), a mid-range new one as
the high case (press, 2022); a second-hand telephone (our assumption)."""


@dataclass(frozen=True, slots=True)
class Bought:
    """Machines of one category that people own now, and the cents they paid for them all."""

    n: int
    paid_cents: int


def given_back(bought: Mapping[str, Bought], asked: co2e.Measured, *, buyers: bool) -> Range | None:
    """Euros: reference price less price paid, for the share that would have bought (``buyers``) or for the
    others. None when nothing of it has a reference price.
    """
    counted = {name: one for name, one in bought.items() if name in REFERENCE_EUROS and one.n > 0}
    if not counted:
        return None
    shares = dict(asked)
    sums = [0.0, 0.0, 0.0]
    for name, one in counted.items():
        price, share = REFERENCE_EUROS[name], shares.get(name, co2e.SUBSTITUTION).value
        of_them = share if buyers else 1 - share
        for rank, euros in enumerate((price.low, price.value, price.high)):
            sums[rank] += of_them * (one.n * euros - one.paid_cents / 100)
    return Range(*sums)
