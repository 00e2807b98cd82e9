"""The card of everyday acts, before and after: written, and read with its denominator."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.people import retention
from rebond.people.models import Person, User
from rebond.records import journal
from rebond.training import acts, rules
from rebond.training.models import Assessment, TrainingSession
from rebond.training.rules import Progress

Moment = Assessment.Moment


@transaction.atomic
def answer(
    session: TrainingSession, person: Person, moment: str, answers: Mapping[str, int], *, by: User | None
) -> Assessment:
    """Write a card down, or correct it. An act left blank is not asked of the means."""
    unknown = set(answers) - acts.CODES
    if unknown or any(step not in rules.STEPS for step in answers.values()):
        raise Refused(_("This card does not hold these answers."))
    if not answers:
        raise Refused(_("Answer at least one line."))
    places = session.enrolments.filter(person__in=retention.same_human(person))
    if not places.exists() and not session.half_days.filter(attendances__person=person).exists():
        raise Refused(_("This person has no place in this session."))
    row, is_new = Assessment.objects.update_or_create(
        session=session, person=person, moment=moment,
        defaults={
            "version": acts.VERSION, "answers": dict(answers), "taken_on": today(), "taken_by": by,
        },
    )  # fmt: skip
    journal.write("card.answered" if is_new else "card.corrected", session, by=by, moment=moment)
    return row


def of_sessions(sessions: Iterable[int]) -> Progress:
    """Before and after of everybody enrolled in these sessions; who never answered is told apart."""
    keys = list(sessions)
    rows = Assessment.objects.filter(session__in=keys).values_list("session", "person", "moment", "answers")
    cards: dict[tuple[int, int], dict[str, Any]] = {}
    for session, person, moment, answers in rows:
        cards.setdefault((session, person), {})[moment] = answers
    places = TrainingSession.objects.filter(pk__in=keys, enrolments__state="enrolled")
    asked = {(session, person) for session, person in places.values_list("pk", "enrolments__person")}
    pairs = [
        (cards.get(key, {}).get(Moment.BEFORE), cards.get(key, {}).get(Moment.AFTER))
        for key in asked | set(cards)
    ]
    return rules.progress(pairs)
