"""Verbs of the counter: reserve, release, hand over, take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.common.units import money_fr
from rebond.distribution import rules
from rebond.distribution.models import Handover, HandoverItem, Reservation, Return
from rebond.inventory import lifecycle
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people.models import Organisation, Person, User
from rebond.people.services import association
from rebond.records import journal, numbering

Recipient = Person | Organisation


@dataclass(frozen=True)
class Line:
    """One device to hand over: its price in cents and the legal word decided from its checks."""

    device: Device
    price_cents: int
    wording: str
    expected: int | None = None


def _recipient_fields(recipient: Recipient) -> dict[str, Recipient | None]:
    is_person = isinstance(recipient, Person)
    return {"person": recipient if is_person else None, "organisation": None if is_person else recipient}


@transaction.atomic
def reserve(
    device: Device, recipient: Recipient, *, by: User | None, expected: int | None = None
) -> Reservation:
    """Hold a ready device for someone, for the hours the association says."""
    row = lifecycle.move(device, State.RESERVED, by=by, expected=expected)
    _end_reservation(row)  # of a machine that was called back or lost while it was held
    founder = association()
    hours = founder.hold_hours if founder else 48
    reservation = Reservation.objects.create(
        device=row,
        made_at=now(),
        made_by=by,
        until=now() + timedelta(hours=hours),
        **_recipient_fields(recipient),
    )
    journal.write("device.held", row, by=by, reservation=reservation.pk, until=reservation.until.isoformat())
    return reservation


@transaction.atomic
def release(device: Device, *, by: User | None, expected: int | None = None) -> Device:
    """The reservation is over: the device is ready for someone else."""
    row = lifecycle.move(device, State.READY, by=by, expected=expected, origins={State.RESERVED})
    _end_reservation(row)
    return row


def release_overdue(*, by: User | None) -> int:
    """End the reservations whose hours are over; returns how many."""
    overdue = Reservation.objects.filter(ended_at=None, until__lt=now()).order_by("pk")
    return sum(_release_if_overdue(reservation, by=by) for reservation in overdue.select_related("device"))


@transaction.atomic
def _release_if_overdue(reservation: Reservation, *, by: User | None) -> bool:
    """Under the lock: the device may have been released, held again or called back meanwhile."""
    row = lifecycle.lock(reservation.device)
    if not Reservation.objects.filter(pk=reservation.pk, ended_at=None).exists():
        return False
    if row.state == State.RESERVED:
        release(row, by=by)
    else:
        _end_reservation(row)
    return row.state == State.RESERVED


def _end_reservation(device: Device) -> None:
    Reservation.objects.filter(device=device, ended_at=None).update(ended_at=now())


def price_rule_of(device: Device) -> rules.PriceRule:
    """What the donation's legal head says of this device; without a donation nothing may be sold."""
    if device.lot is None:
        return rules.NO_DONATION
    head = device.lot.donation.legal_head
    return rules.price_rule(
        sale_allowed=head.sale_allowed,
        caps_cents=head.price_caps_cents,
        category=device.category,
        article=head.article,
    )


@transaction.atomic
def hand_over(
    lines: Sequence[Line],
    recipient: Recipient,
    *,
    kind: str,
    signed_name: str,
    payment: str = "",
    precarity_seen: bool = False,
    by: User | None,
) -> Handover:
    """Hand over ready (or reserved) devices with one signature; returns the numbered handover.

    ``precarity_seen``: a proof of precarious situation was looked at, and not copied.
    """
    total = sum(line.price_cents for line in lines)
    _check_agreement(lines, signed_name, is_paid=not total or bool(payment))
    basis = basis_of(recipient, precarity_seen=precarity_seen)
    in_order = sorted(lines, key=lambda line: line.device.pk)
    accepted = [_accept(line, recipient, kind, has_basis=bool(basis)) for line in in_order]
    is_capped_sale = any(rule.cap_cents is not None and line.price_cents for _row, rule, line in accepted)
    founder = association()
    handover = Handover.objects.create(
        number=f"REM-{today():%y}-{numbering.take(f'handover-{today():%y}'):05d}",
        kind=kind,
        at=now(),
        by=by,
        signed_name=signed_name,
        payment=payment if total else "",
        total_cents=total,
        basis=basis if is_capped_sale else Handover.Basis.NONE,
        warranty_months=founder.warranty_months if founder else 0,
        **_recipient_fields(recipient),
    )
    for row, rule, line in accepted:
        _hand_over_one(handover, row, rule, line, by)
    journal.write("handover.signed", handover, by=by, kind=kind, total_cents=total, devices=len(lines))
    return handover


def _check_agreement(lines: Sequence[Line], signed_name: str, *, is_paid: bool) -> None:
    if not lines:
        raise Refused(_("Choose at least one machine."))
    if len({line.device.pk for line in lines}) < len(lines):
        raise Refused(_("The same machine is named twice."))
    if not signed_name.strip():
        raise Refused(_("The person who receives must sign: write their name."))
    if not is_paid:
        raise Refused(_("Say how it is paid."))


def basis_of(recipient: Recipient, *, precarity_seen: bool) -> Handover.Basis:
    """Why a capped price may be asked of this recipient."""
    if isinstance(recipient, Organisation) and recipient.kind == Organisation.Kind.ASSOCIATION:
        return Handover.Basis.ASSOCIATION
    is_person = isinstance(recipient, Person)
    return Handover.Basis.PRECARITY if is_person and precarity_seen else Handover.Basis.NONE


def _accept(
    line: Line, recipient: Recipient, kind: str, *, has_basis: bool
) -> tuple[Device, rules.PriceRule, Line]:
    """Lock one device and check that it may go to this recipient at this price."""
    row = lifecycle.lock(line.device, line.expected)
    _check_not_held_for_another(row, recipient)
    rule = price_rule_of(row)
    words = price_refusal(row, rule, kind=kind, price_cents=line.price_cents, has_basis=has_basis)
    if words:
        raise Refused(words)
    return row, rule, line


def _hand_over_one(
    handover: Handover, row: Device, rule: rules.PriceRule, line: Line, by: User | None
) -> None:
    if row.state == State.READY:
        row = lifecycle.move(row, State.RESERVED, by=by)
    row = lifecycle.move(row, State.HANDED_OVER, by=by, reason=handover.number)
    _end_reservation(row)
    HandoverItem.objects.create(
        handover=handover,
        device=row,
        reception=row.reception,
        price_cents=line.price_cents,
        sale_allowed=rule.sale_allowed,
        cap_cents=rule.cap_cents,
        wording=line.wording,
        legal_head=row.lot.donation.legal_head_id if row.lot else "",
    )


def _check_not_held_for_another(row: Device, recipient: Recipient) -> None:
    if row.state != State.RESERVED:
        return
    held = Reservation.objects.filter(device=row, ended_at=None, until__gte=now()).first()
    if held and held.recipient != recipient:
        raise Refused(
            _("%(number)s is held for somebody else.") % {"number": row.number},
            _("Release the reservation first, or choose another machine."),
        )


def price_refusal(
    device: Device, rule: rules.PriceRule, *, kind: str, price_cents: int, has_basis: bool
) -> str:
    """Why this price is refused and what is allowed, in words; empty when it is accepted."""
    code = rules.refusal(rule, kind=kind, price_cents=price_cents, has_basis=has_basis)
    if not code:
        return ""
    words: Mapping[str, str] = {
        "negative": _("A price cannot be below zero."),
        "not_a_sale": _("A gift or a loan has no price: choose a sale, or write 0."),
        "sale_forbidden": _("%(number)s may not be sold (%(article)s): it can be given or lent.")
        % {"number": device.number, "article": rule.article or _("no donation known")},
        "over_cap": _("The price of %(number)s is capped at %(cap)s (%(article)s).")
        % {"number": device.number, "cap": money_fr(rule.cap_cents or 0), "article": rule.article},
        "no_basis": _(
            "%(number)s may be sold only to an association, or to a person whose precarious situation you"
            " have seen (%(article)s)."
        )
        % {"number": device.number, "article": rule.article},
    }
    return words[code]


@transaction.atomic
def take_back(device: Device, *, reason: str, by: User | None, expected: int | None = None) -> Return:
    """A machine comes back: it holds a family's data, so every drive owes a proof again."""
    row = lifecycle.lock(device, expected)
    item = HandoverItem.objects.filter(device=row, reception=row.reception).first()
    if item is None or row.state != State.HANDED_OVER:
        raise Refused(_("%(number)s was not handed over.") % {"number": row.number})
    comeback = Return.objects.create(item=item, at=now(), by=by, reason=reason)
    lifecycle.move(row, State.RECEIVED, by=by)  # the reason may speak of a person: it stays on the return
    return comeback


def data_is_gone(device: Device) -> bool:
    """Whether every drive still in this device is proven erased."""
    return not device.drives.exclude(data_state=Drive.DataState.ERASED).exists()
