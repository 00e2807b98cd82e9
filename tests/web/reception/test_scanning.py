"""Counting a lot by scan: one more for each machine, the same serial once, undone, ended, numbered."""

import re
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from rebond.collection.models import Closing, Counted, Scanned
from rebond.collection.services import change_donation, close_lot
from rebond.inventory.models import Device
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from tests.factories import collection, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def dock(client):
    people.association()
    client.force_login(people.user(Role.COORDINATOR))
    return client


def scan(dock, lot, code: str = "", category: str = "laptop", once: str = ""):
    told = {"category": category, "code": code, "once": once or str(uuid4())}
    address = f"{reverse('web:lot_scan', args=[lot.pk])}?categorie={category}"
    return dock.post(address, told, follow=True)


def counted(lot) -> dict[str, int]:
    return dict(Counted.objects.filter(lot=lot).values_list("category", "quantity"))


def test_each_scan_counts_one_and_stays_on_the_kind(dock):
    lot = collection.lot()
    page = scan(dock, lot, "PF0AB123")
    assert counted(lot) == {"laptop": 1}
    assert "PF0AB123" in page.content.decode()
    scan(dock, lot)  # no readable serial
    scan(dock, lot, "CNC1234X", category="monitor")
    assert counted(lot) == {"laptop": 2, "monitor": 1}


def test_the_same_serial_is_told_and_counted_once(dock):
    lot = collection.lot()
    scan(dock, lot, "PF0AB123")
    page = scan(dock, lot, "pf-0ab123")
    assert "PF0AB123" in " ".join(str(told) for told in page.context["messages"])
    assert counted(lot) == {"laptop": 1}
    row = Scanned.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Scanned.objects.create(
            lot=lot, category="laptop", serial="x", serial_key=row.serial_key, once=uuid4()
        )


def test_the_same_page_sent_twice_counts_once(dock):
    lot, once = collection.lot(), str(uuid4())
    scan(dock, lot, once=once)
    scan(dock, lot, once=once)
    assert counted(lot) == {"laptop": 1}


def test_one_of_our_numbers_in_this_lot_is_shown_not_counted(dock):
    lot = collection.lot()
    device = inventory.device(lot=lot)
    page = scan(dock, lot, device.number)
    assert device.number in " ".join(str(told) for told in page.context["messages"])
    assert counted(lot) == {}


@pytest.mark.parametrize("code", ["<script>alert(1)</script>", "é\"'(-è_çà", "DEF-26-99999-X", "x" * 200])
def test_what_is_no_serial_counts_nothing(dock, code):
    lot = collection.lot()
    assert scan(dock, lot, code).status_code == 200
    assert counted(lot) == {}


def test_the_last_one_is_taken_away(dock):
    lot = collection.lot()
    scan(dock, lot, "PF0AB123")
    dock.post(reverse("web:lot_scan_undo", args=[lot.pk]), {"scan": Scanned.objects.get().pk})
    assert (counted(lot), Scanned.objects.count()) == ({}, 0)


def test_the_end_writes_one_line_of_journal_for_all(dock):
    lot = collection.lot()
    for rank in range(3):
        scan(dock, lot, f"PF0AB{rank}00")
    dock.post(reverse("web:lot_scan_end", args=[lot.pk]))
    [entry] = JournalEntry.objects.filter(kind="lot.counted")
    assert entry.data["counted"] == {"laptop": 3}


def test_scanned_machines_get_their_number_with_their_serial(dock):
    lot = collection.lot()
    scan(dock, lot, "PF0AB123")
    page = dock.get(reverse("web:lot_number", args=[lot.pk])).content.decode()
    [last_seen] = set(re.findall(r'name="last_seen" value="(\d+)"', page))
    dock.post(reverse("web:lot_number_scanned", args=[lot.pk]), {"last_seen": last_seen, "location": ""})
    device = Device.objects.get()
    assert (device.serial, device.category, device.lot) == ("PF0AB123", "laptop", lot)


def test_two_vans_of_one_donation_miss_nothing_and_closing_is_kept(dock):
    donation = collection.donation(laptop=4)
    first, second = collection.lot(of=donation), collection.lot(of=donation)
    for lot in (first, second):
        for _ in range(2):
            scan(dock, lot)
    close_lot(first, by=people.user())
    close_lot(second, by=people.user())
    change_donation(
        donation, legal_head=donation.legal_head, pickup_on=None, announced={"laptop": 40}, note="",
        by=people.user(),
    )  # fmt: skip
    kept = [(row.announced, row.missing) for row in Closing.objects.order_by("id")]
    assert kept == [(4, 0), (4, 0)]


def test_a_private_person_gives_from_the_first_page_to_the_donation(dock):
    facts = {"given_name": "Maëlys", "family_name": "Tanguy", "phone": "06 12 34 56 78"}
    answer = dock.post(reverse("web:giver_new"), facts)
    assert re.search(r"/quai/dons/nouveau/\?person=\d+$", answer.url)
    assert JournalEntry.objects.filter(kind="person.created").count() == 1
    assert "Tanguy" not in str(JournalEntry.objects.get(kind="person.created").data)


def test_a_donor_renamed_is_found_by_its_new_name_in_what_it_gave(dock):
    donor = people.organisation()
    device = inventory.device(lot=collection.lot(of=collection.donation(donor=donor)))
    told = {"name": "Kerlann Services", "kind": donor.kind, "siret": donor.siret}
    answer = dock.post(reverse("web:donor_edit", args=[donor.pk]), told)
    assert answer.status_code == 302
    device.refresh_from_db()
    assert "kerlann" in device.search_text
    assert JournalEntry.objects.filter(kind="organisation.changed").exists()
