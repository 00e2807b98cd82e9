"""Requests: opened, contacted, given an appointment, served or closed; and the list of those who wait."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.distribution import matching, rules
from rebond.distribution.matching import Ask
from rebond.distribution.models import Handover, Referral, Request
from rebond.people import messages, retention
from rebond.people.models import Organisation, Person, User
from rebond.people.services import association
from rebond.records import journal, numbering

State = Request.State
COMPUTERS = matching.CARRIED + matching.ON_A_TABLE
Recipient = Person | Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody told of their need, as both forms ask it."""

    uses: Sequence[str]
    wanted: str = ""
    people_at_home: int | None = None
    children_at_school: int = 0
    connection: str = ""
    urgency: int = 0
    note: str = ""

    def as_fields(self) -> dict[str, Any]:
        names = ("wanted", "people_at_home", "children_at_school", "connection", "urgency", "note")
        return {"uses": sorted(self.uses), **{name: getattr(self, name) for name in names}}


@transaction.atomic
def open_request(
    recipient: Recipient,
    told: Told,
    *,
    by: User | None,
    referral: Referral | None = None,
    asked_on: date | None = None,
    again_reason: str = "",
) -> Request:
    """Write a need down; whoever waits already has one, which is opened instead."""
    if not told.uses:
        raise Refused(_("Say at least one thing that the machine is for."))
    if isinstance(recipient, Person):
        _one_waits(recipient)
        retention.touch(recipient)
    day = today()
    row = Request.objects.create(
        number=f"DEM-{day:%y}-{numbering.take(f'request-{day:%y}'):05d}",
        person=recipient if isinstance(recipient, Person) else None,
        organisation=recipient if isinstance(recipient, Organisation) else None,
        referral=referral,
        asked_on=asked_on or day,
        state_since=now(),
        again_reason=again_reason,
        created_by=by,
        **told.as_fields(),
    )
    journal.write("request.opened", row, by=by, uses=row.uses, urgency=row.urgency)
    return row


def _one_waits(person: Person) -> None:
    """Nobody waits twice."""
    keys = retention.same_human(person)
    Person.objects.select_for_update().get(pk=keys[0])
    waiting = Request.objects.filter(person__in=keys, state__in=Request.WAITING).first()
    if waiting:
        raise Refused(
            _("%(name)s waits already (%(number)s).") % {"name": person, "number": waiting},
            _("Open that request and complete it."),
        )


@transaction.atomic
def after_merge(kept: Person, *, by: User | None) -> None:
    """One human waits once: of the requests two files had, the oldest goes on."""
    rows = Request.objects.filter(person__in=retention.same_human(kept), state__in=Request.WAITING)
    for row in rows.order_by("asked_on", "pk")[1:]:
        _write_state(_locked(row), State.WITHDRAWN, by=by)


@transaction.atomic
def change(request: Request, told: Told, *, by: User, again_reason: str = "") -> Request:
    """Correct what was told."""
    row = _locked(request)
    for name, value in told.as_fields().items():
        setattr(row, name, value)
    row.again_reason = again_reason
    row.save()
    journal.write("request.changed", row, by=by, uses=row.uses, urgency=row.urgency)
    return row


@transaction.atomic
def move(request: Request, to: str, *, by: User | None, appointment_at: datetime | None = None) -> Request:
    """A step of a request. An appointment has its hour; what was served is never waiting again."""
    row = _locked(request)
    if to == State.APPOINTMENT and appointment_at is None:
        raise Refused(_("Write the day and the hour of the appointment."))
    if to == State.EQUIPPED:
        raise Refused(_("A request is served by a handover."))
    if row.person and not row.is_waiting and to in Request.WAITING:
        _one_waits(row.person)
    return _write_state(row, to, by=by, appointment_at=appointment_at)


@transaction.atomic
def served(request: Request, *, by: User | None) -> None:
    """The machine is handed over."""
    row = _locked(request)
    if row.is_waiting:
        _write_state(row, State.EQUIPPED, by=by)


def _locked(request: Request) -> Request:
    row = Request.objects.select_for_update().get(pk=request.pk)
    if row.state == State.EQUIPPED:
        raise Refused(_("%(number)s was served: it does not change any more.") % {"number": row})
    return row


def _write_state(
    row: Request, to: str, *, by: User | None, appointment_at: datetime | None = None
) -> Request:
    if row.appointment_at != appointment_at:
        messages.withdraw(row.recipient, f"request:{row.pk}:")
    row.state, row.state_since, row.appointment_at = to, now(), appointment_at
    row.save(update_fields=["state", "state_since", "appointment_at"])
    if row.person:
        retention.touch(row.person)
    journal.write(f"request.{to}", row, by=by)
    return row


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the waiting list. ``again_from``: its household was equipped lately, which waits."""

    request: Request
    ask: Ask
    points: int
    again_from: date | None = field(default=None)

    @property
    def may_be_served(self) -> bool:
        return self.again_from is None


def ask_of(request: Request, on: date | None = None) -> Ask:
    """The request as the pure rules see it."""
    day = on or today()
    return Ask(
        request.pk,
        frozenset(request.uses),
        request.wanted,
        request.connection,
        request.urgency,
        request.children_at_school,
        (day - request.asked_on).days,
    )


def waiting_list() -> list[Waiting]:
    """Everybody who waits, by the stated points, then by the day they asked. Four queries whatever the
    length.
    """
    rows = Request.objects.filter(state__in=Request.WAITING).select_related(
        "person__household", "organisation", "person__commune"
    )
    found = list(rows)
    lately = equipped_lately({row.person.human_id for row in found if row.person})
    waiting = []
    for row in found:
        ask = ask_of(row)
        again = None if row.again_reason or row.person is None else lately.get(row.person.human_id)
        waiting.append(Waiting(row, ask, matching.points(ask), again))
    return sorted(waiting, key=lambda one: (-one.points, one.request.asked_on, one.request.pk))


def equipped_lately(people: Iterable[int]) -> dict[int, date]:
    """Those whose household got a computer to keep less than N years ago, and from when they may again.

    Two queries: who counts together (a household, and the rows merged into one human), then their last
    handovers.
    """
    keys = set(people)
    together = Person.objects.filter(
        Q(pk__in=keys) | Q(merged_into__in=keys) | Q(household__people__in=keys)
    ).distinct()
    home_of: dict[int, int] = {}
    living_in: dict[int, set[int]] = defaultdict(set)
    merged_into: dict[int, set[int]] = defaultdict(set)
    for pk, home, into in together.values_list("pk", "household_id", "merged_into_id"):
        if home:
            home_of[pk] = home
            living_in[home].add(pk)
        if into:
            merged_into[into].add(pk)
    last = _last_handovers(
        {pk for found in (*living_in.values(), *merged_into.values()) for pk in found} | keys
    )
    founder = association()
    years = founder.years_before_again if founder else 4
    found = {}
    for key in keys:
        counted = {key} | merged_into[key] | living_in.get(home_of.get(key, 0), set())
        days = [last[pk] for pk in counted if pk in last]
        again = rules.equipped_again_from(max(days), years) if days else today()
        if again > today():
            found[key] = again
    return found


def _last_handovers(people: Collection[int]) -> dict[int, date]:
    """When each last got a computer to keep that did not come back."""
    kept = Handover.objects.filter(
        person__in=people, items__comeback=None, items__device__category__in=COMPUTERS
    )
    rows = kept.exclude(kind=Handover.Kind.LOAN).values_list("person").annotate(last=Max("at"))
    return {person: timezone.localdate(at) for person, at in rows if person}
