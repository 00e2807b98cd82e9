"""Presence, half-day by half-day: told on a screen, on a tablet without network, or on paper; then signed by
the trainer, after which it stands.

What a tablet says late never undoes what was said after it: each telling carries the instant it was made at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.people import retention
from rebond.people.models import Person, User
from rebond.records import journal
from rebond.training import keeping
from rebond.training.enrolments import PICTURES, pin_of
from rebond.training.models import Attendance, Enrolment, HalfDay, Training
from rebond.training.offer import locked
from rebond.training.words import Status

Signature, Origin = Attendance.Signature, Attendance.Origin
EARLY: Final = timedelta(hours=2)
"""People sign when they arrive, before it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What is said of one person. ``minutes`` None: the whole half-day. ``signature`` is a drawn path, a
    pictogram's name or four digits, after its kind. ``told_at``: by the clock of who tells.
    """

    status: str
    minutes: int | None = None
    is_remote: bool = False
    signature_kind: str = ""
    signature: str = ""
    origin: str = Origin.SCREEN
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a person, their place if they have one, what was told of them if anything."""

    person: Person
    enrolment: Enrolment | None
    attendance: Attendance | None


def roster(half_day: HalfDay) -> list[Line]:
    """Everybody expected, and everybody who was told of, by name; two files that were merged are one line."""
    told = {row.person.human_id: row for row in half_day.attendances.select_related("person")}
    rows = _had_a_place(half_day).filter(person__anonymised_at=None)
    places = {row.person.human_id: row for row in rows.select_related("person")}
    people = {key: row.person for key, row in told.items()} | {key: row.person for key, row in places.items()}
    lines = [Line(people[key], places.get(key), told.get(key)) for key in people]
    return sorted(lines, key=lambda line: (line.person.given_name or line.person.family_name, line.person.pk))


@transaction.atomic
def tell(half_day: HalfDay, person: Person, telling: Telling, *, by: User | None) -> Attendance:
    """Write (or correct) the presence of one person at one half-day."""
    row = _open(half_day)
    person = _held(person)
    same = retention.same_human(person)
    known = row.attendances.filter(person__in=same).first()
    enrolment = _place_of(row, same, was_told=known is not None)
    told_at = min(telling.told_at or now(), now())
    if known and known.told_at > told_at:
        return known
    minutes = _minutes(row, telling)
    kind, signature, is_doubtful = _signed(enrolment, telling)
    before = [known.status, known.minutes] if known else None
    attendance = known or Attendance(half_day=row, person=person)
    attendance.enrolment = enrolment or attendance.enrolment
    attendance.status, attendance.minutes, attendance.is_remote = telling.status, minutes, telling.is_remote
    attendance.signature_kind, attendance.signature = kind, signature
    attendance.is_doubtful, attendance.origin = is_doubtful, telling.origin
    attendance.told_at, attendance.written_at, attendance.written_by = told_at, now(), by
    attendance.save()
    if telling.status == Status.SEEN:
        retention.touch(person, kept_until=keeping.kept_until(row))
    journal.write(
        "attendance.told", row, by=by, attendance=attendance.pk, status=telling.status, minutes=minutes,
        signed=kind, origin=telling.origin, before=before,
    )  # fmt: skip
    return attendance


def _held(person: Person) -> Person:
    """This file and the one it stands for, which nobody merges nor moves until the presence is counted."""
    rows = Person.objects.select_for_update(of=("self",))
    found = rows.get(pk=person.pk)
    if found.merged_into_id:
        found.merged_into = rows.get(pk=found.merged_into_id)
    return found


def _open(half_day: HalfDay) -> HalfDay:
    """The half-day, locked, when presence can be told of it."""
    locked(half_day.session)
    row = HalfDay.objects.select_for_update(of=("self",)).select_related("session__training")
    found = row.get(pk=half_day.pk)
    if found.cancelled_at:
        raise Refused(_("This half-day was cancelled."))
    if found.cosigned_at:
        raise Refused(
            _("%(name)s has signed this half-day.") % {"name": found.cosigned_by},
            _("Open it again to correct it: nothing of what you typed is lost."),
        )
    if found.starts_at - EARLY > now():
        raise Refused(_("This half-day has not begun."))
    return found


def _had_a_place(half_day: HalfDay) -> QuerySet[Enrolment]:
    """Those who have a place; also those whose session we cancelled after this half-day began."""
    later = Q(state=Enrolment.State.REVOKED, state_since__gt=half_day.starts_at)
    return half_day.session.enrolments.filter(Q(state=Enrolment.State.ENROLLED) | later)


def _place_of(half_day: HalfDay, same: Sequence[int], *, was_told: bool) -> Enrolment | None:
    """Their place. A course is for those who have one; a workshop is open to who comes."""
    found = _had_a_place(half_day).filter(person__in=same).first()
    is_course = half_day.session.training.form == Training.Form.COURSE
    if found is None and is_course and not was_told:
        raise Refused(_("This person has no place in this course."), _("Enrol them first."))
    return found


def _minutes(half_day: HalfDay, telling: Telling) -> int:
    if telling.status != Status.SEEN:
        return 0
    minutes = half_day.minutes if telling.minutes is None else telling.minutes
    if not 1 <= minutes <= half_day.minutes:
        raise Refused(
            _("This half-day lasts %(n)d minutes.") % {"n": half_day.minutes},
            _("Write how long the person stayed, at most that."),
        )
    return minutes


def _signed(enrolment: Enrolment | None, telling: Telling) -> tuple[str, str, bool]:
    """Kind, what is kept of it, and whether it is not the one this person signs with.

    The first pictogram tapped becomes theirs. A code is compared and never kept.
    """
    kind, signature = telling.signature_kind, telling.signature
    if telling.status != Status.SEEN or not kind:
        return "", "", False
    if kind == Signature.PICTURE:
        if signature not in PICTURES:
            raise Refused(_("Choose one of the pictures."))
        if enrolment and not enrolment.picture:
            enrolment.picture = signature
            enrolment.save(update_fields=["picture"])
        return kind, signature, enrolment is None or enrolment.picture != signature
    if kind == Signature.PIN:
        return kind, "", enrolment is None or pin_of(enrolment) != signature
    return kind, signature if kind == Signature.DRAWN else "", False


@transaction.atomic
def tell_many(half_day: HalfDay, people: Iterable[Person], telling: Telling, *, by: User | None) -> int:
    """The same of several, for the button « everybody was there »; returns how many."""
    n = 0
    for person in people:
        tell(half_day, person, telling, by=by)
        n += 1
    return n


def untold(half_day: HalfDay) -> Sequence[Person]:
    """Those who have a place and of whom nothing was said."""
    return [
        line.person
        for line in roster(half_day)
        if line.attendance is None or line.attendance.status == Status.UNKNOWN
    ]


@transaction.atomic
def cosign(half_day: HalfDay, *, by: User) -> HalfDay:
    """The trainer signs: presence of everybody was told, and stands from now on."""
    row = _open(half_day)
    if row.starts_at > now():
        raise Refused(_("This half-day has not begun."))
    missing = untold(row)
    if missing:
        raise Refused(
            _("Of %(n)d people, nothing was told yet.") % {"n": len(missing)},
            _("Present, excused or absent: choose for each, then sign."),
        )
    doubtful = row.attendances.filter(is_doubtful=True).count()
    if doubtful:
        raise Refused(
            _("%(n)d signatures are not the ones these people sign with.") % {"n": doubtful},
            _("Attest their presence yourself, or ask them to sign again."),
        )
    row.cosigned_at, row.cosigned_by = now(), by
    row.save(update_fields=["cosigned_at", "cosigned_by"])
    seen = row.attendances.filter(status=Status.SEEN).values_list("minutes", flat=True)
    journal.write("halfday.signed", row, by=by, present=len(seen), minutes=sum(seen))
    return row


@transaction.atomic
def reopen(half_day: HalfDay, *, reason: str, by: User) -> HalfDay:
    """A mistake was signed: presence can be corrected, and must be signed again."""
    if not reason.strip():
        raise Refused(_("Say why this half-day is opened again."), _("Example: Karim came at ten."))
    locked(half_day.session)
    row = HalfDay.objects.select_for_update().get(pk=half_day.pk)
    if row.cosigned_at is None:
        return row
    row.cosigned_at = row.cosigned_by = None
    row.save(update_fields=["cosigned_at", "cosigned_by"])
    journal.write("halfday.reopened", row, by=by, reason_length=len(reason))
    return row
