"""The donor's papers say what the rows say, once each, and hold no name of a family."""

import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse

from rebond.collection import services as collection_services
from rebond.common.dates import clock_at, now, today
from rebond.impact import donor_papers, registers
from rebond.inventory import services as inventory_services
from rebond.inventory.states import State
from rebond.people.models import Association, Organisation
from rebond.people.roles import Role
from rebond.records import papers, texts
from rebond.records.document import draw
from rebond.records.models import Paper
from tests.factories import collection, inventory, people
from tests.factories import distribution as counter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture(autouse=True)
def association() -> Association:
    people.association()
    Association.objects.update(siret="00056000300014", purpose="équiper, former et accompagner")
    return Association.objects.get()


@pytest.fixture
def coordinator(client):
    client.force_login(people.user(Role.COORDINATOR))
    return client


def words(body: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def post(client, name: str, key: int, **facts: str) -> Paper:
    answer = client.post(reverse(f"web:{name}", args=[key]), facts)
    assert answer.status_code == 302, answer.context["form"].errors
    return Paper.objects.order_by("-pk")[0]


def test_a_convention_names_its_law_its_caps_and_each_machine(coordinator):
    lot = collection.lot()
    device = inventory.device(lot=lot, maker="Dell", model="Latitude", serial="AB12CD")
    paper = post(coordinator, "donation_convention", lot.donation.pk)
    told = words(paper.body)
    assert (paper.number, paper.template) == (f"CONV-{today().year}-0001", "convention-don v1")
    for expected in (device.number, "AB12CD", "CG3P art. L3212-2 3°", "180 €", "300 €", "Soit 1 appareil."):
        assert expected in told, expected


def test_a_head_that_forbids_sales_says_so(coordinator):
    lot = collection.lot(head=collection.GIFT_ONLY)
    assert "s’interdit de le vendre" in words(post(coordinator, "donation_convention", lot.donation.pk).body)


def test_before_the_machines_come_the_convention_lists_what_was_announced(coordinator):
    donation = collection.donation(laptop=12)
    told = words(post(coordinator, "donation_convention", donation.pk).body)
    assert "Ordinateur portable 12" in told


def test_a_new_convention_replaces_the_old_one_which_stays_as_issued(coordinator):
    donation = collection.donation()
    first = post(coordinator, "donation_convention", donation.pk)
    second = post(coordinator, "donation_convention", donation.pk)
    first.refresh_from_db()
    assert (second.replaces, second.rank) == (first, first.rank + 1)
    assert first.revocation.reason == f"remplacé par {second.number}"


def test_what_must_be_confirmed_is_printed_until_it_is_ticked(client):
    donation = collection.donation()
    client.force_login(people.user(Role.ADMINISTRATOR))
    assert "À faire valider" in words(post(client, "donation_convention", donation.pk).body)
    client.post(reverse("web:text_check", args=["convention-don"]))
    assert "À faire valider" not in words(post(client, "donation_convention", donation.pk).body)
    client.post(reverse("web:text_check", args=["convention-don"]), {"undo": "1"})
    assert "À faire valider" in words(post(client, "donation_convention", donation.pk).body)
    assert client.post(reverse("web:text_check", args=["inconnu"])).status_code == 404


def test_a_new_version_of_a_text_must_be_confirmed_again():
    text = donor_papers.CONVENTION
    texts.check(text, by=people.user())
    assert texts.notices(text) == []
    newer = type(text)(text.code, text.title, text.version + 1, text.source, text.doubt)
    assert len(texts.notices(newer)) == 1


def test_a_slip_signed_on_the_telephone_names_both(coordinator):
    lot = collection.lot(of=collection.donation(laptop=3))
    collection_services.count_lot(lot, counted={"laptop": 2}, by=people.user())
    refused = coordinator.post(
        reverse("web:donation_slip", args=[lot.donation.pk]), {"giver": "Yann Le Bihan"}
    )
    assert refused.context["form"].errors["agreed"]
    told = words(post(coordinator, "donation_slip", lot.donation.pk, giver="Yann Le Bihan", agreed="on").body)
    assert "Yann Le Bihan" in told
    assert "Ordinateur portable 3 2 -1" in told


def test_a_slip_without_a_name_has_frames_to_sign_by_hand(coordinator):
    told = words(post(coordinator, "donation_slip", collection.donation().pk).body)
    assert "nom saisi" not in told


def test_the_company_says_what_its_gift_is_worth_or_nothing_is_said(coordinator):
    lot = collection.lot(head=collection.COMPANY)
    inventory.device(lot=lot)
    silent = post(coordinator, "donation_value", lot.donation.pk)
    assert "à porter par l’entreprise" in words(silent.body)
    paper = post(coordinator, "donation_value", lot.donation.pk, amount="1234,50", method="VNC")
    assert "1 234,50 €" in words(paper.body).replace("\u202f", " ").replace("\xa0", " ")
    assert (paper.amount_cents, paper.replaces) == (123450, silent)
    assert registers.receipts(today().year) == registers.Receipts(1, 123450)


def test_a_private_persons_receipt_has_every_mention_and_needs_a_checked_value(coordinator):
    donation = collection.donation(head="particulier", donor=people.person("Le Goff"))
    lot = collection.lot(of=donation)
    inventory.device(lot=lot)
    page = reverse("web:donation_value", args=[donation.pk])
    errors = coordinator.post(page, {"amount": "", "method": "", "address": ""}).context["form"].errors
    assert errors.keys() == {"amount", "method", "address"}
    told = words(
        post(
            coordinator,
            "donation_value",
            donation.pk,
            amount="80",
            method="annonces",
            address="1 rue X, Baud",
        ).body
    )
    for mention in ("Le Goff", "1 rue X, Baud", "***80 €***", "article 200", "déclaration de don manuel",
                    "don en nature", "000560003", "équiper, former et accompagner"):  # fmt: skip
        assert mention in told.replace("\u202f", " ").replace("\xa0", " "), mention


def test_only_those_who_see_people_issue_and_read_a_private_persons_receipt(client, coordinator):
    donation = collection.donation(head="particulier", donor=people.person())
    paper = post(coordinator, "donation_value", donation.pk, amount="80", method="x", address="y")
    client.force_login(people.user(Role.TECHNICIAN))
    assert client.get(reverse("web:donation_value", args=[donation.pk])).status_code == 404
    assert client.get(reverse("web:certificate", args=[paper.pk])).status_code == 404
    assert paper.number not in client.get(reverse("web:donation", args=[donation.pk])).content.decode()


def test_tax_receipts_are_numbered_without_gaps(coordinator):
    donation = collection.donation(head="particulier", donor=people.person())
    numbers = [
        post(coordinator, "donation_value", donation.pk, amount="80", method="x", address="y").number
        for _ in range(3)
    ]
    assert numbers == [f"RF-{today().year}-{rank:04d}" for rank in (1, 2, 3)]
    assert registers.receipts(today().year).count == 1, "those replaced no longer stand"


def _handed_over(lot, **facts) -> str:
    device = inventory.device(State.READY, lot=lot, **facts)
    counter.handover(device, to=people.person("Kerouanton"))
    return device.number


def test_the_statement_of_reuse_counts_a_flags_exclusions_and_names_no_family(coordinator):
    lot = collection.lot()
    fresh, unknown = _handed_over(lot, made_in=today().year - 10), _handed_over(lot)
    old = _handed_over(lot, made_in=today().year - 11)
    still_here = inventory.device(State.READY, lot=lot).number
    donor = lot.donation.donor_organisation
    assert isinstance(donor, Organisation)
    paper = post(coordinator, "donor_reuse", donor.pk, year=str(today().year))
    told = words(paper.body)
    assert "= 2." in told
    assert "plus de 10 ans" in told
    assert [number in told for number in (fresh, unknown, old, still_here)] == [True, True, True, False]
    assert "Kerouanton" not in told


def test_what_came_back_is_not_reused(coordinator):
    lot = collection.lot()
    device = inventory.device(State.HANDED_OVER, lot=lot)
    counter.services.take_back(device, reason="clavier", by=people.user())
    donor = lot.donation.donor_organisation
    coordinator.post(reverse("web:donor_reuse", args=[donor.pk]), {"year": str(today().year)})
    assert not Paper.objects.exists()
    assert coordinator.post(reverse("web:donor_reuse", args=[donor.pk]), {"year": "x"}).status_code in (
        302,
        400,
    )


def test_two_thousand_devices_and_unusual_names_fit_on_a_convention():
    donor = people.organisation()
    Organisation.objects.filter(pk=donor.pk).update(name="C’hœur אבג Ti ar Vro d’Ys")
    donation = collection.donation(donor=Organisation.objects.get(pk=donor.pk))
    lot = collection.lot(of=donation)
    for _ in range(4):
        inventory_services.receive(lot, category="laptop", quantity=500, by=people.user())
    donation.refresh_from_db()
    told = words(draw(donor_papers.convention(donation, "CONV-2026-0001", now())))
    assert "Soit 2000 appareils" in told
    assert "C’hœur" in told


def test_the_register_of_goods_holds_every_device_once_in_order_and_no_private_name(coordinator):
    with clock_at(now() - timedelta(days=3)):
        early = collection.lot()
    private = collection.lot(of=collection.donation(head="particulier", donor=people.person("Le Goff")))
    first, second = inventory.device(lot=early), inventory.device(lot=private)
    rows = list(registers.goods(today() - timedelta(days=9), today()))
    assert [(row[0], row[2]) for row in rows] == [(1, first.number), (2, second.number)]
    file = coordinator.get(reverse("web:register_export", args=["objets"]), {"annee": str(today().year)})
    assert "Le Goff" not in b"".join(file.streaming_content).decode("utf-8-sig")
    assert coordinator.get(reverse("web:register_export", args=["autre"])).status_code == 404


def test_outgoing_waste_is_one_line_for_each_slip_and_code_with_estimated_weights():
    screen = inventory.device(State.RECYCLED, category="monitor")
    tower = inventory.device(State.RECYCLED, category="desktop")
    rows = list(registers.outgoing_waste(today() - timedelta(days=1), today()))
    assert sorted((row[3], row[7], str(row[8]), row[9]) for row in rows) == [
        ("16 02 13*", 1, "0.006", True), ("16 02 14", 1, "0.005", True),
    ]  # fmt: skip
    assert screen.number != tower.number
    assert all(len(str(row[0])) <= 36 for row in rows)


def test_papers_are_found_on_their_page_and_their_numbers_check(coordinator, client):
    donation = collection.donation()
    paper = post(coordinator, "donation_convention", donation.pk)
    assert paper.number in coordinator.get(reverse("web:donation", args=[donation.pk])).content.decode()
    client.logout()
    assert "Établi par nous" in client.get(reverse("web:verify_number", args=[paper.number])).content.decode()
    assert papers.standing(donation, "convention") == paper


def test_pages_of_the_office_open(coordinator, client):
    assert coordinator.get(reverse("web:registers")).status_code == 200
    client.force_login(people.user(Role.ADMINISTRATOR))
    assert "Convention de don" in client.get(reverse("web:texts")).content.decode()


def test_a_sheet_for_a_waste_slip_holds_what_our_rows_know(coordinator):
    inventory.device(State.RECYCLED, category="monitor")
    [slip] = registers.slips(today().year)
    assert slip in coordinator.get(reverse("web:registers")).content.decode()
    page = reverse("web:waste_sheet")
    told = words(coordinator.get(page, {"bordereau": slip}).content)
    for expected in (slip, "16 02 13*", "0,006", "00056000300014", "À faire valider"):
        assert expected in told, expected
    assert coordinator.get(page, {"bordereau": "BSD-0"}).status_code == 404


def test_gifts_in_kind_are_told_apart_for_the_accounts(coordinator):
    lot = collection.lot(head=collection.COMPANY)
    inventory.device(lot=lot)
    post(coordinator, "donation_value", lot.donation.pk, amount="100", method="VNC")
    donation = collection.donation(head="particulier", donor=people.person())
    post(coordinator, "donation_value", donation.pk, amount="80", method="x", address="y")
    context = coordinator.get(reverse("web:registers")).context
    assert (context["companies"], context["persons"], context["receipts"]) == ("100\xa0€", "80\xa0€", 2)


def test_the_journal_says_how_far_it_is_sealed_and_seals_now(coordinator):
    journal = reverse("web:journal")
    inventory.device()
    assert "journal/sceller" in coordinator.get(journal).content.decode()
    coordinator.post(reverse("web:journal_seal"))
    assert coordinator.get(journal).context["unsealed"] == 0
    assert coordinator.get(journal).context["head"].size > 0
