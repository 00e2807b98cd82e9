"""The pages of the classroom: what each role may do, what a bad answer gets, what is written once."""

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from rebond.common.dates import now, today
from rebond.people.models import Person
from rebond.people.roles import Role
from rebond.records.models import OpeningBalance, Paper
from rebond.training import attendance, enrolments, offer
from rebond.training.models import (
    Activity,
    Appointment,
    Assessment,
    Attendance,
    Enrolment,
    HalfDay,
    HeadCount,
    LentMachine,
    Room,
    TrainingSession,
    VolunteerHours,
)
from rebond.training.offer import When
from tests.factories import inventory, people, training

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(people.user(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def trainer() -> Client:
    return signed_in(Role.TRAINER)


def lines(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


# Planned


def test_a_session_is_planned_once_whatever_the_clicks(trainer: Client) -> None:
    room, known = training.room(), training.training()
    told = {
        "training": known.pk, "room": room.pk, "capacity": 8, "starts": "09:00", "ends": "12:00", "times": 3,
        "day": f"{today() + timedelta(days=7):%Y-%m-%d}", "is_public": "on", "once": str(uuid4()),
    }  # fmt: skip
    first = trainer.post(reverse("web:session_new"), told)
    assert trainer.post(reverse("web:session_new"), told)["Location"] == first["Location"]
    session = TrainingSession.objects.get()
    assert session.half_days.count() == 3
    twin = trainer.post(reverse("web:session_new"), told | {"once": str(uuid4())})
    assert "est prise à cette heure" in lines(twin)
    again = trainer.get(reverse("web:session_new"), {"comme": session.pk}).context["form"]
    assert (again["capacity"].value(), again["starts"].value()) == (8, "09:00")


@pytest.mark.parametrize("text", ["x", "99999999999999", "-1", "²", ""])
def test_addresses_that_say_nothing_are_taken_calmly(trainer: Client, text: str) -> None:
    for name, query in (
        ("session_new", "comme"), ("session_new", "formation"), ("activity_new", "comme"), ("cra", "mois"),
        ("given_hours", "jour"), ("given_hours", "qui"), ("workshops_month", "mois"),
    ):  # fmt: skip
        assert trainer.get(reverse(f"web:{name}"), {query: text}).status_code == 200, (name, query)
    office = signed_in(Role.COORDINATOR)
    for name in ("bpf", "funders", "qualiopi", "volunteers", "year_accounts"):
        assert office.get(reverse(f"web:{name}"), {"annee": text}).status_code == 200, name


def test_a_place_is_on_earth_and_has_a_room(trainer: Client) -> None:
    training.town()
    told = {"name": "Médiathèque", "address": "1 place Exemple", "commune": "Lanester", "latitude": "91",
            "longitude": "3"}  # fmt: skip
    assert "nulle part sur Terre" in lines(trainer.post(reverse("web:venue_new"), told))
    answer = trainer.post(reverse("web:venue_new"), told | {"latitude": "47,76", "longitude": "-3,34"})
    told = {"name": "Bleue", "seats": 10, "is_active": "on"}
    assert trainer.post(answer["Location"], told)["Location"] == reverse("web:venues")
    room = Room.objects.get()
    trainer.post(reverse("web:room_edit", args=[room.pk]), {"name": "Bleue", "seats": 14})
    room.refresh_from_db()
    assert (room.seats, room.is_active) == (14, False)


# Enrolled


def test_the_counter_enrols_somebody_new_and_reads_no_presence() -> None:
    counter, course = signed_in(Role.COUNTER), training.session()
    told = {"family_name": "Kervella", "reach": "visit", "gender": "feminin", "occupation": "retraite",
            "trainee": "e"}  # fmt: skip
    answer = counter.post(f"{reverse('web:enrol', args=[course.pk])}?nouvelle=1", told)
    place = Enrolment.objects.get()
    assert answer["Location"] == reverse("web:enrolment", args=[place.pk])
    page = lines(counter.get(answer["Location"]))
    assert enrolments.pin_of(place) in page
    assert counter.get(reverse("web:presences", args=[course.half_days.get().pk])).status_code == 403
    assert signed_in(Role.READER).get(reverse("web:enrolment", args=[place.pk])).status_code == 403


def test_a_reader_sees_the_session_without_a_name() -> None:
    course = training.session()
    training.place(course, training.learner(family="Kervella"))
    assert "Kervella" not in lines(signed_in(Role.READER).get(reverse("web:session", args=[course.pk])))
    assert "Kervella" in lines(signed_in(Role.COUNTER).get(reverse("web:session", args=[course.pk])))


def test_with_a_computer_the_first_steps_are_proposed_first() -> None:
    person = training.learner()
    training.session(days=(2,))
    steps = training.session(
        days=(5,), of=training.training(form="workshop", is_first_steps=True), hours=training.AFTERNOON
    )
    counter = signed_in(Role.COUNTER)
    rows = counter.get(reverse("web:first_steps", args=[person.pk])).context["rows"]
    assert next(row.pk for row, _taken in rows) == steps.pk
    counter.post(
        f"{reverse('web:enrol', args=[steps.pk])}?personne={person.pk}&remise=1", {"person": person.pk}
    )
    assert Enrolment.objects.get().origin == "handover"


# From the public page


def booked(client: Client, session: TrainingSession, **told: object) -> Any:
    facts = {"family_name": "Kervella", "phone": "06 39 98 00 01", "once": str(uuid4()), **told}
    return client.post(reverse("web:workshop_enrol", args=[session.pk]), facts)


def test_a_stranger_enrols_once_and_gives_back_with_a_button(client: Client) -> None:
    course, token = training.session(), str(uuid4())
    page = booked(client, course, once=token)["Location"]
    assert booked(client, course, once=token)["Location"] == page
    assert Enrolment.objects.count() == 1
    client.get(page)
    assert Enrolment.objects.get().state == "enrolled"  # looking changes nothing
    client.post(page)
    assert Enrolment.objects.get().state == "excused"
    assert client.get(page[:-2] + "x/").status_code == 404


def test_a_robot_is_answered_and_writes_nothing(client: Client) -> None:
    assert booked(client, training.session(), website="http://x")["Location"] == reverse("web:workshops")
    assert Person.objects.count() == 0


def test_a_crowd_in_one_day_is_asked_to_call(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolments, "MOST_A_DAY", 2)
    course = training.session()
    for n in range(3):
        answer = booked(client, course, family_name=f"Kervella {n}", phone=f"06 39 98 00 0{n}")
    assert "Appelez-nous" in lines(answer)
    assert Enrolment.objects.count() == 2


def test_a_child_comes_with_an_adult_and_leaves_no_mail(client: Client) -> None:
    course, born = training.session(), today().year - 11
    refused = booked(client, course, birth_year=born, email="enfant@example.org")
    assert list(refused.context["form"].errors) == ["guardian_name"]
    booked(client, course, birth_year=born, email="enfant@example.org", guardian_name="Fatou")
    place = Enrolment.objects.get()
    assert (place.guardian_name, place.guardian_phone) == ("Fatou", "06 39 98 00 01")
    assert place.person.email == ""


def test_neither_a_way_to_be_told_nor_a_secret_passes(client: Client) -> None:
    course = training.session()
    assert list(booked(client, course, phone="").context["form"].errors) == ["phone"]
    answer = booked(client, course, family_name="mot de passe : azerty")
    assert list(answer.context["form"].errors) == ["family_name"]
    assert Enrolment.objects.count() == 0


def test_the_last_place_is_shown_live_and_who_waits_reads_their_rank(client: Client) -> None:
    course = training.session(places=1)
    assert "1 place libre" in lines(client.get(reverse("web:workshop", args=[course.pk])))
    booked(client, course)
    assert "Complet" in lines(client.get(reverse("web:workshop", args=[course.pk])))
    second = booked(client, course, family_name="Morvan", phone="06 39 98 00 02")["Location"]
    assert "numéro 1 sur la liste d’attente" in lines(client.get(second))


def test_a_hidden_session_and_a_cancelled_one_take_nobody(client: Client) -> None:
    hidden, gone = training.session(is_public=False), training.session(hours=training.AFTERNOON)
    offer.cancel_session(gone, by=people.user())
    assert client.get(reverse("web:workshop", args=[hidden.pk])).status_code == 404
    assert "annulée" in lines(client.get(reverse("web:workshop", args=[gone.pk])))
    booked(client, gone)
    assert Enrolment.objects.count() == 0


def test_a_text_cannot_end_the_script_that_describes_the_event(client: Client) -> None:
    known = training.training(objective="</script><script>alert(1)</script> & plus")
    session = training.session(of=known, days=(3, 10))
    body = client.get(reverse("web:workshop", args=[session.pk])).content.decode()
    [event] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body, re.S)
    told = json.loads(event)
    assert told["description"] == "</script><script>alert(1)</script> & plus"
    assert told["remainingAttendeeCapacity"] == 6
    assert [one["@type"] for one in told["subEvent"]] == ["EducationEvent"] * 2
    assert told["startDate"].endswith(("+01:00", "+02:00"))


def test_a_moved_half_day_moves_in_the_calendars_that_follow(client: Client) -> None:
    session = training.session()
    half_day = session.half_days.get()

    def event() -> Any:
        [found] = Calendar.from_ical(client.get(reverse("web:workshops_feed")).content).walk("VEVENT")
        return found

    before = event()
    offer.move_half_day(half_day, When(half_day.day + timedelta(days=1), 600, 720), by=None)
    after = event()
    assert (before["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (after["UID"], 1, 2)
    assert after["DTSTART"].dt.date() == half_day.day + timedelta(days=1)


def test_the_month_shows_what_the_list_shows(client: Client) -> None:
    session = training.session(days=(1,))
    for name in ("workshops", "workshops_month"):
        assert reverse("web:workshop", args=[session.pk]) in lines(client.get(reverse(f"web:{name}")))


# Present


def told_line(session: TrainingSession) -> tuple[str, Person]:
    person = training.place(session).person
    return reverse("web:presence", args=[session.half_days.get().pk]), person


def test_a_tablet_is_answered_in_json_and_a_button_by_the_page(trainer: Client) -> None:
    address, person = told_line(training.session(days=(-1,)))
    told = {"person": person.pk, "status": "seen", "minutes": "120", "signature_kind": "drawn",
            "signature": "M10 10L20 20", "told_at": "2026-01-01T10:00:00Z"}  # fmt: skip
    answer = trainer.post(address, told, headers={"Accept": "application/json"})
    assert answer.json() == {
        "ok": True, "status": "seen", "words": "présent", "doubtful": False, "superseded": False,
    }  # fmt: skip
    assert trainer.post(address, told).status_code == 302
    row = Attendance.objects.get()
    assert (row.minutes, row.signature, row.origin) == (120, "M10 10L20 20", "tablet")


def test_a_tablet_whose_clock_is_slow_loses_no_correction(trainer: Client) -> None:
    """A clock an hour behind: what it says now is newer than what was said ten minutes ago."""
    address, person = told_line(training.session(days=(-1,)))
    half_day = HalfDay.objects.get()
    training.present(half_day, person)
    Attendance.objects.update(told_at=now() - timedelta(minutes=10))
    slow = now() - timedelta(hours=1)
    wants = {"Accept": "application/json"}
    late = {"person": person.pk, "status": "noshow", "told_at": (slow - timedelta(minutes=30)).isoformat()}
    older = trainer.post(address, {**late, "sent_at": slow.isoformat()}, headers=wants).json()
    assert (older["superseded"], older["words"]) == (True, "présent")
    told = {**late, "told_at": (slow - timedelta(seconds=5)).isoformat(), "sent_at": slow.isoformat()}
    assert trainer.post(address, told, headers=wants).json()["superseded"] is False
    assert Attendance.objects.get().status == "noshow"


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "there"}, {"minutes": "181"}, {"minutes": "0"}, {"minutes": "x"}, {"person": "x"},
        {"signature_kind": "drawn", "signature": "<svg onload=alert(1)>"}, {"signature_kind": "blood"},
        {"signature_kind": "picture", "signature": "<script>"},
    ],
)  # fmt: skip
def test_a_line_that_is_not_one_is_refused_in_words(trainer: Client, wrong: dict[str, str]) -> None:
    address, person = told_line(training.session(days=(-1,)))
    told = {"person": str(person.pk), "status": "seen", **wrong}
    answer = trainer.post(address, told, headers={"Accept": "application/json"})
    assert answer.status_code in {400, 409}
    assert answer.json()["message"]
    assert not Attendance.objects.exists()


def test_a_tablet_that_comes_back_after_the_signature_is_refused_and_may_send_again(trainer: Client) -> None:
    session = training.session(days=(-2,))
    address, person = told_line(session)
    half_day = session.half_days.get()
    training.present(half_day, person)
    attendance.cosign(half_day, by=people.user(Role.TRAINER))
    late = {"person": person.pk, "status": "noshow", "told_at": "not an instant"}
    answer = trainer.post(address, late, headers={"Accept": "application/json"})
    assert answer.status_code >= 400
    trainer.post(reverse("web:reopen", args=[half_day.pk]), {"reason": ""})
    assert trainer.post(address, late, headers={"Accept": "application/json"}).status_code >= 400
    trainer.post(reverse("web:reopen", args=[half_day.pk]), {"reason": "une erreur"})
    assert trainer.post(address, late, headers={"Accept": "application/json"}).json()["ok"]
    assert Attendance.objects.get().status == "noshow"


def test_everybody_was_there_then_the_trainer_signs(trainer: Client) -> None:
    session = training.session(days=(-1,))
    for _ in range(3):
        training.place(session)
    half_day = session.half_days.get()
    trainer.post(reverse("web:cosign", args=[half_day.pk]))
    half_day.refresh_from_db()
    assert half_day.cosigned_at is None
    trainer.post(reverse("web:everybody_present", args=[half_day.pk]))
    trainer.post(reverse("web:cosign", args=[half_day.pk]))
    half_day.refresh_from_db()
    assert half_day.cosigned_at is not None
    assert set(Attendance.objects.values_list("status", "signature_kind")) == {("seen", "trainer")}


def test_people_without_a_name_stay_margins_of_their_half_day(trainer: Client) -> None:
    workshop = training.session(days=(-1,), of=training.training(form="workshop"))
    address = reverse("web:count_unnamed", args=[workshop.half_days.get().pk])
    assert list(trainer.post(address, {"people": "3", "women": "2", "men": "2"}).context["form"].errors) == [
        "women"
    ]
    trainer.post(address, {"people": "5", "women": "2", "over_70": "5"})
    trainer.post(address, {"people": "6", "women": "2"})  # told again: corrected
    row = HeadCount.objects.get()
    assert (row.people, row.women, row.over_70, row.minutes) == (6, 2, 0, 180)


def test_the_card_is_read_with_its_pictures_and_keeps_only_steps(trainer: Client) -> None:
    session = training.session(days=(-1,))
    person = training.place(session).person
    address = reverse("web:card", args=[session.pk, person.pk, "before"])
    page = trainer.get(address).content.decode()
    assert page.count("data-speak=") == 10
    trainer.post(address, {"mail": "2", "scam": "9", "story": "ma vie"})
    assert Assessment.objects.count() == 0  # a step that does not exist refuses the card
    trainer.post(address, {"mail": "2", "story": "ma vie"})
    assert Assessment.objects.get().answers == {"mail": 2}


# Helped


def help_told(**changes: object) -> dict[str, object]:
    return {
        "day": f"{today():%Y-%m-%d}", "length": "30", "themes": ["email"], "place_kind": "lieu_activite",
        "venue": training.venue().pk, **changes,
    }  # fmt: skip


def test_the_next_help_begins_like_the_last_one(trainer: Client) -> None:
    trainer.post(reverse("web:activity_new"), help_told(length="45", gear=["tablette"]))
    form = trainer.get(reverse("web:activity_new")).context["form"]
    assert (form["length"].value(), form["themes"].value(), form["gear"].value()) == (
        "45", ["email"], ["tablette"],
    )  # fmt: skip
    first = Activity.objects.get()
    assert trainer.get(reverse("web:activity_new"), {"comme": first.pk}).status_code == 200
    trainer.post(reverse("web:activity_edit", args=[first.pk]), help_told(length="other", minutes="75"))
    first.refresh_from_db()
    assert first.minutes == 75


@pytest.mark.parametrize(
    "wrong",
    [
        {"themes": []}, {"themes": ["logement"]}, {"length": "other", "minutes": ""},
        {"day": f"{today() + timedelta(days=1):%Y-%m-%d}"}, {"place_kind": "domicile"}, {"venue": ""},
        {"formality": "NIR 1 84 12 76 451 089 46"},
    ],
)  # fmt: skip
def test_an_unlikely_help_is_refused(trainer: Client, wrong: dict[str, object]) -> None:
    assert trainer.post(reverse("web:activity_new"), help_told(**wrong)).status_code == 200
    assert not Activity.objects.exists()


def test_an_appointment_ends_with_one_of_five_words_and_can_be_undone(trainer: Client) -> None:
    people.association(phone="02 00 00 00 00")
    person = training.learner(phone="06 39 98 00 01")
    told = {"venue": training.venue().pk, "helper": people.user(Role.TRAINER).pk, "length": "60",
            "day": f"{today() + timedelta(days=2):%Y-%m-%d}", "starts": "10:00"}  # fmt: skip
    trainer.post(reverse("web:appointment_new", args=[person.pk]), told)
    row = Appointment.objects.get()
    assert person.messages.get().kind == "help_appointment"
    clash = trainer.post(
        reverse("web:appointment_new", args=[training.learner().pk]), told | {"starts": "10:30"}
    )
    assert "aide déjà quelqu’un" in lines(clash)
    settle = reverse("web:appointment_settle", args=[row.pk])
    trainer.post(settle, {"status": "noshow"})
    row.refresh_from_db()
    assert row.status == "unknown"  # it has not come yet
    trainer.post(settle, {"status": "excused"})
    trainer.post(settle, {"status": "unknown"})  # undone
    row.refresh_from_db()
    assert row.status == "unknown"
    trainer.post(f"{reverse('web:activity_new')}?rdv={row.pk}", help_told())
    row.refresh_from_db()
    assert row.status == "unknown"  # the help of tomorrow is not written today
    Appointment.objects.filter(pk=row.pk).update(day=today())
    trainer.post(f"{reverse('web:activity_new')}?rdv={row.pk}", help_told())
    row.refresh_from_db()
    assert row.activity is not None
    assert (row.status, row.activity.person, row.activity.is_first) == ("seen", person, True)


def test_hours_are_given_in_two_taps_and_only_one_s_own() -> None:
    helper, other = signed_in(Role.TECHNICIAN), people.user(Role.COUNTER)
    address = reverse("web:given_hours")
    helper.post(address, {"mission": "bench", "minutes": "180"})
    helper.post(address, {"mission": "bench", "minutes": "120"})  # the same day: corrected
    helper.post(f"{address}?qui={other.pk}", {"mission": "counter", "minutes": "60"})
    assert sorted(VolunteerHours.objects.values_list("volunteer__username", "mission", "minutes")) == [
        ("technician", "bench", 120), ("technician", "counter", 60),
    ]  # fmt: skip
    row = VolunteerHours.objects.first()
    assert row is not None
    assert signed_in(Role.COUNTER).post(reverse("web:hours_remove", args=[row.pk])).status_code == 404
    helper.post(reverse("web:hours_remove", args=[row.pk]))
    assert VolunteerHours.objects.count() == 1
    assert signed_in(Role.READER).get(address).status_code == 403


# Told


def test_a_person_s_whole_file_opens_with_all_that_the_classroom_holds() -> None:
    session = training.session(days=(-1,))
    person = training.place(session).person
    enrolments.set_learner(person, gender="feminin", occupation="retraite")
    training.present(session.half_days.get(), person, minutes=90)
    office = signed_in(Role.ADMINISTRATOR)
    office.post(reverse("web:card", args=[session.pk, person.pk, "before"]), {"mail": "2"})
    office.post(f"{reverse('web:activity_new')}?personne={person.pk}", help_told())
    page = lines(office.get(reverse("web:file_export", args=[person.pk])))
    for words in ("femme", "90", "Écrire un courriel et l’envoyer", "courriel", session.training.name):
        assert words in page


def test_a_certificate_says_only_what_both_signed(trainer: Client) -> None:
    people.association(represented_by="Jeanne Exemple, présidente")
    session = training.session(days=(-1,), of=training.training(fpc=True))
    place = training.place(session, training.learner("Awa", "Kervella"))
    address = reverse("web:enrolment_paper", args=[place.pk])
    half_day = session.half_days.get()
    training.present(half_day, place.person, minutes=90)
    trainer.post(address, {"kind": "certificate"})
    assert not Paper.objects.exists()
    attendance.cosign(half_day, by=people.user(Role.TRAINER))
    trainer.post(address, {"kind": "certificate"})
    trainer.post(address, {"kind": "statement"})
    words = {
        paper.number[:3]: " ".join(
            " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(bytes(paper.body))).pages
        )
        for paper in Paper.objects.all()
    }
    assert "Awa Kervella" in words["CRE"]
    assert "1 h 30" in words["CRE"]
    assert "attesté par le formateur" in words["ATT"]
    sheet = trainer.get(reverse("web:attendance_pdf", args=[session.pk])).content
    text = " ".join(PdfReader(BytesIO(sheet)).pages[0].extract_text().split())
    assert "Contresignée par Trainer" in text


def test_the_year_s_accounts_and_a_volunteer_s_certificate() -> None:
    office = signed_in(Role.COORDINATOR)
    VolunteerHours.objects.create(
        volunteer=people.user(Role.COUNTER), mission="counter", day=today(), minutes=90
    )
    year = {"annee": str(today().year)}
    told = {"costs": "100", "salaries": "80", "purchases": "30"}
    wrong = office.post(f"{reverse('web:year_accounts')}?annee={today().year}", told)
    assert list(wrong.context["form"].errors) == ["costs"]
    office.post(
        f"{reverse('web:year_accounts')}?annee={today().year}",
        told | {"costs": "110", "volunteer_hour": "12"},
    )
    assert office.get(reverse("web:volunteers"), year).context["value_cents"] == 1_800
    entry = b"".join(office.get(reverse("web:volunteers_entry"), year)).decode()
    assert ";864;" in entry
    assert ";875;" in entry
    assert entry.count("18") >= 2
    office.post(f"{reverse('web:volunteer_paper', args=[people.user(Role.COUNTER).pk])}?annee={today().year}")
    assert Paper.objects.get().number.startswith("BEN-")


def test_opening_balances_are_declared_beside_what_is_counted() -> None:
    office = signed_in(Role.COORDINATOR)
    address = reverse("web:balance_year", args=[2019])
    assert list(office.post(address, {"trainees": "96"}).context["form"].errors) == ["source"]
    office.post(address, {"trainees": "96", "trainee_hours": "820", "source": "rapport d'activité 2019"})
    office.post(address, {"trainees": "97", "source": "rapport d'activité 2019"})
    assert list(OpeningBalance.objects.values_list("measure", "value")) == [("trainees", 97)]
    training.head_count(people_present=8, minutes=90)
    context = office.get(reverse("web:reports_classroom")).context
    assert (context["declared_hours"], context["counted_hours"], context["declared_trainees"]) == (
        "0",
        "12",
        "97",
    )
    future = office.post(
        reverse("web:balance_year", args=[today().year + 1]), {"source": "x", "trainees": "1"}
    )
    assert future.context["form"].errors
    assert signed_in(Role.TRAINER).get(address).status_code == 403


def test_a_machine_of_the_stock_is_lent_and_comes_back(trainer: Client) -> None:
    from rebond.inventory.states import State

    session, device = training.session(), inventory.device(State.READY)
    address = reverse("web:lend", args=[session.pk])
    told = {"number": device.number, "due_on": f"{session.ends_on:%Y-%m-%d}"}
    trainer.post(address, told)
    twice = trainer.post(address, told)
    assert "déjà prêté" in lines(twice)
    office = signed_in(Role.ADMINISTRATOR)
    assert "Il est prêté" in lines(office.get(reverse("web:device", args=[device.number])))
    device.refresh_from_db()
    leaving = {
        "recipient": f"p{people.person().pk}", "kind": "gift", "signed_name": "Marie", "sign": "1",
        f"price_{device.pk}": "", f"version_{device.pk}": device.version,
    }  # fmt: skip
    assert "est prêté à" in lines(office.post(reverse("web:hand_over", args=[device.number]), leaving))
    device.refresh_from_db()
    assert device.state == State.READY
    trainer.post(reverse("web:bring_back", args=[LentMachine.objects.get().pk]))
    assert LentMachine.objects.get().returned_on == today()
    not_ready = trainer.post(address, told | {"number": inventory.device().number})
    assert "n’est pas prêt" in lines(not_ready)


def test_the_activity_report_leaves_in_the_columns_of_la_coop(trainer: Client) -> None:
    trainer.post(reverse("web:activity_new"), help_told())
    month = f"{today():%Y-%m}"
    body = b"".join(trainer.get(reverse("web:cra_export"), {"mois": month, "format": "csv"})).decode()
    assert body.splitlines()[0].startswith("\ufeffDate;Enregistré le;")
    assert "Accompagnement individuel" in body
    assert trainer.get(reverse("web:cra"), {"mois": month}).context["people"] == 1


def test_a_funder_s_page_opens_on_one_funder(trainer: Client) -> None:
    ville, session = people.organisation(), training.session(days=(-1,))
    training.present(session.half_days.get(), training.place(session).person)
    office = signed_in(Role.COORDINATOR)
    told = {"funder": ville.pk, "amount": "1200,50", "spent": "800", "income": "8", "convention": "2026"}
    office.post(reverse("web:funding", args=[session.pk]), told)
    page = office.get(
        reverse("web:funders"), {"financeur": ville.pk, "annee": session.starts_on.year}
    ).context
    assert (page["told"].people, page["told"].amount_cents, page["told"].spent_cents) == (1, 120_050, 80_000)
    assert trainer.get(reverse("web:funders")).status_code == 403
    year = {"annee": session.starts_on.year, "format": "csv"}
    raw = b"".join(office.get(reverse("web:funders_export"), year)).decode().splitlines()
    assert raw[1].startswith(f"{ville.name};2026;")
    assert ";1;3.0;" in raw[1].replace(",", ".") or ";1;3;" in raw[1]
