"""Old registers: years of spreadsheets taken in as declared rows, shown apart, never devices."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.collection.models import PastDevice, PastRegister
from rebond.common.dates import today
from rebond.inventory.models import Device
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from tests.factories import inventory, people

pytestmark = pytest.mark.django_db

CSV = """Registre du matériel;;;;;
Date d'entrée;Marque;Modèle;Type;N° de série;Date de sortie
03/11/2016;Dell;Latitude E6420;portable;5GT7X4J;12/12/2016
15 mars 2017;HP;ProBook 450;portable;5CD4321ABC;
2017-06-30;Lenovo;ThinkCentre M73;fixe;;02/01/2017
sans date;HP;écran 19 pouces;écran;CNK1234567;
01/01/2099;HP;écran 19 pouces;écran;CNK1234568;
Total;;;;5;
"""


@pytest.fixture
def corrector(client):
    people.association()
    client.force_login(people.user(Role.TECHNICIAN))
    return client


def send(client, body: bytes, name: str = "registre.csv", **told: str) -> str:
    answer = client.post(reverse("web:past_registers"), {"file": SimpleUploadedFile(name, body), **told})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"]


def test_a_register_is_read_by_its_dates_and_what_has_no_year_is_left_out(corrector):
    address = send(corrector, CSV.encode("cp1252"))
    shown = corrector.get(address)
    assert shown.context["undated"] == 2
    assert shown.context["count"] == 5
    assert not PastDevice.objects.exists()  # looking keeps nothing
    assert corrector.post(address)["Location"] == reverse("web:past", args=[PastRegister.objects.get().pk])
    rows = list(PastDevice.objects.values_list("year", "arrived_on", "left_on", "category", "serial"))
    assert rows == [
        (2016, date(2016, 11, 3), date(2016, 12, 12), "laptop", "5GT7X4J"),
        (2017, date(2017, 3, 15), None, "laptop", "5CD4321ABC"),
        (2017, date(2017, 6, 30), None, "desktop", ""),  # it would have left before it came
    ]
    assert PastRegister.objects.get().left_out == 2
    assert not Device.objects.exists()  # declared is not seen
    page = corrector.get(reverse("web:past_registers"))
    assert page.context["years"] == [
        {"year": 2017, "came": 2, "left": 0},
        {"year": 2016, "came": 1, "left": 1},
    ]
    assert JournalEntry.objects.get(kind="register.taken_in").data["left_out"] == 2


def test_the_same_file_twice_changes_nothing(corrector):
    address = send(corrector, CSV.encode())
    corrector.post(address)
    corrector.post(address)
    assert send(corrector, CSV.encode(), name="again.csv") == address
    assert corrector.get(address)["Location"] == reverse("web:past", args=[PastRegister.objects.get().pk])
    assert (PastRegister.objects.count(), PastDevice.objects.count()) == (1, 3)
    assert JournalEntry.objects.filter(kind="register.taken_in").count() == 1


def test_a_file_of_one_year_without_dates_takes_the_year_it_is_told(corrector):
    body = b"marque;modele;quantite\nDell;Optiplex 390;12\nHP;ecran 19;4\n"
    address = send(corrector, body)
    refused = corrector.post(address, headers={"referer": f"http://testserver{address}"})
    assert refused["Location"].endswith(address)
    assert not PastDevice.objects.exists()
    assert send(corrector, body, year="2012") == address
    corrector.post(address)
    assert list(PastDevice.objects.values_list("year", "quantity", "arrived_on")) == [
        (2012, 12, None),
        (2012, 4, None),
    ]


def test_a_spreadsheets_own_dates_and_a_second_register_read_like_the_first(corrector):
    book = BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Arrivé dans nos murs", "Marque", "N° de série"])
        for rank in range(1, 4):
            sheet.write_datetime(rank, 0, date(2010, rank, 1), day)
            sheet.write_row(rank, 1, ["Dell", f"SN000{rank}X"])
    address = send(corrector, book.getvalue(), "2010.xlsx")
    assert corrector.get(address).context["undated"] == 3  # nobody knows that title
    corrector.post(address, {"col-arrived_on": "0"})
    assert set(PastDevice.objects.values_list("arrived_on", flat=True)) == {
        date(2010, month, 1) for month in (1, 2, 3)
    }
    other = "Arrivé dans nos murs;Marque;N° de série\n01/02/2011;HP;SN9X8Y7\n".encode()
    assert corrector.get(send(corrector, other)).context["undated"] == 0  # remembered


def test_a_machine_that_came_back_is_found_and_a_wrong_reading_is_undone(corrector):
    inventory.device(serial="5gt7x4j")
    address = send(corrector, CSV.encode())
    corrector.post(address)
    pk = PastRegister.objects.get().pk
    assert corrector.get(reverse("web:past", args=[pk])).context["known"] == 1
    only = corrector.get(reverse("web:past", args=[pk]), {"seulement": "revenus"})
    assert [row.serial for row in only.context["page"].rows] == ["5GT7X4J"]
    assert corrector.post(reverse("web:past_forget", args=[pk]))["Location"] == address
    assert not PastDevice.objects.exists()
    corrector.post(address)
    assert PastDevice.objects.count() == 3
    corrector.post(reverse("web:past_delete", args=[pk]))
    assert not PastRegister.objects.exists()
    assert JournalEntry.objects.filter(kind="register.deleted").exists()
    corrector.force_login(people.user(Role.ADMINISTRATOR))
    assert corrector.get(reverse("web:journal")).status_code == 200  # its lines have lost their file


@pytest.mark.parametrize("body", [b"", b"<html><table></table></html>", b"PK\x03\x04nothing"])
def test_a_file_that_is_no_register_says_why(corrector, body):
    answer = corrector.get(send(corrector, body))
    assert answer.status_code == 200
    assert answer.context["why"]


def test_a_year_to_come_is_refused_and_a_trainer_sees_no_way_in(corrector, client):
    told = {"file": SimpleUploadedFile("a.csv", CSV.encode()), "year": str(today().year + 1)}
    assert corrector.post(reverse("web:past_registers"), told).context["form"].errors.keys() == {"year"}
    client.force_login(people.user(Role.TRAINER))
    assert client.get(reverse("web:past_registers")).status_code == 403


def test_pages_ask_as_many_questions_for_many_as_for_few(corrector):
    def questions(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            corrector.get(address)
        return len(asked)

    address = send(corrector, CSV.encode())
    corrector.post(address)
    pages = [reverse("web:past_registers"), reverse("web:past", args=[PastRegister.objects.get().pk])]
    few = [questions(one) for one in pages]
    for year in range(2001, 2006):
        more = "".join(f"Dell;modele {n};SER{year}N{n}\n" for n in range(40))
        corrector.post(send(corrector, f"marque;modele;serie\n{more}".encode(), year=str(year)))
    assert [questions(one) for one in pages] == few
