"""Devices in any state of their life, drives, places: each got there by the real verbs."""

from collections.abc import Callable
from itertools import count
from typing import Final

from rebond.collection.models import Lot
from rebond.distribution import holds
from rebond.erasure import services as erasure
from rebond.inventory import drives, services
from rebond.inventory.models import Device, Drive, Location
from rebond.inventory.states import State
from rebond.refurbishment import services as refurbishment
from tests.factories import collection, people
from tests.factories import distribution as counter
from tests.factories import erasure as proofs
from tests.factories import refurbishment as bench

_serial = count(1)
_code = count(1)


def location(kind: str = "site", parent: Location | None = None) -> Location:
    rank = next(_code)
    return Location.objects.create(code=f"L{rank}", name=f"Lieu {rank}", kind=kind, parent=parent)


def device(
    state: State = State.RECEIVED, *, category: str = "laptop", lot: Lot | None = None, **facts: str
) -> Device:
    """A device in that state; what may hold data got there with one drive, proven erased."""
    [found] = services.receive(lot or collection.lot(), category=category, by=people.user(), **facts)
    return bring(found, state)


def bring(found: Device, state: State) -> Device:
    """Take a received device to ``state`` by the shortest honest way."""
    if state != State.RECEIVED:
        _WAYS[state](found)
        found.refresh_from_db()
    return found


def drive(found: Device, *, serial: str = "", erased: bool = False) -> Drive:
    """A drive seen in ``found``."""
    rank = next(_serial)
    facts = drives.DriveFacts(serial=serial or f"S3R1AL{rank:05}", model="Samsung 850", media="ssd")
    seen = drives.see(found, facts, by=people.user())
    if erased:
        proofs.proof(seen)
        seen.refresh_from_db()
    return seen


def loose_drive(*, erased: bool = False) -> Drive:
    """A drive that was taken out of a machine, erased after that or not."""
    machine = device()
    taken = drive(machine)
    erasure.remove(taken, machine, reason="", by=people.user())
    if erased:
        proofs.proof(taken)
    taken.refresh_from_db()
    return taken


def _clear(found: Device) -> None:
    if found.holds_data:
        drive(found, erased=True)
    else:
        erasure.clear(found, by=people.user())


def _ready(found: Device) -> None:
    _clear(found)
    bench.finished(found)


def _reserved(found: Device) -> None:
    _ready(found)
    holds.reserve(found, people.person(), by=people.user())


def _handed_over(found: Device) -> None:
    _ready(found)
    counter.handover(found)


def _dismantled(found: Device) -> None:
    _clear(found)
    refurbishment.dismantle(found, by=people.user(), reason="screen broken")


def _scrapped(found: Device) -> None:
    _clear(found)
    refurbishment.scrap(found, by=people.user(), reason="too old")


def _recycled(found: Device) -> None:
    _scrapped(found)
    refurbishment.recycle(found, by=people.user(), slip="BSD-2026-0311")


def _refused(found: Device) -> None:
    services.refuse(found, by=people.user(), reason="not ours")


def _lost(found: Device) -> None:
    services.lose(found, by=people.user(), reason="stock-take")


def _merged(found: Device) -> None:
    services.merge(device(), found, by=people.user())


_WAYS: Final[dict[State, Callable[[Device], None]]] = {
    State.CLEARED: _clear,
    State.READY: _ready,
    State.RESERVED: _reserved,
    State.HANDED_OVER: _handed_over,
    State.DISMANTLED: _dismantled,
    State.SCRAPPED: _scrapped,
    State.RECYCLED: _recycled,
    State.REFUSED: _refused,
    State.LOST: _lost,
    State.MERGED: _merged,
}
