"""Lots: opened, counted, numbered, labelled, closed."""

import io
import subprocess

import pypdf
import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from rebond.collection import services
from rebond.collection.models import Lot
from rebond.common.dates import today
from rebond.inventory.models import Device
from rebond.inventory.unloading import last_given
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from tests.factories import collection, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(client):
    """A technician: may receive and export, may not see people's names."""
    client.force_login(people.user(role=Role.TECHNICIAN))
    return client


@pytest.fixture
def reader(client):
    client.force_login(people.user(role=Role.READER))
    return client


def url(name: str, lot: Lot) -> str:
    return reverse(f"web:{name}", args=[lot.pk])


def give(client, lot: Lot, **facts: object):
    return client.post(url("lot_number", lot), {"last_seen": last_given(lot), **facts})


def test_from_the_van_to_the_closed_lot(receiver):
    donation = collection.donation(laptop=3, monitor=2)
    receiver.post(reverse("web:lot_open", args=[donation.pk]), {"arrived_on": today().isoformat()})
    lot = donation.lots.get()
    receiver.post(url("lot_count", lot), {"laptop": "2", "phone": "1"})
    table = {line.category: line for line in receiver.get(url("lot", lot)).context["table"]}
    assert {category: (line.announced, line.counted, line.numbered) for category, line in table.items()} == {
        "laptop": (3, 2, 0),
        "monitor": (2, 0, 0),
        "phone": (0, 1, 0),
    }
    assert table["laptop"].verdict.words == "1 missing"
    assert table["phone"].verdict.words == "1 extra"
    proposed = receiver.get(url("lot_number", lot)).context["form"]
    assert (proposed["laptop"].value(), proposed["phone"].value(), proposed["monitor"].value()) == (
        2,
        1,
        None,
    )
    answer = give(receiver, lot, laptop="2", phone="1")
    assert answer.url == f"{url('lot_labels', lot)}?depuis=0"
    assert sorted(lot.devices.values_list("category", flat=True)) == ["laptop", "laptop", "phone"]
    assert receiver.get(url("lot", lot)).context["step"].verb == "Close the lot"
    closed = receiver.post(url("lot_close", lot), follow=True)
    assert f'formaction="{url("lot_reopen", lot)}"' in closed.content.decode()
    kept = JournalEntry.objects.get(kind="lot.closed").data["differences"]
    assert {"category": "monitor", "announced": 2, "counted": 0, "numbered": 0, "elsewhere": 0} in kept
    receiver.post(url("lot_reopen", lot))
    lot.refresh_from_db()
    assert lot.closed_at is None


def test_the_same_form_sent_twice_numbers_once(receiver):
    lot = collection.lot()
    first = {"last_seen": "0", "laptop": "3"}
    receiver.post(url("lot_number", lot), first)
    again = receiver.post(url("lot_number", lot), first)
    assert "Numbers were given in this lot since you opened the page" in again.content.decode()
    assert lot.devices.count() == 3


def test_numbers_of_all_categories_or_none(receiver):
    lot = collection.lot()
    answer = give(receiver, lot, laptop="2", phone="501")
    assert "Between 1 and 500" in answer.content.decode()
    assert not Device.objects.exists()
    assert "at least one line" in give(receiver, lot).content.decode()


def test_machines_go_where_it_was_said(receiver):
    lot, place = collection.lot(), inventory.location()
    give(receiver, lot, laptop="1", location=str(place.pk))
    assert lot.devices.get().location == place


def test_a_closed_lot_is_neither_counted_nor_numbered_nor_closed_again(receiver):
    lot = collection.lot()
    services.close_lot(lot, by=people.user())
    assert "This lot is closed" in receiver.post(url("lot_count", lot), {"laptop": "2"}).content.decode()
    assert "This lot is closed" in give(receiver, lot, laptop="2").content.decode()
    receiver.post(url("lot_close", lot))
    assert JournalEntry.objects.filter(kind="lot.closed").count() == 1
    assert not lot.counted.exists()
    assert not lot.devices.exists()


@pytest.mark.parametrize("day", ["2081-01-01", "1899-01-01", "yesterday", ""])
def test_an_unlikely_day_of_arrival_opens_nothing(receiver, day):
    donation = collection.donation()
    receiver.post(reverse("web:lot_open", args=[donation.pk]), {"arrived_on": day})
    assert not donation.lots.exists()


def test_a_label_leads_to_the_public_page_of_its_machine(receiver):
    people.association(public_url="https://rebond.defis.example/")
    device = inventory.device()
    answer = receiver.get(url("lot_labels", device.lot), {"paper": "roll", "start": "1"})
    assert answer["Content-Type"] == "application/pdf"
    [printed] = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert device.lot.number in printed.extract_text()
    machine = reverse("web:machine", args=[device.number])
    assert _codes(answer.content) == {f"https://rebond.defis.example{machine}"}


def test_without_a_public_address_a_label_holds_the_one_in_use(receiver):
    device = inventory.device()
    answer = receiver.get(url("lot_labels", device.lot), {"paper": "roll", "start": "1"})
    assert _codes(answer.content) == {f"http://testserver{reverse('web:machine', args=[device.number])}"}


def _codes(pdf: bytes) -> set[str]:
    """What a scanner reads on the first page, drawn as a thermal printer would."""
    argv = ["pdftoppm", "-gray", "-r", "203", "-singlefile", "-"]
    drawn = subprocess.run(argv, input=pdf, capture_output=True, check=True, timeout=60)
    return {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))}


def test_labels_start_where_the_sheet_was_left(receiver):
    lot = collection.lot()
    give(receiver, lot, laptop="3")
    answer = receiver.get(url("lot_labels", lot), {"paper": "sheet", "start": "20"})
    assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 2
    for start in ("0", "22", "x"):
        refused = receiver.get(url("lot_labels", lot), {"paper": "sheet", "start": start})
        assert refused.context["form"].errors.keys() == {"start"}


def test_only_the_numbers_just_given_are_printed(receiver):
    lot = collection.lot()
    give(receiver, lot, laptop="2")
    answer = give(receiver, lot, laptop="1")
    assert receiver.get(answer.url).context["n"] == 1
    assert receiver.get(url("lot_labels", lot)).context["n"] == 3


def test_the_page_of_a_lot_asks_and_reads_no_more_when_it_is_large(receiver):
    small, large = collection.lot(), collection.lot()
    give(receiver, small, laptop="1")
    for _time in range(5):
        give(receiver, large, laptop="500")
    receiver.get(reverse("web:reception"))  # what was just done has been said
    pages, counts = [], []
    for lot in (small, large):
        with CaptureQueriesContext(connection) as queries:
            pages.append(receiver.get(url("lot", lot)))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(pages[1].context["page"].rows) == 50
    [line] = pages[1].context["table"]
    assert (line.numbered, line.to_number) == (None, 0)
    assert pages[1].context["table"][0].announced == 3


def test_closing_a_large_lot_counts_every_machine(receiver):
    lot = collection.lot()
    for _time in range(5):
        give(receiver, lot, laptop="500")
    receiver.post(url("lot_close", lot))
    [line] = JournalEntry.objects.get(kind="lot.closed").data["differences"]
    assert line["numbered"] == 2_500


def test_the_list_of_lots_narrows_and_is_taken_away(receiver):
    opened, closed = collection.lot(), collection.lot()
    services.close_lot(closed, by=people.user())
    page = receiver.get(reverse("web:lots"), {"etat": "ouvert"})
    assert [row for row, _donor, _counted in page.context["rows"]] == [opened]
    page = receiver.get(reverse("web:lots"), {"q": closed.number.lower()})
    assert [row for row, _donor, _counted in page.context["rows"]] == [closed]
    for file_format in ("csv", "xlsx", "ods"):
        answer = receiver.get(reverse("web:lots_export", args=[file_format]))
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)


def test_a_reader_may_look_at_a_lot_but_not_touch_it(reader):
    lot = collection.lot()
    assert reader.get(url("lot", lot)).status_code == 200
    for name in ("lot_count", "lot_number", "lot_close", "lot_reopen"):
        assert reader.post(url(name, lot)).status_code == 403, name
    assert reader.get(url("lot_close", lot)).status_code == 405


def test_a_count_kept_meanwhile_is_not_replaced_unseen(receiver):
    lot = collection.lot()
    seen = receiver.get(url("lot_count", lot)).context["seen"]
    receiver.post(url("lot_count", lot), {"laptop": "4", "seen": seen})
    late = receiver.post(url("lot_count", lot), {"laptop": "7", "seen": seen})
    assert "Somebody else counted this lot" in late.content.decode()
    assert late.context["form"]["laptop"].value() == "7"
    assert lot.counted.get().quantity == 4
    receiver.post(url("lot_count", lot), {"laptop": "7", "seen": late.context["seen"]})
    assert lot.counted.get().quantity == 7


def test_an_unreadable_memory_of_the_count_is_refused(receiver):
    lot = collection.lot()
    page = receiver.post(url("lot_count", lot), {"laptop": "7", "seen": "{"}, follow=True)
    assert "open the count again" in page.content.decode()
    assert not lot.counted.exists()
