"""A donor's list: looked at, corrected, taken in once, compared with what arrived."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.collection.models import Donation, DonationFile, DonorList, ListedDevice
from rebond.people.roles import Role
from tests.factories import collection, inventory, people

pytestmark = pytest.mark.django_db
ROWS = "Type;Marque;N° de série\nPortable;HP;AA11BB22\nPortable;HP;AA11BB23\nmystère;X;1,23E+15\n"


@pytest.fixture
def receiver(client):
    client.force_login(people.user(Role.TECHNICIAN))
    return client


@pytest.fixture
def donation() -> Donation:
    found = collection.donation()
    found.announced.all().delete()
    return found


def send(client, donation: Donation, text: str = ROWS) -> str:
    """The address where the file is looked at."""
    answer = client.post(
        reverse("web:list_new", args=[donation.pk]), {"file": SimpleUploadedFile("parc.csv", text.encode())}
    )
    return answer["Location"]


def test_a_list_is_looked_at_corrected_and_taken_in(receiver, donation):
    page = send(receiver, donation)
    shown = receiver.get(page)
    assert [line.rank for line, _why in shown.context["wrong"]] == [4]
    assert "ate the serial number" in shown.content.decode()
    answer = receiver.post(page, {"fix-serial-4": "AA11BB24", "fix-category-4": "desktop"})
    assert list(ListedDevice.objects.values_list("serial_key", "category")) == [
        ("AA11BB22", "laptop"), ("AA11BB23", "laptop"), ("AA11BB24", "desktop"),
    ]  # fmt: skip
    assert dict(donation.announced.values_list("category", "quantity")) == {"laptop": 2, "desktop": 1}
    assert receiver.get(answer["Location"]).status_code == 200


def test_looking_writes_nothing_and_the_same_file_twice_changes_nothing(receiver, donation):
    page = send(receiver, donation)
    receiver.get(page, {"col-maker": "-"})
    assert not DonorList.objects.exists()
    for _ in range(2):
        receiver.post(page)
        send(receiver, donation)
    assert (DonationFile.objects.count(), DonorList.objects.count(), ListedDevice.objects.count()) == (
        1,
        1,
        3,
    )
    assert receiver.get(page)["Location"] == reverse("web:list", args=[DonorList.objects.get().pk])


def test_the_columns_a_person_chose_are_remembered_for_the_same_donor(receiver, donation):
    odd = "Repère;Truc\nAA11BB22;Portable\n"
    page = send(receiver, donation, odd)
    receiver.post(page, {"col-serial": "0", "col-category": "1"})
    later = collection.donation(donor=donation.donor)
    again = receiver.get(send(receiver, later, odd.replace("22", "99")))
    assert again.context["mapping"] == {"serial": 0, "category": 1}
    other = receiver.get(send(receiver, collection.donation(), odd.replace("22", "77")))
    assert other.context["mapping"] == {}, "one line alone is too few to guess from"


def test_what_was_announced_by_hand_is_not_overwritten(receiver):
    donation = collection.donation(laptop=12)
    receiver.post(send(receiver, donation))
    assert dict(donation.announced.values_list("category", "quantity")) == {"laptop": 12}


def test_a_list_is_compared_with_what_arrived(receiver, donation):
    receiver.post(send(receiver, donation))
    lot = collection.lot(of=donation)
    inventory.device(lot=lot, serial="aa11-bb22")
    extra = inventory.device(lot=lot, serial="ZZ99ZZ99")
    page = receiver.get(reverse("web:list", args=[DonorList.objects.get().pk]))
    assert (page.context["arrived"], page.context["missing"]) == (1, 2)
    assert list(page.context["extra"]) == [extra]
    only = receiver.get(reverse("web:list", args=[DonorList.objects.get().pk]), {"seulement": "manquants"})
    assert [row.serial for row in only.context["page"].rows] == ["AA11BB23", ""]


def test_a_list_read_wrong_is_taken_away_and_read_again(receiver, donation):
    page = send(receiver, donation)
    receiver.post(page)
    answer = receiver.post(reverse("web:list_forget", args=[DonorList.objects.get().pk]))
    assert (answer["Location"], ListedDevice.objects.count(), DonationFile.objects.count()) == (page, 0, 1)


def test_a_file_that_is_no_list_says_why(receiver, donation):
    words = receiver.get(send(receiver, donation, "<html><table></table></html>")).content.decode()
    assert "web page" in words


def test_html_in_a_cell_stays_words(receiver, donation):
    page = send(receiver, donation, "Type;Modèle;Serial\nPortable;<script>alert(1)</script>;AA11BB22\n")
    assert "<script>alert(1)" not in receiver.get(page).content.decode()


def test_the_list_page_costs_the_same_whatever_its_length(receiver, donation):
    receiver.post(send(receiver, donation))
    page = reverse("web:list", args=[DonorList.objects.get().pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            receiver.get(page)
        return len(asked)

    receiver.get(page)  # the message of success is told once
    few = cost()
    row = DonorList.objects.get()
    ListedDevice.objects.bulk_create(
        ListedDevice(donor_list=row, rank=100 + n, serial=f"S{n}", serial_key=f"S{n}", category="laptop")
        for n in range(300)
    )
    assert cost() == few
