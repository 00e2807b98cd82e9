"""The calendar of pick-ups, a day's round, and its driver's sheet."""

import subprocess
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from rebond.collection.models import Donation, Round, RoundStop, Vehicle
from rebond.common.dates import today
from rebond.people.models import Commune
from rebond.people.roles import Role
from rebond.records.models import JournalEntry, Paper
from tests.factories import collection, people

pytestmark = pytest.mark.django_db
LANESTER, QUIMPER, PLOEMEUR = "56098", "29232", "56162"


@pytest.fixture
def day():
    return today() + timedelta(days=1)


@pytest.fixture
def van() -> Vehicle:
    return Vehicle.objects.create(name="Kangoo", places=40)


@pytest.fixture
def receiver(client):
    for insee, name in ((LANESTER, "Lanester"), (QUIMPER, "Quimper"), (PLOEMEUR, "Ploemeur")):
        Commune.objects.get_or_create(insee=insee, defaults={"name": name})
    people.association(commune_id=LANESTER)
    client.force_login(people.user(Role.TECHNICIAN))
    return client


def donation(insee: str = PLOEMEUR, *, private: bool = False, **announced: int) -> Donation:
    donor = people.person() if private else people.organisation("company")
    donor.commune_id = insee
    donor.save()
    head = "particulier" if private else collection.COMPANY
    return collection.donation(head=head, donor=donor, **announced)


def plan(client, day, van: Vehicle, *donations: Donation, **told: str):
    data = {"vehicle": van.pk, "leave_at": "08:30", "back_by": "17:30", **told}
    data["donation"] = [row.pk for row in donations]
    return client.post(reverse("web:round_new", args=[day.isoformat()]), data)


def test_a_day_is_put_in_order_and_its_sheet_says_the_hours(receiver, day, van):
    far, near = donation(QUIMPER), donation(PLOEMEUR)
    answer = plan(receiver, day, van, far, near, **{f"to-{far.pk}": "10:30"})
    row = Round.objects.get()
    assert answer["Location"] == reverse("web:round", args=[row.pk])
    assert set(Donation.objects.values_list("pickup_on", flat=True)) == {day}
    shown = receiver.get(answer["Location"]).content.decode()
    assert far.number in shown
    assert near.number in shown
    assert "8 h 30" in shown.replace("\N{NO-BREAK SPACE}", " ")
    entry = JournalEntry.objects.get(kind="round.planned")
    assert set(entry.data["donations"]) == {far.number, near.number}
    assert far.number in receiver.get(reverse("web:calendar")).content.decode()


def test_what_does_not_fit_is_told_and_nothing_that_fits_is_no_round(receiver, day, van):
    small, large = donation(laptop=10), donation(laptop=35)
    answer = plan(receiver, day, van, small, large)
    assert RoundStop.objects.count() == 1
    left = large if RoundStop.objects.get().donation == small else small
    assert left.number in " ".join(str(one) for one in receiver.get(answer["Location"]).context["messages"])
    Round.objects.all().delete()
    assert plan(receiver, day, van, donation(laptop=41)).status_code == 200
    assert not Round.objects.exists()


def test_a_van_and_day_planned_again_is_made_again_and_a_donation_is_in_one_round(receiver, day, van):
    one, two = donation(), donation(QUIMPER)
    plan(receiver, day, van, one)
    plan(receiver, day, van, one, two)
    assert Round.objects.get().stops.count() == 2
    answer = plan(receiver, day + timedelta(days=1), van, one)
    assert b"already in another round" in answer.content
    assert Round.objects.get().day == day


def test_bad_hours_and_days_are_refused_and_nothing_is_written(receiver, day, van):
    row = donation()
    assert plan(receiver, day, van, row, leave_at="18:00").context["form"].errors
    assert plan(receiver, day, van, row, **{f"from-{row.pk}": "25:99"}).context["form"].errors
    hours = {f"from-{row.pk}": "15:00", f"to-{row.pk}": "14:00"}
    assert b"is after the hour to" in plan(receiver, day, van, row, **hours).content
    assert plan(receiver, day, van).context["form"].errors
    assert receiver.get("/quai/tournees/jour/2026-02-31/").status_code == 404
    assert not Round.objects.exists()


def test_a_round_needs_to_know_where_the_van_sleeps(receiver, day, van):
    people.association(commune=None)
    answer = plan(receiver, day, van, donation())
    assert "town of the association" in answer.content.decode()


def test_the_driver_changes_the_order_and_the_round_may_be_taken_away(receiver, day, van):
    plan(receiver, day, van, donation(), donation(QUIMPER))
    row = Round.objects.get()
    first, second = row.stops.all()
    receiver.post(reverse("web:stop_move", args=[second.pk]), {"way": "up"})
    assert list(row.stops.values_list("pk", flat=True)) == [second.pk, first.pk]
    receiver.post(reverse("web:stop_move", args=[second.pk]), {"way": "up"})
    assert list(row.stops.values_list("pk", flat=True)) == [second.pk, first.pk]
    receiver.post(reverse("web:round_cancel", args=[row.pk]))
    assert not RoundStop.objects.exists()
    assert Donation.objects.count() == 2


def test_the_file_for_a_calendar_is_read_by_one_and_names_no_private_person(receiver, day, van):
    plan(receiver, day, van, donation(), donation(QUIMPER, private=True))
    answer = receiver.get(reverse("web:round_ics", args=[Round.objects.get().pk]))
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert len(events) == 2
    assert all(event["dtstart"].dt.date() == day and event["dtstart"].dt.utcoffset() for event in events)
    assert all(event["dtend"].dt > event["dtstart"].dt for event in events)
    assert b"Goff" not in answer.content


def test_a_van_written_again_changes_its_size(receiver):
    for places in ("40", "60"):
        receiver.post(reverse("web:vehicle_new"), {"name": "Kangoo", "places": places})
    assert list(Vehicle.objects.values_list("name", "places")) == [("Kangoo", 60)]


def test_a_trainer_only_looks(client, day, van):
    client.force_login(people.user(Role.TRAINER))
    assert client.get(reverse("web:calendar")).status_code == 200
    assert plan(client, day, van).status_code == 403


def test_the_road_shows_each_stop_with_its_form_then_the_slip_that_was_signed(receiver, day, van):
    one, two = donation(), donation(QUIMPER)
    plan(receiver, day, van, one, two)
    road = reverse("web:road", args=[Round.objects.get().pk])
    page = receiver.get(road)
    assert page.content.count(b"data-stop=") == 2
    tokens = {line["once"] for line in page.context["lines"]}
    assert len(tokens) == 2
    slip = reverse("web:donation_slip", args=[one.pk])
    told = {
        "giver": "Yann",
        "agreed": "on",
        "once": str(min(tokens)),
        "signed_at": "2026-11-03T09:42:00.000Z",
    }
    assert receiver.post(slip, told)["Location"] == receiver.post(slip, told)["Location"]
    paper = Paper.objects.get(kind="pickup")
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=bytes(paper.body), capture_output=True, check=True
    )
    text = " ".join(read.stdout.decode().split())
    assert "03/11/2026 à 10:42 à l’heure du téléphone" in text
    page = receiver.get(road).content
    assert page.count(b"data-stop=") == 1
    assert paper.number.encode() in page


def test_a_telephone_whose_hour_is_no_hour_is_refused_and_nothing_is_issued(receiver, day, van):
    slip = reverse("web:donation_slip", args=[donation().pk])
    answer = receiver.post(slip, {"giver": "Yann", "agreed": "on", "signed_at": "yesterday"})
    assert answer.status_code == 200
    assert not Paper.objects.exists()


def test_the_worker_keeps_what_is_under_its_address_and_is_open_to_anyone(client):
    answer = client.get(reverse("web:road_worker"))
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert reverse("web:road", args=[1]).startswith(reverse("web:road_worker").rpartition("/")[0] + "/")


def test_the_road_is_for_those_who_receive(client, receiver, day, van):
    plan(receiver, day, van, donation())
    client.force_login(people.user(Role.TRAINER))
    assert client.get(reverse("web:road", args=[Round.objects.get().pk])).status_code == 403


def test_the_calendar_asks_as_many_questions_for_many_as_for_few(receiver, day, van):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            receiver.get(reverse("web:calendar"))
        return len(asked)

    plan(receiver, day, van, donation())
    few = questions()
    for rank in range(2, 6):
        plan(receiver, today() + timedelta(days=rank), van, donation(), donation(QUIMPER))
    assert questions() == few
