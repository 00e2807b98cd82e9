"""Reports that leave the house: read back by other programs than ours; tables that others ask for."""

import re
import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from odfdo import Document as Odt
from PIL import Image
from pypdf import PdfReader

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.impact import exports
from rebond.impact.annual_report import annual_report
from rebond.impact.grant_report import grant_report
from rebond.impact.registers import KG
from rebond.inventory import slips
from rebond.inventory.models import Move
from rebond.inventory.states import State
from rebond.people.models import Person
from rebond.people.roles import Role
from rebond.records import odt, yearbook
from rebond.records.document import draw
from rebond.records.models import YearPhoto, YearWords
from rebond.refurbishment.models import Job
from rebond.training import offer
from rebond.training.models import Attendance
from tests.factories import distribution, inventory, people, training

pytestmark = pytest.mark.django_db


def photo(size: tuple[int, int] = (2400, 1200)) -> bytes:
    out = BytesIO()
    picture = Image.new("RGB", size, "teal")
    exif = picture.getexif()
    exif[0x010F] = "an apparatus"
    picture.save(out, "JPEG", exif=exif, comment=b"taken by Bob")
    return out.getvalue()


def lived() -> None:
    for rank in range(6):
        person = Person(given_name="Awa", family_name=f"Kerouanton{rank}", commune=training.town())
        distribution.handover(inventory.device(State.READY), to=people.services.save_person(person))


def test_the_yearly_report_is_a_tagged_pdf_with_figures_words_and_photographs() -> None:
    founder, year, by = people.association(), today().year, people.user(Role.COORDINATOR)
    lived()
    yearbook.tell(year, YearWords.Part.OPENING, "Une belle année.\n\nMerci à toutes\x0bet à tous.", by=by)
    yearbook.add_photo(year, photo(), caption="À l’atelier", shows="deux personnes autour d’une table", by=by)
    reader = PdfReader(BytesIO(draw(annual_report(founder, year))))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for words in ("Une belle année.", "Merci à toutes", "À l’atelier", "6 personnes différentes", "Lanester"):
        assert words in text
    assert "Kerouanton" not in text
    assert sum(len(page.images) for page in reader.pages) == 1


def test_the_same_report_is_a_text_document_with_headings_tables_and_described_pictures() -> None:
    founder, year, by = people.association(), today().year, people.user(Role.COORDINATOR)
    lived()
    yearbook.tell(year, YearWords.Part.OPENING, "Une belle année.\x0bMerci.", by=by)
    yearbook.add_photo(year, photo(), caption="À l’atelier", shows="deux personnes autour d’une table", by=by)
    body = odt.write(annual_report(founder, year))
    with zipfile.ZipFile(BytesIO(body)) as packed:
        assert packed.read("mimetype").decode() == odt.MEDIA_TYPE
        ElementTree.fromstring(packed.read("content.xml"))
        pictures = [name for name in packed.namelist() if name.startswith("Pictures/")]
    read = Odt(BytesIO(body))
    text = read.get_formatted_text()
    assert "L’année en bref" in text
    assert "6 personnes différentes" in text
    assert len(read.body.get_headers()) > 8
    frames = read.body.get_elements("//draw:frame")
    assert len(frames) == len(pictures) > 2
    assert all(frame.svg_description for frame in frames)
    assert len(read.body.get_elements("//table:table-header-rows")) >= 2
    assert "Kerouanton" not in text


def test_a_photograph_is_made_smaller_and_forgets_its_camera() -> None:
    by, year = people.user(Role.COORDINATOR), today().year
    kept = bytes(yearbook.add_photo(year, photo(), caption="x", shows="y", by=by).body)
    with Image.open(BytesIO(kept)) as image:
        assert (image.size, dict(image.getexif())) == ((1600, 800), {})
    assert b"Bob" not in kept
    for raw in (b"", b"%PDF-1.7", photo()[:3000], photo((9000, 9000))):
        with pytest.raises(Refused):
            yearbook.add_photo(year, raw, caption="x", shows="y", by=by)
    with pytest.raises(Refused):
        yearbook.add_photo(year + 1, photo(), caption="x", shows="y", by=by)
    for _ in range(yearbook.MOST_PHOTOS - 1):
        yearbook.add_photo(year, photo((40, 40)), caption="x", shows="y", by=by)
    with pytest.raises(Refused):
        yearbook.add_photo(year, photo((40, 40)), caption="x", shows="y", by=by)
    assert YearPhoto.objects.count() == yearbook.MOST_PHOTOS


def test_a_grants_account_has_the_frames_and_no_band_of_few_people() -> None:
    founder = people.association()
    funder = people.organisation("local_authority")
    session = training.session(days=(0,))
    offer.fund(
        session,
        funder,
        convention="C 12",
        amount_cents=120_000,
        spent_cents=90_000,
        income="",
        by=people.user(),
    )
    for _ in range(5):
        person = training.learner()
        training.place(session, person)
        Attendance.objects.create(
            half_day=session.half_days.get(), person=person, status="seen", minutes=60, origin="screen"
        )
    found = grant_report(founder, funder, today().year)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(draw(found))).pages)
    for words in ("1. Identification", "2. Bilan qualitatif", "3. Tableau de synthèse", "C 12", "75"):
        assert words in text
    assert "Diallo" not in text


def test_tonnages_hold_what_the_slips_weigh() -> None:
    inventory.device(State.RECYCLED)
    lived()
    number = Move.objects.filter(counts_as="recycled").values_list("reason", flat=True)[0]
    year = today().year
    rows = {(row[1], row[2]): row for row in exports.tonnages(year)}
    assert rows[2, "réemployé"][3:6] == (6, round(6 * float(KG["laptop"]) / 1000, 3), 1.0)
    assert rows[2, "remis au recyclage"][5] == 1.0
    slips.weigh(number, kilograms=2.5, signed_on=today(), attested_by="", organism="Eco", by=people.user())
    weighed = {(row[1], row[2]): row for row in exports.tonnages(year)}[2, "remis au recyclage"]
    assert weighed[3:] == (1, 0.003, 0.0, "Eco") or weighed[3:] == (1, 0.002, 0.0, "Eco")


def test_repairs_follow_the_open_repair_data_standard_without_free_words() -> None:
    founder = people.association()
    device = inventory.device(State.READY)
    Job.objects.filter(device=device).update(work_done="nouveau disque, merci Awa Diallo")
    inventory.device(State.READY)  # nothing was repaired on this one
    [row] = exports.repairs(founder, today().year)
    assert re.fullmatch(r"[a-z]+-[0-9]+", str(row[0]))
    assert (row[2], row[4], row[5], row[9]) == ("FRA", "Laptop", 16, "Fixed")
    assert date.fromisoformat(str(row[12])) == today()
    assert "Diallo" not in str(row)


def test_a_companys_lines_keep_products_apart_from_waste() -> None:
    donor = people.organisation("company")
    rows = list(exports.company_lines(donor, today().year))
    assert [row[3] for row in rows[:4]] == [0, 0, 0, 0]
    assert "n’est pas un déchet" in str(rows[1][0])
    assert rows[4][3] == "connu du recycleur seul"


@pytest.mark.parametrize("file_format", ["pdf", "odt"])
def test_the_page_of_reports_gives_each_of_them(client: Client, file_format: str) -> None:
    people.association()
    funder, year = people.organisation("local_authority"), today().year
    client.force_login(people.user(Role.COORDINATOR))
    assert client.get(reverse("web:year_reports")).status_code == 200
    assert client.get(reverse("web:year_reports"), {"annee": year + 1}).status_code == 404
    annual = client.get(reverse("web:annual_report", args=[file_format]))
    grant = client.get(reverse("web:grant_report", args=[funder.pk, file_format]))
    for answer in (annual, grant):
        assert answer.content[:4] in (b"%PDF", b"PK\x03\x04")
    for name in ("tonnages", "ords"):
        assert client.get(reverse("web:asked_table", args=[name, "csv"])).getvalue().count(b"\n") >= 1
    assert client.get(reverse("web:asked_table", args=["nothing", "csv"])).status_code == 404
    assert client.get(reverse("web:company_table", args=[funder.pk, "csv"])).status_code == 200
    client.force_login(people.user(Role.COUNTER))
    assert client.get(reverse("web:annual_report", args=[file_format])).status_code == 403
