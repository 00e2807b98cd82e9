"""Labels as PDF: one for the thermal printer, or an A4 sheet for a selection."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.inventory.models import Device
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, page
from rebond.web.devices.rows import device_at
from rebond.web.labels import MOST, Print, device_label, public_root


@page(Right.SEE)
def label(request: SignedRequest, number: str) -> HttpResponse:
    """One label of 57 x 32 mm."""
    device = device_at(number)
    return Print("roll", 1).pdf([device_label(device, public_root(request), device.serial)], device.number)


@page(Right.SEE)
def labels(request: SignedRequest) -> HttpResponse:
    """An A4 sheet for the devices ticked (``device=number``…); ``debut`` skips the labels already used."""
    numbers = request.GET.getlist("device")[:MOST]
    devices = list(Device.objects.filter(number__in=numbers).order_by("id"))
    if not devices:
        raise Refused(_("Tick at least one machine."), status=400)
    first = request.GET.get("debut", "1")
    start = (
        int(first) if first.isascii() and first.isdigit() and len(first) < 3 and 1 <= int(first) <= 21 else 1
    )
    root = public_root(request)
    return Print("sheet", start).pdf(
        [device_label(device, root, device.serial) for device in devices], "etiquettes"
    )
