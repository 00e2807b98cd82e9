"""A donor's own page: theirs alone, by a secret; it shows all and changes nothing when it is only opened."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.collection import links
from rebond.collection.models import Donation, DonationFile, DonorLink, Vehicle
from rebond.common.dates import today
from rebond.erasure import papers as certificates
from rebond.inventory.states import State
from rebond.people.models import Organisation
from rebond.people.roles import Role
from rebond.records import rebond_verify
from rebond.records.models import JournalEntry
from tests.factories import collection, inventory, people
from tests.factories import distribution as counter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def lot():
    people.association()
    return collection.lot(of=collection.donation(laptop=3))


@pytest.fixture
def secret(lot) -> str:
    return links.open_link(lot.donation.donor, by=people.user())[1]


def page(name: str, secret: str, *more) -> str:
    return reverse(f"web:{name}", args=[secret, *more])


def test_a_donor_sees_their_machines_by_stage_and_no_family(client, lot, secret):
    inventory.device(lot=lot)
    inventory.device(State.READY, lot=lot)
    out = inventory.device(State.READY, lot=lot)
    counter.handover(out, to=people.person("Kerouanton"))
    inventory.device(State.READY)  # somebody else's
    answer = client.get(page("donor_page", secret))
    words = answer.content.decode()
    assert (answer.context["story"].devices, answer.context["story"].families) == (3, None)
    assert "Vos 3 machines" in words
    assert "Kerouanton" not in words
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_guessed_or_closed_link_opens_nothing(client, lot, secret):
    for name in ("donor_page", "donor_announce", "donor_letter", "donor_papers"):
        assert client.get(page(name, "x" * 43)).status_code == 404
    link = DonorLink.objects.get()
    links.revoke_link(link, by=people.user())
    assert client.get(page("donor_page", secret)).status_code == 404
    assert client.post(page("donor_ask_again", secret), {"agrees": "1"}).status_code == 404
    link.refresh_from_db()
    assert not link.may_be_asked_again


def test_only_the_hash_of_the_secret_is_kept_and_a_new_link_closes_the_old_one(client, lot, secret):
    assert secret not in str(DonorLink.objects.values())
    assert not JournalEntry.objects.filter(data__icontains=secret[:12]).exists()
    again = links.open_link(lot.donation.donor, by=people.user())[1]
    assert client.get(page("donor_page", secret)).status_code == 404
    assert client.get(page("donor_page", again)).status_code == 200


def test_a_mail_scanner_that_opens_every_link_changes_nothing(client, lot, secret):
    inventory.device(State.CLEARED, lot=lot)
    before = JournalEntry.objects.count(), Donation.objects.count()
    writes = []
    with CaptureQueriesContext(connection) as asked:
        for name in ("donor_page", "donor_announce", "donor_letter", "donor_papers"):
            assert client.get(page(name, secret)).status_code == 200
        assert client.get(page("donor_ask_again", secret)).status_code == 405
    writes = [q["sql"] for q in asked if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert writes == []
    assert (JournalEntry.objects.count(), Donation.objects.count()) == before


def test_a_donation_is_announced_in_one_page_with_its_list(client, lot, secret):
    file = SimpleUploadedFile("parc.xlsx", b"PK...")
    wished = today() + timedelta(days=9)
    answer = client.post(
        page("donor_announce", secret),
        {"laptop": "12", "wished_on": f"{wished:%Y-%m-%d}", "note": "3e étage", "files": [file]},
    )
    assert answer["Location"] == page("donor_page", secret)
    row = Donation.objects.order_by("-pk")[0]
    assert (row.donor, row.created_by, row.pickup_on) == (lot.donation.donor, None, wished)
    assert list(row.announced.values_list("category", "quantity")) == [("laptop", 12)]
    [kept] = DonationFile.objects.all()
    assert (kept.name, bytes(kept.body)) == ("parc.xlsx", b"PK...")
    assert "Merci" in client.get(page("donor_page", secret)).content.decode()


def test_what_is_announced_badly_is_told_and_nothing_is_written(client, lot, secret):
    before = Donation.objects.count()
    for told in (
        {},
        {"laptop": "-1"},
        {"laptop": "3", "wished_on": "2020-01-01"},
        {"note": "mot de passe : abc123"},
    ):
        assert client.post(page("donor_announce", secret), told).context["form"].errors
    assert Donation.objects.count() == before


def test_a_file_from_outside_is_saved_never_opened(client, lot, secret):
    evil = SimpleUploadedFile("../<script>.html", b"<script>alert(1)</script>", content_type="text/html")
    client.post(page("donor_announce", secret), {"laptop": "1", "files": [evil]})
    client.force_login(people.user(Role.TECHNICIAN))
    answer = client.get(reverse("web:donation_file", args=[DonationFile.objects.get().pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert "<" not in answer["Content-Disposition"]


def test_papers_are_taken_away_one_by_one_or_all_and_only_theirs(client, lot, secret):
    inventory.device(State.CLEARED, lot=lot)
    mine = certificates.issue_certificate(lot.donation, by=people.user())
    other = certificates.issue_certificate(inventory.device(State.CLEARED).lot.donation, by=people.user())
    assert mine.number in client.get(page("donor_page", secret)).content.decode()
    assert client.get(page("donor_paper", secret, mine.pk)).content == bytes(mine.body)
    assert client.get(page("donor_paper", secret, other.pk)).status_code == 404
    with zipfile.ZipFile(BytesIO(client.get(page("donor_papers", secret)).content)) as packed:
        assert packed.namelist() == [f"{mine.number}.pdf"]
        assert rebond_verify.embedded(packed.read(f"{mine.number}.pdf"))


def test_the_letter_says_that_co2e_is_not_deductible(client, lot, secret):
    import subprocess

    out = inventory.device(State.READY, lot=lot)
    counter.handover(out, to=people.person("Kerouanton"))
    body = client.get(page("donor_letter", secret)).content
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
    words = " ".join(done.stdout.decode().split())
    assert "ne se déduit pas d’un bilan d’émissions" in words
    assert "entre 18 et 81 kg, plutôt 38 kg" in words
    assert "Kerouanton" not in words


def test_being_asked_again_is_said_by_a_button_and_taken_back(client, lot, secret):
    client.post(page("donor_ask_again", secret), {"agrees": "1"})
    assert DonorLink.objects.get().may_be_asked_again
    client.post(page("donor_ask_again", secret), {"agrees": "0"})
    assert not DonorLink.objects.get().may_be_asked_again


def test_the_page_asks_the_same_of_the_database_whatever_was_given(client, lot, secret):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(page("donor_page", secret))
        return len(asked)

    inventory.device(State.HANDED_OVER, lot=lot)
    one = cost()
    for _ in range(4):
        collection.donation(donor=lot.donation.donor)
        inventory.device(State.HANDED_OVER, lot=lot)
    assert cost() == one


def test_the_link_is_made_shown_once_and_closed_from_the_sheet(client, lot):
    client.force_login(people.user(Role.TECHNICIAN))
    donor = lot.donation.donor
    assert isinstance(donor, Organisation)
    answer = client.post(reverse("web:donor_link", args=[donor.pk]))
    address = answer.context["address"]
    assert client.get(address.removeprefix("http://testserver")).status_code == 200
    sheet = client.get(reverse("web:donor", args=[donor.pk])).content.decode()
    assert address not in sheet
    assert "Un lien est ouvert" in sheet
    client.post(reverse("web:link_revoke", args=[DonorLink.objects.get().pk]))
    assert client.get(address.removeprefix("http://testserver")).status_code == 404


def test_a_private_donor_has_a_page_too(client):
    people.association()
    donation = collection.donation(head="particulier", donor=people.person())
    secret = links.open_link(donation.donor, by=people.user())[1]
    client.post(page("donor_announce", secret), {"phone": "1"})
    assert Donation.objects.count() == 2
    assert client.get(page("donor_page", secret)).status_code == 200


def test_who_agreed_is_asked_again_after_almost_a_year_and_not_before(client, lot, secret):
    client.post(page("donor_ask_again", secret), {"agrees": "1"})
    assert links.to_ask_again(today()) == []
    [link] = links.to_ask_again(today() + timedelta(days=340))
    assert link.donor == lot.donation.donor
    links.may_ask_again(link, agrees=False)
    assert links.to_ask_again(today() + timedelta(days=340)) == []


def test_a_donor_chooses_a_half_day_that_is_free_and_the_round_begins_with_its_hours(client, secret):
    boss = people.user(Role.COORDINATOR)
    client.force_login(boss)
    fields = {f"{weekday}-{half}": "0" for weekday in range(6) for half in ("morning", "afternoon")}
    assert client.post(reverse("web:slots"), fields | {"1-afternoon": "1"}).status_code == 302
    assert "1 enlèvement" in client.get(reverse("web:calendar")).content.decode()
    assert client.post(reverse("web:slots"), fields | {"1-afternoon": "-3"}).context["form"].errors
    client.logout()
    free = client.get(page("donor_announce", secret)).context["form"].free
    assert {slot.day.weekday() for slot in free.values()} == {1}
    code, slot = next(iter(free.items()))
    sent = {"laptop": "2", "slot": code}
    assert client.post(page("donor_announce", secret), sent).status_code == 302
    again = client.post(page("donor_announce", secret), sent | {"note": "3e étage"})
    assert "slot" in again.context["form"].errors
    assert "3e étage" in again.content.decode()
    assert client.post(page("donor_announce", secret), {"laptop": "2", "slot": "x"}).status_code == 200
    assert client.post(page("donor_announce", secret), {"laptop": "2", "slot": ""}).status_code == 302
    donation = Donation.objects.get(pickup_on=slot.day)
    Vehicle.objects.create(name="Kangoo", places=40)
    client.force_login(boss)
    shown = client.get(reverse("web:round_new", args=[slot.day.isoformat()])).content.decode()
    assert f'name="from-{donation.pk}" value="13:30"' in shown
