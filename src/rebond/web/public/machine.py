"""What anyone who scans a label may know: what the machine is, whose it is, its warranty."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rebond.common.dates import today
from rebond.common.units import ram_fr
from rebond.distribution.models import HandoverItem
from rebond.distribution.rules import warranty_end
from rebond.inventory.models import Device
from rebond.inventory.numbers import NotOurNumber, normalise
from rebond.inventory.states import State
from rebond.people.services import association
from rebond.web.access import public


@dataclass(frozen=True)
class Warranty:
    """``end`` is its last day; None when the machine was handed over without one."""

    end: date | None
    is_running: bool


@public
@require_safe
def machine(request: HttpRequest, number: str) -> HttpResponse:
    """The page behind the label. A number nobody carries, or mistyped, is answered kindly."""
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
    }
    return render(request, "public/machine.html", context)


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
