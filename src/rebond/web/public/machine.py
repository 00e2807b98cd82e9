"""What anyone who scans a label may know: what the machine is, whose it is, its warranty."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rebond.common.dates import public_holidays, today
from rebond.common.errors import Refused
from rebond.common.units import ram_fr
from rebond.distribution import aftercare
from rebond.distribution.models import AfterSale, HandoverItem
from rebond.distribution.rules import warranty_end
from rebond.inventory.models import Device
from rebond.inventory.numbers import NotOurNumber, normalise
from rebond.inventory.states import State
from rebond.people.services import association
from rebond.web.access import public
from rebond.web.forms import CarefulForm, FreeText, PhoneField
from rebond.web.french import day_words
from rebond.web.once import written_once


@dataclass(frozen=True)
class Warranty:
    """``end`` is its last day; None when the machine was handed over without one."""

    end: date | None
    is_running: bool


class AskForm(CarefulForm):
    """What whoever holds the machine asks, without account."""

    careful = ("words",)
    wish = forms.ChoiceField(
        label=gettext_lazy("What can we do?"), choices=AfterSale.Wish.choices, widget=forms.RadioSelect
    )
    words = FreeText(
        label=gettext_lazy("In a few words"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Example: it no longer switches on. No password, please."),
    )  # fmt: skip
    phone = PhoneField(help_text=gettext_lazy("We call you back on this number."))
    half_day = forms.ChoiceField(
        label=gettext_lazy("When could you come?"), required=False,
        help_text=gettext_lazy("We confirm it when we call."),
    )  # fmt: skip
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # only a robot fills it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("I do not know yet"))]
        for day in _next_open_days():
            words = day_words(day, "l j F")
            choices += [(f"{day} matin", _("%(day)s, morning") % {"day": words}),
                        (f"{day} après-midi", _("%(day)s, afternoon") % {"day": words})]  # fmt: skip
        self.fields["half_day"].choices = choices  # type: ignore[attr-defined]


def _next_open_days() -> list[date]:
    """The next five days that are neither of a week-end nor public holidays."""
    days = (today() + timedelta(days=n) for n in range(1, 20))
    return [day for day in days if day.weekday() < 5 and day not in public_holidays(day.year)][:5]


@public
@require_http_methods(["GET", "HEAD", "POST"])
@written_once
def machine(request: HttpRequest, number: str) -> HttpResponse:
    """The page behind the label, where its holder may ask something. A number nobody carries, or mistyped, is
    answered kindly.
    """
    device = _device(number)
    founder = association()
    if device is None:
        context = {"number": number[:40], "is_mistyped": _is_mistyped(number), "association": founder}
        return render(request, "public/no_machine.html", context, status=404)
    context = {
        "device": device,
        "association": founder,
        "memory": ram_fr(device.ram_bytes) if device.ram_bytes else "",
        "is_out": device.state == State.HANDED_OVER,
        "warranty": _warranty(device),
        "form": None,
    }
    if device.state == State.HANDED_OVER:
        form = AskForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and _asked(request, device, form):
            return redirect("web:machine", device.number)
        context["form"] = form
    return render(request, "public/machine.html", context)


def _asked(request: HttpRequest, device: Device, form: AskForm) -> bool:
    told = form.cleaned_data
    if told["website"]:
        return True
    item = HandoverItem.objects.get(device=device, reception=device.reception)
    try:
        aftercare.ask(
            item, wish=told["wish"], words=told["words"], phone=told["phone"],
            wished_half_day=told["half_day"],
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, f"{refused} {refused.hint}")
        return False
    messages.success(request, _("It is written: we call you back. Thank you."))
    return True


def _device(number: str) -> Device | None:
    """By our number only; a merged row leads to the one that absorbed it."""
    try:
        found = Device.objects.select_related("merged_into").filter(number=normalise(number)).first()
    except NotOurNumber:
        return None
    return found.merged_into or found if found else None


def _is_mistyped(number: str) -> bool:
    try:
        normalise(number)
    except NotOurNumber:
        return True
    return False


def _warranty(device: Device) -> Warranty | None:
    """None when the machine is not at somebody's."""
    if device.state != State.HANDED_OVER:
        return None
    item = HandoverItem.objects.select_related("handover").get(device=device, reception=device.reception)
    end = warranty_end(timezone.localdate(item.handover.at), item.handover.warranty_months)
    return Warranty(end, end is not None and today() <= end)
