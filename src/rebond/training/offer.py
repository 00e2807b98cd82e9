"""What is offered: venues, trainings, sessions and their half-days; planned, moved, cancelled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from rebond.common.dates import EARLIEST, now, public_holidays, today
from rebond.common.errors import Refused
from rebond.people.messages import Notice, notify
from rebond.people.models import Organisation, User
from rebond.records import journal
from rebond.training import keeping, notices, rules
from rebond.training.models import (
    Attendance,
    Enrolment,
    Funding,
    HalfDay,
    HeadCount,
    Room,
    Training,
    TrainingSession,
    Venue,
)
from rebond.training.words import FORMALITIES, Status

FURTHEST: Final = timedelta(days=730)
MOST_HALF_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class When:
    """One half-day: minutes from midnight."""

    day: date
    starts: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A session as it is planned."""

    training: Training
    room: Room
    capacity: int
    trainer: User | None = None
    outside_trainer: str = ""
    is_public: bool = True
    half_days: Sequence[When] = field(default=())


@transaction.atomic
def save_venue(venue: Venue, *, by: User | None) -> Venue:
    """A place open to people; its name is its own."""
    return _saved(venue, "venue", _("Another place has this name."), by=by)


@transaction.atomic
def save_room(room: Room, *, by: User | None) -> Room:
    """A room of a venue."""
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as error:
        raise Refused(_("Another room of this place has this name.")) from error
    return room


@transaction.atomic
def save_training(training: Training, *, by: User | None) -> Training:
    """A training; what counts for the BPF has a speciality and is a course."""
    if training.is_fpc and not (training.nsf_code and training.form == Training.Form.COURSE):
        raise Refused(
            _("Vocational training is a course and has a NSF speciality."),
            _("Example: 326, computing. An open workshop does not count for the BPF."),
        )
    if rules.unlikely_themes(training.themes, FORMALITIES):
        raise Refused(_("A formality goes with the theme “help with formalities”: tick it too."))
    saved = _saved(training, "training", _("Another training has this title."), by=by)
    if saved.is_fpc:
        for session in saved.sessions.all():
            keeping.keep_those_seen(session)
    return saved


_Row = TypeVar("_Row", Venue, Training)


def _saved(row: _Row, name: str, twin: str, *, by: User | None) -> _Row:
    is_new = row.pk is None
    row.changed_at = now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(twin) from error
    if name == "venue":
        journal.write("venue.added" if is_new else "venue.changed", row, by=by)
    else:
        journal.write("training.added" if is_new else "training.changed", row, by=by)
    return row


def weekly(first: date, times: int, starts: int, ends: int) -> list[When]:
    """The same half-day ``times`` weeks running from ``first``, public holidays left out."""
    days: list[date] = []
    day = first
    while len(days) < times:
        if day not in public_holidays(day.year):
            days.append(day)
        try:
            day += timedelta(days=7)
        except OverflowError as error:
            raise Refused(_("This day is too far away.")) from error
    return [When(day, starts, ends) for day in days]


@transaction.atomic
def plan(told: Plan, *, by: User | None) -> TrainingSession:
    """A session with its half-days; neither its room nor its trainer is somewhere else meanwhile."""
    if not told.half_days:
        raise Refused(_("A session has at least one half-day."))
    if len(told.half_days) > MOST_HALF_DAYS:
        raise Refused(_("A session has at most %(n)d half-days.") % {"n": MOST_HALF_DAYS})
    _check_seats(told.room, told.capacity)
    session = TrainingSession.objects.create(
        training=told.training, room=told.room, capacity=told.capacity, trainer=told.trainer,
        outside_trainer=told.outside_trainer, is_public=told.is_public, created_by=by, created_at=now(),
    )  # fmt: skip
    for when in sorted(told.half_days, key=lambda one: (one.day, one.starts)):
        _add(session, when)
    _keep_days(session)
    journal.write("session.planned", session, by=by, half_days=len(told.half_days), places=told.capacity)
    return session


@transaction.atomic
def add_half_day(session: TrainingSession, when: When, *, by: User | None) -> HalfDay:
    """One half-day more."""
    session = locked(session)
    row = _add(session, when)
    _keep_days(session)
    journal.write("session.longer", session, by=by, day=when.day.isoformat())
    return row


def _add(session: TrainingSession, when: When) -> HalfDay:
    _check_when(session, when)
    return HalfDay.objects.create(session=session, day=when.day, starts=when.starts, ends=when.ends)


@transaction.atomic
def change_session(
    session: TrainingSession, *, capacity: int, room: Room, trainer: User | None, outside_trainer: str = "",
    is_public: bool = True, by: User | None,
) -> TrainingSession:  # fmt: skip
    """Other places, room or trainer. Fewer places than people who hold one is refused; freed ones are given
    to those who wait (enrolments.fill, called by whoever calls this).
    """
    row = locked(session)
    if capacity < row.taken:
        raise Refused(
            _("%(n)d people already have a place.") % {"n": row.taken}, _("Cancel some enrolments first.")
        )
    _check_seats(room, capacity)
    before = [row.capacity, row.room_id, row.trainer_id]
    is_elsewhere = row.room_id != room.pk
    row.capacity, row.room, row.trainer = capacity, room, trainer
    row.outside_trainer, row.is_public = outside_trainer, is_public
    for half_day in row.half_days.filter(cancelled_at=None, day__gte=today()):
        _check_when(row, When(half_day.day, half_day.starts, half_day.ends), but=half_day)
    row.save()
    after = [row.capacity, row.room_id, row.trainer_id]
    journal.write("session.changed", row, by=by, changed=[before, after])
    if is_elsewhere:
        coming = next_half_day(row)
        if coming:
            coming.version += 1
            coming.save(update_fields=["version"])
            _tell_all(row, notices.moved(coming), f"moved:{coming.pk}:{coming.version}")
    return row


@transaction.atomic
def move_half_day(half_day: HalfDay, when: When, *, by: User | None) -> HalfDay:
    """Another day or hour; everybody who has a place is told. Refused once somebody was present."""
    session = locked(half_day.session)
    row = HalfDay.objects.select_for_update().get(pk=half_day.pk)
    row.session = session
    _check_still_open(row)
    if row.attendances.exclude(status=Status.UNKNOWN).exists() or _has_heads(row):
        raise Refused(_("Presence was already told: this half-day took place."))
    if (row.day, row.starts, row.ends) == (when.day, when.starts, when.ends):
        return row
    _check_when(session, when, but=row)
    before = f"{row.day.isoformat()} {row.starts}"
    row.day, row.starts, row.ends = when.day, when.starts, when.ends
    row.version += 1
    row.save(update_fields=["day", "starts", "ends", "version"])
    _keep_days(session)
    journal.write("halfday.moved", row, by=by, before=before, after=f"{row.day.isoformat()} {row.starts}")
    _tell_all(session, notices.moved(row), f"moved:{row.pk}:{row.version}")
    return row


@transaction.atomic
def cancel_half_day(half_day: HalfDay, *, by: User | None) -> None:
    """We cannot hold it: those who had a place are « cancelled by us », and told."""
    session = locked(half_day.session)
    row = HalfDay.objects.select_for_update().get(pk=half_day.pk)
    row.session = session
    _check_still_open(row)
    if row.attendances.filter(status=Status.SEEN).exists() or _has_heads(row):
        raise Refused(_("Somebody was present: this half-day took place."))
    _tell_all(session, notices.cancelled(row), f"cancelled:{row.pk}")
    _cancel(row, session, by=by)


def _has_heads(row: HalfDay) -> bool:
    """Whether people without a name were counted at it."""
    return HeadCount.objects.filter(half_day=row, people__gt=0).exists()


def _cancel(row: HalfDay, session: TrainingSession, *, by: User | None) -> None:
    for enrolment in session.enrolments.filter(state=Enrolment.State.ENROLLED):
        Attendance.objects.update_or_create(
            half_day=row,
            person_id=enrolment.person_id,
            defaults={
                "enrolment": enrolment, "status": Status.REVOKED, "minutes": 0,
                "signature_kind": "", "signature": "",
                "origin": Attendance.Origin.SCREEN, "told_at": now(), "written_at": now(), "written_by": by,
            },
        )  # fmt: skip
    row.cancelled_at = now()
    row.save(update_fields=["cancelled_at"])
    _keep_days(session)
    journal.write("halfday.cancelled", row, by=by)


@transaction.atomic
def cancel_session(session: TrainingSession, *, by: User | None) -> None:
    """Every half-day still to come is cancelled by us, and every place with them; each person is told once.
    What took place stays, also when its presence comes in later.
    """
    row = locked(session)
    if not row.is_open:
        return
    coming = next_half_day(row)
    if coming:
        for enrolment in row.enrolments.filter(state__in=Enrolment.ACTIVE).select_related("person"):
            about = f"cancelled:{coming.pk}:{enrolment.pk}"
            notify(enrolment.reached, notices.cancelled(coming), about=about)
    to_come = row.half_days.select_for_update().filter(cancelled_at=None, cosigned_at=None, day__gte=today())
    for half_day in to_come:
        is_told = half_day.attendances.filter(status=Status.SEEN).exists() or _has_heads(half_day)
        if half_day.starts_at > now() and not is_told:
            _cancel(half_day, row, by=by)
    for enrolment in row.enrolments.filter(state__in=Enrolment.ACTIVE):
        enrolment.state, enrolment.state_since = Enrolment.State.REVOKED, now()
        enrolment.save(update_fields=["state", "state_since"])
    row.refresh_from_db()
    row.state = TrainingSession.State.CANCELLED
    row.save(update_fields=["state"])
    journal.write("session.cancelled", row, by=by)


@transaction.atomic
def fund(
    session: TrainingSession, funder: Organisation, *, convention: str, amount_cents: int, spent_cents: int,
    income: str, by: User | None,
) -> Funding:  # fmt: skip
    """Who pays for it, and what was spent: written again, it is corrected."""
    row, _is_new = Funding.objects.update_or_create(
        session=session,
        funder=funder,
        defaults={
            "convention": convention, "amount_cents": amount_cents, "spent_cents": spent_cents,
            "income": income,
        },
    )  # fmt: skip
    keeping.keep_those_seen(session)
    journal.write("session.funded", session, by=by, cents=amount_cents, spent=spent_cents, line=income)
    return row


def locked(session: TrainingSession) -> TrainingSession:
    """This session, which nobody else changes until the transaction ends: taken before anything of it."""
    rows = TrainingSession.objects.select_for_update(of=("self",)).select_related("training", "room__venue")
    return rows.get(pk=session.pk)


def next_half_day(session: TrainingSession) -> HalfDay | None:
    """The first half-day still to come; None when there is none."""
    for row in session.half_days.filter(cancelled_at=None, day__gte=today()):
        if row.ends_at > now():
            row.session = session
            return row
    return None


def upcoming(days: int = 120) -> QuerySet[TrainingSession]:
    """Open sessions that still have a half-day to come, soonest first."""
    rows = TrainingSession.objects.filter(state=TrainingSession.State.OPEN, ends_on__gte=today())
    rows = rows.filter(starts_on__lte=today() + timedelta(days=days))
    return rows.select_related("training", "room__venue__commune", "trainer").order_by("starts_on", "id")


def _check_seats(room: Room, capacity: int) -> None:
    if capacity > room.seats:
        raise Refused(
            _("“%(room)s” has %(n)d seats.") % {"room": room, "n": room.seats},
            _("Choose another room, or fewer places."),
        )


def _check_still_open(row: HalfDay) -> None:
    if row.cancelled_at:
        raise Refused(_("This half-day was cancelled."))
    if row.cosigned_at:
        raise Refused(_("The trainer has signed this half-day: it does not change any more."))


def _check_when(session: TrainingSession, when: When, *, but: HalfDay | None = None) -> None:
    """Refused: an unlikely length, a day too far, the room or the trainer taken elsewhere."""
    if not 0 <= when.starts < when.ends <= 1440 or when.ends - when.starts > rules.MOST_OF_A_HALF_DAY:
        raise Refused(_("A half-day lasts at most five hours."), _("Example: from 9:00 to 12:00."))
    if not EARLIEST <= when.day <= today() + FURTHEST:
        raise Refused(_("This day is too far away: check the year."))
    others = HalfDay.objects.filter(day=when.day, cancelled_at=None).exclude(
        session__state=TrainingSession.State.CANCELLED
    )
    others = others.exclude(pk=but.pk) if but else others
    if _clashes(when, others.filter(session=session)):
        raise Refused(_("This session already has a half-day at that hour."))
    if _clashes(when, others.filter(session__room=session.room)):
        raise Refused(
            _("“%(room)s” is taken at that hour.") % {"room": session.room}, _("Choose another room or hour.")
        )
    if session.trainer_id and _clashes(when, others.filter(session__trainer=session.trainer_id)):
        raise Refused(
            _("%(name)s teaches elsewhere at that hour.") % {"name": session.trainer},
            _("Choose somebody else or another hour."),
        )


def _clashes(when: When, others: QuerySet[HalfDay]) -> bool:
    rows: Iterable[tuple[date, int, int]] = others.values_list("day", "starts", "ends")
    return rules.clash(when.day, when.starts, when.ends, rows)


def _keep_days(session: TrainingSession) -> None:
    """The first and the last day, of what is not cancelled (of everything when all is)."""
    rows = session.half_days.filter(cancelled_at=None)
    days = (rows if rows.exists() else session.half_days).aggregate(first=Min("day"), last=Max("day"))
    session.starts_on, session.ends_on = days["first"], days["last"]
    session.save(update_fields=["starts_on", "ends_on"])


def _tell_all(session: TrainingSession, words: Notice, about: str) -> None:
    rows = session.enrolments.filter(state=Enrolment.State.ENROLLED).select_related("person")
    for enrolment in rows:
        notify(enrolment.reached, words, about=f"{about}:{enrolment.pk}")
