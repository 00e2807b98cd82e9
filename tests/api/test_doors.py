"""The machines' doors: tokens, reports sent twice, in conflict, unreadable; lists by key."""

import json
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rebond.api import doors
from rebond.evidence.models import Reading, Report
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people.services import revoke_token
from tests.factories import inventory, people

pytestmark = pytest.mark.django_db

SAMPLE = json.loads(
    (Path(__file__).parents[2] / "contract/samples/laptop-erased.json").read_text(encoding="utf-8")
)
REPORTS = "/api/v1/reports"


@pytest.fixture
def bench():
    token, secret = people.token()
    return token, {"Authorization": f"Bearer {secret}"}


def report(**changes) -> bytes:
    told = {name: value for name, value in SAMPLE.items() if name != "number"}
    return json.dumps(told | {"report_id": str(uuid.uuid4())} | changes).encode()


def send(client, body: bytes, headers: dict[str, str]):
    return client.post(REPORTS, body, content_type="application/json", headers=headers)


def test_without_a_live_token_nothing_is_read_nor_kept(client, bench):
    token, headers = bench
    assert send(client, report(), {}).status_code == 401
    assert send(client, report(), {"Authorization": "Bearer rbd_wrong"}).status_code == 401
    revoke_token(token)
    assert send(client, report(), headers).status_code == 401
    assert Report.objects.count() == 0


def test_a_report_becomes_a_device_with_its_drives(client, bench):
    answer = send(client, report(), bench[1])
    assert answer.status_code == 201
    device = Device.objects.get(number=answer.json()["device"])
    assert (device.maker, device.model) == ("Lenovo", "ThinkPad T450")
    assert [drive.serial for drive in device.drives.all()] == [SAMPLE["drives"][0]["serial"]]


def test_the_erasure_told_by_the_bench_clears_the_device_whatever_its_clock(client, bench):
    answer = send(client, report(**CLOCK_OF_2009, erasures=[old_erasure()]), bench[1])
    device = Device.objects.get(number=answer.json()["device"])
    assert Drive.objects.get(device=device).erasures.count() == 1
    assert [attempt.finished_at.year for attempt in Drive.objects.get(device=device).erasures.all()] > [2009]


CLOCK_OF_2009 = {"reported_at": "2009-01-01T00:10:00Z", "sent_at": "2009-01-01T00:10:30Z"}


def test_a_report_that_does_not_say_when_it_was_sent_is_taken_at_its_word(client, bench):
    """Posted twenty days late, an old erasure must not become today's proof."""
    late = report(reported_at="2009-01-01T00:10:00Z", erasures=[old_erasure()])
    device = Device.objects.get(number=send(client, late, bench[1]).json()["device"])
    assert device.state == State.RECEIVED
    assert [attempt.proves for attempt in Drive.objects.get(device=device).erasures.all()] == [False]


def old_erasure() -> dict:
    return SAMPLE["erasures"][0] | {
        "started_at": "2009-01-01T00:00:00Z",
        "finished_at": "2009-01-01T00:09:00Z",
    }


def test_the_same_report_twice_is_one(client, bench):
    body = report()
    first, second = send(client, body, bench[1]), send(client, body, bench[1])
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["report"] == first.json()["report"]
    assert (Report.objects.count(), Device.objects.count()) == (1, 1)


def test_another_body_under_the_same_id_is_kept_apart_and_said(client, bench):
    same = str(uuid.uuid4())
    send(client, report(report_id=same), bench[1])
    answer = send(client, report(report_id=same, station="Another bench"), bench[1])
    assert answer.status_code == 409
    assert answer.json()["reason"] == "id_already_used"
    assert Report.objects.filter(is_conflict=True).count() == 1
    assert Device.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"format": "rebond.report.v1"}', b"hello", b"null", b"\x00"],
)
def test_what_cannot_be_read_is_kept_for_a_person(client, bench, body):
    answer = send(client, body, bench[1])
    assert answer.status_code == 202
    assert Reading.objects.get().status == Reading.Status.TO_REVIEW
    assert answer.json()["reason"]


def test_an_empty_body_is_refused(client, bench):
    answer = send(client, b"", bench[1])
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_fifty_megabytes_are_refused_without_being_read(client, bench):
    answer = send(client, b"x" * (50 * 1024 * 1024), bench[1])
    assert answer.status_code in (400, 413)
    assert Report.objects.count() == 0


def test_the_list_goes_from_page_to_page_with_one_query(client, bench):
    numbers = [inventory.device().number for _rank in range(5)]
    met, after = [], ""
    for _page in range(3):
        answer = client.get(f"/api/v1/devices?limit=2{after}", headers=bench[1]).json()
        met += [row["number"] for row in answer["items"]]
        after = f"&after={answer['after']}"
    assert met == list(reversed(numbers))
    with CaptureQueriesContext(connection) as captured:
        client.get("/api/v1/devices", headers=bench[1])
    assert len(captured) == 2  # the token, the rows


def test_the_list_is_searched_and_filtered(client, bench):
    ready, _other = inventory.device(State.READY, model="T480"), inventory.device(model="T480")
    answer = client.get("/api/v1/devices?q=t480&state=ready", headers=bench[1]).json()
    assert [row["number"] for row in answer["items"]] == [ready.number]


@pytest.mark.parametrize(
    "query", ["limit=-1", "limit=99999", "after=-5", "after=99999999999999999999", "limit=x"]
)
def test_a_limit_made_up_by_hand_is_harmless(client, bench, query):
    assert client.get(f"/api/v1/devices?{query}", headers=bench[1]).status_code in (200, 400)


def test_one_device(client, bench):
    device = inventory.device()
    assert client.get(f"/api/v1/devices/{device.number}", headers=bench[1]).json()["number"] == device.number
    assert client.get("/api/v1/devices/NOPE", headers=bench[1]).status_code == 404


def test_a_search_with_a_state_loses_no_row(client, bench, monkeypatch):
    """The newest matches are in another state: the others are found all the same, page after page."""
    monkeypatch.setattr(doors, "MATCHES_A_ROUND", 3)
    monkeypatch.setattr(doors, "MOST_ROUNDS", 2)
    wanted = [inventory.device(State.CLEARED, model="ThinkPad T480").number for _ in range(5)]
    for _ in range(8):
        inventory.device(model="ThinkPad T480")
    found, after = [], ""
    for _page in range(20):
        answer = client.get(
            f"/api/v1/devices?q=thinkpad&state=cleared&limit=2&after={after}", headers=bench[1]
        ).json()
        found += [row["number"] for row in answer["items"]]
        after = answer["after"]
        if after is None:
            break
    assert found == wanted[::-1]
