"""Sessions planned, moved, cancelled: neither a room nor a trainer is in two places."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from rebond.common.dates import clock_at, today
from rebond.common.errors import Refused
from rebond.people.models import Message
from rebond.people.roles import Role
from rebond.training import enrolments, offer
from rebond.training.models import Attendance, HalfDay, Training
from rebond.training.offer import Plan, When
from tests.factories import people, training

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def test_a_series_leaves_public_holidays_out() -> None:
    days = [when.day for when in offer.weekly(date(2026, 12, 18), 3, 540, 720)]
    assert days == [
        date(2026, 12, 18),
        date(2027, 1, 8),
        date(2027, 1, 15),
    ]  # neither Christmas nor 1 January


def test_a_course_across_new_year_begins_and_ends_in_two_years() -> None:
    with clock_at(datetime(2026, 12, 1, 9, tzinfo=PARIS)):
        course = training.session(days=(15, 36))
    assert (course.starts_on, course.ends_on) == (date(2026, 12, 16), date(2027, 1, 6))


def test_summer_time_stretches_no_half_day() -> None:
    with clock_at(datetime(2027, 3, 1, 9, tzinfo=PARIS)):
        half_day = training.session(days=(27,)).half_days.get()  # 28 March 2027
    assert half_day.minutes == 180
    assert half_day.starts_at.isoformat() == "2027-03-28T09:00:00+02:00"


@pytest.mark.parametrize(("starts", "ends"), [(540, 540), (600, 540), (540, 841), (1400, 1441), (-1, 60)])
def test_an_unlikely_half_day_is_refused(starts: int, ends: int) -> None:
    course = training.session()
    with pytest.raises(Refused):
        offer.add_half_day(course, When(today() + timedelta(days=9), starts, ends), by=None)


def test_the_database_refuses_six_hours() -> None:
    half_day = training.session().half_days.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        HalfDay.objects.filter(pk=half_day.pk).update(ends=half_day.starts + 301)


def test_a_room_and_a_trainer_are_in_one_place() -> None:
    first = training.session()
    when = [When(first.starts_on, 11 * 60, 13 * 60)]
    same_room = Plan(training=first.training, room=first.room, capacity=3, half_days=when)
    same_trainer = Plan(
        training=first.training, room=training.room(), capacity=3, half_days=when, trainer=first.trainer
    )
    for plan in (same_room, same_trainer):
        with pytest.raises(Refused):
            offer.plan(plan, by=None)
    after = [When(first.starts_on, 12 * 60, 14 * 60)]  # begins when the other ends
    offer.plan(Plan(training=first.training, room=first.room, capacity=3, half_days=after), by=None)


def test_more_places_than_seats_is_refused() -> None:
    room = training.room(seats=4)
    plan = Plan(
        training=training.training(),
        room=room,
        capacity=5,
        half_days=[When(today() + timedelta(3), 540, 600)],
    )
    with pytest.raises(Refused):
        offer.plan(plan, by=None)


def test_vocational_training_has_a_speciality_in_the_service_and_in_the_database() -> None:
    with pytest.raises(Refused):
        training.training(fpc=True, nsf_code="")
    with pytest.raises(Refused):
        training.training(fpc=True, form="workshop")
    row = training.training(fpc=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Training.objects.filter(pk=row.pk).update(nsf_code="")


def test_a_formality_goes_with_help_with_formalities() -> None:
    with pytest.raises(Refused):
        training.training(themes=["logement"])
    training.training(themes=["logement", "aide_aux_demarches_administratives"])


def test_a_moved_half_day_tells_who_has_a_place_and_only_once() -> None:
    people.association(phone="02 00 00 00 00")
    course = training.session()
    somebody = training.learner(phone="06 12 34 56 78")
    training.place(course, somebody)
    half_day = course.half_days.get()
    when = When(half_day.day + timedelta(days=1), half_day.starts, half_day.ends)
    offer.move_half_day(half_day, when, by=people.user())
    offer.move_half_day(half_day, when, by=people.user())  # nothing changes any more
    told = Message.objects.filter(person=somebody, kind="moved")
    assert [len(row.text) <= 160 for row in told] == [True]
    course.refresh_from_db()
    assert course.starts_on == when.day


def test_what_took_place_is_neither_moved_nor_cancelled() -> None:
    course = training.session(days=(-1,))
    person = training.place(course).person
    half_day = course.half_days.get()
    training.present(half_day, person)
    with pytest.raises(Refused):
        offer.move_half_day(half_day, When(today() + timedelta(days=3), 540, 600), by=None)
    with pytest.raises(Refused):
        offer.cancel_half_day(half_day, by=None)


def test_a_cancelled_session_is_ours_not_theirs() -> None:
    course = training.session(days=(7, 14))
    somebody = training.place(course).person
    offer.cancel_session(course, by=people.user(Role.TRAINER))
    assert set(Attendance.objects.values_list("person", "status")) == {(somebody.pk, "revoked")}
    assert course.enrolments.get().state == "revoked"
    course.refresh_from_db()
    assert course.taken == 0
    with pytest.raises(Refused):
        training.place(course)


def test_who_waits_for_a_cancelled_session_is_told_too() -> None:
    people.association(phone="02 00 00 00 00")
    course = training.session(places=1)
    training.place(course)
    somebody = training.learner(phone="06 12 34 56 78")
    training.place(course, somebody)
    offer.cancel_session(course, by=people.user(Role.TRAINER))
    assert Message.objects.filter(person=somebody).latest("pk").kind == "cancelled"


def test_more_places_go_to_those_who_wait() -> None:
    course = training.session(places=1)
    training.place(course)
    waits = training.place(course)
    assert waits.state == "waiting"
    offer.change_session(course, capacity=2, room=course.room, trainer=course.trainer, by=None)
    assert enrolments.fill(course, by=None) == 1
    waits.refresh_from_db()
    assert waits.state == "enrolled"
    with pytest.raises(Refused):
        offer.change_session(course, capacity=1, room=course.room, trainer=course.trainer, by=None)
