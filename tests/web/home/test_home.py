"""Home, scan and search."""

import pytest
from django.urls import reverse

from rebond.people.roles import Role
from tests.factories import collection, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def technician(client):
    client.force_login(people.user(role=Role.TECHNICIAN))
    return client


def scan(client, code: str):
    return client.post(reverse("web:scan"), {"q": code})


def test_home_shows_what_waits(technician):
    inventory.device()
    assert technician.get(reverse("web:home")).status_code == 200


def test_a_number_opens_its_sheet_however_it_is_typed(technician):
    device = inventory.device()
    for code in (device.number, device.number.lower(), device.number.replace("-", ""), f" {device.number}\n"):
        assert scan(technician, code)["Location"] == reverse("web:device", args=[device.number])


def test_a_serial_finds_the_drive(technician):
    drive = inventory.drive(inventory.device(), serial="WD-WX61A1")
    assert scan(technician, "wdwx61a1")["Location"] == reverse("web:drive", args=[drive.pk])


def test_a_place_then_machines_moves_them_until_the_place_is_scanned_again(technician):
    place, first, second = inventory.location(), inventory.device(), inventory.device()
    scan(technician, place.code)
    scan(technician, first.number)
    scan(technician, place.code)
    scan(technician, second.number)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.location, second.location) == (place, None)


def test_a_code_that_nobody_carries_leads_to_the_search(technician):
    assert scan(technician, "NOPE-123")["Location"].startswith(reverse("web:search"))


def test_a_serial_shared_by_two_machines_shows_both(technician):
    one, other = inventory.device(serial="SAME123"), inventory.device(serial="same-123")
    answer = technician.get(scan(technician, "SAME123")["Location"]).content.decode()
    assert one.number in answer
    assert other.number in answer


@pytest.mark.parametrize("as_you_type", [{}, {"HX-Request": "true"}])
def test_search_finds_any_fragment(technician, as_you_type):
    device = inventory.device(maker="Lenovo", model="ThinkPad T480", serial="PF1ABCDE")
    for words in ("thinkpad", "1abcd", "think t480", device.number[3:9]):
        answer = technician.get(reverse("web:search"), {"q": words}, headers=as_you_type)
        assert device.number in answer.content.decode()


def test_search_finds_the_donor_and_its_machines(technician):
    lot = collection.lot()
    device = inventory.device(lot=lot)
    answer = technician.get(reverse("web:search"), {"q": str(lot.donation.donor)}).content.decode()
    assert device.number in answer


@pytest.mark.parametrize(
    "words", ["", "a", '"', "%%%", "' OR 1=1 --", "NEAR(", "*" * 300, "\x00abc", "<script>"]
)
def test_search_survives_anything(technician, words):
    answer = technician.get(reverse("web:search"), {"q": words})
    assert answer.status_code == 200
    assert '<script>"' not in answer.content.decode()


def test_a_technician_does_not_find_people(technician, client):
    person = people.person()
    assert (
        str(person) not in technician.get(reverse("web:search"), {"q": person.family_name}).content.decode()
    )
    client.force_login(people.user(role=Role.COUNTER))
    assert str(person) in client.get(reverse("web:search"), {"q": person.family_name}).content.decode()


def test_a_command_after_a_machine_opens_what_it_asks_for(technician):
    device = inventory.device()
    scan(technician, device.number)
    for words, view in (
        ("prêt", "job"),
        ("CMD-PRET", "job"),
        ("Rebut", "scrap"),
        ("étiquette", "device_label"),
    ):
        assert scan(technician, words)["Location"] == reverse(f"web:{view}", args=[device.number])


def test_a_command_without_a_machine_or_without_the_right_is_refused_in_words(technician):
    scan(technician, "rebut")
    scan(technician, inventory.device().number)
    answer = scan(technician, "remettre")
    assert answer["Location"] == "/"
    said = " ".join(str(message) for message in technician.get("/").context["messages"])
    assert len(said) > 20


def test_the_command_of_an_erasure_opens_the_first_drive_without_proof_or_the_reports(technician):
    seen, unseen = inventory.device(), inventory.device()
    drive = inventory.drive(seen)
    scan(technician, seen.number)
    assert scan(technician, "effacé")["Location"] == reverse("web:erasure_new", args=[drive.pk])
    scan(technician, unseen.number)
    assert scan(technician, "CMD-EFFACE")["Location"].startswith(reverse("web:upload"))


def test_the_commands_are_printed_as_labels(technician):
    page = technician.get(reverse("web:command_labels"))
    assert "CMD-REBUT" in page.content.decode()
    answer = technician.get(reverse("web:command_labels"), {"paper": "sheet", "start": "1"})
    assert answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    "address", ["/appareils/DEF%00/", "/appareils/?q=%00", "/appareils/?etat=%00&tri=%00"]
)
def test_an_address_with_a_nul_breaks_nothing(client, address):
    client.force_login(people.user())
    assert client.get(address).status_code in {200, 404}


def test_a_fragment_asked_after_the_session_ended_leads_the_whole_browser_to_the_login(client):
    answer = client.get(reverse("web:search"), {"q": "thinkpad"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Redirect"].startswith("/connexion/?next=")
