"""Announced against counted against numbered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

FARTHEST_PICKUP = timedelta(days=730)
SHORTEST_SERIAL = 4
_MISREAD = frozenset("&é\"'(èçà")


@dataclass(frozen=True)
class Difference:
    """One category of a donation: quantities announced by the donor, counted at the dock, numbered by us.

    ``elsewhere``: counted in the donation's other lots. What is announced comes in as many vans as it takes.
    """

    category: str
    announced: int
    counted: int
    numbered: int
    elsewhere: int = 0

    @property
    def missing(self) -> int:
        """Counted minus announced: negative when less came than was said."""
        return self.counted + self.elsewhere - self.announced

    @property
    def to_number(self) -> int:
        """Counted things that carry no number yet: negative when more were numbered than counted."""
        return self.counted - self.numbered


def differences(
    announced: Mapping[str, int],
    counted: Mapping[str, int],
    numbered: Mapping[str, int],
    elsewhere: Mapping[str, int] | None = None,
) -> list[Difference]:
    """One line for each category announced, counted or numbered here, in the order of first appearance."""
    categories = dict.fromkeys([*announced, *counted, *numbered])
    columns = (announced, counted, numbered, elsewhere or {})
    return [Difference(category, *(column.get(category, 0) for column in columns)) for category in categories]


def serial_key(serial: str) -> str:
    """A serial number as it is compared: letters and digits only, upper case."""
    return "".join(char for char in serial.upper() if char.isalnum())[:80]


def no_serial(code: str) -> Literal["misread", "word", "short"] | None:
    """Why this scanned code is no maker's serial number; None when it may be one.

    « misread »: signs of the digit row of a French keyboard, typed by a scanner set for another one. Left in,
    two machines would look alike once only letters are compared.
    """
    if _MISREAD & set(code.lower()) or "://" in code:
        return "misread"
    signs = [char for char in code if char.isalnum()]
    if not any(char.isdigit() for char in signs):
        return "word"
    return "short" if len(signs) < SHORTEST_SERIAL else None


def likely_pickup(day: date, today: date) -> bool:
    """A pick-up is within two years from today, before or after: 2081 is a slip of the finger."""
    return abs(day - today) <= FARTHEST_PICKUP
