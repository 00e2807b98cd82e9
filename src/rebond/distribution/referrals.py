"""Referrals: a prescriber's secret link, what they wrote, our answer, and what they may read of it.

Delays and states as DORA does (../shared/data/standards/eligibilite-orientation.json): a reminder at 10 days,
expiry at 30, identities blanked at 730.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.distribution.models import PrescriberLink, Referral, Request
from rebond.distribution.requests import Told, open_request
from rebond.people.models import Organisation, Person, User
from rebond.people.retention import months
from rebond.people.rules import months_before
from rebond.records import journal, numbering

REMIND_AFTER: Final = timedelta(days=10)
EXPIRE_AFTER: Final = timedelta(days=30)
MOST_A_DAY: Final = 40
"""Referrals of one link in a day: more is a robot, or a list that should be sent otherwise."""


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_link(organisation: Organisation, *, kind: str, service: str, by: User) -> tuple[PrescriberLink, str]:
    """A link and its secret, shown this once. A service may have several (one a counsellor)."""
    secret = secrets.token_urlsafe(32)
    row = PrescriberLink.objects.create(
        organisation=organisation, kind=kind, service=service, secret_hash=_hash(secret), created_by=by
    )
    journal.write("prescriber.opened", row, by=by, prescriber_kind=kind)
    return row, secret


@transaction.atomic
def revoke_link(link: PrescriberLink, *, by: User) -> None:
    """It opens nothing any more; what was referred through it stays."""
    if link.revoked_at is None:
        link.revoked_at = now()
        link.save(update_fields=["revoked_at"])
        journal.write("prescriber.revoked", link, by=by)


def link_for(secret: str) -> PrescriberLink | None:
    """The live link whose secret this is."""
    rows = PrescriberLink.objects.select_related("organisation")
    return rows.filter(secret_hash=_hash(secret), revoked_at=None).first()


@transaction.atomic
def refer(link: PrescriberLink, who: Mapping[str, Any], told: Told) -> Referral:
    """What a prescriber wrote. ``who``: given_name, family_name, birth_year, phone, email, commune, reach."""
    link = PrescriberLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at:
        raise Refused(_("This link was closed meanwhile: ask the association for a new one."))
    day = today()
    since = now() - timedelta(days=1)
    if link.referrals.filter(received_at__gt=since).count() >= MOST_A_DAY:
        raise Refused(
            _("Forty people were referred with this link since yesterday: it rests for a day."),
            _("Call the association: a list can be read at once."),
        )
    row = Referral.objects.create(
        number=f"ORI-{day:%y}-{numbering.take(f'referral-{day:%y}'):05d}",
        link=link,
        received_at=now(),
        person_agrees=True,
        **who,
        **told.as_fields(),
    )
    journal.write("referral.received", row, by=None, link=link.pk)
    return row


@transaction.atomic
def accept(referral: Referral, person: Person, *, by: User) -> Request:
    """It becomes the request of ``person``, new or known already, dated of the day it was written."""
    row = _open(referral)
    told = Told(
        uses=row.uses, wanted=row.wanted, people_at_home=row.people_at_home,
        children_at_school=row.children_at_school, connection=row.connection, urgency=row.urgency,
        note=row.note,
    )  # fmt: skip
    request = open_request(person, told, by=by, referral=row, asked_on=row.received_at.date())
    _answer(row, Referral.State.ACCEPTED, by=by)
    return request


@transaction.atomic
def refuse(referral: Referral, reason: str, *, by: User) -> None:
    """A coded reason; the prescriber reads « not eligible » or « unreachable », no more."""
    row = _open(referral)
    row.refusal = reason
    _answer(row, Referral.State.REFUSED, by=by)
    if reason == Referral.Refusal.ROBOT:
        forget_referral(row)


def _open(referral: Referral) -> Referral:
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if row.state not in (Referral.State.OPEN, Referral.State.EXPIRED) or row.blanked_at:
        raise Refused(_("%(number)s was answered already.") % {"number": row})
    return row


def _answer(row: Referral, state: str, *, by: User | None) -> None:
    row.state, row.answered_at, row.answered_by = state, now(), by
    row.save(update_fields=["state", "refusal", "answered_at", "answered_by"])
    journal.write(f"referral.{state}", row, by=by, refusal=row.refusal)


def status(referral: Referral) -> str:
    """All that a prescriber reads: ``received``, ``contacted``, ``appointment``, ``equipped``,
    ``not_eligible`` or ``unreachable``.
    """
    if referral.state == Referral.State.REFUSED:
        unreachable = referral.refusal == Referral.Refusal.UNREACHABLE
        return "unreachable" if unreachable else "not_eligible"
    if referral.state == Referral.State.EXPIRED:
        return "unreachable"
    request = getattr(referral, "request", None)
    if request is None:
        return "received"
    return {"open": "received", "withdrawn": "unreachable"}.get(request.state, str(request.state))


def to_remind() -> list[Referral]:
    """Nobody of ours answered for ten days: told once, then every ten days."""
    rows = Referral.objects.filter(state=Referral.State.OPEN, received_at__lte=now() - REMIND_AFTER)
    return [row for row in rows if (row.reminded_at or row.received_at) <= now() - REMIND_AFTER]


@transaction.atomic
def remind() -> int:
    """Mark those of :func:`to_remind`; the counter's page shows them first."""
    rows = to_remind()
    for row in rows:
        row.reminded_at = now()
        row.save(update_fields=["reminded_at"])
        journal.write("referral.reminded", row, by=None)
    return len(rows)


@transaction.atomic
def expire() -> int:
    """Thirty days without an answer."""
    rows = Referral.objects.select_for_update().filter(
        state=Referral.State.OPEN, received_at__lte=now() - EXPIRE_AFTER
    )
    for row in rows:
        _answer(row, Referral.State.EXPIRED, by=None)
    return len(rows)


@transaction.atomic
def blank_old() -> int:
    """Identities older than their delay: the row stays to be counted, and names nobody."""
    until = months_before(today(), months("referral"))
    rows = list(Referral.objects.filter(blanked_at=None, received_at__date__lt=until)[:500])
    for row in rows:
        forget_referral(row)
        journal.write("referral.blanked", row, by=None)
    return len(rows)


def forget_referral(row: Referral) -> None:
    """Nothing that names the person stays on it; it is still counted."""
    for name in ("given_name", "family_name", "phone", "email", "note", "reach"):
        setattr(row, name, "")
    row.birth_year = row.commune = None
    row.blanked_at = now()
    row.save()
