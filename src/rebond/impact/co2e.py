"""CO2e avoided by machines that live a second time, as a range. Pure.

For each machine (docs/domain.md, « CO2e avoided »): what a new one would have cost, for the years that it
lasts, if it would have been bought new; less our own work; less the use that would not have been.
The range is a Monte Carlo: triangular laws, each factor drawn once for a category and a run, because an error
that all machines share does not average out.
"""

import json
import random
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import sqrt
from operator import mul
from typing import Final

SEED: Final = 20261122
DRAWS: Final = 20_000
LEAST_ANSWERS: Final = 30
"""Below, the share is no measure: the convention stands."""
_Z90: Final = 1.6448536269514722


class MissingFactor(KeyError):
    """No factor is known for this category: it is said, never replaced by another one's."""


@dataclass(frozen=True, slots=True)
class Range:
    """Low, central and high value of one parameter."""

    low: float
    value: float
    high: float

    def draw(self, dice: random.Random) -> float:
        return dice.triangular(self.low, self.high, self.value)


@dataclass(frozen=True, slots=True)
class Factor:
    """One category: kilograms of CO2e of a new one, its years, the years of its second life, our own work,
    one year of use, and its mass in kilograms.
    """

    embodied_kg: Range
    life_years: float
    second_life_years: Range
    own_work_kg: Range
    use_kg_a_year: float
    mass_kg: Range


def _read() -> dict[str, object]:
    found: dict[str, object] = json.loads(files("rebond.impact").joinpath("factors.json").read_text("utf-8"))
    return found


def _factor(facts: Mapping[str, object]) -> Factor:
    cells = {name: Range(*cell) if isinstance(cell, list) else cell for name, cell in facts.items()}
    return Factor(**cells)  # type: ignore[arg-type]


_DATA: Final = _read()
VERSION: Final = str(_DATA["version"])
SOURCE: Final = str(_DATA["source"])
LICENCE: Final = str(_DATA["licence"])
SUBSTITUTION: Final = Range(*_DATA["substitution"])  # type: ignore[misc]
"""Share of those equipped who would have bought a new one, before anybody is asked."""
REFURBISHED: Final = Range(*_DATA["refurbished_share"])  # type: ignore[misc]
REFURBISHED_PHONES: Final = Range(*_DATA["refurbished_share_of_phones"])  # type: ignore[misc]
"""Share of the market that is second-hand already: a purchase avoided there avoids no new machine."""
FACTORS: Final[Mapping[str, Factor]] = {
    name: _factor(facts)
    for name, facts in _DATA["categories"].items()  # type: ignore[attr-defined]
}
RAW_KG_A_YEAR: Final[Mapping[str, float]] = _DATA["raw_material_kg_a_year"]  # type: ignore[assignment]
NOTHING: Final = Range(0, 0, 0)

Measured = tuple[tuple[str, Range], ...]
"""What families answered, category by category: the share of « bought a new one » with its 90 % interval."""


def factor(category: str) -> Factor:
    """The factor of one of our categories; raises :class:`MissingFactor`."""
    try:
        return FACTORS[category]
    except KeyError as error:
        raise MissingFactor(category) from error


def wilson(part: int, whole: int) -> Range:
    """A share and its 90 % interval (Wilson 1927). Raises ValueError when nobody was asked."""
    if not 0 <= part <= whole or not whole:
        raise ValueError(f"{part} out of {whole}")
    p, z2 = part / whole, _Z90**2
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z90 * sqrt(p * (1 - p) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    return Range(max(0.0, middle - half), p, min(1.0, middle + half))


def measured(answers: Mapping[str, Mapping[str, int]]) -> Measured:
    """The categories of which thirty families or more answered. ``answers``: category to answer to count."""
    found = []
    for category in FACTORS:
        told = answers.get(category, {})
        total = sum(told.values())
        if total >= LEAST_ANSWERS:
            found.append((category, wilson(told.get("new", 0), total)))
    return tuple(found)


def avoided_kg(
    one: Factor, *, embodied: float, second_life: float, substitution: float, refurbished: float, own: float
) -> float:
    """The formula, for one machine; may be below zero."""
    lasting = min(second_life / one.life_years, 1)
    extra_use = (1 - substitution) * one.use_kg_a_year * second_life
    return substitution * (1 - refurbished) * embodied * lasting - own - extra_use


def refurbished_share(category: str, asked: Measured = ()) -> Range:
    """Zero when families answered: « a used one » is an answer of its own, not to be taken off twice."""
    if category in dict(asked):
        return NOTHING
    return REFURBISHED_PHONES if category == "phone" else REFURBISHED


def central_kg(category: str, asked: Measured = (), **changed: float) -> float:
    """One machine with every central value; ``changed`` replaces some, for the table of what matters."""
    one = factor(category)
    values = {
        "embodied": one.embodied_kg.value,
        "second_life": one.second_life_years.value,
        "substitution": dict(asked).get(category, SUBSTITUTION).value,
        "refurbished": refurbished_share(category, asked).value,
        "own": one.own_work_kg.value,
    }
    return avoided_kg(one, **(values | changed))


@dataclass(frozen=True, slots=True)
class Spread:
    """Kilograms of CO2e: P5, P50 and P95 of the draws, their mean, the central value computed once, and the
    share of draws below zero.
    """

    low: float
    median: float
    high: float
    mean: float
    central: float
    below_zero: float


def spread(mix: Mapping[str, int], asked: Measured = (), *, seed: int = SEED, n_draws: int = DRAWS) -> Spread:
    """The range for so many machines of each category. Raises :class:`MissingFactor`."""
    for category in mix:
        factor(category)
    return _spread(tuple((name, mix[name]) for name in FACTORS if mix.get(name)), asked, seed, n_draws)


@lru_cache(maxsize=512)
def _spread(counts: tuple[tuple[str, int], ...], asked: Measured, seed: int, n_draws: int) -> Spread:
    """Kept: a page asks for the same mix until a machine moves."""
    if not counts:
        return Spread(0, 0, 0, 0, 0, 0)
    central = sum(n * central_kg(category, asked) for category, n in counts)
    drawn = _drawn(tuple(category for category, _n in counts), asked, seed, n_draws)
    numbers = [n for _category, n in counts]
    totals = sorted(sum(map(mul, numbers, one)) for one in zip(*drawn, strict=True))
    low, median, high = (totals[int(n_draws * quantile)] for quantile in (0.05, 0.5, 0.95))
    below = sum(total < 0 for total in totals) / n_draws
    return Spread(low, median, high, sum(totals) / n_draws, central, below)


@lru_cache(maxsize=16)
def _drawn(
    categories: tuple[str, ...], asked: Measured, seed: int, n_draws: int
) -> tuple["array[float]", ...]:
    """One machine of each category, so many times: whatever their numbers, the same draws serve. A column of
    eight bytes a draw for each category.
    """
    dice, answered = random.Random(seed), dict(asked)
    factors = [(category, FACTORS[category]) for category in categories]
    drawn = tuple(array("d") for _category in categories)
    for _ in range(n_draws):
        common = SUBSTITUTION.draw(dice)
        others, phones = REFURBISHED.draw(dice), REFURBISHED_PHONES.draw(dice)
        for column, (category, one) in zip(drawn, factors, strict=True):
            embodied, second_life = one.embodied_kg.draw(dice), one.second_life_years.draw(dice)
            own = one.own_work_kg.draw(dice)
            share, refurbished = common, phones if category == "phone" else others
            if category in answered:
                share, refurbished = answered[category].draw(dice), 0.0
            column.append(
                avoided_kg(
                    one, embodied=embodied, second_life=second_life, substitution=share,
                    refurbished=refurbished, own=own,
                )
            )  # fmt: skip
    return drawn


def sensitivity(category: str, asked: Measured = ()) -> list[tuple[str, float, float, float, float]]:
    """What matters most, one input changed at a time: its name, low and high input, and the kilograms of one
    machine with each.
    """
    one = factor(category)
    inputs = {
        "substitution": dict(asked).get(category, SUBSTITUTION),
        "second_life": one.second_life_years,
        "embodied": one.embodied_kg,
        "own": one.own_work_kg,
        "refurbished": refurbished_share(category, asked),
    }
    return [
        (
            name, bounds.low, bounds.high,
            central_kg(category, asked, **{name: bounds.low}),
            central_kg(category, asked, **{name: bounds.high}),
        )
        for name, bounds in inputs.items()
    ]  # fmt: skip


def even_share(category: str, asked: Measured = ()) -> float:
    """The substitution below which one machine avoids nothing: the balance is linear in it."""
    at_none, at_all = (central_kg(category, asked, substitution=share) for share in (0.0, 1.0))
    return -at_none / (at_all - at_none)


def mass_kg(mix: Mapping[str, int]) -> float:
    """Typical masses, not weighed. Raises :class:`MissingFactor`."""
    return sum(n * factor(category).mass_kg.value for category, n in mix.items())


def raw_materials_kg(mix: Mapping[str, int], asked: Measured = ()) -> float:
    """Raw materials not extracted, where ADEME (2022) published a figure: laptops and phones."""
    total = 0.0
    for category, per_year in RAW_KG_A_YEAR.items():
        share = dict(asked).get(category, SUBSTITUTION).value
        new = share * (1 - refurbished_share(category, asked).value)
        total += mix.get(category, 0) * new * per_year * factor(category).second_life_years.value
    return total
