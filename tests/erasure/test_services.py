"""Promise 1 through the services: what proves, what does not, and what owes again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rebond.common.dates import clock_at, now, today
from rebond.common.errors import Refused
from rebond.distribution import holds
from rebond.distribution import services as distribution
from rebond.erasure import services
from rebond.erasure.models import Erasure, NoDriveStatement, Removal
from rebond.impact.indicators import recount, unproven_drives
from rebond.inventory import drives
from rebond.inventory import services as shelves
from rebond.inventory.models import Device, Drive, Sighting
from rebond.inventory.states import State
from rebond.refurbishment import services as refurbishment
from tests.factories import collection, erasure, inventory, people
from tests.factories import distribution as counter

pytestmark = pytest.mark.django_db


def _again(device: Device, drive: Drive) -> None:
    """The same drive is seen once more in ``device``, as a bench report would."""
    drives.see(device, drives.DriveFacts(serial=drive.serial, model=drive.model), by=people.user())


def _states(device: Device, drive: Drive) -> tuple[str, str]:
    device.refresh_from_db()
    drive.refresh_from_db()
    return device.state, drive.data_state


@pytest.mark.parametrize(
    "change",
    [
        {"result": "failure"},
        {"result": "aborted"},
        {"result": "not_run"},
        {"verification": "none"},
        {"errors": 3},
        {"tool": " "},
        {"witness": ""},
        {"finished_at": now() - timedelta(days=30)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_attempt_that_proves_nothing_is_kept_and_opens_nothing(change: dict[str, Any]) -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    attempt = erasure.attempt(drive, **change)
    assert (attempt.proves, Erasure.objects.count(), _states(device, drive)) == (
        False,
        1,
        ("received", "unproven"),
    )
    with pytest.raises(Refused, match=drive.serial):
        services.clear(device, by=people.user())


def test_a_report_needs_no_witness() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    assert erasure.attempt(drive, source="report", witness="").proves
    assert _states(device, drive) == ("cleared", "erased")


@pytest.mark.parametrize(
    "wrong", [now() + timedelta(days=9), now().replace(year=2081), now().replace(year=1981)]
)
def test_an_erasure_of_another_time_is_refused(wrong: Any) -> None:
    drive = inventory.drive(inventory.device())
    with pytest.raises(Refused):
        erasure.attempt(drive, finished_at=wrong)
    assert Erasure.objects.count() == 0


def test_an_erasure_cannot_end_before_it_began() -> None:
    drive = inventory.drive(inventory.device())
    with pytest.raises(Refused):
        erasure.attempt(drive, started_at=now(), finished_at=now() - timedelta(hours=1))


def test_destruction_opens_the_gate_for_ever() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    services.destroy(drive, method="drilled", destroyed_on=today(), witness="Anne", by=people.user())
    assert _states(device, drive) == ("cleared", "destroyed")
    for verb in (lambda: erasure.attempt(drive), lambda: inventory.proofs.proof(drive)):
        with pytest.raises(Refused):
            verb()
    with pytest.raises(Refused, match=r"already|déjà"):
        services.destroy(drive, method="drilled", destroyed_on=today(), witness="Anne", by=people.user())


@pytest.mark.parametrize(
    "wrong", [{"witness": " "}, {"method": ""}, {"destroyed_on": today() + timedelta(days=1)}], ids=str
)
def test_a_destruction_without_witness_method_or_past_day_is_refused(wrong: dict[str, Any]) -> None:
    drive = inventory.drive(inventory.device())
    facts: dict[str, Any] = {"method": "drilled", "destroyed_on": today(), "witness": "Anne"}
    with pytest.raises(Refused):
        services.destroy(drive, **(facts | wrong), by=people.user())


def test_removal_frees_the_machine_and_not_the_drive() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    services.remove(drive, device, reason="spare part", by=people.user())
    assert _states(device, drive) == ("cleared", "unproven")
    assert drive.device is None
    with pytest.raises(Refused, match=drive.serial):
        drives.release(drive, by=people.user(), reason="sold")
    with pytest.raises(Refused, match=drive.serial):
        drives.fit(drive, inventory.device(), by=people.user())


def test_a_drive_taken_out_and_seen_again_takes_the_machine_back() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    services.remove(drive, device, reason="", by=people.user())
    _again(device, drive)
    assert _states(device, drive) == ("received", "unproven")
    assert [row.settled_by for row in device.sightings.order_by("pk")] == ["removal", ""]
    erasure.proof(drive)
    assert _states(device, drive) == ("cleared", "erased")


def test_removing_a_drive_that_is_elsewhere_is_refused() -> None:
    with pytest.raises(Refused):
        services.remove(inventory.loose_drive(), inventory.device(), reason="", by=people.user())


@pytest.mark.parametrize("state", [State.HANDED_OVER, State.RECYCLED, State.LOST])
def test_nothing_is_taken_out_of_a_machine_that_is_not_here(state: State) -> None:
    """A drive out of a family's machine would otherwise pass for erased."""
    device = inventory.bring(inventory.device(), State.CLEARED)
    drive = device.drives.get()
    match state:
        case State.HANDED_OVER:
            inventory.bench.finished(device)
            counter.handover(device)
        case State.RECYCLED:
            refurbishment.scrap(device, by=people.user(), reason="")
            refurbishment.recycle(device, by=people.user(), slip="BSD-1")
        case _:
            shelves.lose(device, by=people.user(), reason="")
    with pytest.raises(Refused):
        services.remove(drive, device, reason="", by=people.user())
    assert Removal.objects.count() == 0


def test_saying_empty_is_a_statement_by_a_person() -> None:
    device = inventory.device()
    statement = services.say_empty(device, how="opened, no drive in the bay", by=people.user())
    device.refresh_from_db()
    assert (device.state, statement.said_by) == ("cleared", people.user())
    with pytest.raises(Refused):
        services.say_empty(device, how="again", by=people.user())


def test_a_machine_with_a_drive_is_not_empty() -> None:
    for erased in (False, True):
        device = inventory.device()
        inventory.drive(device, erased=erased)
        with pytest.raises(Refused):
            services.say_empty(device, how="opened", by=people.user())
    assert NoDriveStatement.objects.count() == 0


def test_the_statement_covers_one_reception_only() -> None:
    device = inventory.device()
    services.say_empty(device, how="opened", by=people.user())
    inventory.bench.finished(device)
    counter.handover(device)
    distribution.take_back(device, reason="", by=people.user())
    with pytest.raises(Refused):
        services.clear(device, by=people.user())


def test_a_monitor_owes_nothing() -> None:
    device = inventory.device(category="monitor")
    with pytest.raises(Refused):
        services.say_empty(device, how="opened", by=people.user())
    services.clear(device, by=people.user())


def test_a_cleared_monitor_that_is_a_computer_owes_after_all() -> None:
    device = inventory.device(State.READY, category="monitor")
    shelves.describe(device, by=people.user(), category="all_in_one")
    device.refresh_from_db()
    assert (device.state, device.category) == ("received", "all_in_one")
    gone = inventory.device(State.HANDED_OVER, category="monitor")
    with pytest.raises(Refused):
        shelves.describe(gone, by=people.user(), category="all_in_one")


def test_every_drive_must_be_proven_and_the_refusal_names_the_others() -> None:
    device = inventory.device()
    first, second = inventory.drive(device, serial="AAAA1111"), inventory.drive(device, serial="BBBB2222")
    erasure.proof(first)
    device.refresh_from_db()
    assert device.state == "received"
    with pytest.raises(Refused, match="BBBB2222") as refusal:
        services.clear(device, by=people.user())
    assert "AAAA1111" not in str(refusal.value)
    assert services.pending_on([device]) == {device.pk: 1}
    erasure.proof(second)
    assert _states(device, second) == ("cleared", "erased")


def test_a_returned_machine_owes_again_and_its_old_erasure_proves_nothing() -> None:
    device = inventory.device(State.HANDED_OVER)
    drive = device.drives.get()
    old = drive.erasures.get()
    distribution.take_back(device, reason="keyboard", by=people.user())
    assert _states(device, drive) == ("received", "unproven")
    assert device.reception == 2
    replayed = erasure.attempt(drive, finished_at=old.finished_at)
    assert (replayed.proves, _states(device, drive)) == (False, ("received", "unproven"))
    for attack in (
        {"model": Drive, "pk": drive.pk, "change": {"data_state": "erased", "proof_id": old.pk}},
        {
            "model": Drive,
            "pk": drive.pk,
            "change": {"data_state": "erased", "proof_id": old.pk, "debt_since": old.finished_at},
        },
        {"model": Device, "pk": device.pk, "change": {"state": "ready"}},
        {"model": Device, "pk": device.pk, "change": {"state": "ready", "reception": 1}},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack["model"].objects.filter(pk=attack["pk"]).update(**attack["change"])  # type: ignore[attr-defined]
    erasure.proof(drive)
    assert _states(device, drive) == ("cleared", "erased")


@pytest.mark.parametrize("state", [State.CLEARED, State.READY, State.RESERVED, State.SCRAPPED])
def test_an_unproven_drive_seen_late_takes_the_machine_back(state: State) -> None:
    device = inventory.device(state)
    late = inventory.drive(device)
    assert _states(device, late) == ("received", "unproven")


@pytest.mark.parametrize("state", [State.HANDED_OVER, State.DISMANTLED, State.RECYCLED])
def test_an_unproven_drive_cannot_be_seen_in_what_is_gone(state: State) -> None:
    device = inventory.device(state)
    with pytest.raises(Refused):
        inventory.drive(device)
    assert Drive.objects.filter(device=device).count() == 1


def test_a_machine_called_back_while_held_can_be_held_again() -> None:
    device = inventory.device(State.RESERVED)
    late = inventory.drive(device)
    erasure.proof(late)
    inventory.bench.finished(device)
    held = holds.reserve(device, people.person("Ar Bihan"), by=people.user())
    assert list(device.reservations.filter(ended_at=None)) == [held]


def test_a_drive_erased_on_its_own_enters_another_machine_with_its_proof() -> None:
    machine, drive = inventory.device(State.CLEARED), inventory.loose_drive(erased=True)
    drives.fit(drive, machine, by=people.user())
    assert _states(machine, drive) == ("cleared", "erased")
    assert machine.sightings.get(drive=drive).proof_id == drive.proof_id


def test_an_erased_drive_found_by_a_report_keeps_its_proof() -> None:
    machine, drive = inventory.device(State.READY), inventory.loose_drive(erased=True)
    _again(machine, drive)
    assert _states(machine, drive) == ("ready", "erased")


def test_a_drive_that_came_home_from_a_family_in_another_machine_owes_again() -> None:
    """Erased before the handover, swapped by the family, it comes back inside a donation."""
    away, here = inventory.device(State.HANDED_OVER), inventory.device(State.READY)
    drive = away.drives.get()
    _again(here, drive)
    assert _states(here, drive) == ("received", "unproven")


def test_a_drive_moved_back_after_a_stay_in_a_family_owes_again() -> None:
    first, second = inventory.device(State.CLEARED), inventory.device()
    drive = first.drives.get()
    _again(second, drive)
    services.clear(second, by=people.user())
    inventory.bench.finished(second)
    counter.handover(second)
    distribution.take_back(second, reason="", by=people.user())
    _again(first, drive)
    assert _states(first, drive) == ("received", "unproven")


def test_fit_and_release_of_a_proven_drive() -> None:
    drive = inventory.loose_drive(erased=True)
    machine = inventory.device(State.CLEARED)
    drives.fit(drive, machine, by=people.user())
    with pytest.raises(Refused):
        drives.fit(drive, inventory.device(), by=people.user())
    with pytest.raises(Refused):
        drives.release(drive, by=people.user(), reason="sold")
    services.remove(drive, machine, reason="", by=people.user())
    drives.release(drive, by=people.user(), reason="sold")
    with pytest.raises(Refused):
        drives.fit(drive, machine, by=people.user())


def test_nothing_is_fitted_into_a_machine_that_is_outside() -> None:
    with pytest.raises(Refused):
        drives.fit(inventory.loose_drive(erased=True), inventory.device(State.HANDED_OVER), by=people.user())


def test_an_unproven_drive_cannot_be_released_behind_the_services() -> None:
    drive = inventory.loose_drive()
    with pytest.raises(IntegrityError), transaction.atomic():
        Drive.objects.filter(pk=drive.pk).update(released_at=now())


@pytest.mark.parametrize(
    "change",
    [
        {"result": "failure"},
        {"verification": "none"},
        {"errors": 1},
        {"tool": ""},
        {"source": "hand", "witness": ""},
    ],
    ids=str,
)
def test_the_database_knows_what_a_proof_is(change: dict[str, Any]) -> None:
    facts: dict[str, Any] = {
        "drive": inventory.loose_drive(),
        "method": "zero",
        "tool": "nwipe",
        "result": "success",
        "verification": "full",
        "finished_at": now(),
        "source": "report",
        "proves": True,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(**(facts | change))


@pytest.mark.parametrize("way", ["save", "update", "bulk_update"])
def test_no_way_of_the_orm_goes_round_the_gate(way: str) -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    device.state, drive.data_state = State.READY, Drive.DataState.ERASED
    ways = {
        "save": lambda row, name: row.save(),
        "update": lambda row, name: type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name)}),
        "bulk_update": lambda row, name: type(row).objects.bulk_update([row], [name]),
    }
    for row, name in ((device, "state"), (drive, "data_state")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ways[way](row, name)


def test_an_erasure_in_the_house_before_the_numbering_counts() -> None:
    """Unloaded in the morning, erased at noon, numbered in the evening."""
    with clock_at(now() - timedelta(days=2)):
        lot = collection.lot(arrived_on=today())
    device = inventory.device(lot=lot)
    drive = inventory.drive(device)
    assert erasure.attempt(drive, finished_at=now() - timedelta(days=1)).proves
    assert not erasure.attempt(inventory.drive(device), finished_at=now() - timedelta(days=4)).proves


def test_found_again_a_machine_owes_again_and_one_removal_settles_all_its_receptions() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    shelves.lose(device, by=people.user(), reason="")
    shelves.find_again(device, by=people.user())
    assert Sighting.objects.filter(device=device, settled_at=None).count() == 2
    services.remove(drive, device, reason="", by=people.user())
    assert _states(device, drive) == ("cleared", "unproven")


def test_counters_follow_the_debts() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    before = unproven_drives()
    erasure.proof(drive)
    assert (unproven_drives(), recount()) == (before - 1, [])
