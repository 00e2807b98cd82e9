"""The shelves: numbers, merges and splits, and what the same machine is called."""

import pytest
from django.db import IntegrityError, transaction

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.distribution import services as distribution
from rebond.impact.indicators import recount, year_figures
from rebond.inventory import lookup, services
from rebond.inventory.models import Device
from rebond.inventory.states import State
from tests.factories import collection, erasure, inventory, people

pytestmark = pytest.mark.django_db


def _collected() -> int:
    return year_figures(today().year).totals["collected"]


@pytest.mark.parametrize("quantity", [0, -1, services.MOST_AT_ONCE + 1])
def test_an_unlikely_series_is_refused(quantity: int) -> None:
    with pytest.raises(Refused):
        services.receive(None, category="laptop", quantity=quantity, by=None)


def test_a_series_has_consecutive_numbers_and_one_step_each() -> None:
    people.association()
    found = services.receive(collection.lot(), category="laptop", quantity=4, by=None)
    assert [row.number.split("-")[2] for row in found] == ["00001", "00002", "00003", "00004"]
    assert [row.moves.get().counts_as for row in found] == ["collected"] * 4


def test_merge_keeps_both_histories_takes_drives_and_debts_and_counts_one_machine() -> None:
    keep, absorb = inventory.device(State.READY), inventory.device(serial="PF1ABC", maker="Lenovo")
    drive = inventory.drive(absorb)
    assert _collected() == 2
    kept = services.merge(keep, absorb, by=people.user())
    drive.refresh_from_db()
    absorb.refresh_from_db()
    assert (kept.state, drive.device, absorb.state, absorb.merged_into) == ("received", kept, "merged", kept)
    assert (kept.serial, kept.maker) == ("PF1ABC", "Lenovo")
    assert (_collected(), recount()) == (1, [])
    assert absorb.moves.count() == 2
    assert lookup.resolve(absorb.number) == [kept]


def test_split_gives_back_the_drives_and_the_debts() -> None:
    keep, absorb = inventory.device(), inventory.device()
    drive = inventory.drive(absorb)
    services.merge(keep, absorb, by=people.user())
    services.split(absorb, by=people.user())
    drive.refresh_from_db()
    absorb.refresh_from_db()
    assert (absorb.state, absorb.merged_into, drive.device) == ("received", None, absorb)
    assert (_collected(), recount()) == (2, [])
    erasure.proof(drive)
    assert set(Device.objects.values_list("state", flat=True)) == {"cleared"}


def test_a_split_machine_owes_again_what_came_back_from_a_family_meanwhile() -> None:
    keep, absorb = inventory.device(), inventory.device()
    drive = inventory.drive(absorb)
    services.merge(keep, absorb, by=people.user())
    erasure.proof(drive)
    inventory.bench.finished(keep)
    inventory.counter.handover(keep)
    distribution.take_back(keep, reason="", by=people.user())
    services.split(absorb, by=people.user())
    drive.refresh_from_db()
    assert (drive.device, drive.data_state) == (absorb, "unproven")
    assert absorb.sightings.filter(settled_at=None).count() == 1


def test_a_split_leaves_what_was_taken_out_where_it_is() -> None:
    keep, absorb = inventory.device(), inventory.device()
    drive = inventory.drive(absorb)
    inventory.erasure.remove(drive, absorb, reason="", by=people.user())
    services.drives.see(
        keep, services.drives.DriveFacts(serial=drive.serial, model=drive.model), by=people.user()
    )
    other = inventory.device()
    services.merge(keep, other, by=people.user())
    services.split(other, by=people.user())
    drive.refresh_from_db()
    assert drive.device == keep


@pytest.mark.parametrize("state", sorted(set(State) - {State.RECEIVED}))
def test_only_a_received_row_is_absorbed(state: State) -> None:
    with pytest.raises(Refused):
        services.merge(inventory.device(), inventory.device(state), by=people.user())


@pytest.mark.parametrize(
    "state", [State.HANDED_OVER, State.RECYCLED, State.LOST, State.REFUSED, State.MERGED]
)
def test_nothing_is_merged_into_what_is_not_in_the_house(state: State) -> None:
    """Into a merged row above all: its debts would be seen by nobody."""
    absorb = inventory.device()
    with pytest.raises(Refused):
        services.merge(inventory.device(state), absorb, by=people.user())
    absorb.refresh_from_db()
    assert absorb.state == "received"


def test_a_row_that_absorbed_another_is_not_absorbed_nor_is_itself() -> None:
    first, second = inventory.device(), inventory.device()
    services.merge(first, second, by=people.user())
    with pytest.raises(Refused):
        services.merge(inventory.device(), first, by=people.user())
    with pytest.raises(Refused):
        services.merge(first, first, by=people.user())


def test_found_again_begins_a_new_reception() -> None:
    device = inventory.device(State.READY)
    services.lose(device, by=people.user(), reason="stock-take")
    services.find_again(device, by=people.user())
    device.refresh_from_db()
    assert (device.state, device.reception, device.grade) == ("received", 2, "")
    assert device.drives.get().data_state == "unproven"


def test_describing_writes_before_and_after_and_nothing_for_nothing() -> None:
    device = inventory.device(maker="DELL")
    before = device.version
    assert services.describe(device, by=None, maker="DELL").version == before
    row = services.describe(device, by=None, maker="Dell", serial="s/n ab-1")
    assert (row.version, row.serial_key) == (before + 1, "SNAB1")
    with pytest.raises(AssertionError):
        services.describe(device, by=None, state="ready")


def test_a_known_code_leads_to_its_thing_and_a_short_one_to_nothing() -> None:
    device, shelf = inventory.device(serial="PF1-ABC"), inventory.location()
    drive = inventory.drive(device)
    assert lookup.resolve(f" {device.number.lower()} ") == [device]
    assert lookup.resolve(shelf.code.lower()) == [shelf]
    assert lookup.resolve("pf1abc") == [device]
    assert lookup.resolve(drive.serial) == [drive]
    assert lookup.resolve("PF1") == []


def test_the_database_refuses_a_merged_row_without_the_other() -> None:
    device = inventory.device()
    with pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.filter(pk=device.pk).update(state="merged")
