"""Figures of people by town, without telling of fewer than five: not even by taking one figure from another.
Pure.

A town with fewer is never told alone. The few of several towns are told together, in the smallest territory
where they are five or more; they are left out of a figure where they are not.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from rebond.people.rules import SMALLEST_CELL

UNKNOWN: Final = ""


class Town(NamedTuple):
    """A commune and what it belongs to; « » where it belongs to nothing."""

    insee: str
    epci: str = ""
    departement: str = ""
    region: str = ""


def is_told(people: int) -> bool:
    """Whether a figure may tell of so many people: of none, or of five and more."""
    return people == 0 or people >= SMALLEST_CELL


def told(people: Mapping[str, int]) -> frozenset[str]:
    """The towns that may be told one by one. Where all the others together are fewer than five, the smallest
    of those told goes with them: they could be had from the total.
    """
    shown = sorted((n, insee) for insee, n in people.items() if n >= SMALLEST_CELL and insee != UNKNOWN)
    hidden = sum(n for insee, n in people.items() if n > 0 and (n, insee) not in set(shown))
    while shown and 0 < hidden < SMALLEST_CELL:
        hidden += shown.pop(0)[0]
    return frozenset(insee for _n, insee in shown)


def included(people: Mapping[str, int], towns: Iterable[Town], level: str, code: str) -> frozenset[str]:
    """The towns whose people a figure of this territory counts (``level``: commune, epci, departement or
    region).

    From the smallest territory up: what is too few in one waits for the next that holds it.
    """
    shown = told(people)
    rows = [town for town in towns if people.get(town.insee, 0) > 0]
    if level == "commune":
        return shown & {code}
    counted = set(shown)
    waiting = {town: {town.insee} for town in rows if town.insee not in shown}
    for height in range(_HEIGHTS[level] + 1):
        groups: dict[tuple[str, ...], set[str]] = {}
        for town, few in waiting.items():
            groups.setdefault(_key(town, height), set()).update(few)
        enough = {key for key, few in groups.items() if sum(people[one] for one in few) >= SMALLEST_CELL}
        for key in enough:
            counted |= groups[key]
        waiting = {town: few for town, few in waiting.items() if _key(town, height) not in enough}
    field = ("epci", "departement", "region")[_HEIGHTS[level]]
    return frozenset(town.insee for town in rows if getattr(town, field) == code) & counted


_HEIGHTS: Final = {"epci": 0, "departement": 1, "region": 2}


def _key(town: Town, height: int) -> tuple[str, ...]:
    """The territory of this height that holds a town: an EPCI over two départements is two."""
    return (town.region, town.departement, town.epci)[: 3 - height]


def amount(numbers: Mapping[str, int], of: Iterable[str]) -> int:
    """What these towns add up to."""
    return sum(numbers.get(insee, 0) for insee in of)
