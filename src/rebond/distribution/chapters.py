"""What distribution holds of a person: told to them on request, forgotten with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.distribution.models import (
    AfterSale,
    EligibilityCheck,
    Handover,
    HandoverItem,
    Payment,
    Referral,
    Request,
    Return,
    SignedPaper,
    Use,
)
from rebond.distribution.referrals import forget_referral
from rebond.people.retention import Chapter, register
from rebond.records import journal


def _tell(people: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    for row in Request.objects.filter(person__in=people).order_by("pk"):
        yield {
            "what": _("request"), "number": row.number, "on": row.asked_on, "state": row.get_state_display(),
            "uses": ", ".join(str(Use(code).label) for code in row.uses), "note": row.note,
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


def _forget(people: Sequence[int]) -> Iterable[Model]:
    """Names, signatures, words and papers; what was counted stays."""
    for request in Request.objects.filter(person__in=people):
        if request.is_waiting:
            request.state = Request.State.UNREACHABLE
            journal.write("request.unreachable", request, by=None)
        request.note = request.again_reason = ""
        request.save()
    for referral in Referral.objects.filter(request__person__in=people, blanked_at=None):
        forget_referral(referral)
    EligibilityCheck.objects.filter(person__in=people, is_override=True).update(reason="—")
    handovers = list(Handover.objects.filter(person__in=people))
    Handover.objects.filter(person__in=people).update(signed_name="", signature="")
    Return.objects.filter(item__handover__in=handovers).update(reason="")
    SignedPaper.objects.filter(handover__in=handovers).delete()
    items = HandoverItem.objects.filter(handover__in=handovers)
    for device, reception in items.values_list("device_id", "reception"):
        AfterSale.objects.filter(device=device, reception=reception).update(words="", phone="")
    return handovers


register(Chapter(gettext_lazy("Equipment"), _tell, _forget))
