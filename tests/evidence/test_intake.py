"""From a report to a proof: one transaction, and what a crash left is finished later."""

from datetime import timedelta

import pytest
from django.db import transaction

from rebond.common.dates import now
from rebond.erasure import intake
from rebond.evidence import services
from rebond.evidence.models import Reading
from rebond.inventory.models import Device
from tests.factories import collection, evidence, inventory, people

pytestmark = pytest.mark.django_db


def test_a_verified_erasure_clears_the_machine() -> None:
    device = inventory.device()
    taken = evidence.take(
        evidence.report(number=device.number, drives=[evidence.drive()], erasures=[evidence.erasure()]),
        source="api",
    )
    device.refresh_from_db()
    erasure = device.drives.get().erasures.get()
    assert (device.state, erasure.source, erasure.report_id) == ("cleared", "report", taken.report.pk)


@pytest.mark.parametrize("result", ["failure", "aborted", "not_run"])
def test_an_attempt_that_failed_is_kept_and_clears_nothing(result: str) -> None:
    device = inventory.device()
    evidence.take(
        evidence.report(
            number=device.number,
            drives=[evidence.drive()],
            erasures=[evidence.erasure(result=result, level="", verification="none")],
        )
    )
    device.refresh_from_db()
    assert (device.state, device.drives.get().erasures.get().result) == ("received", result)


def test_one_drive_erased_of_two_clears_nothing() -> None:
    device = inventory.device()
    evidence.take(
        evidence.report(
            number=device.number,
            drives=[evidence.drive(), evidence.drive("OTHER0002")],
            erasures=[evidence.erasure()],
        )
    )
    device.refresh_from_db()
    assert (device.state, sorted(device.drives.values_list("data_state", flat=True))) == (
        "received",
        ["erased", "unproven"],
    )


def test_what_a_crash_left_pending_is_finished_once() -> None:
    device = inventory.device()
    content = evidence.report(number=device.number, drives=[evidence.drive()], erasures=[evidence.erasure()])
    accepted = services.store(evidence.raw(content), sender=services.Sender("api", by=people.user()))
    assert (accepted.report.reading.status, device.drives.count()) == ("pending", 0)
    assert (intake.finish_pending(), intake.finish_pending()) == (1, 0)
    device.refresh_from_db()
    assert (device.state, Reading.objects.get().status) == ("cleared", "linked")


def test_a_machine_that_our_agent_erased_before_it_had_a_number_was_in_the_house() -> None:
    begun = now() - timedelta(hours=3)
    told = evidence.erasure(started_at=evidence.instant(begun))
    device = evidence.take(
        evidence.report(drives=[evidence.drive()], erasures=[told]), source="api"
    ).reading.device
    assert device is not None
    assert (device.state, device.received_at) == ("cleared", begun)


@pytest.mark.parametrize(
    ("source", "begun"),
    [("upload", timedelta(hours=3)), ("api", timedelta(days=30)), ("api", -timedelta(hours=3))],
    ids=["a file proves no date", "too long ago to be one work", "in the future"],
)
def test_an_erasure_before_the_number_proves_nothing_otherwise(source: str, begun: timedelta) -> None:
    told = evidence.erasure(started_at=evidence.instant(now() - begun))
    content = evidence.report(drives=[evidence.drive()], erasures=[told])
    device = evidence.take(content, source=source).reading.device
    assert device is not None
    assert device.state == "received"


def test_a_machine_without_number_erased_before_its_report_owes_unless_its_lot_says_when_it_came() -> None:
    """Numbered by its own report, a machine is received now: an erasure a minute ago would be before that."""
    content = evidence.report(drives=[evidence.drive()], erasures=[evidence.erasure()])
    device = evidence.take(content).reading.device
    assert device is not None
    assert device.state == "received"
    other = evidence.report(serial="OTHER1", drives=[evidence.drive("D2")], erasures=[evidence.erasure("D2")])
    device = evidence.take(other, lot=collection.lot()).reading.device
    assert device is not None
    assert device.state == "cleared"


def test_the_sender_who_tries_again_after_a_crash_finishes_it() -> None:
    content = evidence.report()
    services.store(evidence.raw(content), sender=services.Sender("api"))
    taken = evidence.take(content)
    assert (taken.is_new, taken.reading.status, Device.objects.count()) == (False, "linked", 1)


def test_settling_twice_records_the_erasures_once() -> None:
    device = inventory.device()
    taken = evidence.take(
        evidence.report(number=device.number, drives=[evidence.drive()], erasures=[evidence.erasure()])
    )
    assert intake.settle(taken.report, by=people.user(), device=None) == device
    assert device.drives.get().erasures.count() == 1


def test_nothing_of_a_report_is_half_written_when_the_transaction_fails() -> None:
    content = evidence.report(drives=[evidence.drive()], erasures=[evidence.erasure()])
    services.store(evidence.raw(content), sender=services.Sender("api"))

    def cut() -> None:
        intake.finish_pending()
        raise ConnectionAbortedError

    with pytest.raises(ConnectionAbortedError), transaction.atomic():
        cut()
    assert (Device.objects.count(), Reading.objects.get().status) == (0, "pending")
