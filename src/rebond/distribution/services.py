"""Verbs of the counter: hand over, take back. Holds are in holds.py, money in till.py, what follows in
aftercare.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.common.units import money_fr
from rebond.distribution import aftercare, eligibility, requests, rules, till
from rebond.distribution.holds import Recipient, end_reservation, recipient_fields
from rebond.distribution.models import Criterion, Handover, HandoverItem, Loan, Request, Reservation, Return
from rebond.inventory import lifecycle
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people import retention
from rebond.people.models import Association, Organisation, Person, User
from rebond.people.services import association
from rebond.records import journal, numbering


@dataclass(frozen=True)
class Line:
    """One device to hand over: its price in cents and the legal word decided from its checks."""

    device: Device
    price_cents: int
    wording: str
    expected: int | None = None


@dataclass(frozen=True, kw_only=True)
class Kit:
    """All that goes with the machines: what carries no number, how it was signed, the loan's end, and the one
    answer (« without this machine… ») that is counted and tied to nobody.
    """

    extras: Sequence[str] = ()
    signature_kind: str = Handover.Signature.TYPED
    signature: str = ""
    times: int = 1
    due_on: date | None = None
    purpose: str = Loan.Purpose.HOME
    alternative: str = ""


NO_KIT = Kit()


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
    seen: Criterion | None = None,
    seen_reason: str = "",
    kit: Kit = NO_KIT,
    by: User | None,
) -> Handover:
    """Hand over ready (or reserved) devices with one signature. ``seen``: a criterion to tick with it."""
    total = sum(line.price_cents for line in lines)
    _check_agreement(lines, signed_name, kit, is_paid=not total or bool(payment))
    founder = association()
    if isinstance(recipient, Person):
        Person.objects.select_for_update().get(pk=recipient.pk)
        if seen is not None and by is not None:
            eligibility.tick(recipient, seen, by=by, reason=seen_reason)
        _check_membership(recipient, kind, founder)
    basis = basis_of(recipient)
    in_order = sorted(lines, key=lambda line: line.device.pk)
    accepted = [_accept(line, recipient, kind, has_basis=bool(basis)) for line in in_order]
    is_capped_sale = any(rule.cap_cents is not None and line.price_cents for _row, rule, line in accepted)
    handover = _write(
        recipient, kit, by, kind=kind, signed_name=signed_name.strip(), total_cents=total,
        request=(request := _request_served(recipient, accepted)), payment=payment if total else "",
        basis=basis if is_capped_sale else "", warranty_months=founder.warranty_months if founder else 0,
    )  # fmt: skip
    for row, rule, line in accepted:
        _hand_over_one(handover, row, rule, line, by)
    _pay(handover, payment, kit, by)
    _what_follows(handover, kit, founder)
    if request:
        requests.served(request, by=by)
    journal.write("handover.signed", handover, by=by, kind=kind, total_cents=total, devices=len(lines))
    return handover


def _write(recipient: Recipient, kit: Kit, by: User | None, **agreed: Any) -> Handover:
    return Handover.objects.create(
        number=f"REM-{today():%y}-{numbering.take(f'handover-{today():%y}'):05d}",
        at=now(),
        by=by,
        signature_kind=kit.signature_kind,
        signature=kit.signature,
        extras=list(kit.extras),
        **agreed,
        **recipient_fields(recipient),
    )


def _check_membership(person: Person, kind: str, founder: Association | None) -> None:
    is_asked = founder is not None and founder.membership_needed and kind != Handover.Kind.GIFT
    if is_asked and not till.is_member(person):
        raise Refused(
            _("A sale or a loan is for members: %(name)s is not one at present.") % {"name": person},
            _("Take the membership on their sheet first."),
        )


def _request_served(
    recipient: Recipient, accepted: Sequence[tuple[Device, rules.PriceRule, Line]]
) -> Request | None:
    """The waiting request of this recipient, once a computer leaves for it."""
    if not any(row.category in requests.COMPUTERS for row, _rule, _line in accepted):
        return None
    rows = Request.objects.filter(state__in=Request.WAITING)
    if isinstance(recipient, Person):
        return rows.filter(person__in=retention.same_human(recipient)).first()
    return rows.filter(organisation=recipient).first()


def _pay(handover: Handover, payment: str, kit: Kit, by: User | None) -> None:
    if not handover.total_cents:
        return
    if payment == Handover.Payment.INSTALMENTS:
        till.in_several_times(handover, kit.times)
    else:
        till.pay_handover(handover, means=payment, amount_cents=handover.total_cents, by=by)


def _what_follows(handover: Handover, kit: Kit, founder: Association | None) -> None:
    """The loan's end, the questions of the next months, the answer that is counted; until when the file must
    be kept.
    """
    day = today()
    if handover.kind == Handover.Kind.LOAN:
        months = founder.loan_months if founder else 3
        due_on = kit.due_on or rules.months_later(day, months)
        aftercare.check_loan_end(due_on)
        Loan.objects.create(handover=handover, purpose=kit.purpose, due_on=due_on)
        kept_until = due_on + aftercare.KEPT_AFTER_A_LOAN
    else:
        months = rules.CONFORMITY_MONTHS if handover.total_cents else handover.warranty_months
        kept_until = rules.months_later(day, months)
    aftercare.plan_follow_ups(handover)
    if kit.alternative:
        aftercare.count_alternative(handover, kit.alternative)
    if handover.person:
        retention.touch(handover.person, kept_until=kept_until)


def _check_agreement(lines: Sequence[Line], signed_name: str, kit: Kit, *, is_paid: bool) -> None:
    if not lines:
        raise Refused(_("Choose at least one machine."))
    if len({line.device.pk for line in lines}) < len(lines):
        raise Refused(_("The same machine is named twice."))
    if not signed_name.strip():
        raise Refused(_("The person who receives must sign: write their name."))
    if not is_paid:
        raise Refused(_("Say how it is paid."))
    if kit.due_on and kit.due_on <= today():
        raise Refused(_("The loan must end after today."))
    if not 1 <= kit.times <= 12:
        raise Refused(_("A price is paid in one to twelve times."))


def basis_of(recipient: Recipient) -> Handover.Basis:
    """Why a capped price may be asked of this recipient: an association, or a person whose eligibility was
    looked at and still holds.
    """
    if isinstance(recipient, Organisation):
        is_association = recipient.kind == Organisation.Kind.ASSOCIATION
        return Handover.Basis.ASSOCIATION if is_association else Handover.Basis.NONE
    return Handover.Basis.PRECARITY if eligibility.valid_check(recipient) else Handover.Basis.NONE


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
    end_reservation(row)
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
    if held and not _is_the_same(held.recipient, recipient):
        raise Refused(
            _("%(number)s is held for somebody else.") % {"number": row.number},
            _("Release the reservation first, or choose another machine."),
        )


def _is_the_same(one: Recipient, other: Recipient) -> bool:
    if isinstance(one, Person) and isinstance(other, Person):
        return one.human_id == other.human_id
    return one == other


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
def take_back(
    device: Device, *, reason: str, code: str = "", by: User | None, expected: int | None = None
) -> Return:
    """A machine comes back: it holds a family's data, so every drive owes a proof again.

    ``code``: the reason as the statistics of models count it; ``reason`` its words, for the bench.
    """
    row = lifecycle.lock(device, expected)
    item = HandoverItem.objects.filter(device=row, reception=row.reception).first()
    if item is None or row.state != State.HANDED_OVER:
        raise Refused(_("%(number)s was not handed over.") % {"number": row.number})
    comeback = Return.objects.create(item=item, at=now(), by=by, code=code, reason=reason)
    lifecycle.move(row, State.RECEIVED, by=by)  # the reason may speak of a person: it stays on the return
    aftercare.came_back(item.handover, row, by=by)
    return comeback


def data_is_gone(device: Device) -> bool:
    """Whether every drive still in this device is proven erased."""
    return not device.drives.exclude(data_state=Drive.DataState.ERASED).exists()
