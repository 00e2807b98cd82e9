"""Shares and sums, from values alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


def share(part: int, whole: int) -> float | None:
    """``part`` over ``whole``; None when there is nothing to divide by: no figure is better than a wrong
    one.
    """
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Footprint:
    """One category: kilograms of CO2e of a new one, its years, the years of its second life, our own work,
    one year of use. Source: the founders' study of 22 November 2026 (ADEME publicodes-acv-numerique 2.1.0).
    """

    new_kg: float
    life_years: float
    second_life_years: float
    own_work_kg: float
    use_kg_a_year: float


FOOTPRINTS: Final = {
    "laptop": Footprint(185.1, 5, 3, 10, 1.506),
    "desktop": Footprint(211.5, 6, 3, 10, 7.96),
    "all_in_one": Footprint(211.5, 6, 3, 10, 7.96),
    "monitor": Footprint(69.8, 6, 4, 2, 3.79),
    "phone": Footprint(79.5, 2.5, 2, 5, 0.26),
    "tablet": Footprint(84.3, 3, 2, 4, 0.95),
}
DEFAULT_SUBSTITUTION: Final = 0.5
"""Share of those equipped who would have bought a new one, before anybody is asked (Restart's convention)."""
REFURBISHED_SHARE: Final = {"phone": 0.13}
_OTHERS_REFURBISHED: Final = 0.10
LEAST_ANSWERS: Final = 30
"""Below, the share is no measure: the default stands."""


def avoided_kg(category: str, substitution: float, *, is_measured: bool) -> float:
    """CO2e avoided by one device reused: what a new one would have cost, less our work, less the use that
    would not have been. May be below zero.

    ``is_measured``: ``substitution`` is the share of « bought a new one » among real answers, which leaves
    refurbished purchases out by itself; otherwise the market's refurbished share is taken off.
    """
    one = FOOTPRINTS[category]
    refurbished = 0.0 if is_measured else REFURBISHED_SHARE.get(category, _OTHERS_REFURBISHED)
    lasting = min(one.second_life_years / one.life_years, 1)
    extra_use = (1 - substitution) * one.use_kg_a_year * one.second_life_years
    return substitution * (1 - refurbished) * one.new_kg * lasting - one.own_work_kg - extra_use


def measured_substitution(answers: Mapping[str, int]) -> float | None:
    """The share of those who would have bought a new one; None with fewer than thirty answers."""
    total = sum(answers.values())
    return answers.get("new", 0) / total if total >= LEAST_ANSWERS else None
