"""Ways in which a debt of data could be lost: each was found by an attack, each is shut."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localtime

from rebond.common.dates import clock_at, now
from rebond.common.errors import Refused
from rebond.erasure import intake
from rebond.erasure import services as erasure
from rebond.evidence.models import Reading
from rebond.inventory import drives, services
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people.roles import Role
from tests.factories import collection, evidence, inventory, people
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
    told = {"drive_serial": None, "drive_model": "SanDisk Cruzer"}
    content = evidence.report(number=device.number, erasures=[evidence.erasure(**told)])
    reading = evidence.take(content).reading
    assert (reading.device, reading.facts["refused_erasures"]) == (device, ["unknown_drive: SanDisk Cruzer"])
    assert drive.erasures.count() == 0


def test_a_proof_goes_to_the_drive_of_its_size_among_those_that_share_a_serial() -> None:
    device = inventory.device()
    serial, large, small = "AA000000000000000489", 512_000_000_000, 256_000_000_000
    content = evidence.report(
        number=device.number,
        drives=[evidence.drive(serial, size_bytes=large), evidence.drive(serial, size_bytes=small)],
        erasures=[evidence.erasure(serial, size_bytes=small)],
    )
    evidence.take(content)
    states = dict(Drive.objects.filter(device=device).values_list("size_bytes", "data_state"))
    assert states == {large: "unproven", small: "erased"}


def test_a_proof_that_may_be_of_two_drives_is_nobodys() -> None:
    device = inventory.device()
    serial = "AA000000000000000489"
    content = evidence.report(
        number=device.number,
        drives=[evidence.drive(serial, size_bytes=512 << 30), evidence.drive(serial, size_bytes=256 << 30)],
        erasures=[evidence.erasure(serial)],
    )
    reading = evidence.take(content).reading
    assert reading.facts["refused_erasures"] == [f"several_drives: {serial}"]
    assert set(Drive.objects.values_list("data_state", flat=True)) == {"unproven"}


def test_attempts_without_an_end_are_all_kept() -> None:
    device = inventory.device()
    attempts = [
        evidence.erasure(result="aborted") | {"finished_at": None},
        evidence.erasure(result="not_run", verification="none", method="sanitize") | {"finished_at": None},
    ]
    reading = evidence.take(
        evidence.report(number=device.number, drives=[evidence.drive()], erasures=attempts)
    ).reading
    kept = Drive.objects.get().erasures.order_by("pk").values_list("result", "proves")
    assert list(kept) == [("aborted", False), ("not_run", False)]
    assert ("refused_erasures" in reading.facts, fresh(device).state) == (False, State.RECEIVED)


def test_a_computer_absorbed_by_a_row_that_held_no_data_takes_it_back_to_the_start() -> None:
    screen = inventory.device(State.CLEARED, category="monitor")
    computer = inventory.device(category="all_in_one")
    kept = services.merge(screen, computer, by=people.user())
    assert (kept.category, fresh(screen).state) == ("all_in_one", State.RECEIVED)
    assert erasure.gate_of(fresh(screen)).nothing_seen


NWIPE = """[2026/11/23 09:00:00]    info: nwipe 0.42
[2026/11/23 09:00:01]  notice: Found /dev/sda,  ATA    , WDC WD1600AAJS-2, 160 GB, S/N=WD-WCAS12345678
[{start}]  notice: Invoking method 'Fill With Zeros' on /dev/sda
[{start}]  notice:   verify   = 1 (last pass)
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
       sda | Erased |  76 MB/s | 01:09:57 | WDC WD1600AAJS-2/WD-WCAS12345678
[{end}] Total Throughput 88 MB/s, Fill With Zeros, 1R+NB+VL
"""


def nwipe(end: datetime, start: datetime | None = None) -> bytes:
    shape = "%Y/%m/%d %H:%M:%S"
    return NWIPE.format(start=format(start or end, shape), end=format(end, shape)).encode()


def test_a_log_that_came_before_its_drive_is_tried_again() -> None:
    device, user = inventory.device(), people.user()
    taken = evidence.take(nwipe(now() - timedelta(minutes=1)), device=device)
    assert taken.reading.facts["refused_erasures"] == ["unknown_drive: WD-WCAS12345678"]
    drive = inventory.drive(device, serial="WD-WCAS12345678")
    Drive.objects.filter(pk=drive.pk).update(model="WDC WD1600AAJS-2")
    intake.settle(taken.report, by=user, device=None)
    intake.settle(taken.report, by=user, device=None)
    reading = Reading.objects.get()
    assert ("refused_erasures" in reading.facts, drive.erasures.count()) == (False, 1)
    assert fresh(device).state == State.CLEARED


def test_a_log_of_a_docking_station_proves_the_drives_of_other_machines() -> None:
    station, device = inventory.device(), inventory.device()
    drive = inventory.drive(device, serial="WD-WCAS12345678")
    Drive.objects.filter(pk=drive.pk).update(model="WDC WD1600AAJS-2")
    evidence.take(nwipe(now() - timedelta(minutes=1)), device=station)
    assert (fresh(device).state, fresh(station).state) == (State.CLEARED, State.RECEIVED)


def test_a_log_whose_clock_had_the_local_hour_is_not_in_the_future() -> None:
    device = inventory.device()
    drive = inventory.drive(device, serial="WD-WCAS12345678")
    Drive.objects.filter(pk=drive.pk).update(model="WDC WD1600AAJS-2")
    local = localtime().replace(tzinfo=None) - timedelta(seconds=30)
    evidence.take(nwipe(local), device=device)
    assert now() - drive.erasures.get().finished_at < timedelta(minutes=2)
    assert fresh(device).state == State.CLEARED


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


def test_a_drive_erased_a_little_after_midnight_is_proven() -> None:
    """The day of a lot begins at midnight where the association lives, not in UTC."""
    with clock_at(datetime.fromisoformat("2026-07-14T00:30:00+02:00")):
        device = inventory.device()
        drive = inventory.drive(device, serial="WD-WCAS12345678")
        Drive.objects.filter(pk=drive.pk).update(model="WDC WD1600AAJS-2")
        evidence.take(nwipe(now() - timedelta(minutes=10)), device=device)
    assert fresh(device).state == State.CLEARED
