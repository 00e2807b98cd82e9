"""Presence: within its half-day, of who has a place, signed as they sign; the trainer's makes it stand."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from rebond.training import attendance, enrolments, progress
from rebond.training.attendance import Telling
from rebond.training.models import Attendance, HalfDay
from tests.factories import people, training

pytestmark = pytest.mark.django_db


def _yesterday() -> HalfDay:
    return training.session(days=(-1,)).half_days.get()


def test_longer_than_the_half_day_is_refused_in_the_service_and_in_the_database() -> None:
    half_day = _yesterday()
    person = training.place(half_day.session).person
    with pytest.raises(Refused):
        training.present(half_day, person, minutes=181)
    with pytest.raises(Refused):
        training.present(half_day, person, minutes=0)
    row = training.present(half_day, person)
    assert row.minutes == 180
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(pk=row.pk).update(minutes=181)


def test_told_twice_is_one_presence() -> None:
    half_day = _yesterday()
    person = training.place(half_day.session).person
    training.present(half_day, person)
    training.present(half_day, person, minutes=90)
    assert list(Attendance.objects.values_list("minutes", flat=True)) == [90]
    assert JournalEntry.objects.filter(kind="attendance.told").latest("pk").data["before"] == ["seen", 180]


def test_a_late_tablet_never_undoes_what_was_said_after_it() -> None:
    half_day = _yesterday()
    person = training.place(half_day.session).person
    training.present(half_day, person, minutes=120)
    late = Telling(status="noshow", origin="tablet", told_at=now() - timedelta(days=2))
    row = attendance.tell(half_day, person, late, by=None)
    assert (row.status, row.minutes) == ("seen", 120)


def test_a_clock_in_the_future_is_now() -> None:
    half_day = _yesterday()
    person = training.place(half_day.session).person
    ahead = Telling(status="seen", told_at=now() + timedelta(days=400))
    row = attendance.tell(half_day, person, ahead, by=None)
    assert row.told_at <= now()
    training.present(half_day, person, minutes=60)
    row.refresh_from_db()
    assert row.minutes == 60


def test_nobody_is_present_tomorrow() -> None:
    course = training.session(days=(1,))
    person = training.place(course).person
    with pytest.raises(Refused):
        training.present(course.half_days.get(), person)


def test_a_course_is_for_who_has_a_place_and_a_workshop_for_who_comes() -> None:
    half_day = _yesterday()
    with pytest.raises(Refused):
        training.present(half_day, training.learner())
    workshop = training.session(
        days=(-1,), of=training.training(form="workshop"), hours=training.AFTERNOON
    ).half_days.get()
    assert training.present(workshop, training.learner()).enrolment is None


def test_the_trainer_signs_when_everybody_was_told_and_then_it_stands() -> None:
    half_day, by = _yesterday(), people.user(Role.TRAINER)
    first, second = (training.place(half_day.session).person for _ in range(2))
    training.present(half_day, first)
    with pytest.raises(Refused):
        attendance.cosign(half_day, by=by)
    attendance.tell(half_day, second, Telling(status="excused"), by=by)
    attendance.cosign(half_day, by=by)
    with pytest.raises(Refused):
        training.present(half_day, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(person=second).update(status="seen", minutes=180)
    attendance.reopen(half_day, reason="arrivé à dix heures", by=by)
    training.present(half_day, second, minutes=120)
    attendance.cosign(half_day, by=by)


def test_the_first_pictogram_is_theirs_and_another_one_is_doubtful() -> None:
    course = training.session(days=(-2, -1))
    place = training.place(course)
    first, second = course.half_days.all()

    def tap(half_day: HalfDay, picture: str) -> Attendance:
        telling = Telling(status="seen", signature_kind="picture", signature=picture)
        return attendance.tell(half_day, place.person, telling, by=None)

    assert not tap(first, "apple").is_doubtful
    assert tap(second, "cat").is_doubtful
    with pytest.raises(Refused):
        attendance.cosign(second, by=people.user())
    assert not tap(second, "apple").is_doubtful
    with pytest.raises(Refused):
        tap(second, "<script>")


def test_a_code_is_compared_and_never_kept() -> None:
    half_day = _yesterday()
    place = training.place(half_day.session)
    pin = enrolments.pin_of(place)
    wrong = f"{(int(pin) + 1) % 10_000:04d}"
    for code, doubtful in ((wrong, True), (pin, False)):
        telling = Telling(status="seen", signature_kind="pin", signature=code)
        row = attendance.tell(half_day, place.person, telling, by=None)
        assert (row.is_doubtful, row.signature) == (doubtful, "")


def test_who_merged_stays_one_presence() -> None:
    from rebond.people.services import merge_people

    half_day = _yesterday()
    place = training.place(half_day.session)
    training.present(half_day, place.person)
    kept = training.learner()
    merge_people(kept, place.person)
    kept.refresh_from_db()
    training.present(half_day, kept, minutes=30)
    assert list(Attendance.objects.values_list("minutes", flat=True)) == [30]


def test_cards_are_read_with_their_denominator() -> None:
    course = training.session(days=(-1,))
    someone = [training.place(course).person for _ in range(4)]
    for person, before, after in zip(someone, (0, 1, 2), (2, 1, None), strict=False):
        progress.answer(course, person, "before", {"mail": before, "scam": before}, by=None)
        if after is not None:
            progress.answer(course, person, "after", {"mail": after}, by=None)
    told = progress.of_sessions([course.pk])
    assert (told.asked, told.answered, told.better) == (4, 2, 1)
    assert (told.before, told.after) == (0.5, 1.5)  # over « mail » alone, of the two who answered twice


@pytest.mark.parametrize("answers", [{"mail": 5}, {"mail": -1}, {"life": 2}, {}])
def test_a_card_holds_nothing_else(answers: dict[str, int]) -> None:
    course = training.session(days=(-1,))
    person = training.place(course).person
    with pytest.raises(Refused):
        progress.answer(course, person, "before", answers, by=None)
