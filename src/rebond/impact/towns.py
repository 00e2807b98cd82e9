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

    From the smallest territory up: what is too few in one waits for the next that holds it. What still waits
    after the widest may not be had from the total of all: then the smallest that were told together wait too.
    """
    shown = told(people)
    if level == "commune":
        return shown & {code}
    rows = [town for town in towns if people.get(town.insee, 0) > 0]
    groups = _gathered(people, [town for town in rows if town.insee not in shown])
    together = [few for height, few in groups if height <= _HEIGHTS[level]]
    field = ("epci", "departement", "region")[_HEIGHTS[level]]
    counted = shown.union(*together)
    return frozenset(town.insee for town in rows if getattr(town, field) == code) & counted


def _gathered(people: Mapping[str, int], waiting: list[Town]) -> list[tuple[int, frozenset[str]]]:
    """Towns of few people, told together at a height (0: EPCI, 1: département, 2: région)."""
    found: list[tuple[int, frozenset[str]]] = []
    left = sum(people[town.insee] for town in waiting) + people.get(UNKNOWN, 0)
    for height in range(3):
        groups: dict[tuple[str, ...], set[str]] = {}
        for town in waiting:
            groups.setdefault(_key(town, height), set()).add(town.insee)
        for few in groups.values():
            n = sum(people[insee] for insee in few)
            if n >= SMALLEST_CELL:
                found.append((height, frozenset(few)))
                left -= n
        done = frozenset[str]().union(*(few for _height, few in found))
        waiting = [town for town in waiting if town.insee not in done]
    if 0 < left < SMALLEST_CELL and found:
        found.remove(min(found, key=lambda one: (sum(people[insee] for insee in one[1]), sorted(one[1]))))
    return found


_HEIGHTS: Final = {"epci": 0, "departement": 1, "region": 2}


def _key(town: Town, height: int) -> tuple[str, ...]:
    """The territory of this height that holds a town: an EPCI over two départements is two."""
    return (town.region, town.departement, town.epci)[: 3 - height]


def amount(numbers: Mapping[str, int], of: Iterable[str]) -> int:
    """What these towns add up to."""
    return sum(numbers.get(insee, 0) for insee in of)
