"""A cancelled session keeps its past, one human is one line, money is told once, amounts fit."""

from datetime import date, timedelta

import pytest

from rebond.common.dates import clock_at, now, today
from rebond.common.errors import Refused
from rebond.people.models import Message
from rebond.people.roles import Role
from rebond.people.services import merge_people
from rebond.records import forgetting
from rebond.training import attendance, bpf, enrolments, funders, offer, services
from rebond.training.models import Appointment, Attendance, Learner
from rebond.training.offer import When
from rebond.web.classroom.attending import _instant
from rebond.web.classroom.forms import AccountsForm
from tests.factories import people, training

pytestmark = pytest.mark.django_db


def test_a_cancelled_session_keeps_what_took_place_and_tells_each_person_once() -> None:
    session = training.session(days=(-1, 7, 14))
    place = training.place(session, training.learner(phone="06 12 34 56 78"))
    Message.objects.all().delete()
    offer.cancel_session(session, by=people.user(Role.TRAINER))
    assert Message.objects.filter(kind="cancelled").count() == 1
    yesterday = session.half_days.order_by("day").first()
    assert yesterday
    assert yesterday.cancelled_at is None
    training.present(yesterday, place.person)


def test_the_hour_of_a_cancelled_half_day_can_be_used_again() -> None:
    session = training.session(days=(7, 14))
    half_day = session.half_days.order_by("day").first()
    assert half_day
    offer.cancel_half_day(half_day, by=None)
    offer.add_half_day(session, When(half_day.day, half_day.starts, half_day.ends), by=None)


def test_a_series_at_the_end_of_time_is_refused_in_words() -> None:
    with pytest.raises(Refused):
        offer.weekly(date(9999, 12, 30), 3, 540, 720)


def test_two_files_of_one_human_are_one_line_that_can_be_signed() -> None:
    session = training.session(days=(0,), hours=(0, 180))
    half_day = session.half_days.get()
    kept, double = training.learner(), training.learner()
    for person in (kept, double):
        training.place(session, person)
    merge_people(kept, double)
    double.refresh_from_db()
    with clock_at(now().replace(hour=12)):
        assert len(attendance.roster(half_day)) == 1
        training.present(half_day, double)
        training.present(half_day, kept)
        attendance.cosign(half_day, by=people.user(Role.TRAINER))
    assert half_day.attendances.count() == 1


def test_a_place_given_back_takes_its_waiting_reminders_with_it() -> None:
    place = training.place(training.session(), training.learner(phone="06 12 34 56 78"))
    assert Message.objects.filter(result="waiting").exists()
    enrolments.give_back(place, by=None)
    assert not Message.objects.filter(result="waiting", about__endswith=f":{place.pk}").exists()


def test_money_of_a_session_across_two_years_is_told_once_on_the_page_and_in_the_rows() -> None:
    funder = people.organisation()
    session = training.session(days=(5,))
    first = session.half_days.get()
    offer.add_half_day(session, When(first.day + timedelta(days=370), first.starts, first.ends), by=None)
    offer.fund(session, funder, convention="", amount_cents=100_000, spent_cents=50_000, income="", by=None)
    later = first.day + timedelta(days=370)
    periods = [(date(day.year, 1, 1), date(day.year, 12, 31)) for day in (first.day, later)]
    for ask in (
        lambda period: funders.report(funder, *period).amount_cents,
        lambda period: sum(line.amount_cents for line in funders.lines(*period)),
        lambda period: sum(row.amount_cents for row, *_rest in funders.sessions(*period)),
    ):
        assert [ask(period) for period in periods] == [100_000, 0]


def test_the_amounts_of_a_year_fit_and_none_is_below_zero() -> None:
    assert AccountsForm({"costs": "60000", "handed_hours": "1200"}).is_valid()
    form = AccountsForm({"costs": "-5", "volunteer_hour": "-1"})
    assert set(form.errors) == {"costs", "volunteer_hour"}


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "9999-99-99", "", "hier"])
def test_a_clock_that_says_nonsense_is_no_clock(text: str) -> None:
    assert _instant(text) is None
    assert today()


def test_the_adult_of_a_child_is_reached_also_after_a_merge() -> None:
    child, kept = (training.learner(birth_year=today().year - 9, phone="06 98 76 54 32") for _ in range(2))
    guardian = enrolments.Guardian(name="Fanta Diallo", phone="06 12 34 56 78")
    place = training.place(training.session(), child, guardian=guardian)
    merge_people(kept, child)
    place.person.refresh_from_db()
    assert (place.reached.pk, place.reached.phone) == (kept.pk, "06 12 34 56 78")


def test_a_half_day_whose_heads_were_counted_neither_moves_nor_is_cancelled_and_keeps_its_day() -> None:
    half_day = training.session(days=(-1,)).half_days.get()
    by = people.user(Role.TRAINER)
    count = services.count_heads(
        kind="workshop", title="Atelier", held_on=half_day.day, minutes=half_day.minutes, people=4, by=by,
        half_day=half_day,
    )  # fmt: skip
    with pytest.raises(Refused):
        offer.cancel_half_day(half_day, by=by)
    with pytest.raises(Refused):
        offer.move_half_day(half_day, offer.When(today() + timedelta(days=3), 540, 600), by=by)
    services.correct_head_count(count, {"people": 5, "held_on": today() - timedelta(days=40)}, by=by)
    count.refresh_from_db()
    assert (count.people, count.held_on, count.minutes) == (5, half_day.day, half_day.minutes)


def test_a_walk_in_and_a_merged_file_are_trainees_once() -> None:
    session = training.session(days=(-1,), of=training.training(fpc=True))
    half_day = session.half_days.get()
    kept, double = training.learner(), training.learner()
    for person in (kept, double):
        training.place(session, person)
        training.present(half_day, person)
    walk_in = training.learner()
    Attendance.objects.create(half_day=half_day, person=walk_in, status="seen", minutes=60, origin="screen")
    year = half_day.day.year
    assert bpf.years(year, year)[0].fpc_people == 3
    merge_people(kept, double)
    told = bpf.frames(year)
    assert (bpf.years(year, year)[0].people, sum(row.people for row in told.aims)) == (2, 2)


def test_a_funder_counts_a_merged_file_once_with_what_either_said() -> None:
    session = training.session(days=(-1,))
    half_day = session.half_days.get()
    offer.fund(
        session, people.organisation(), convention="C", amount_cents=1, spent_cents=0, income="", by=None
    )
    kept, double = training.learner(birth_year=1970), training.learner()
    Learner.objects.create(person=double, gender="feminin")
    training.place(session, double)
    training.present(half_day, double)
    merge_people(kept, double)
    told = funders.report(None, half_day.day, half_day.day)
    assert told.people == 1
    assert (told.genders["feminin"], sum(told.genders.values())) == (1, 1)
    [line] = funders.lines(half_day.day, half_day.day)
    assert line.people == 1


def test_the_appointments_of_somebody_forgotten_are_closed() -> None:
    person = training.learner()
    row = Appointment.objects.create(
        person=person, venue=training.venue(), day=today() + timedelta(days=2), starts=600, minutes=30
    )
    forgetting.forget(person, by=people.user(Role.COORDINATOR))
    row.refresh_from_db()
    assert row.status == "excused"


def test_presence_at_what_somebody_pays_for_is_kept_for_years_and_a_place_alone_is_not() -> None:
    session = training.session(days=(-1,))
    half_day = session.half_days.get()
    came, stayed_away = training.learner(), training.learner()
    for person in (came, stayed_away):
        training.place(session, person)
    training.present(half_day, came)
    for person in (came, stayed_away):
        person.refresh_from_db()
        assert person.kept_until is None or person.kept_until <= half_day.day
    offer.fund(
        session, people.organisation(), convention="C", amount_cents=1, spent_cents=0, income="", by=None
    )
    late = training.learner()
    training.place(session, late)
    training.present(half_day, late)
    for person, years in ((came, 5), (late, 5), (stayed_away, 0)):
        person.refresh_from_db()
        kept = (person.kept_until or half_day.day) - half_day.day
        assert kept.days // 365 == years
    with pytest.raises(Refused, match="financeur"):
        forgetting.forget(came, by=people.user(Role.COORDINATOR))
