"""Announced against counted against numbered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

FARTHEST_PICKUP = timedelta(days=730)


@dataclass(frozen=True)
class Difference:
    """One category of a donation: quantities announced by the donor, counted at the dock, numbered by us."""

    category: str
    announced: int
    counted: int
    numbered: int

    @property
    def missing(self) -> int:
        """Counted minus announced: negative when less came than was said."""
        return self.counted - self.announced

    @property
    def to_number(self) -> int:
        """Counted things that carry no number yet: negative when more were numbered than counted."""
        return self.counted - self.numbered


def differences(
    announced: Mapping[str, int], counted: Mapping[str, int], numbered: Mapping[str, int]
) -> list[Difference]:
    """One line for each category named anywhere, in the order of first appearance."""
    categories = dict.fromkeys([*announced, *counted, *numbered])
    return [
        Difference(category, announced.get(category, 0), counted.get(category, 0), numbered.get(category, 0))
        for category in categories
    ]


def likely_pickup(day: date, today: date) -> bool:
    """A pick-up is within two years from today, before or after: 2081 is a slip of the finger."""
    return abs(day - today) <= FARTHEST_PICKUP
