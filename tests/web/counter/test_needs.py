"""The counter's doors attacked: guessed links, robots, secrets in notes, files that are no scans, rights."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rebond.common.dates import clock_at, now, today
from rebond.distribution import referrals, till
from rebond.distribution.models import AfterSale, EligibilityCheck, Handover, Payment, Referral, Request
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people import messages
from rebond.people.models import FileOpening, Message, Person
from rebond.people.roles import Role
from rebond.records import forgetting
from rebond.web.counter.forms import ReturnForm
from rebond.web.counter.recipients import recipient_of
from tests.factories import collection, distribution, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(client: Client) -> Client:
    client.force_login(people.user(Role.COUNTER))
    return client


def told(**facts: object) -> dict[str, object]:
    return {
        "family_name": "Diallo", "given_name": "Awa", "phone": "06 12 34 56 78", "uses": ["school"],
        "urgency": "0", "person_agrees": "on", "once": str(uuid4()), **facts,
    }  # fmt: skip


def test_a_guessed_link_opens_nothing_and_says_nothing(client) -> None:
    link, secret = distribution.prescriber()
    for guess in ("x", secret[:-1], secret.swapcase()):
        assert client.get(reverse("web:refer", args=[guess])).status_code == 404
        assert client.post(reverse("web:refer", args=[guess]), told()).status_code == 404
    referrals.revoke_link(link, by=people.user())
    assert client.get(reverse("web:refer", args=[secret])).status_code == 404
    assert Referral.objects.count() == 0


def test_a_robot_that_fills_every_field_writes_nothing(client) -> None:
    _link, secret = distribution.prescriber()
    answer = client.post(reverse("web:refer", args=[secret]), told(website="http://spam.example"))
    assert (answer.status_code, Referral.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"note": "NIR 1 84 12 76 451 089 46"}, "note"),
        ({"note": "mdp: azerty123"}, "note"),
        ({"note": "sort de l'hôpital"}, "note"),
        ({"person_agrees": ""}, "person_agrees"),
        ({"uses": []}, "uses"),
        ({"phone": "", "email": ""}, "phone"),
        ({"birth_year": "2090"}, "birth_year"),
        ({"people_at_home": "1", "children_at_school": "3"}, "children_at_school"),
        ({"family_name": ""}, "family_name"),
    ],
)
def test_what_is_refused_names_its_field_and_keeps_the_rest(client, facts, field) -> None:
    _link, secret = distribution.prescriber()
    answer = client.post(reverse("web:refer", args=[secret]), told(**facts))
    assert answer.context["form"].errors.keys() == {field}
    assert Referral.objects.count() == 0


def test_somebody_without_anything_is_referred_if_they_come_by(client) -> None:
    _link, secret = distribution.prescriber()
    nothing = {"given_name": "", "phone": "", "email": "", "reach": "visit"}
    assert client.post(reverse("web:refer", args=[secret]), told(**nothing)).status_code == 302
    row = Referral.objects.get()
    assert (row.family_name, row.given_name, row.phone, row.birth_year) == ("Diallo", "", "", None)


def test_a_health_word_is_kept_once_somebody_says_that_it_is_needed(client) -> None:
    _link, secret = distribution.prescriber()
    client.post(reverse("web:refer", args=[secret]), told(note="handicap visuel", sure="on"))
    assert Referral.objects.get().note == "handicap visuel"


def test_sent_twice_a_referral_is_one(client) -> None:
    _link, secret = distribution.prescriber()
    page = told()
    for _ in range(2):
        client.post(reverse("web:refer", args=[secret]), page)
    assert Referral.objects.count() == 1


def test_a_prescriber_reads_numbers_and_words_never_a_name(client) -> None:
    link, secret = distribution.prescriber()
    row = distribution.referral(link, family_name="Kerouanton")
    words = client.get(reverse("web:refer", args=[secret])).content.decode()
    assert (row.number in words, "reçue" in words, "Kerouanton" in words) == (True, True, False)


def test_accepting_proposes_who_is_known_and_creates_nobody_twice(counter) -> None:
    known = people.services.save_person(Person(given_name="Awa", family_name="Dialo", phone="0612345678"))
    row = distribution.referral()
    page = counter.get(reverse("web:referral", args=[row.pk]))
    assert [one for one, _alike in page.context["doubles"]] == [known]
    counter.post(reverse("web:referral", args=[row.pk]), {"person": str(known.pk)})
    assert Request.objects.get().person == known
    assert Person.objects.count() == 1


def test_who_opened_a_file_is_written_once_in_ten_minutes(counter) -> None:
    person = people.person()
    for _ in range(3):
        counter.get(reverse("web:person", args=[person.pk]))
    assert FileOpening.objects.count() == 1
    with clock_at(now() + timedelta(minutes=11)):
        counter.get(reverse("web:person", args=[person.pk]))
    assert FileOpening.objects.count() == 2


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TECHNICIAN, Role.READER])
def test_eligibility_has_a_right_of_its_own(client, role) -> None:
    person = people.person()
    client.force_login(people.user(role))
    url = reverse("web:eligibility", args=[person.pk])
    assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)


@pytest.mark.parametrize("name", ["person_merge", "person_forget", "file_export"])
def test_a_volunteer_neither_merges_nor_hands_out_nor_forgets(counter, name) -> None:
    assert counter.get(reverse(f"web:{name}", args=[people.person().pk])).status_code == 403


def test_a_tick_is_a_row_and_a_boost_without_its_reason_is_refused(counter) -> None:
    url = reverse("web:eligibility", args=[people.person().pk])
    boost, seen = distribution.criterion("COUP"), distribution.criterion("RSA")
    for refused in ({"criterion": boost.pk, "reason": ""}, {"criterion": "99999"}, {}):
        counter.post(url, refused)
        assert EligibilityCheck.objects.count() == 0
    counter.post(url, {"criterion": seen.pk})
    assert EligibilityCheck.objects.get().criterion == seen


def test_an_appointment_in_the_past_is_refused_and_one_to_come_is_told(counter) -> None:
    person = people.services.save_person(Person(family_name="Diallo", phone="06 12 34 56 78"))
    request = distribution.request(person)
    url = reverse("web:request_move", args=[request.pk])
    for refused in ({"to": "appointment", "at": "2020-01-01T10:00"}, {"to": "x"}, {"to": "appointment"}):
        counter.post(url, refused)
        request.refresh_from_db()
        assert (request.state, Message.objects.count()) == ("open", 0)
    coming = {"to": "appointment", "at": f"{today() + timedelta(days=3)}T14:00", "tell": "on"}
    counter.post(url, coming)
    counter.post(url, coming)
    assert Message.objects.get().channel == "sms"
    assert len(Message.objects.get().text) <= 160


def test_a_machine_shows_whom_it_would_serve_and_who_comes_next(counter) -> None:
    device = inventory.device(State.READY)
    Device.objects.filter(pk=device.pk).update(ram_bytes=8 * 2**30, has_camera=True, has_wifi=True)
    first = distribution.request(people.person("Premier"), urgency=2)
    second = distribution.request(people.person("Deuxieme"))
    page = counter.get(reverse("web:reserve", args=[device.number]))
    assert [one["row"] for one in page.context["served"]] == [first, second]
    counter.post(reverse("web:reserve", args=[device.number]), {"recipient": f"p{second.person_id}"})
    counter.post(reverse("web:release", args=[device.number]))
    assert first.number in counter.get(reverse("web:counter")).content.decode()


def test_the_same_payment_page_twice_is_one_payment(counter) -> None:
    lot = collection.lot(head=collection.COMPANY)
    sale = distribution.services.hand_over(
        [distribution.line(inventory.device(State.READY, lot=lot), price_cents=6_000)], people.person(),
        kind="sale", signed_name="Awa", payment="instalments", by=None,
        kit=distribution.services.Kit(times=2),
    )  # fmt: skip
    page = {"amount": "30", "means": "cash", "once": str(uuid4())}
    for _ in range(2):
        counter.post(reverse("web:pay", args=[sale.pk]), page)
    assert Payment.objects.count() == 1
    more = counter.post(reverse("web:pay", args=[sale.pk]), {"amount": "30,01", "means": "cash"})
    assert more.context["form"].errors.keys() == {"amount"}


def test_a_till_that_does_not_balance_stays_open_and_says_by_how_much(counter) -> None:
    answer = counter.post(reverse("web:till"), {"counted": "5"})
    assert "5\N{NO-BREAK SPACE}€" in answer.context["form"].errors["counted"][0]
    counter.post(reverse("web:till"), {"counted": "5", "difference_reason": "fond de caisse"})
    assert till.till(today()).closed is not None


@pytest.mark.parametrize(
    ("body", "kept"), [(b"%PDF-1.7 ...", 1), (b"\xff\xd8\xff\xe0", 1), (b"<script>", 0), (b"", 0)]
)
def test_a_scan_is_known_by_its_bytes(counter, body, kept) -> None:
    handover = distribution.handover(inventory.device(State.READY))
    file = SimpleUploadedFile("signe.pdf", body, "application/pdf")
    counter.post(reverse("web:signed_paper", args=[handover.pk]), {"scan": file})
    assert hasattr(Handover.objects.get(), "signed_paper") == bool(kept)


@pytest.mark.parametrize("path", ["M1 1L2 2", "<script>", "M1 1" + "L9 9" * 2_001, 'M1 1" onload="x', "M1 1"])
def test_a_signature_is_a_drawing_and_nothing_else(counter, path) -> None:
    device, person = inventory.device(State.READY), people.person()
    facts = {
        "recipient": f"p{person.pk}", "kind": "gift", "signed_name": "Awa", "sign": "1", "signature": path,
        f"price_{device.pk}": "", f"version_{device.pk}": str(device.version),
    }  # fmt: skip
    counter.post(reverse("web:hand_over", args=[device.number]), facts)
    drawn = list(Handover.objects.values_list("signature", flat=True))
    assert drawn == (["M1 1L2 2"] if path == "M1 1L2 2" else [])


def test_a_label_lets_its_holder_ask_and_a_robot_not(client) -> None:
    device = inventory.device(State.HANDED_OVER)
    url = reverse("web:machine", args=[device.number])
    ask = {"wish": "repair", "words": "écran noir", "phone": "06 12 34 56 78"}
    client.post(url, ask | {"website": "x"})
    assert AfterSale.objects.count() == 0
    client.post(url, ask)
    assert AfterSale.objects.get().words == "écran noir"
    assert client.post(reverse("web:machine", args=[inventory.device().number]), ask).status_code == 200
    assert AfterSale.objects.count() == 1


def test_messages_stop_by_a_button_never_by_a_look(client) -> None:
    person = people.person()
    url = reverse("web:messages_stop", args=[messages.refusal_token(person)])
    client.get(url)
    person.refresh_from_db()
    assert person.messages_refused_at is None
    client.post(url)
    person.refresh_from_db()
    assert person.messages_refused_at is not None
    assert client.get(reverse("web:messages_stop", args=["forge"])).status_code == 404


@pytest.mark.parametrize("layout", ["csv", "xlsx", "ods", "fec", "paheko"])
def test_accounting_takes_five_layouts(client, layout) -> None:
    client.force_login(people.user(Role.COORDINATOR))
    till.join(people.person(), means="cash", by=None, fee_cents=500)
    answer = client.get(reverse("web:accounts_export"), {"format": layout})
    assert b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    "name", ["requests", "proposal", "after_sales", "loans", "messages", "till", "counter"]
)
def test_a_page_asks_as_much_for_one_as_for_twenty(counter, name, django_assert_max_num_queries) -> None:
    def fill(first: int, last: int) -> None:
        for rank in range(first, last):
            person = people.person(f"Le Goff {rank}")
            distribution.request(person)
            device = inventory.device(State.READY)
            distribution.handover(device, kind="loan")

    fill(0, 1)
    counter.get(reverse(f"web:{name}"))  # warm
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        counter.get(reverse(f"web:{name}"))
    fill(1, 8)
    with django_assert_max_num_queries(len(asked)):
        counter.get(reverse(f"web:{name}"))


def test_what_comes_back_is_told_by_model_against_what_left(counter) -> None:
    for back in (True, False, False):
        device = inventory.device(State.READY, maker="Dell", model="Latitude")
        distribution.handover(device)
        if back:
            url = reverse("web:take_back", args=[device.number])
            counter.post(url, {"reason": "broken", "details": "clavier"})
    [row] = counter.get(reverse("web:come_back")).context["rows"]
    assert (row["model"], row["n"], row["given"]) == ("Dell Latitude", 1, 3)
    assert row["reason"] == dict(ReturnForm.REASONS)["broken"]


def test_who_was_merged_or_forgotten_is_not_listed_nor_chosen_again(counter) -> None:
    kept, double, gone = (people.person(name) for name in ("Le Goff", "Legoff", "Parti"))
    people.services.merge_people(kept, double)
    forgetting.forget(gone, by=None)
    shown = counter.get(reverse("web:people")).context["page"].rows
    assert shown == [kept]
    assert [recipient_of(f"p{one.pk}") for one in (kept, double, gone)] == [kept, kept, None]


def test_adding_a_machine_keeps_every_box_that_was_ticked(counter) -> None:
    laptop, screen = inventory.device(State.READY), inventory.device(State.READY, category="monitor")
    facts = {
        "recipient": f"p{people.person().pk}",
        "extras": ["bag", "mouse"],
        "scan": screen.number,
        "add": "1",
    }
    page = counter.post(reverse("web:hand_over", args=[laptop.number]), facts)
    assert page.context["form"]["extras"].value() == ["bag", "mouse"]
    assert len(page.context["machines"]) == 2


def test_a_refusal_keeps_every_box_that_was_ticked(counter) -> None:
    device = inventory.device(State.RESERVED)
    facts = {
        "recipient": "p0", "kind": "gift", "signed_name": "Awa", "sign": "1", "extras": ["bag", "mouse"],
        f"price_{device.pk}": "", f"version_{device.pk}": "1",
    }  # fmt: skip
    page = counter.post(reverse("web:hand_over", args=[device.number]), facts)
    assert (Handover.objects.count(), page.context["form"]["extras"].value()) == (0, ["bag", "mouse"])
