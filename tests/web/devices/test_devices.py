"""The devices' list, sheet, corrections, labels and exports, as a browser asks for them."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.roles import Role
from rebond.web import finding
from tests.factories import inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def technician(client):
    client.force_login(people.user(role=Role.TECHNICIAN))
    return client


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_list_asks_as_much_for_thirty_rows_as_for_one(technician):
    inventory.device()
    one = queries(technician, reverse("web:devices"))
    for _rank in range(29):
        inventory.device(State.CLEARED)
    assert queries(technician, reverse("web:devices")) == one
    assert one <= 8


def test_the_sheet_asks_as_much_for_a_long_life_as_for_a_short_one(technician):
    short, long = inventory.device(State.READY), inventory.device(State.HANDED_OVER)
    assert abs(queries(technician, sheet(short)) - queries(technician, sheet(long))) <= 1


def sheet(device: Device) -> str:
    return reverse("web:device", args=[device.number])


@pytest.mark.parametrize("state", [state for state in State if state != State.MERGED])
def test_a_device_in_any_state_has_a_sheet(technician, state):
    device = inventory.device(state)
    answer = technician.get(sheet(device))
    assert answer.status_code == 200
    assert device.number in answer.content.decode()


def test_a_merged_device_leads_to_the_other(technician):
    keep, absorb = inventory.device(), inventory.device()
    technician.post(reverse("web:merge", args=[keep.number]), {"number": absorb.number})
    assert keep.number in technician.get(sheet(absorb)).content.decode()
    technician.post(reverse("web:split", args=[absorb.number]))
    absorb.refresh_from_db()
    assert absorb.state == State.RECEIVED


def test_filters_are_chips_and_keep_only_their_rows(technician):
    ready, other = inventory.device(State.READY), inventory.device()
    text = technician.get(reverse("web:devices"), {"etat": "ready"}).content.decode()
    assert ready.number in text
    assert other.number not in text


def _order_of(client, machines, **address):
    text = client.get(reverse("web:devices"), address).content.decode()
    return sorted(machines, key=lambda machine: text.index(f">{machine.number}<"))


def test_an_order_is_kept_only_with_the_filters_that_its_index_carries(technician):
    zeta, alpha = (inventory.device(State.READY, maker=maker) for maker in ("Zeta", "Alpha"))
    beta = inventory.device(State.READY, maker="Beta")
    machines = [zeta, alpha, beta]
    assert _order_of(technician, machines, tri="model") == [alpha, beta, zeta]
    assert _order_of(technician, machines, tri="attente", etat="ready") == [zeta, alpha, beta]
    newest_first = [beta, alpha, zeta]
    assert _order_of(technician, machines, tri="model", etat="ready") == newest_first
    assert _order_of(technician, machines, tri="attente") == newest_first
    assert _order_of(technician, machines, tri="attente", etat="ready", categorie="laptop") == newest_first


def test_a_search_shows_the_newest_and_its_file_holds_every_match(technician, monkeypatch):
    monkeypatch.setattr(finding, "DEPTH", 1)
    old, new = inventory.device(maker="Thinkpad"), inventory.device(maker="Thinkpad")
    inventory.device(maker="Dell")
    page = technician.get(reverse("web:devices"), {"q": "thinkpad"})
    assert [line.number for line in page.context["lines"]] == [new.number]
    assert "parmi les" in page.context["chips"][-1].label
    answer = technician.get(reverse("web:devices_export", args=["csv"]), {"q": "thinkpad"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1:]
    assert [line.partition(";")[0] for line in lines] == [old.number, new.number]


def test_a_merged_row_is_left_out_of_the_list_and_its_file(technician):
    keep, gone = inventory.device(serial="AB12CD"), inventory.device()
    technician.post(reverse("web:merge", args=[keep.number]), {"number": gone.number})
    gone.refresh_from_db()
    assert gone.state == State.MERGED
    page = technician.get(reverse("web:devices"))
    assert [line.number for line in page.context["lines"]] == [keep.number]
    assert page.context["count"] == 1
    merged = technician.get(reverse("web:devices"), {"etat": "merged"})
    assert [line.number for line in merged.context["lines"]] == [gone.number]


@pytest.mark.parametrize(
    "value", ["'; DROP TABLE x; --", "<script>alert(1)</script>", "9" * 40, "\x00", "ready,cleared"]
)
def test_a_filter_made_up_by_hand_shows_everything(technician, value):
    device = inventory.device()
    for name in ("etat", "categorie", "lieu", "lot", "tri"):
        answer = technician.get(reverse("web:devices"), {name: value})
        assert device.number in answer.content.decode()
        assert "<script>alert(1)" not in answer.content.decode()


def test_a_stale_tab_changes_nothing_and_says_so(technician):
    device = inventory.device()
    url = reverse("web:device_edit", args=[device.number])
    told = {
        "category": "laptop",
        "maker": "Lenovo",
        "model": "T480",
        "serial": "",
        "note": "",
        "version": device.version,
    }
    assert technician.post(url, told).status_code == 302
    answer = technician.post(url, told | {"maker": "Dell"})
    assert answer.status_code == 200  # the form again, with what was typed
    assert "Dell" in answer.content.decode()
    device.refresh_from_db()
    assert device.maker == "Lenovo"


@pytest.mark.parametrize(
    "nasty", ["'; DROP TABLE inventory_device; --", "<b onload=x>", "=HYPERLINK(1)", "é" * 80]
)
def test_text_of_an_enemy_is_kept_as_text(technician, nasty):
    device = inventory.device()
    url = reverse("web:device_edit", args=[device.number])
    told = {
        "category": "laptop",
        "maker": nasty,
        "model": "",
        "serial": "",
        "note": nasty,
        "version": device.version,
    }
    technician.post(url, told)
    device.refresh_from_db()
    assert device.maker == nasty
    assert "<b onload" not in technician.get(sheet(device)).content.decode()


def test_moving_a_series_by_scanning(technician):
    first, second, place = inventory.device(), inventory.device(), inventory.location()
    numbers = f"{first.number}\n{second.number.lower()}\n{first.number}\n"
    answer = technician.post(reverse("web:relocate"), {"place": place.pk, "numbers": numbers})
    assert answer.status_code == 302
    assert set(Device.objects.filter(location=place)) == {first, second}


def test_a_series_with_an_unknown_number_moves_nothing(technician):
    device, place = inventory.device(), inventory.location()
    answer = technician.post(
        reverse("web:relocate"), {"place": place.pk, "numbers": f"{device.number}\nNOPE-1"}
    )
    assert "NOPE-1" in answer.content.decode()
    device.refresh_from_db()
    assert device.location is None


def test_lost_then_found_by_the_undo_button(technician):
    device = inventory.device(State.READY)
    technician.post(
        reverse("web:lose", args=[device.number]), {"reason": "stock-take", "version": device.version}
    )
    device.refresh_from_db()
    assert device.state == State.LOST
    technician.post(reverse("web:find_again", args=[device.number]))
    device.refresh_from_db()
    assert (device.state, device.reception) == (State.RECEIVED, 2)


def test_labels_are_pdf(technician):
    device = inventory.device()
    one = technician.get(reverse("web:device_label", args=[device.number]))
    sheet_of_labels = technician.get(reverse("web:labels"), {"device": device.number, "debut": "20"})
    assert one.content.startswith(b"%PDF")
    assert sheet_of_labels.content.startswith(b"%PDF")


def test_exports_hold_every_row_and_no_formula(technician):
    inventory.device(maker="=1+1")
    csv = b"".join(technician.get(reverse("web:devices_export", args=["csv"])).streaming_content).decode(
        "utf-8-sig"
    )
    assert len(csv.splitlines()) == 2
    assert ";=1+1" not in csv
    for file_format in ("xlsx", "ods"):
        answer = technician.get(reverse("web:devices_export", args=[file_format]))
        assert io.BytesIO(b"".join(answer.streaming_content)).read(2) == b"PK"


def test_a_format_nobody_reads_is_refused_kindly(technician):
    assert technician.get(reverse("web:devices_export", args=["exe"])).status_code == 302


def test_a_number_that_does_not_exist_is_not_found(technician):
    for number in ("DEF-26-99999-X", "abc", "%00", "../etc"):
        assert technician.get(f"/appareils/{number}/").status_code in (301, 404)
