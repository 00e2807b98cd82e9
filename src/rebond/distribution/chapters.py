"""What distribution holds of a person: told to them on request, forgotten with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.distribution.models import (
    AfterSale,
    EligibilityCheck,
    FollowUp,
    Handover,
    HandoverItem,
    Loan,
    Payment,
    Referral,
    Request,
    Return,
    SignedPaper,
    Use,
)
from rebond.distribution.referrals import forget_referral
from rebond.people.models import Membership, Person
from rebond.people.retention import Chapter, register
from rebond.records import journal


def _tell(people: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    for row in Request.objects.filter(person__in=people).order_by("pk"):
        yield {
            "what": _("request"), "number": row.number, "on": row.asked_on, "state": row.get_state_display(),
            "uses": ", ".join(str(Use(code).label) for code in row.uses), "note": row.note,
            "again": row.again_reason,
        }  # fmt: skip
    checks = EligibilityCheck.objects.filter(person__in=people).select_related("criterion")
    for check in checks.order_by("pk"):
        yield {
            "what": _("eligibility"), "on": check.seen_on, "criterion": check.criterion.label,
            "until": check.valid_until, "reason": check.reason,
        }  # fmt: skip
    items = HandoverItem.objects.filter(handover__person__in=people).select_related("handover", "device")
    for item in items.order_by("pk"):
        yield {
            "what": item.handover.get_kind_display(), "number": item.handover.number,
            "on": timezone.localdate(item.handover.at), "machine": item.device.number,
            "signed": item.handover.signed_name,
        }  # fmt: skip
    for payment in Payment.objects.filter(handover__person__in=people).order_by("pk"):
        yield {
            "what": _("payment"), "number": payment.number, "on": payment.day,
            "cents": payment.amount_cents, "means": payment.get_means_display(),
        }  # fmt: skip
    yield from _tell_more(people)


def _tell_more(people: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    """Memberships, loans, what was asked by the label, the questions of the months, what a service wrote."""
    for member in Membership.objects.filter(person__in=people).order_by("pk"):
        yield {
            "what": _("membership"), "on": member.starts_on, "until": member.ends_on,
            "cents": member.fee_cents,
            "payments": ", ".join(payment.number for payment in member.payments.order_by("pk")),
        }  # fmt: skip
    for loan in Loan.objects.filter(handover__person__in=people).select_related("handover").order_by("pk"):
        yield {
            "what": _("loan"), "number": loan.handover.number, "until": loan.due_on, "ended": loan.ended_on,
            "purpose": loan.get_purpose_display(),
        }  # fmt: skip
    for ask in _asks(people):
        yield {
            "what": _("asked by the label"), "on": timezone.localdate(ask.asked_at),
            "wish": ask.get_wish_display(), "note": ask.words, "phone": ask.phone,
            "answer": ask.get_outcome_display(),
        }  # fmt: skip
    for question in FollowUp.objects.filter(handover__person__in=people).order_by("pk"):
        yield {
            "what": _("how is it going?"), "on": question.due_on, "months": question.months,
            "answer": question.get_answer_display(),
        }  # fmt: skip
    for referral in _referrals(people):
        yield {
            "what": _("referral"), "number": referral.number, "on": timezone.localdate(referral.received_at),
            "state": referral.get_state_display(), "by": referral.link.service, "note": referral.note,
            "who": f"{referral.given_name} {referral.family_name}".strip(), "phone": referral.phone,
            "email": referral.email, "birth_year": referral.birth_year,
        }  # fmt: skip


def _asks(people: Sequence[int]) -> list[AfterSale]:
    items = HandoverItem.objects.filter(handover__person__in=people).values_list("device_id", "reception")
    return [
        ask
        for device, reception in items
        for ask in AfterSale.objects.filter(device=device, reception=reception).order_by("pk")
    ]


def _referrals(people: Sequence[int]) -> list[Referral]:
    """Those that became a request of theirs, and those refused because the very same names were known."""
    rows = Referral.objects.filter(blanked_at=None).select_related("link")
    mine = Q(request__person__in=people)
    for given, family in Person.objects.filter(pk__in=people).values_list("given_name", "family_name"):
        if family:
            mine |= Q(refusal=Referral.Refusal.ALREADY, given_name__iexact=given, family_name__iexact=family)
    return list(rows.filter(mine).distinct().order_by("pk"))


def _forget(people: Sequence[int]) -> Iterable[Model]:
    """Names, signatures, words and papers; what was counted stays."""
    for request in Request.objects.filter(person__in=people):
        if request.is_waiting:
            request.state = Request.State.UNREACHABLE
            journal.write("request.unreachable", request, by=None)
        request.note = request.again_reason = ""
        request.save()
    for referral in _referrals(people):
        forget_referral(referral)
    EligibilityCheck.objects.filter(person__in=people, is_override=True).update(reason="—")
    handovers = list(Handover.objects.filter(person__in=people))
    Handover.objects.filter(person__in=people).update(signed_name="", signature="")
    Return.objects.filter(item__handover__in=handovers).update(reason="")
    SignedPaper.objects.filter(handover__in=handovers).delete()
    for ask in _asks(people):
        ask.words = ask.phone = ""
        ask.save(update_fields=["words", "phone"])
    return handovers


register(Chapter(gettext_lazy("Equipment"), _tell, _forget))
