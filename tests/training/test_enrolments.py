"""Places: as many as there are, one for each human, and the next in the queue when one is freed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rebond.common.dates import clock_at, today
from rebond.common.errors import Refused
from rebond.people.models import Message, Person
from rebond.people.roles import Role
from rebond.people.services import merge_people
from rebond.training import enrolments, rules
from rebond.training.enrolments import Guardian
from rebond.training.models import Enrolment, TrainingSession
from tests.factories import people, training
from tests.installation import Installation


@pytest.mark.django_db
def test_a_full_session_makes_people_wait_and_a_freed_place_goes_to_the_first() -> None:
    course = training.session(places=2)
    first, second, third, fourth = (training.place(course) for _ in range(4))
    assert [row.state for row in (first, second, third, fourth)] == ["enrolled"] * 2 + ["waiting"] * 2
    enrolments.give_back(first, by=None)
    states = dict(course.enrolments.values_list("pk", "state"))
    assert [states[row.pk] for row in (first, second, third, fourth)] == [
        "excused", "enrolled", "enrolled", "waiting",
    ]  # fmt: skip
    assert enrolments.miscounted() == []


@pytest.mark.django_db
def test_who_gets_the_freed_place_is_told() -> None:
    people.association(phone="02 00 00 00 00")
    course = training.session(places=1)
    first = training.place(course)
    somebody = training.learner(phone="06 12 34 56 78")
    training.place(course, somebody)
    enrolments.give_back(first, by=None)
    kinds = list(Message.objects.filter(person=somebody).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["waiting", "place_free"]


@pytest.mark.django_db
def test_a_place_given_back_twice_frees_one() -> None:
    course = training.session(places=1)
    first, _second, _third = (training.place(course) for _ in range(3))
    enrolments.give_back(first, by=None)
    enrolments.give_back(first, by=None)
    states = list(course.enrolments.order_by("pk").values_list("state", flat=True))
    assert states == ["excused", "enrolled", "waiting"]


@pytest.mark.django_db
def test_the_same_human_has_one_place_also_after_a_merge() -> None:
    course = training.session()
    one, double = training.learner(), training.learner()
    training.place(course, one)
    with pytest.raises(Refused):
        training.place(course, one)
    merge_people(double, one)
    double.refresh_from_db()
    with pytest.raises(Refused):
        training.place(course, double)


@pytest.mark.django_db
def test_the_database_gives_no_seat_twice() -> None:
    course = training.session(places=1)
    training.place(course)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            session=course, person=training.learner(), state="enrolled", origin="agent"
        )  # behind the service
    assert enrolments.miscounted() == []


@pytest.mark.django_db
def test_a_child_needs_an_adult_and_gets_no_message() -> None:
    people.association(phone="02 00 00 00 00")
    course = training.session()
    child = training.learner(birth_year=today().year - 12, email="enfant@example.org", phone="")
    with pytest.raises(Refused):
        training.place(course, child)
    training.place(course, child, guardian=Guardian(name="Fatou", phone="06 11 22 33 44"))
    assert [row.sent_to for row in Message.objects.filter(person=child)] == ["+33611223344"]


@pytest.mark.django_db
@pytest.mark.parametrize("born", [2011, 2012])
def test_whoever_may_still_be_under_fifteen_is_a_child(born: int) -> None:
    assert rules.is_child(born, 2026)
    assert not rules.is_child(2010, 2026)


@pytest.mark.django_db
def test_a_name_of_one_letter_is_a_name() -> None:
    course = training.session()
    row = enrolments.enrol_publicly(
        course, Person(family_name="O", phone="06 99 88 77 66"), guardian=Guardian()
    )
    assert row.state == "enrolled"
    assert str(row.person) == "O"


@pytest.mark.django_db
def test_the_public_page_finds_who_we_know_and_changes_nothing_of_them() -> None:
    known = training.learner(
        "Awa", "Diallo", phone="06 12 34 56 78", birth_year=1980, email="awa@example.org"
    )
    told = Person(given_name="Awa", family_name="Diallo", phone="+33 6 12 34 56 78", email="x@example.org")
    course = training.session()
    row = enrolments.enrol_publicly(course, told, guardian=Guardian())
    known.refresh_from_db()
    assert (row.person, known.email) == (known, "awa@example.org")
    other = Person(given_name="Awa", family_name="Diallo", phone="06 00 00 00 01")
    assert enrolments.enrol_publicly(course, other, guardian=Guardian()).person != known


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "born"), [("Amina", None), ("Awa Marie", None), ("", None), ("Awa", 2008)])
def test_a_family_that_shares_a_telephone_shares_no_file(given: str, born: int | None) -> None:
    known = training.learner("Awa", "Diallo", phone="06 12 34 56 78", birth_year=1980)
    told = Person(given_name=given, family_name="Diallo", phone="06 12 34 56 78", birth_year=born)
    assert enrolments.enrol_publicly(training.session(), told, guardian=Guardian()).person != known


@pytest.mark.django_db
def test_the_public_page_takes_nobody_in_a_course_that_has_begun() -> None:
    course = training.session(days=(-3, 4))
    with pytest.raises(Refused):
        enrolments.enrol(course, training.learner(), origin="user", by=None)
    training.place(course)  # we may
    drop_in = training.session(days=(-3, 4), of=training.training(form="workshop"), hours=training.AFTERNOON)
    enrolments.enrol(drop_in, training.learner(), origin="user", by=None)


@pytest.mark.django_db
def test_a_token_opens_its_own_enrolment_and_an_altered_one_nothing() -> None:
    row = training.place(training.session())
    token = enrolments.token_of(row)
    assert enrolments.enrolment_of(token) == row
    assert enrolments.enrolment_of(token[:-1] + ("A" if token[-1] != "A" else "B")) is None


@pytest.mark.django_db
def test_what_a_funder_may_control_keeps_the_file() -> None:
    open_one, paid = training.session(), training.session(of=training.training(fpc=True), hours=(840, 1020))
    someone, trainee = training.place(open_one).person, training.place(paid).person
    assert (someone.kept_until, trainee.kept_until) == (open_one.ends_on, paid.ends_on)  # nobody came yet


@pytest.mark.django_db
def test_reminders_go_out_once_two_days_before() -> None:
    from rebond.training import reminders

    people.association(phone="02 00 00 00 00")
    course = training.session(days=(7,))
    person = training.learner(phone="06 12 34 56 78")
    training.place(course, person)
    half_day = course.half_days.get()
    with clock_at(half_day.starts_at - timedelta(hours=47)):
        assert reminders.remind() == 1
        assert reminders.remind() == 0
    assert Message.objects.filter(person=person, kind="reminder").count() == 1
    with clock_at(half_day.starts_at + timedelta(minutes=1)):
        assert reminders.remind() == 0


class AnyOrder(TestCase):
    """Whatever the order of enrolling and giving back: never more than the places, nobody jumps the queue."""

    @settings(max_examples=25, deadline=None)
    @given(
        st.integers(1, 4),
        st.lists(st.tuples(st.sampled_from(["in", "out", "revoke"]), st.integers(0, 7)), max_size=25),
    )
    def test_seats_and_turns(self, places: int, steps: list[tuple[str, int]]) -> None:
        course = training.session(places=places)
        someone = [training.learner() for _ in range(8)]
        by = people.user(Role.TRAINER)
        for step, who in steps:
            mine = course.enrolments.filter(person=someone[who], state__in=Enrolment.ACTIVE).first()
            if step == "in" and mine is None:
                training.place(course, someone[who])
            elif step == "out" and mine:
                enrolments.give_back(mine, by=by)
            elif mine:
                enrolments.revoke(mine, by=by)
            self._holds(course)

    def _holds(self, course: TrainingSession) -> None:
        course.refresh_from_db()
        held = course.enrolments.filter(state="enrolled")
        waiting = course.enrolments.filter(state="waiting")
        assert course.taken == held.count() <= course.capacity
        assert not waiting.exists() or course.taken == course.capacity
        last = held.order_by("-pk").first()
        if waiting.exists() and last:
            assert waiting.order_by("pk").first().pk > last.pk  # type: ignore[union-attr]


def test_fifty_at_once_never_make_fifty_one(installation: Installation) -> None:
    session = installation.do("open_session", 6)
    answers = installation.together(*(("enrol_somebody", session) for _ in range(50)))
    assert sorted(set(answers)) == ["enrolled", "waiting"]
    assert answers.count("enrolled") == 6
    assert installation.do("seats", session) == [6, 6, 44]


def test_somebody_present_while_their_files_are_merged_or_move_is_counted_once(
    installation: Installation,
) -> None:
    half_day, *keys = installation.do("expected", 20)
    for kept, double in zip(keys[::2], keys[1::2], strict=True):
        answers = installation.together(
            ("be_present", half_day, double), ("merge", kept, double), ("move_to_lanester", kept)
        )
        assert answers == ["done"] * 3
    assert installation.do("check")["recount"] == []


def test_the_last_place_given_back_and_asked_for_at_once(installation: Installation) -> None:
    session = installation.do("open_session", 1)
    installation.do("enrol_somebody", session)
    installation.together(("give_all_back", session), *(("enrol_somebody", session) for _ in range(5)))
    taken, held, waiting = installation.do("seats", session)
    assert (taken, held, waiting) == (1, 1, 4)


def test_years_of_the_clock() -> None:
    assert rules.age_band(1950, 2026) == "soixante_dix_plus"
    assert rules.age_band(None, 2026) == "non_communique"
    assert rules.age_band(2015, 2026) == "moins_de_douze"
