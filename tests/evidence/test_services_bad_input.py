"""Whatever arrives is kept with a reason, or plainly refused; nothing is lost, nothing crashes."""

import json
from datetime import timedelta
from typing import Any

import pytest

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.evidence import services
from rebond.evidence.models import Reading, Report
from rebond.inventory.models import Device
from tests.factories import evidence, inventory, people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("raw", "status"), [(b"", 400), (b"x" * (50 * 1024 * 1024), 413)], ids=["empty", "50 MB"]
)
def test_nothing_and_too_much_are_refused(raw: bytes, status: int) -> None:
    with pytest.raises(Refused) as refusal:
        evidence.take(raw)
    assert (refusal.value.status, Report.objects.count()) == (status, 0)


UNREADABLE = {
    "truncated JSON": evidence.raw({"format": "rebond.report.v1", "machine": {}})[:-9],
    "not a report": b"bonjour",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "UTF-16 without a mark": "{}".encode("utf-16-le"),
    "Latin-1": json.dumps({"maker": "Société"}, ensure_ascii=False).encode("latin-1"),
    "nested a thousand times": b"[" * 1000 + b"]" * 1000,
    "nested past any parser": b'{"a":' * 200_000,
    "an unknown format": b'{"format": "rebond.report.v9"}',
    "a list of numbers": b"[1, 2, 3]",
    "a broken zip": b"PK\x03\x04 and then nothing",
    "only NULs": b"\0" * 4096,
    "infinite numbers": b'{"format": "rebond.report.v1", "machine": {"ram_bytes": 1e999}}',
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_kept_with_its_reason(raw: bytes) -> None:
    taken = evidence.take(raw, filename="rapport\0\ud800" + "é" * 400)
    assert services.body(taken.report) == raw
    assert (taken.reading.status, taken.reading.device) == (Reading.Status.TO_REVIEW, None)
    assert taken.reading.reason != ""
    assert Device.objects.count() == 0
    with pytest.raises(Refused):
        services.read_again(taken.report)


SCHEMA_BREAKERS: dict[str, dict[str, Any]] = {
    "negative memory": {"ram_bytes": -1},
    "more memory than numbers": {"ram_bytes": 2**70},
    "memory as a word": {"ram_bytes": "huit"},
    "a maker of a megabyte": {"maker": "L" * 2**20},
}


@pytest.mark.parametrize("machine", SCHEMA_BREAKERS.values(), ids=SCHEMA_BREAKERS.keys())
def test_a_report_that_breaks_its_own_contract_is_kept_to_review(machine: dict[str, Any]) -> None:
    taken = evidence.take(evidence.report(**machine))
    assert (taken.reading.status, taken.reading.reason) == ("to_review", "schema")


def test_numbers_that_no_column_holds_are_not_facts() -> None:
    """A thousand million cores pass the contract; PostgreSQL would refuse them and SQLite would not."""
    drive = evidence.drive(power_on_hours=2**40, size_bytes=2**52)
    taken = evidence.take(
        evidence.report(
            cpu_cores=10**9,
            ram_bytes=2**52,
            drives=[drive],
            erasures=[evidence.erasure(result="failure", errors=2**40, level="")],
        )
    )
    device = taken.reading.device
    assert device is not None
    assert (device.cpu_cores, device.ram_bytes) == (None, 2**52)
    kept = device.drives.get()
    assert (kept.power_on_hours, kept.size_bytes, kept.erasures.get().errors) == (None, 2**52, 2**31 - 1)


def test_lshw_sizes_out_of_any_range_end_as_a_kept_report() -> None:
    tree = {
        "id": "pc",
        "class": "system",
        "vendor": "Dell",
        "children": [
            {
                "id": "memory",
                "class": "memory",
                "description": "System Memory",
                "size": 2**70,
                "units": "bytes",
            },
            {
                "id": "disk",
                "class": "disk",
                "logicalname": "/dev/sda",
                "description": "ATA Disk",
                "serial": "S" * 500,
                "product": "P\0Q" * 300,
                "size": -(2**70),
            },
        ],
    }
    taken = evidence.take(json.dumps(tree).encode())
    assert taken.reading.status in {"linked", "to_review"}
    assert Report.objects.count() == 1


def test_texts_are_cut_to_their_columns_and_NULs_never_reach_them() -> None:
    long = "\u0001 Le\0novo " + "x" * 150
    taken = evidence.take(
        evidence.report(
            maker=long,
            model=long,
            serial=long,
            cpu=long,
            drives=[evidence.drive(serial=long, model=long, wwn=long, maker=long)],
        )
    )
    device = taken.reading.device
    assert device is not None, taken.reading.reason
    for row in (device, device.drives.get()):
        for field in row._meta.fields:
            value = getattr(row, field.name)
            if isinstance(value, str) and field.max_length:
                assert len(value) <= field.max_length
                assert "\0" not in value


def test_a_serial_shared_by_two_machines_waits_for_a_person() -> None:
    first, second = inventory.device(serial="SHARED01"), inventory.device(serial="shared-01")
    taken = evidence.take(evidence.report(serial="SHARED01"))
    assert (taken.reading.status, taken.reading.reason) == ("to_review", "several_devices")
    assert taken.reading.detail == f"{first.number}, {second.number}"
    assert Device.objects.count() == 2


def test_a_number_that_nobody_carries_waits_for_a_person() -> None:
    taken = evidence.take(evidence.report(number="DEF-26-99999-A"))
    assert (taken.reading.status, taken.reading.reason) == ("to_review", "unknown_number")
    assert Device.objects.count() == 0


def test_a_contradicting_serial_waits_and_a_person_may_insist() -> None:
    device = inventory.device(serial="AAAA1111")
    taken = evidence.take(evidence.report(number=device.number, serial="BBBB2222"))
    assert (taken.reading.status, taken.reading.reason) == ("to_review", "other_serial")
    found = evidence.intake.settle(taken.report, by=people.user(), device=device, confirmed=True)
    device.refresh_from_db()
    assert (found, device.serial) == (device, "AAAA1111")


NWIPE_LOG = b"""[2026/11/23 09:00:00]  notice: nwipe 0.34
[2026/11/23 09:00:01]  notice: Found /dev/sda, ATA , Samsung SSD 850 EVO, 250 GB, S/N=NOBODYKNOWS1
[2026/11/23 09:40:00]  notice: [SUCCESS] Blanked device /dev/sda
"""


def test_an_nwipe_log_for_a_drive_never_seen_waits_for_a_person() -> None:
    taken = evidence.take(NWIPE_LOG, filename="nwipe.log")
    assert taken.reading.status == "to_review"
    assert taken.reading.reason != ""
    assert Device.objects.count() == 0


def test_the_same_bytes_twice_are_one_report() -> None:
    content = evidence.report(drives=[evidence.drive()], erasures=[evidence.erasure()])
    first, second = evidence.take(content), evidence.take(content)
    assert (first.is_new, second.is_new, first.report) == (True, False, second.report)
    assert Device.objects.count() == 1
    device = first.reading.device
    assert device is not None
    assert device.drives.get().erasures.count() == 1


def test_another_body_under_a_known_id_is_kept_as_a_conflict_and_attached_to_nothing() -> None:
    content = evidence.report(serial="AAAA1111")
    evidence.take(content)
    other = content | {"machine": {"maker": "DELL", "serial": "ZZZZ9999"}}
    taken = evidence.take(other)
    assert (taken.report.is_conflict, taken.reading.status, taken.reading.reason) == (
        True,
        "to_review",
        "id_already_used",
    )
    assert (Report.objects.count(), Device.objects.count()) == (2, 1)
    assert evidence.intake.finish_pending() == 0


@pytest.mark.parametrize("years", [-20, -3, 3, 55])
def test_a_machine_whose_clock_is_wrong_by_years_is_dated_by_ours(years: int) -> None:
    device = inventory.device()
    wrong = now() + years * evidence.YEARS
    began, ended = wrong - timedelta(minutes=40), wrong - timedelta(minutes=10)
    content = evidence.report(
        number=device.number,
        reported_at=wrong,
        drives=[evidence.drive()],
        erasures=[evidence.erasure(finished_at=ended, started_at=evidence.instant(began))],
    ) | {"sent_at": evidence.instant(wrong)}
    inventory.services.lifecycle.Device.objects.filter(pk=device.pk).update(
        received_at=now() - timedelta(hours=1)
    )
    taken = evidence.take(content, source="api")
    erasure = device.drives.get().erasures.get()
    device.refresh_from_db()
    assert (taken.reading.status, erasure.proves, device.state) == ("linked", True, "cleared")
    assert erasure.started_at is not None
    assert erasure.finished_at - erasure.started_at == timedelta(minutes=30)
    assert abs(taken.report.received_at - erasure.finished_at - timedelta(minutes=10)) < timedelta(minutes=1)


def test_a_file_imported_later_is_taken_at_its_word() -> None:
    """Its clock may be right: an erasure of three years ago proves nothing for a machine received today."""
    device = inventory.device()
    then = now() - 3 * evidence.YEARS
    evidence.take(
        evidence.report(
            number=device.number,
            reported_at=then,
            drives=[evidence.drive()],
            erasures=[evidence.erasure(finished_at=then)],
        )
    )
    device.refresh_from_db()
    assert (device.drives.get().erasures.get().proves, device.state) == (False, "received")


def test_an_erasure_dated_2081_is_refused_and_said() -> None:
    device = inventory.device()
    later = now() + 55 * evidence.YEARS
    taken = evidence.take(
        evidence.report(
            number=device.number, drives=[evidence.drive()], erasures=[evidence.erasure(finished_at=later)]
        )
    )
    device.refresh_from_db()
    assert device.state == "received"
    assert (taken.reading.status, len(taken.reading.facts["refused_erasures"])) == ("linked", 1)
    assert device.drives.get().erasures.count() == 0


def test_an_erasure_of_a_drive_that_the_report_does_not_show_is_said_not_invented() -> None:
    device = inventory.device()
    taken = evidence.take(evidence.report(number=device.number, erasures=[evidence.erasure("GHOST0001")]))
    assert taken.reading.facts["refused_erasures"] == ["unknown_drive: GHOST0001"]
    assert device.drives.count() == 0


def test_an_unproven_drive_reported_in_a_handed_over_machine_goes_to_review() -> None:
    device = inventory.device(inventory.State.HANDED_OVER)
    taken = evidence.take(
        evidence.report(number=device.number, serial="", drives=[evidence.drive("NEWDRIVE1")])
    )
    device.refresh_from_db()
    assert (taken.reading.status, taken.reading.reason, device.state) == (
        "to_review",
        "refused",
        "handed_over",
    )
    assert device.drives.filter(serial="NEWDRIVE1").count() == 0


def test_a_report_that_breaks_its_reader_is_kept_for_a_person(caplog: pytest.LogCaptureFixture) -> None:
    """A schema that lets « 31 February » pass must cost nobody a report; nor any mistake of ours."""
    taken = evidence.take(evidence.report() | {"sent_at": "2026-02-31T10:00:00Z"})
    assert (taken.reading.status, taken.reading.reason) == ("to_review", "schema")
    assert caplog.records == []
