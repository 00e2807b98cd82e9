"""Which device does a report speak of? Decided from values. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """A device that could be the one: `serial_key` holds upper-case letters and digits."""

    device: int
    number: str
    maker: str
    serial_key: str


@dataclass(frozen=True)
class Match:
    """The device found, or the reason (a code) why a person must say."""

    device: int | None
    reason: str = ""
    detail: str = ""


def match(
    *, named: Candidate | None, named_number: str, twins: Sequence[Candidate], serial_key: str, maker: str
) -> Match:
    """``named`` is the device whose number the report or the person gives; ``twins`` share its serial or
    UUID.

    A number that nobody carries, a serial that contradicts, or two machines with one serial are never
    guessed.
    """
    if named_number and named is None:
        return Match(None, "unknown_number", named_number)
    if named is not None:
        if serial_key and named.serial_key and serial_key != named.serial_key:
            return Match(None, "other_serial", f"{named.number}: {named.serial_key} / {serial_key}")
        return Match(named.device)
    likely = [twin for twin in twins if same_maker(twin.maker, maker)]
    if len(likely) > 1:
        return Match(None, "several_devices", ", ".join(twin.number for twin in likely[:10]))
    return Match(likely[0].device) if likely else Match(None)


def same_maker(one: str, other: str) -> bool:
    """Makers agree, or one of the two is unknown."""
    return not one or not other or one.casefold() == other.casefold()
