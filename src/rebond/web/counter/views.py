"""The counter's first page, reservations and returns."""

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.collection.categories import Category
from rebond.common.dates import month_key, now, today
from rebond.common.errors import Refused
from rebond.distribution import holds, proposals
from rebond.distribution import services as distribution
from rebond.distribution.models import AfterSale, HandoverItem, Loan, Referral, Request, Reservation
from rebond.inventory.lookup import device_numbered
from rebond.inventory.models import Device, MonthTally, StateCount
from rebond.inventory.states import State
from rebond.people.models import Message
from rebond.people.roles import Right
from rebond.people.services import association
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.counter.forms import ReturnForm
from rebond.web.counter.recipients import code_of, recipient_of, search
from rebond.web.counter.requests import reasons_in_words, uses_in_words
from rebond.web.counter.rows import device_at, reservation_of
from rebond.web.french import day_words
from rebond.web.rows import seen_version
from rebond.web.undo import told_with_undo

SHOWN = 20


@page(Right.SEE)
def counter(request: SignedRequest) -> HttpResponse:
    """What is ready, what is held and for how long, what left this month. ``numero`` opens a handover."""
    number = request.GET.get("numero", "").strip()
    device = device_numbered(number) if number else None
    if device:
        return redirect("web:hand_over", device.number)
    category = request.GET.get("categorie", "")
    context = {
        "number": number,
        "ready": _ready_by_category(),
        "category": Category(category) if category in Category.values else None,
        "machines": _ready_machines(category),
        "reservations": _running(),
        "overdue": Reservation.objects.filter(ended_at=None, until__lt=now()).exists(),
        "now": now(),
        "waits": _what_waits(),
        "left": _handed_over_this_month(),
        "year": f"{today():%Y}",
        "month": str(today().month),
    }
    return render(request, "counter/counter.html", context)


def _what_waits() -> dict[str, int]:
    """How many of each thing wait for somebody at the counter; each count walks a small partial index."""
    return {
        "referrals": Referral.objects.filter(state=Referral.State.OPEN).count(),
        "requests": Request.objects.filter(state__in=Request.WAITING).count(),
        "after": AfterSale.objects.filter(settled_at=None).count(),
        "loans": Loan.objects.filter(ended_on=None, due_on__lt=today()).count(),
        "calls": Message.objects.filter(
            result="waiting", channel__in=["call", "letter"], due_at__lte=now()
        ).count(),
    }


def _ready_by_category() -> list[tuple[Category, int]]:
    rows = StateCount.objects.filter(state=State.READY, n__gt=0).order_by("-n", "category")
    return [(Category(row.category), row.n) for row in rows]


def _ready_machines(category: str) -> list[Device]:
    """The machines that have waited longest."""
    rows = Device.objects.filter(state=State.READY)
    if category in Category.values:
        rows = rows.filter(category=category)
    return list(rows.select_related("location").order_by("state_since")[:SHOWN])


def _running() -> list[Reservation]:
    rows = Reservation.objects.filter(ended_at=None).select_related("device", "person", "organisation")
    return list(rows.order_by("until")[:SHOWN])


def _handed_over_this_month() -> int:
    rows = MonthTally.objects.filter(month=month_key(today()), event="handed_over")
    return rows.aggregate(n=Sum("n"))["n"] or 0


@action(Right.DISTRIBUTE)
def release_overdue(request: SignedRequest) -> HttpResponse:
    """End every reservation whose hours are over."""
    released = holds.release_overdue(by=request.user)
    words = ngettext(
        "%(n)d machine is ready for somebody else.", "%(n)d machines are ready for somebody else.", released
    )
    if released:
        messages.success(request, words % {"n": released})
    else:
        messages.info(request, _("No reservation was overdue any more: nothing changed."))
    return redirect("web:counter")


@form_page(Right.DISTRIBUTE)
def reserve(request: SignedRequest, number: str) -> HttpResponse:
    """Choose somebody; the machine is held for the hours the association says."""
    device = device_at(number)
    chosen = recipient_of(request.POST.get("recipient", "") or request.GET.get("pour", ""))
    if request.method == "POST":
        if chosen is None:
            raise Refused(_("Choose for whom the machine is held."))
        held = holds.reserve(device, chosen, by=request.user, expected=seen_version(request))
        _tell_held(request, held)
        return redirect("web:device", device.number)
    founder = association()
    context = {
        "device": device,
        "held": reservation_of(device),
        "chosen": chosen,
        "chosen_code": code_of(chosen) if chosen else "",
        "answer": search(request.GET.get("q", "")),
        "hours": founder.hold_hours if founder else 48,
        "is_ready": device.state == State.READY,
        "served": _served(request, device),
    }
    return render(request, "counter/reserve.html", context)


def _served(request: SignedRequest, device: Device) -> list[dict[str, object]]:
    """The requests that this machine would serve, in the order of the list, each with its reasons."""
    if device.state != State.READY or not request.user.may(Right.SEE_PEOPLE):
        return []
    return [
        {
            "row": waiting.request, "code": code_of(waiting.request.recipient), "points": waiting.points,
            "why": reasons_in_words(why), "uses": uses_in_words(waiting.request.uses),
        }
        for waiting, why in proposals.served_by(device)[:5]
    ]  # fmt: skip


def _tell_held(request: HttpRequest, held: Reservation) -> None:
    words = _("%(number)s is held for %(name)s until %(until)s.") % {
        "number": held.device.number,
        "name": held.recipient,
        "until": day_words(timezone.localtime(held.until), "l j F, H:i"),
    }
    told_with_undo(request, words, reverse("web:release", args=[held.device.number]))


@action(Right.DISTRIBUTE)
def release(request: SignedRequest, number: str) -> HttpResponse:
    """The machine is ready for somebody else."""
    device = device_at(number)
    held = reservation_of(device)
    holds.release(device, by=request.user, expected=seen_version(request))
    words = _("%(number)s is ready for somebody else.") % {"number": device.number}
    following = proposals.next_in_line(device) if held and held.request_id else None
    if following and request.user.may(Right.SEE_PEOPLE):
        words += " " + _("Next by the rule of the list: %(name)s (%(number)s).") % {
            "name": following.recipient, "number": following
        }  # fmt: skip
    if held:
        sent = ("recipient", code_of(held.recipient))
        told_with_undo(request, words, reverse("web:reserve", args=[device.number]), sent)
    else:
        messages.success(request, words)
    return redirect("web:device", device.number)


@form_page(Right.DISTRIBUTE)
def take_back(request: SignedRequest, number: str) -> HttpResponse:
    """A machine comes back: it holds a family's data and goes back to the start."""
    device = device_at(number)
    items = HandoverItem.objects.filter(device=device, reception=device.reception)
    handover = getattr(items.select_related("handover").first(), "handover", None)
    form = ReturnForm(request.POST or None)
    if form.is_valid():
        try:
            distribution.take_back(
                device, reason=form.words, code=form.cleaned_data["reason"], by=request.user,
                expected=seen_version(request),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = (
                _("%(number)s is back. It goes to the bench: its data must be erased again.")
                if device.holds_data
                else _("%(number)s is back. It goes to the bench, to be checked again.")
            )
            messages.success(request, words % {"number": device.number})
            if "exchange" in request.POST and handover and handover.person_id:
                messages.info(request, _("Now choose another machine for them."))
                return redirect("web:person", handover.person_id)
            return redirect("web:device", device.number)
    context = {
        "device": device,
        "form": form,
        "is_out": device.state == State.HANDED_OVER,
        "handover": handover,
    }
    return render(request, "counter/take_back.html", context)
