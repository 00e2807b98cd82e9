"""Counting a lot by scan: one more for each machine, the same serial once, undone, ended, numbered."""

import re
import subprocess
import sys
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from rebond.collection.models import Closing, Counted, Donation, Scanned
from rebond.collection.services import change_donation, close_lot
from rebond.common.search import find_ids, fold
from rebond.inventory.models import Device
from rebond.people.models import Person
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
    before = device.search_text
    told = {"name": "Kerlann Services", "kind": donor.kind, "siret": donor.siret, "phone": "02 97 00 00 00"}
    answer = dock.post(reverse("web:donor_edit", args=[donor.pk]), told)
    assert answer.status_code == 302
    device.refresh_from_db()
    assert device.search_text == before.replace(fold("Ville de Lanester"), "kerlann services")
    assert find_ids(Device, "kerlann", connection) == [device.pk]
    assert find_ids(Donation, "kerlann", connection) == [device.lot.donation_id]
    entry = JournalEntry.objects.get(kind="organisation.changed")
    assert entry.data == {"changed": {"name": [], "phone": []}}


def test_a_change_of_kind_or_siret_is_told_before_and_after(dock):
    donor = people.organisation("company")
    told = {"name": donor.name, "kind": "association", "siret": "73282932000074"}
    dock.post(reverse("web:donor_edit", args=[donor.pk]), told)
    entry = JournalEntry.objects.get(kind="organisation.changed")
    assert entry.data["changed"] == {"kind": ["company", "association"], "siret": ["", "73282932000074"]}
    dock.post(reverse("web:donor_edit", args=[donor.pk]), told)  # nothing changes: no line
    assert JournalEntry.objects.filter(kind="organisation.changed").count() == 1


def test_people_and_associations_of_the_counter_have_their_line_without_their_words(dock):
    facts = {"given_name": "Soazig", "family_name": "Tanguy", "phone": "06 12 34 56 78"}
    dock.post(reverse("web:person_new"), facts)
    person = Person.objects.get()
    dock.post(reverse("web:person_edit", args=[person.pk]), facts | {"phone": "06 99 99 99 99"})
    dock.post(reverse("web:recipient_association_new"), {"name": "Les Mains", "email": "a@example.org"})
    rows = JournalEntry.objects.filter(subject_kind__in=["person", "organisation"]).order_by("id")
    assert [(row.kind, row.data) for row in rows] == [
        ("person.created", {}),
        ("person.changed", {"changed": {"phone": []}}),
        ("organisation.created", {"kind": "association", "siret": ""}),
    ]


def test_a_technician_records_a_private_donor_without_seeing_people(client):
    client.force_login(people.user(Role.TECHNICIAN))
    chooser = client.get(reverse("web:donation_new"), {"q": "Tanguy"}).content.decode()
    assert f"{reverse('web:giver_new')}?q=Tanguy" in chooser
    answer = client.post(reverse("web:giver_new"), {"family_name": "Tanguy", "phone": "06 12 34 56 78"})
    client.get(answer.url)  # what was just done has been said
    page = client.get(answer.url)
    assert "Tanguy" not in page.content.decode()
    client.post(answer.url, {"legal_head": "particulier", "laptop": "1"})
    donation = Donation.objects.get()
    assert donation.donor == Person.objects.get()


def test_the_sheet_of_a_person_lists_what_they_gave(dock):
    person = people.person()
    donation = collection.donation(head="particulier", donor=person)
    page = dock.get(reverse("web:person", args=[person.pk])).content.decode()
    assert reverse("web:donation", args=[donation.pk]) in page
    other = collection.donation()
    shown = dock.get(reverse("web:donations"), {"donateur": f"p{person.pk}"}).content.decode()
    assert (donation.number in shown, other.number in shown) == (True, False)


def test_the_first_of_two_vans_misses_what_is_still_to_come_and_the_sheets_say_so(dock):
    donation = collection.donation(laptop=4)
    first = collection.lot(of=donation)
    scan(dock, first)
    dock.post(reverse("web:lot_close", args=[first.pk]))
    change_donation(
        donation, legal_head=donation.legal_head, pickup_on=None, announced={"laptop": 1}, note="",
        by=people.user(),
    )  # fmt: skip
    [line] = dock.get(reverse("web:lot", args=[first.pk])).context["table"]
    assert (line.announced, line.counted, line.verdict.words) == (4, 1, "3 missing")
    sheet = dock.get(reverse("web:donation", args=[donation.pk]))
    assert [told[0][1].words for _lot, _total, told in sheet.context["lots"]] == ["3 missing"]
    assert sheet.context["table"][0].verdict.words == "as announced"


def test_a_scan_told_in_the_journal_is_not_undone_alone(dock):
    lot = collection.lot()
    scan(dock, lot, "PF0AB123")
    dock.post(reverse("web:lot_scan_end", args=[lot.pk]))
    dock.post(reverse("web:lot_scan_undo", args=[lot.pk]), {"scan": Scanned.objects.get().pk})
    assert counted(lot) == {"laptop": 1}


def test_numbers_given_without_serials_are_not_given_twice(dock):
    lot = collection.lot()
    scan(dock, lot, "PF0AB123")
    dock.post(reverse("web:lot_number", args=[lot.pk]), {"last_seen": "0", "laptop": "1"})
    told = {"last_seen": str(Device.objects.get().pk), "location": ""}
    page = dock.post(reverse("web:lot_number_scanned", args=[lot.pk]), told)
    assert "more numbers than machines" in page.content.decode()
    assert Device.objects.count() == 1


COUNT = """
import sys, uuid, django
django.setup()
from rebond.collection import counting
from rebond.collection.models import Lot
from rebond.common.errors import Refused
for rank in range(20):
    for serial in (f"{sys.argv[2]}{rank:04}", f"SAME{rank:04}"):
        try:
            counting.count_one(Lot.objects.get(pk=sys.argv[1]), category="laptop", serial=serial,
                               serial_key=serial, once=uuid.uuid4(), by=None)
        except Refused:
            pass
"""
READ = """
import django
django.setup()
from rebond.collection.models import Counted, Lot, Scanned
from tests.factories import collection
lot = Lot.objects.first() or collection.lot()
print(lot.pk, Scanned.objects.count(), *Counted.objects.values_list("quantity", flat=True))
"""


def test_three_people_count_one_lot_at_once_and_nothing_is_lost(installation):
    def start(script: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", script, *words],
            env=installation.environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    lot = start(READ).communicate(timeout=60)[0].split()[0]
    for counting in [start(COUNT, lot, name) for name in ("ANNE", "LUC", "NOLWENN")]:
        counting.communicate(timeout=120)
        assert counting.returncode == 0
    assert start(READ).communicate(timeout=60)[0].split() == [lot, "80", "80"]
