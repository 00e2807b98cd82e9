"""A good report fills what was blank, follows what is measured, and brings its drives."""

import pytest

from rebond.evidence.models import Reading
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.records.models import JournalEntry
from tests.factories import collection, evidence, inventory, people

pytestmark = pytest.mark.django_db


def test_a_new_machine_gets_a_number_in_the_lot_that_was_named() -> None:
    lot = collection.lot()
    taken = evidence.take(
        evidence.report(cpu="i5-5300U", cpu_cores=2, ram_bytes=8 * 2**30, drives=[evidence.drive()]), lot=lot
    )
    device = taken.reading.device
    assert device is not None
    assert (device.lot, device.state, device.category) == (lot, "received", "laptop")
    assert (device.maker, device.serial_key, device.cpu_cores, device.ram_bytes) == (
        "Lenovo",
        "PC0A1B2C",
        2,
        8 * 2**30,
    )
    assert device.drives.get().serial == "50026B7783D25098"


def test_a_known_serial_is_found_again() -> None:
    device = inventory.device(serial="pc0a-1b2c", maker="Lenovo")
    assert evidence.take(evidence.report()).reading.device == device


def test_what_people_wrote_is_never_overwritten() -> None:
    device = inventory.device(maker="LENOVO (étiquette)", model="T450s")
    evidence.take(evidence.report(number=device.number))
    device.refresh_from_db()
    assert (device.maker, device.model, device.serial) == ("LENOVO (étiquette)", "T450s", "PC0A1B2C")


def test_what_the_machine_measures_follows_the_latest_report() -> None:
    device = inventory.device()
    for ram_bytes in (4 * 2**30, 8 * 2**30):
        evidence.take(evidence.report(number=device.number, ram_bytes=ram_bytes))
    device.refresh_from_db()
    assert device.ram_bytes == 8 * 2**30


def test_a_merged_number_leads_to_the_one_that_absorbed_it() -> None:
    absorbed = inventory.device()
    keep = inventory.device()
    inventory.services.merge(keep, absorbed, by=people.user())
    assert evidence.take(evidence.report(number=absorbed.number)).reading.device == keep


def test_two_identical_drives_without_serial_stay_two() -> None:
    drives = [evidence.drive(serial=None), evidence.drive(serial=None)]
    device = evidence.take(evidence.report(drives=drives)).reading.device
    assert device is not None
    assert device.drives.count() == 2
    evidence.take(evidence.report(number=device.number, drives=drives))
    assert device.drives.count() == 2


def test_a_report_about_drives_only_goes_to_the_machine_where_they_are() -> None:
    device = inventory.device()
    inventory.drive(device, serial="KNOWN0001")
    content = evidence.report(
        serial=None,
        maker=None,
        model=None,
        category="",
        drives=[evidence.drive("KNOWN0001", model="Samsung 850")],
    )
    assert evidence.take(content).reading.device == device


def test_attaching_is_journalled_with_the_hash() -> None:
    taken = evidence.take(evidence.report())
    entry = JournalEntry.objects.get(kind="report.attached")
    assert entry.data == {"report": taken.report.pk, "sha256": taken.report.sha256}


def test_a_report_set_aside_can_be_taken_up_and_settled() -> None:
    services = evidence.intake.evidence
    taken = evidence.take(evidence.report(number="DEF-26-99999-A"))
    services.set_aside(taken.report, by=people.user())
    services.take_up(taken.report, by=people.user())
    device = inventory.device()
    assert evidence.intake.settle(taken.report, by=people.user(), device=device) == device
    assert Reading.objects.get(report=taken.report).status == "linked"
    with pytest.raises(evidence.intake.Refused):
        services.set_aside(taken.report, by=people.user())


def test_a_refused_attachment_leaves_no_half_written_device() -> None:
    """The second drive is in a machine at a family: the report waits, nothing of it is written."""
    outside = inventory.device(State.HANDED_OVER)
    before = Device.objects.count()
    taken = evidence.take(evidence.report(number=outside.number, drives=[evidence.drive("NEW1")]))
    assert (taken.reading.status, taken.reading.reason) == ("to_review", "refused")
    assert Device.objects.count() == before
    assert not outside.drives.filter(serial="NEW1").exists()
