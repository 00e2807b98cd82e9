"""Drives: the list, the sheet, and each way to settle a debt."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rebond.common.dates import now, today
from rebond.erasure.models import Destruction, Erasure, NoDriveStatement
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people.roles import Role
from tests.factories import erasure, inventory, people

pytestmark = pytest.mark.django_db

ERASURE = {
    "tool": "nwipe", "method": "Zero Fill", "level": "clear", "result": "success", "verification": "full",
    "error_count": "0", "witness": "Anne",
}  # fmt: skip


@pytest.fixture
def technician(client: Client) -> Client:
    client.force_login(people.user())
    return client


def _answer(client: Client, url: str, typed: dict[str, str], headers: dict[str, str]) -> str:
    return client.post(url, typed, headers=headers).content.decode()


def _state(device: Device) -> str:
    return Device.objects.get(pk=device.pk).state


def test_list_shows_the_debts_first(technician: Client) -> None:
    machine = inventory.device()
    owing, _erased = inventory.drive(machine), inventory.drive(machine, erased=True)
    assert [row.pk for row in technician.get(reverse("web:drives")).context["page"].rows] == [owing.pk]


def test_list_finds_a_serial_in_any_state(technician: Client) -> None:
    machine = inventory.device()
    inventory.drive(machine)
    wanted = inventory.drive(machine, serial="WXYZ9876", erased=True)
    answer = technician.get(reverse("web:drives"), {"q": "xyz98"})
    assert [row.pk for row in answer.context["page"].rows] == [wanted.pk]


def test_list_costs_the_same_with_one_and_thirty_drives(technician: Client) -> None:
    inventory.drive(inventory.device())
    with CaptureQueriesContext(connection) as with_one:
        technician.get(reverse("web:drives"))
    for _rank in range(29):
        inventory.drive(inventory.device())
    with CaptureQueriesContext(connection) as with_thirty:
        technician.get(reverse("web:drives"))
    assert len(with_one) == len(with_thirty)


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_list_can_be_had_as_a_file(technician: Client, file_format: str) -> None:
    inventory.drive(inventory.device(), serial="EXPORTED1")
    answer = technician.get(reverse("web:drives_export"), {"format": file_format})
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"PK") if file_format != "csv" else b"EXPORTED1" in content


def test_sheet_says_why_an_attempt_proves_nothing(technician: Client) -> None:
    drive = inventory.drive(inventory.device())
    erasure.attempt(drive, verification="none")
    events = technician.get(reverse("web:drive", args=[drive.pk])).context["events"]
    assert [event.icon for event in events] == ["shield-x", "eye"]
    assert events[0].why


def test_sheet_of_a_proven_drive_shows_the_proof(technician: Client) -> None:
    drive = inventory.drive(inventory.device(), erased=True)
    events = technician.get(reverse("web:drive", args=[drive.pk])).context["events"]
    assert "shield-check" in [event.icon for event in events]


def test_erasure_by_hand_with_a_witness_clears_the_machine(technician: Client) -> None:
    machine = inventory.device()
    drive = inventory.drive(machine)
    answer = technician.post(reverse("web:erasure_new", args=[drive.pk]), ERASURE)
    assert answer.url == reverse("web:device", args=[machine.number])
    assert Erasure.objects.get().proves
    assert _state(machine) == State.CLEARED


def test_erasure_without_a_witness_is_kept_and_proves_nothing(technician: Client) -> None:
    machine = inventory.device()
    drive = inventory.drive(machine)
    technician.post(reverse("web:erasure_new", args=[drive.pk]), ERASURE | {"witness": ""})
    assert not Erasure.objects.get().proves
    assert _state(machine) == State.RECEIVED


def test_preview_says_whether_it_would_prove_and_writes_nothing(technician: Client) -> None:
    drive = inventory.drive(inventory.device())
    url = reverse("web:erasure_new", args=[drive.pk])
    for headers in ({}, {"HX-Request": "true"}):
        proof = _answer(technician, url, ERASURE | {"preview": "1"}, headers)
        none = _answer(technician, url, ERASURE | {"preview": "1", "verification": "none"}, headers)
        assert ('class="verdict proof"' in proof, 'class="verdict proof"' in none) == (True, False)
    assert Erasure.objects.count() == 0


def test_refused_erasure_keeps_what_was_typed(technician: Client) -> None:
    drive = inventory.drive(inventory.device())
    tomorrow = timezone.localtime(now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = technician.post(reverse("web:erasure_new", args=[drive.pk]), ERASURE | {"finished_at": tomorrow})
    assert answer.context["form"].non_field_errors()
    assert "Anne" in answer.content.decode()


def test_destruction_asks_for_the_box_then_clears_the_machine(technician: Client) -> None:
    machine = inventory.device()
    drive = inventory.drive(machine)
    url = reverse("web:drive_destroy", args=[drive.pk])
    typed = {"method": "drilled", "destroyed_on": today().isoformat(), "witness": "Anne"}
    assert technician.post(url, typed).context["form"].errors.keys() == {"sure"}
    assert Destruction.objects.count() == 0
    technician.post(url, typed | {"sure": "on"})
    assert Destruction.objects.get().drive == drive
    assert _state(machine) == State.CLEARED


def test_destroying_twice_is_refused_in_words(technician: Client) -> None:
    drive = inventory.drive(inventory.device())
    url = reverse("web:drive_destroy", args=[drive.pk])
    typed = {"method": "drilled", "destroyed_on": today().isoformat(), "witness": "Anne", "sure": "on"}
    technician.post(url, typed)
    assert technician.post(url, typed).context["form"].non_field_errors()


def test_removal_leaves_the_debt_on_the_drive(technician: Client) -> None:
    machine = inventory.device()
    drive = inventory.drive(machine)
    answer = technician.post(reverse("web:drive_remove", args=[drive.pk]), {"reason": "replaced"})
    assert answer.url == reverse("web:drive", args=[drive.pk])
    drive.refresh_from_db()
    assert (drive.device, drive.data_state) == (None, Drive.DataState.UNPROVEN)


def test_unproven_drive_neither_enters_a_machine_nor_leaves(technician: Client) -> None:
    drive, machine = inventory.loose_drive(), inventory.device()
    fit = technician.post(reverse("web:drive_fit", args=[drive.pk]), {"number": machine.number})
    gone = technician.post(reverse("web:drive_release", args=[drive.pk]), {"reason": "recycler"})
    assert fit.context["form"].non_field_errors()
    assert gone.context["form"].non_field_errors()
    drive.refresh_from_db()
    assert (drive.device, drive.released_at) == (None, None)


def test_erased_drive_enters_a_machine(technician: Client) -> None:
    drive, machine = inventory.loose_drive(erased=True), inventory.device()
    technician.post(reverse("web:drive_fit", args=[drive.pk]), {"number": machine.number})
    drive.refresh_from_db()
    assert drive.device == machine


def test_erased_drive_leaves_the_house(technician: Client) -> None:
    drive = inventory.loose_drive(erased=True)
    technician.post(reverse("web:drive_release", args=[drive.pk]), {"reason": "recycler"})
    drive.refresh_from_db()
    assert drive.released_at is not None


def test_drive_seen_by_hand_owes_a_proof(technician: Client) -> None:
    machine = inventory.device()
    typed = {"serial": "wd-abc", "kind": "hdd", "size_gb": "500"}
    technician.post(reverse("web:drive_add", args=[machine.number]), typed)
    drive = machine.drives.get()
    assert (drive.serial, drive.size_bytes, drive.data_state) == ("wd-abc", 500 * 10**9, "unproven")


def test_second_nameless_drive_is_asked_about_before_it_is_recorded(technician: Client) -> None:
    machine = inventory.device()
    url = reverse("web:drive_add", args=[machine.number])
    typed = {"serial": "", "kind": "hdd", "size_gb": "500"}
    technician.post(url, typed)
    assert technician.post(url, typed).context["form"].errors.keys() == {"another"}
    assert machine.drives.count() == 1
    technician.post(url, typed | {"another": "on"})
    assert machine.drives.count() == 2


def test_empty_machine_is_said_in_the_name_of_the_signed_in(technician: Client) -> None:
    machine = inventory.device()
    technician.post(reverse("web:say_empty", args=[machine.number]), {"how": "bay empty"})
    assert NoDriveStatement.objects.get().said_by == people.user()
    assert _state(machine) == State.CLEARED


def test_machine_with_a_drive_cannot_be_said_empty(technician: Client) -> None:
    machine = inventory.device()
    inventory.drive(machine)
    answer = technician.post(reverse("web:say_empty", args=[machine.number]), {"how": "bay empty"})
    assert answer.context["form"].non_field_errors()
    assert _state(machine) == State.RECEIVED


def test_clearing_names_the_drive_that_blocks(technician: Client) -> None:
    machine = inventory.device()
    inventory.drive(machine, serial="BLOCKER1")
    answer = technician.post(reverse("web:clear", args=[machine.number]), {"version": machine.version})
    [message] = list(answer.wsgi_request._messages)
    assert "BLOCKER1" in str(message)
    assert _state(machine) == State.RECEIVED


def test_what_owes_nothing_is_cleared(technician: Client) -> None:
    screen = inventory.device(category="monitor")
    technician.post(reverse("web:clear", args=[screen.number]), {"version": screen.version})
    assert _state(screen) == State.CLEARED


@pytest.mark.parametrize(
    "name", ["erasure_new", "drive_destroy", "drive_remove", "drive_fit", "drive_release"]
)
def test_counter_proves_nothing(client: Client, name: str) -> None:
    drive = inventory.drive(inventory.device())
    client.force_login(people.user(Role.COUNTER))
    assert client.post(reverse(f"web:{name}", args=[drive.pk]), ERASURE).status_code == 403


@pytest.mark.parametrize(
    "name", ["erasure_new", "drive_destroy", "drive_remove", "drive_fit", "drive_release"]
)
def test_each_form_opens(technician: Client, name: str) -> None:
    drive = inventory.drive(inventory.device())
    assert technician.get(reverse(f"web:{name}", args=[drive.pk])).status_code == 200
