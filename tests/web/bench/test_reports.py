"""Reports: list, page, and what a person decides of those that wait."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.evidence.models import Reading
from rebond.inventory.models import Device
from rebond.people.roles import Role
from tests.factories import evidence, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def technician(client: Client) -> Client:
    client.force_login(people.user())
    return client


def _status(pk: int) -> tuple[str, str]:
    reading = Reading.objects.get(pk=pk)
    return reading.status, reading.reason


def _waiting_for_a_choice() -> tuple[int, list[Device]]:
    """A report whose serial two machines share."""
    twins = [inventory.device(serial="PC0A1B2C"), inventory.device(serial="PC0A1B2C")]
    return evidence.take(evidence.report()).report.pk, twins


def test_list_costs_the_same_with_one_and_thirty_reports(technician: Client) -> None:
    evidence.take(evidence.report(serial="S0"))
    with CaptureQueriesContext(connection) as with_one:
        technician.get(reverse("web:reports"))
    for rank in range(1, 30):
        evidence.take(evidence.report(serial=f"S{rank}"))
    with CaptureQueriesContext(connection) as with_thirty:
        technician.get(reverse("web:reports"))
    assert len(with_one) == len(with_thirty)


def test_list_filters_by_status(technician: Client) -> None:
    evidence.take(evidence.report())
    bad = evidence.take(b"nothing that we know")
    answer = technician.get(reverse("web:reports"), {"etat": "to_review"})
    assert [row.pk for row in answer.context["page"].rows] == [bad.report.pk]


def test_page_writes_nothing_and_says_what_was_read(technician: Client) -> None:
    taken = evidence.take(
        evidence.report(drives=[evidence.drive(serial="DRV1")], erasures=[evidence.erasure("DRV1")])
    )
    before = Reading.objects.get(pk=taken.report.pk).read_at
    page = technician.get(reverse("web:report", args=[taken.report.pk])).content.decode()
    assert "ThinkPad T450" in page
    assert "DRV1" in page
    assert Reading.objects.get(pk=taken.report.pk).read_at == before


def test_page_of_an_unreadable_report_keeps_its_bytes(technician: Client) -> None:
    taken = evidence.take(b"\x00\x01 nothing that we know")
    assert technician.get(reverse("web:report", args=[taken.report.pk])).status_code == 200
    raw = technician.get(reverse("web:report_raw", args=[taken.report.pk]))
    assert raw.content == b"\x00\x01 nothing that we know"


def test_candidates_are_offered_and_the_chosen_one_gets_the_report(technician: Client) -> None:
    pk, twins = _waiting_for_a_choice()
    assert _status(pk) == ("to_review", "several_devices")
    page = technician.get(reverse("web:report", args=[pk]))
    assert page.context["candidates"] == twins
    answer = technician.post(reverse("web:report_attach", args=[pk]), {"number": twins[1].number})
    assert answer.url == reverse("web:device", args=[twins[1].number])
    assert Reading.objects.get(pk=pk).device == twins[1]


def test_contradicting_serial_asks_before_it_is_attached(technician: Client) -> None:
    pk, _twins = _waiting_for_a_choice()
    other = inventory.device(serial="ANOTHER1")
    technician.post(reverse("web:report_attach", args=[pk]), {"number": other.number})
    assert _status(pk) == ("to_review", "other_serial")
    assert technician.get(reverse("web:report", args=[pk])).context["insist_on"] == other.number
    technician.post(reverse("web:report_attach", args=[pk]), {"number": other.number, "confirmed": "1"})
    assert Reading.objects.get(pk=pk).device == other


def test_unknown_number_attaches_nothing(technician: Client) -> None:
    pk, _twins = _waiting_for_a_choice()
    answer = technician.post(reverse("web:report_attach", args=[pk]), {"number": "DEF-26-99999-X"})
    assert answer.url == reverse("web:report", args=[pk])
    assert _status(pk) == ("to_review", "several_devices")


def test_new_machine_is_numbered_from_the_report(technician: Client) -> None:
    pk, twins = _waiting_for_a_choice()
    answer = technician.post(reverse("web:report_create", args=[pk]))
    made = Reading.objects.get(pk=pk).device
    assert made not in (*twins, None)
    assert (made.model, made.category) == ("ThinkPad T450", "laptop")
    assert answer.url == reverse("web:device", args=[made.number])


def test_creating_twice_makes_one_machine(technician: Client) -> None:
    pk, _twins = _waiting_for_a_choice()
    technician.post(reverse("web:report_create", args=[pk]))
    count = Device.objects.count()
    technician.post(reverse("web:report_create", args=[pk]))
    assert Device.objects.count() == count


def test_set_aside_can_be_undone(technician: Client) -> None:
    pk, _twins = _waiting_for_a_choice()
    technician.post(reverse("web:report_aside", args=[pk]))
    assert _status(pk)[0] == "set_aside"
    technician.post(reverse("web:report_take_up", args=[pk]))
    assert _status(pk)[0] == "to_review"


def test_reading_again_finds_the_machine_that_got_its_serial_since(technician: Client) -> None:
    taken = evidence.take(evidence.report(number="DEF-26-99999-X"))
    assert _status(taken.report.pk) == ("to_review", "unknown_number")
    answer = technician.post(reverse("web:report_attach", args=[taken.report.pk]), {"again": "1"})
    assert answer.url == reverse("web:report", args=[taken.report.pk])
    assert _status(taken.report.pk) == ("to_review", "unknown_number")


def test_export_holds_every_report(client: Client) -> None:
    taken = evidence.take(evidence.report())
    client.force_login(people.user(Role.READER))
    answer = client.get(reverse("web:reports_export"), {"format": "csv"})
    assert taken.report.sha256 in b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize("name", ["report_attach", "report_create", "report_aside", "report_take_up"])
def test_a_reader_decides_nothing(client: Client, name: str) -> None:
    pk, _twins = _waiting_for_a_choice()
    client.force_login(people.user(Role.READER))
    assert client.post(reverse(f"web:{name}", args=[pk])).status_code == 403
    assert _status(pk) == ("to_review", "several_devices")
