"""What the classroom tells of somebody to themselves."""

import pytest
from django.db.models import Model

from rebond.people.retention import chapters
from rebond.people.roles import Role
from rebond.training import enrolments, progress
from rebond.training.models import Enrolment, SheetPhoto
from rebond.training.sheets import sheets_of
from tests.factories import people, training

pytestmark = pytest.mark.django_db


def _classroom() -> object:
    [chapter] = [one for one in chapters() if one.forget.__module__ == "rebond.training.chapters"]
    return chapter


def test_a_person_reads_their_places_presence_and_cards() -> None:
    course = training.session(days=(-1,))
    place = training.place(course)
    training.present(course.half_days.get(), place.person, minutes=90)
    progress.answer(course, place.person, "before", {"mail": 1}, by=people.user(Role.TRAINER))
    enrolments.set_learner(place.person, gender="feminin", occupation="retraite")
    told = list(_classroom().tell([place.person_id]))  # type: ignore[attr-defined]
    assert len(told) == 4
    assert {row.get("title") for row in told} >= {course.training.name}
    assert [row["minutes"] for row in told if "minutes" in row] == [90]


def test_forgetting_frees_a_place_to_come_and_takes_the_photograph_of_the_list() -> None:
    course = training.session(places=1)
    place, waits = training.place(course), training.place(course)
    [sheet] = sheets_of(course.half_days.get(), by=None)
    SheetPhoto.objects.create(sheet=sheet, sha256="0" * 64, media_type="image/jpeg", body=b"a name")
    answered: list[Model] = list(_classroom().forget([place.person_id]))  # type: ignore[attr-defined]
    assert [row.pk for row in answered] == [place.pk]
    assert not SheetPhoto.objects.exists()
    waits.refresh_from_db()
    assert waits.state == Enrolment.State.ENROLLED
