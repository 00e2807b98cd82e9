"""Ways in which a debt of data could be lost: each was found by an attack, each is shut."""

import pytest
from django.urls import reverse

from rebond.common.errors import Refused
from rebond.erasure import intake
from rebond.erasure import services as erasure
from rebond.inventory import drives, services
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people.roles import Role
from tests.factories import collection, inventory, people
from tests.factories import distribution as counter
from tests.factories import erasure as proofs

pytestmark = pytest.mark.django_db


def fresh(device: Device) -> Device:
    return Device.objects.get(pk=device.pk)


def test_a_drive_recorded_as_gone_and_seen_again_takes_the_machine_back() -> None:
    loose = inventory.loose_drive(erased=True)
    drives.release(loose, by=people.user(), reason="recycler")
    ready = inventory.device(State.READY)
    seen = drives.see(ready, drives.DriveFacts(serial=loose.serial, model=loose.model), by=people.user())
    assert seen.pk != loose.pk
    assert fresh(ready).state == State.RECEIVED


def test_a_destroyed_drive_seen_again_takes_the_machine_back() -> None:
    loose = inventory.loose_drive()
    erasure.destroy(
        loose, method="perçage", destroyed_on=loose.created_at.date(), witness="Anne", by=people.user()
    )
    ready = inventory.device(State.READY)
    drives.see(ready, drives.DriveFacts(serial=loose.serial, model=loose.model), by=people.user())
    assert fresh(ready).state == State.RECEIVED


def test_a_machine_that_came_back_is_not_given_to_the_donor() -> None:
    device = inventory.device(State.HANDED_OVER)
    counter.services.take_back(device, reason="", by=people.user())
    with pytest.raises(Refused):
        services.refuse(device, reason="x", by=people.user())
    assert fresh(device).state == State.RECEIVED


def test_a_machine_holding_the_drive_of_another_is_not_given_to_the_donor() -> None:
    first, second = inventory.device(), inventory.device()
    drive = inventory.drive(first)
    drives.see(second, drives.DriveFacts(serial=drive.serial, model=drive.model), by=people.user())
    with pytest.raises(Refused):
        services.refuse(second, reason="x", by=people.user())


def test_a_merge_takes_over_the_debts_of_drives_seen_elsewhere_since() -> None:
    keep, absorb, other = inventory.device(State.CLEARED), inventory.device(), inventory.device()
    drive = inventory.drive(absorb)
    drives.see(other, drives.DriveFacts(serial=drive.serial, model=drive.model), by=people.user())
    services.merge(keep, absorb, by=people.user())
    assert fresh(keep).state == State.RECEIVED
    assert erasure.gate_of(fresh(keep)).unproven == (drive.pk,)


def test_two_drives_that_share_a_serial_but_not_a_size_are_two() -> None:
    one, other = inventory.device(), inventory.device()
    small = drives.DriveFacts(serial="AA000000000000000489", model="SSD", size_bytes=256_000_000_000)
    large = drives.DriveFacts(serial="AA000000000000000489", model="SSD", size_bytes=512_000_000_000)
    drives.see(one, small, by=people.user())
    proofs.proof(drives.see(other, large, by=people.user()))
    assert (fresh(one).state, fresh(other).state) == (State.RECEIVED, State.CLEARED)


@pytest.mark.parametrize(("told", "known"), [(500_107_862_016, 500_000_000_000), (None, 500), (500, None)])
def test_sizes_that_tools_round_are_one_drive(told: int | None, known: int | None) -> None:
    device = inventory.device()
    for size in (known, told):
        drives.see(device, drives.DriveFacts(serial="WD1", model="WD", size_bytes=size), by=people.user())
    assert Drive.objects.filter(device=device).count() == 1


def test_an_erasure_without_a_serial_proves_nothing_of_a_drive_that_has_one() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    told = intake.parsed.ErasureFacts(
        drive_serial=None,
        drive_model="SanDisk Cruzer",
        size_bytes=None,
        method="zero",
        technique="overwrite",
        level="clear",
        tool="nwipe",
        tool_version="0.42",
        result="success",
        verification="full",
    )
    assert intake._drive_of(device, told, [drive]) is None
    assert drive.erasures.count() == 0


def test_the_counter_cannot_say_that_a_computer_holds_no_data(client) -> None:
    device = inventory.device()
    client.force_login(people.user(Role.COUNTER))
    told = {"category": "peripheral", "maker": "", "model": "", "serial": "", "version": device.version}
    answer = client.post(reverse("web:device_edit", args=[device.number]), told)
    assert answer.status_code == 200
    assert fresh(device).category == "laptop"


def test_a_lot_given_under_another_law_cannot_replace_the_first() -> None:
    never_sold = collection.lot(head="cg3p-l3212-2-2")
    device = inventory.device(State.READY, lot=never_sold)
    with pytest.raises(Refused):
        services.assign_lot(device, collection.lot(head="cg3p-l3212-2-3"), by=people.user())
    assert fresh(device).lot == never_sold
