"""The job sheet: checks, verdict, second pair of eyes, and the ways off the bench."""

import pytest
from django.test import Client
from django.urls import reverse

from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from rebond.refurbishment import rules
from rebond.refurbishment.models import Check, Job
from tests.factories import inventory, people, refurbishment

pytestmark = pytest.mark.django_db

VERDICT = {"grade": "B", "system": "Linux Mint 22", "work_done": "Keyboard changed"}


@pytest.fixture
def technician(client: Client) -> Client:
    client.force_login(people.user())
    return client


@pytest.fixture
def second(client: Client) -> Client:
    client.force_login(people.user(Role.COORDINATOR))
    return client


def _state(device: Device) -> str:
    return Device.objects.get(pk=device.pk).state


def _url(name: str, device: Device) -> str:
    return reverse(f"web:{name}", args=[device.number])


def test_looking_at_the_sheet_opens_none(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    answer = technician.get(_url("job", device))
    assert [line.name for line in answer.context["lines"]] == list(rules.CHECKS["laptop"])
    assert Job.objects.count() == 0


def test_check_opens_the_sheet_and_returns_to_its_line(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    answer = technician.post(_url("job_check", device), {"name": "power", "result": "passed", "note": "ok"})
    assert answer.url == _url("job", device) + "#check-power"
    check = Check.objects.get()
    assert (check.name, check.result, check.note, check.by) == ("power", "passed", "ok", people.user())


def test_check_by_htmx_answers_with_its_line_only(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    answer = technician.post(
        _url("job_check", device), {"name": "power", "result": "failed"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert page.count('id="check-power"') == 1
    assert 'id="check-screen"' not in page
    assert 'id="job-progress" hx-swap-oob="true"' in page


@pytest.mark.parametrize(
    "typed", [{"name": "power", "result": "perhaps"}, {"name": "wings", "result": "passed"}]
)
def test_check_in_unknown_words_is_refused(technician: Client, typed: dict[str, str]) -> None:
    device = inventory.device(State.CLEARED)
    technician.post(_url("job_check", device), typed)
    assert Check.objects.count() == 0


def test_finishing_too_early_says_what_is_missing_and_keeps_the_verdict(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    answer = technician.post(_url("job_finish", device), VERDICT)
    assert answer.context["form"].non_field_errors()
    assert Job.objects.get().work_done == "Keyboard changed"
    assert _state(device) == State.CLEARED


def test_two_pairs_of_eyes_make_it_ready(client: Client) -> None:
    device = inventory.device(State.CLEARED)
    refurbishment.job(device, checked=True)
    client.force_login(people.user())
    client.post(_url("job_finish", device), VERDICT)
    client.post(_url("job_approve", device), {"seen": client.get(_url("job", device)).context["sheet_seal"]})
    assert _state(device) == State.CLEARED  # the same eyes twice are one pair
    client.force_login(people.user(Role.COORDINATOR))
    sheet = client.get(_url("job", device)).context
    assert sheet["may_approve"]
    client.post(_url("job_approve", device), {"seen": "another sheet"})
    assert _state(device) == State.CLEARED
    client.post(_url("job_approve", device), {"seen": sheet["sheet_seal"]})
    assert _state(device) == State.READY


def test_without_a_second_check_finishing_makes_it_ready(technician: Client) -> None:
    people.association(second_check=False)
    device = inventory.device(State.CLEARED)
    refurbishment.job(device, checked=True)
    assert technician.post(_url("job_finish", device), VERDICT).url == _url("device", device)
    assert _state(device) == State.READY


def test_sending_back_needs_a_reason_and_reopens_the_sheet(second: Client) -> None:
    device = inventory.device(State.CLEARED)
    sheet = refurbishment.job(device, done=True)
    second.post(_url("job_send_back", device), {"reason": ""})
    sheet.refresh_from_db()
    assert sheet.done_at is not None
    second.post(_url("job_send_back", device), {"reason": "the camera is blurred"})
    sheet.refresh_from_db()
    assert sheet.done_at is None


def test_wording_follows_the_checks(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    sheet = refurbishment.job(device, checked=True)
    assert technician.get(_url("job", device)).context["wording"]["is_reconditioned"] is True
    sheet.checks.filter(name="camera").delete()
    wording = technician.get(_url("job", device)).context["wording"]
    assert wording["is_reconditioned"] is False
    assert len(wording["untested"]) == 1


def test_sheet_of_a_ready_machine_is_read_only(technician: Client) -> None:
    device = inventory.device(State.READY)
    answer = technician.get(_url("job", device))
    assert answer.context["is_open"] is False
    assert answer.context["job"].approved_by == people.user(Role.COORDINATOR)


def test_back_on_the_bench_a_new_sheet_begins(technician: Client) -> None:
    device = inventory.device(State.READY)
    technician.post(_url("back_to_bench", device), {"reason": "battery"})
    assert _state(device) == State.CLEARED
    assert technician.get(_url("job", device)).context["done"] == 0


def test_scrapping_can_be_undone(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    technician.post(_url("scrap", device), {"reason": "too old", "version": device.version})
    assert _state(device) == State.SCRAPPED
    technician.post(_url("unscrap", device))
    assert _state(device) == State.CLEARED


def test_recycling_needs_the_number_of_the_slip(technician: Client) -> None:
    device = inventory.device(State.SCRAPPED)
    assert technician.post(_url("recycle", device), {"reason": " "}).context["form"].errors.keys() == {
        "reason"
    }
    technician.post(_url("recycle", device), {"reason": "BSD-2026-0311"})
    assert _state(device) == State.RECYCLED


def test_dismantling_what_owes_a_proof_is_refused_in_words(technician: Client) -> None:
    device = inventory.device()
    inventory.drive(device)
    answer = technician.post(_url("dismantle", device), {"reason": "broken"})
    assert answer.context["form"].non_field_errors()
    assert _state(device) == State.RECEIVED


def test_stale_tab_changes_nothing_and_keeps_the_reason(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    answer = technician.post(_url("scrap", device), {"reason": "too old", "version": device.version - 1})
    assert answer.context["form"].non_field_errors()
    assert "too old" in answer.content.decode()
    assert _state(device) == State.CLEARED


@pytest.mark.parametrize(
    "name", ["job_check", "job_finish", "dismantle", "scrap", "recycle", "back_to_bench"]
)
def test_counter_does_not_refurbish(client: Client, name: str) -> None:
    device = inventory.device(State.CLEARED)
    client.force_login(people.user(Role.COUNTER))
    assert client.post(_url(name, device), {"reason": "no"}).status_code == 403


def test_unknown_number_is_not_found(technician: Client) -> None:
    assert technician.get(reverse("web:job", args=["DEF-26-99999-X"])).status_code == 404


def test_what_a_second_person_wrote_is_not_replaced_and_nothing_typed_is_lost(client: Client) -> None:
    device = inventory.device(State.CLEARED)
    client.force_login(people.user())
    seal = client.get(_url("job", device)).context["seal"]
    client.post(_url("job", device), {**VERDICT, "seen": seal})
    client.force_login(people.user(Role.COORDINATOR))
    late = {**VERDICT, "work_done": "Memory added", "seen": seal}
    for name in ("job", "job_finish"):
        answer = client.post(_url(name, device), late)
        page = answer.content.decode()
        assert "Memory added" in page
        assert "Keyboard changed" in page
        assert Job.objects.get().work_done == "Keyboard changed"
    client.post(_url("job", device), {**late, "seen": answer.context["seal"]})
    assert Job.objects.get().work_done == "Memory added"


def test_the_same_sheet_sent_twice_is_saved_once(technician: Client) -> None:
    device = inventory.device(State.CLEARED)
    typed = {**VERDICT, "seen": technician.get(_url("job", device)).context["seal"]}
    assert [technician.post(_url("job", device), typed).status_code for _time in (1, 2)] == [302, 302]
    told = JournalEntry.objects.filter(kind="job.described").order_by("id")
    assert [entry.data["work_done_changed"] for entry in told] == [True, False]


@pytest.mark.parametrize("name", ["job", "job_finish"])
def test_what_is_typed_stays_when_the_machine_left_the_bench(technician: Client, name: str) -> None:
    device = inventory.device(State.SCRAPPED)
    answer = technician.post(_url(name, device), VERDICT)
    assert answer.context["form"].non_field_errors()
    assert "Keyboard changed" in answer.content.decode()


def test_a_reason_stays_when_the_sheet_was_approved_meanwhile(second: Client) -> None:
    device = inventory.device(State.READY)
    answer = second.post(_url("job_send_back", device), {"reason": "the camera is blurred"})
    assert answer.context["send_back_form"].non_field_errors()
    assert "the camera is blurred" in answer.content.decode()


def test_a_check_refused_to_a_stale_tab_leads_the_whole_browser_to_what_is_true(technician: Client) -> None:
    """htmx would put the whole page in the line of the check; the reason is told on the page it leads to."""
    device = inventory.device(State.READY)
    headers = {"HX-Request": "true", "Referer": f"http://testserver{_url('job', device)}"}
    answer = technician.post(
        _url("job_check", device), {"name": "power", "result": "passed"}, headers=headers
    )
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"].endswith(_url("job", device))
    assert list(technician.get(_url("job", device)).context["messages"])
