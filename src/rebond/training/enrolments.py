"""Places: given, waited for, given back. A freed place goes by itself to who has waited longest.

The session is locked first, always: fifty people at once are served in turn, and the database counts the
seats behind all of this (guards.py).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.common.search import fold
from rebond.people import messages, retention
from rebond.people.likeness import phone_key
from rebond.people.models import Association, Person, User
from rebond.people.services import doubles, save_person
from rebond.records import journal
from rebond.training import notices, rules
from rebond.training.models import Enrolment, HalfDay, Learner, TrainingSession
from rebond.training.offer import locked, next_half_day
from rebond.training.words import Trainee

State, Origin = Enrolment.State, Enrolment.Origin
PICTURES: Final = {
    "apple": gettext_lazy("an apple"),
    "bike": gettext_lazy("a bicycle"),
    "boat": gettext_lazy("a boat"),
    "car": gettext_lazy("a car"),
    "cat": gettext_lazy("a cat"),
    "cup": gettext_lazy("a cup"),
    "dog": gettext_lazy("a dog"),
    "fish": gettext_lazy("a fish"),
    "flower": gettext_lazy("a flower"),
    "star": gettext_lazy("a star"),
    "tree": gettext_lazy("a tree"),
    "umbrella": gettext_lazy("an umbrella"),
}
"""Pictograms that somebody who does not write signs with: they choose theirs once."""
MOST_WAITING: Final = 50
MOST_A_DAY: Final = 100
"""From the public page: a robot neither fills our files nor sends more text messages than that."""
_SALT: Final = "rebond.training.enrolment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """The adult who answers for a child."""

    name: str = ""
    phone: str = ""


@transaction.atomic
def enrol(
    session: TrainingSession, person: Person, *, origin: str, by: User | None, trainee: str = Trainee.OTHER,
    guardian: Guardian = Guardian(),
) -> Enrolment:  # fmt: skip
    """A place if one is free, otherwise a turn in the queue. The same human has one at a time."""
    session = locked(session)
    coming = _check_open(session, by=by)
    known = session.enrolments.filter(
        person__in=retention.same_human(person), state__in=Enrolment.ACTIVE
    ).first()
    if known:
        raise Refused(
            _("This person already has a place here.")
            if known.state == State.ENROLLED
            else _("This person is already on the waiting list.")
        )
    if rules.is_child(person.birth_year, today().year) and not (guardian.name and guardian.phone):
        raise Refused(
            _("Under fifteen, an adult answers for the child."), _("Write their name and telephone.")
        )
    has_room = session.left > 0 and not session.enrolments.filter(state=State.WAITING).exists()
    if not has_room and session.enrolments.filter(state=State.WAITING).count() >= MOST_WAITING:
        raise Refused(_("The waiting list is full too."), _("Call us: another date will be found."))
    row = Enrolment.objects.create(
        session=session, person=person, state=State.ENROLLED if has_room else State.WAITING, origin=origin,
        trainee=trainee, guardian_name=guardian.name, guardian_phone=guardian.phone, asked_at=now(),
        state_since=now(), created_by=by,
    )  # fmt: skip
    retention.touch(person, kept_until=session.ends_on)
    journal.write(f"enrolment.{row.state}", row, by=by, origin=origin)
    if has_room and coming:
        messages.notify(row.reached, notices.enrolled(coming, own_page(row)), about=f"enrolled:{row.pk}")
    elif not has_room:
        messages.notify(row.reached, notices.waits(session), about=f"waiting:{row.pk}")
    return row


def _check_open(session: TrainingSession, *, by: User | None) -> HalfDay | None:
    """The next half-day. Late comers are let in by us, not by the public page."""
    if not session.is_open:
        raise Refused(_("This session was cancelled."))
    coming = next_half_day(session)
    if coming is None and session.ends_on and session.ends_on < today() - timedelta(days=31):
        raise Refused(_("This session is over."))
    if by is None:
        if coming is None or not session.is_public:
            raise Refused(_("This session is over."), _("Choose another date."))
        has_begun = session.starts_on is not None and session.starts_on < today()
        if has_begun and session.training.form == session.training.Form.COURSE:
            raise Refused(_("This course has begun."), _("Call us, or choose another date."))
    return coming


@transaction.atomic
def give_back(enrolment: Enrolment, *, by: User | None) -> Enrolment:
    """The person cannot come: their place goes to the next."""
    return _leave(enrolment, State.EXCUSED, by=by)


@transaction.atomic
def revoke(enrolment: Enrolment, *, by: User) -> Enrolment:
    """We take the place back."""
    return _leave(enrolment, State.REVOKED, by=by)


def _leave(enrolment: Enrolment, state: str, *, by: User | None) -> Enrolment:
    session = locked(enrolment.session)
    row = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if not row.is_active:
        return row
    row.state, row.state_since = state, now()
    row.save(update_fields=["state", "state_since"])
    journal.write(f"enrolment.{state}", row, by=by)
    for reason in ("enrolled:", "waiting:", "place:", "halfday:", "moved:"):
        messages.withdraw(row.reached, reason, f":{row.pk}")
    _fill(session, by=by)
    return row


@transaction.atomic
def fill(session: TrainingSession, *, by: User | None) -> int:
    """Give every free place to who has waited longest; returns how many were given."""
    return _fill(locked(session), by=by)


def _fill(session: TrainingSession, *, by: User | None) -> int:
    session.refresh_from_db(fields=["taken", "capacity", "state"])
    coming = next_half_day(session)
    if not session.is_open or coming is None:
        return 0
    waiting = session.enrolments.filter(state=State.WAITING).select_related("person").order_by("pk")
    served = list(waiting[: session.left])
    for row in served:
        row.state, row.state_since = State.ENROLLED, now()
        row.save(update_fields=["state", "state_since"])
        journal.write("enrolment.enrolled", row, by=by, origin="waiting_list")
        messages.notify(row.reached, notices.place_free(coming, own_page(row)), about=f"place:{row.pk}")
    return len(served)


@transaction.atomic
def set_learner(person: Person, *, gender: str, occupation: str) -> Learner:
    """What funders ask, told freely."""
    row, _is_new = Learner.objects.update_or_create(
        person=person, defaults={"gender": gender, "occupation": occupation}
    )
    return row


@transaction.atomic
def enrol_publicly(session: TrainingSession, told: Person, *, guardian: Guardian) -> Enrolment:
    """From the public page: somebody we surely know keeps their file, anybody else gets a new one.

    Nothing of a file that we have is changed, nor shown, by what a stranger types.
    """
    lately = Enrolment.objects.filter(origin=Origin.PUBLIC, asked_at__gt=now() - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise Refused(_("Too many people enrolled today."), _("Call us: we write you down by hand."))
    number = phone_key(told.phone)
    sure = [row for row, _score in doubles(told) if number and _is_surely(told, row, number)]
    if rules.is_child(told.birth_year, today().year):
        told.email = ""
    person = sure[0] if sure else save_person(told)
    return enrol(session, person, origin=Origin.PUBLIC, by=None, guardian=guardian)


def _is_surely(told: Person, row: Person, number: str) -> bool:
    """The same telephone and the very same names: a family shares a telephone, and its names are alike."""
    names = sorted(fold(told.given_name, told.family_name).split())
    years = {told.birth_year, row.birth_year} - {None}
    same_names = names == sorted(fold(row.given_name, row.family_name).split())
    return row.phone_key == number and same_names and len(years) <= 1


def token_of(enrolment: Enrolment) -> str:
    """What opens the page of one enrolment, and nothing else."""
    return signing.dumps(enrolment.pk, salt=_SALT, compress=False)


def enrolment_of(token: str) -> Enrolment | None:
    """Whose token this is; None when it was altered or the person was forgotten."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    rows = Enrolment.objects.filter(pk=key, person__anonymised_at=None)
    return rows.select_related("session__training", "session__room__venue", "person").first()


def own_page(enrolment: Enrolment) -> str:
    """The whole address of the page of an enrolment; empty while we have no public address."""
    root = Association.objects.values_list("public_url", flat=True).first()
    return f"{root.rstrip('/')}/ateliers/inscription/{token_of(enrolment)}/" if root else ""


def pin_of(enrolment: Enrolment) -> str:
    """The four digits that this person may sign with; printed with their dates."""
    return rules.pin_of(settings.SECRET_KEY, enrolment.pk)


def miscounted() -> list[str]:
    """Sessions whose counted seats are not the enrolments that hold one; empty when all is well."""
    held = Count("enrolments", filter=Q(enrolments__state=State.ENROLLED))
    wrong = TrainingSession.objects.annotate(held=held).exclude(held=F("taken"))
    return [f"session {row.pk}: {row.taken} seats counted, {row.held} held" for row in wrong]
