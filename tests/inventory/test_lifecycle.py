"""The one door: every illegal step and every verb from the wrong state is refused, and leaves no trace."""

from collections.abc import Callable
from typing import Final

import pytest
from django.db import transaction

from rebond.common.errors import Refused, Stale
from rebond.distribution import holds
from rebond.distribution import services as distribution
from rebond.erasure import services as erasure
from rebond.impact.indicators import recount
from rebond.inventory import lifecycle, services
from rebond.inventory.models import Device, Move
from rebond.inventory.states import GUARDED, NEXT, State
from rebond.records.models import JournalEntry
from rebond.refurbishment import services as refurbishment
from tests.factories import distribution as counter
from tests.factories import inventory, people
from tests.factories import refurbishment as bench

pytestmark = pytest.mark.django_db

Verb = Callable[[Device], object]
_EVERYWHERE: Final = frozenset({State.RECEIVED, State.CLEARED, State.READY, State.RESERVED, State.SCRAPPED})
VERBS: Final[dict[str, tuple[Verb, frozenset[State]]]] = {
    "clear": (lambda device: erasure.clear(device, by=people.user()), frozenset({State.RECEIVED})),
    "open_job": (
        lambda device: refurbishment.open_job(device, by=people.user()),
        frozenset({State.RECEIVED, State.CLEARED}),
    ),
    "back_to_bench": (
        lambda device: refurbishment.back_to_bench(device, by=people.user(), reason="noise"),
        frozenset({State.READY}),
    ),
    "dismantle": (
        lambda device: refurbishment.dismantle(device, by=people.user(), reason=""),
        frozenset({State.CLEARED}),
    ),
    "scrap": (
        lambda device: refurbishment.scrap(device, by=people.user(), reason=""),
        frozenset({State.CLEARED}),
    ),
    "unscrap": (lambda device: refurbishment.unscrap(device, by=people.user()), frozenset({State.SCRAPPED})),
    "recycle": (
        lambda device: refurbishment.recycle(device, by=people.user(), slip="BSD-1"),
        frozenset({State.SCRAPPED, State.DISMANTLED}),
    ),
    "reserve": (
        lambda device: holds.reserve(device, people.person(), by=people.user()),
        frozenset({State.READY}),
    ),
    "release": (lambda device: holds.release(device, by=people.user()), frozenset({State.RESERVED})),
    "take_back": (
        lambda device: distribution.take_back(device, reason="", by=people.user()),
        frozenset({State.HANDED_OVER}),
    ),
    "lose": (lambda device: services.lose(device, by=people.user(), reason=""), _EVERYWHERE),
    "refuse": (
        lambda device: services.refuse(device, by=people.user(), reason=""),
        frozenset({State.RECEIVED}),
    ),
    "find_again": (
        lambda device: services.find_again(device, by=people.user()),
        frozenset({State.LOST, State.REFUSED}),
    ),
    "split": (lambda device: services.split(device, by=people.user()), frozenset({State.MERGED})),
    "hand_over": (
        lambda device: counter.handover(device, to=_holder(device)),
        frozenset({State.READY, State.RESERVED}),
    ),
}


def _holder(device: Device) -> people.Person:
    held = device.reservations.filter(ended_at=None).first()
    return held.person if held and held.person else people.person()


def _trace() -> tuple[int, int]:
    return Move.objects.count(), JournalEntry.objects.count()


@pytest.mark.parametrize("origin", State)
def test_illegal_steps_are_refused_and_leave_no_trace(origin: State) -> None:
    device = inventory.device(origin)
    before = _trace()
    for destination in set(State) - NEXT[origin]:
        with pytest.raises(Refused):
            lifecycle.move(device, destination, by=people.user())
    device.refresh_from_db()
    assert (device.state, _trace()) == (origin, before)


@pytest.mark.parametrize("origin", State)
def test_each_verb_leaves_only_from_its_own_states(origin: State) -> None:
    """A monitor owes nothing: what refuses here is the verb, not the gate."""
    device = inventory.device(origin, category="monitor")
    done = set()
    for name, (verb, _origins) in VERBS.items():
        device.refresh_from_db()
        before = _trace()
        sid = transaction.savepoint()
        try:
            verb(device)
            done.add(name)
        except Refused:
            device.refresh_from_db()
            assert device.state == origin
            assert Move.objects.count() == before[0]
        transaction.savepoint_rollback(sid)
    assert done == {name for name, (_verb, origins) in VERBS.items() if origin in origins}


@pytest.mark.parametrize("destination", sorted(GUARDED))
def test_the_door_itself_stays_shut_without_proof(destination: str) -> None:
    """Even a caller who forgets the gate is stopped by the database."""
    device = inventory.device()
    inventory.drive(device)
    with pytest.raises(Exception, match="unproven"), transaction.atomic():
        Device.objects.filter(pk=device.pk).update(state=destination)


def test_stale_page_is_refused_with_the_state_of_now() -> None:
    device = inventory.device(State.READY)
    seen = device.version
    refurbishment.back_to_bench(device, by=people.user(), reason="noise")
    with pytest.raises(Stale):
        holds.reserve(device, people.person(), by=people.user(), expected=seen)


def test_move_writes_state_step_and_journal_together() -> None:
    device = inventory.device()
    services.lose(device, by=people.user(), reason="stock-take")
    device.refresh_from_db()
    step, entry = device.moves.latest("pk"), JournalEntry.objects.latest("pk")
    assert (device.state, step.from_state, step.to_state, entry.kind) == (
        "lost",
        "received",
        "lost",
        "device.lost",
    )
    assert (step.reason, entry.data) == ("stock-take", {"origin": "received", "reason": "stock-take"})


def test_refurbished_counts_once_a_reception() -> None:
    device = inventory.device(State.READY)
    refurbishment.back_to_bench(device, by=people.user(), reason="noise")
    bench.finished(device)
    assert device.moves.filter(counts_as="refurbished").count() == 1
    counter.handover(device)
    distribution.take_back(device, reason="", by=people.user())
    drive = device.drives.get()
    inventory.proofs.proof(drive)
    bench.finished(device)
    assert device.moves.filter(counts_as="refurbished").count() == 2
    assert recount() == []


def test_placing_changes_nothing_when_it_stands_there() -> None:
    device, shelf = inventory.device(), inventory.location()
    assert services.relocate([device], shelf, by=people.user()) == 1
    before = _trace()
    assert services.relocate([device], shelf, by=people.user()) == 0
    assert _trace() == before
