"""What the classroom holds of a person: told to them on request, forgotten with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.people.retention import Chapter, register
from rebond.training import acts, enrolments
from rebond.training.models import (
    Activity,
    Appointment,
    Assessment,
    Attendance,
    Enrolment,
    Learner,
    LentMachine,
    SheetPhoto,
)
from rebond.training.offer import next_half_day
from rebond.training.words import Status, Theme


def _tell(people: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    for learner in Learner.objects.filter(person__in=people):
        yield {
            "what": _("what was told freely"), "gender": learner.get_gender_display(),
            "occupation": learner.get_occupation_display(),
        }  # fmt: skip
    places = Enrolment.objects.filter(person__in=people).select_related("session__training")
    for row in places.order_by("pk"):
        yield {
            "what": _("enrolment"), "title": row.session.training.name, "on": row.asked_at.date(),
            "state": row.get_state_display(), "adult": row.guardian_name, "phone": row.guardian_phone,
        }  # fmt: skip
    rows = Attendance.objects.filter(person__in=people).select_related("half_day__session__training")
    for told in rows.order_by("half_day__day", "pk"):
        yield {
            "what": _("presence"), "title": told.half_day.session.training.name, "on": told.half_day.day,
            "state": told.get_status_display(), "minutes": told.minutes,
            "signed": told.get_signature_kind_display(),
        }  # fmt: skip
    words = {act.code: str(act.words) for act in acts.ACTS}
    for card in Assessment.objects.filter(person__in=people).order_by("pk"):
        answers = {words[code]: str(acts.STEP_WORDS[step]) for code, step in card.answers.items()}
        yield {"what": card.get_moment_display(), "on": card.taken_on, **answers}
    for meeting in Appointment.objects.filter(person__in=people).order_by("pk"):
        yield {"what": _("appointment"), "on": meeting.day, "state": meeting.get_status_display()}
    for helped in Activity.objects.filter(person__in=people).order_by("pk"):
        yield {
            "what": _("help"),
            "on": helped.day,
            "minutes": helped.minutes,
            "themes": _in_words(helped.themes),
        }


def _in_words(themes: Sequence[str]) -> str:
    return ", ".join(str(Theme(code).label) for code in themes)


def _forget(people: Sequence[int]) -> Iterable[Model]:
    """Places given back, signatures and cards gone; that somebody was there stays, as nobody."""
    for row in Enrolment.objects.filter(person__in=people):
        if row.is_active and next_half_day(row.session):
            enrolments.give_back(row, by=None)
    Appointment.objects.filter(person__in=people, status=Status.UNKNOWN).update(status=Status.EXCUSED)
    places = Enrolment.objects.filter(person__in=people)
    places.update(guardian_name="", guardian_phone="", picture="")
    Attendance.objects.filter(person__in=people).update(signature="")
    was_there = Q(sheet__half_day__attendances__person__in=people)
    was_expected = Q(sheet__half_day__session__enrolments__person__in=people)
    SheetPhoto.objects.filter(
        pk__in=SheetPhoto.objects.filter(was_there | was_expected).values("pk")
    ).delete()
    Assessment.objects.filter(person__in=people).delete()
    Learner.objects.filter(person__in=people).delete()
    Activity.objects.filter(person__in=people).update(person=None, formality="")
    LentMachine.objects.filter(person__in=people).update(person=None)
    return list(places)


register(Chapter(gettext_lazy("Classroom"), _tell, _forget))
