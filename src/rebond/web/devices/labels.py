"""Labels as PDF: one for the thermal printer, or an A4 sheet for a selection."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.inventory.labels import Label, label_sheet, label_single
from rebond.inventory.models import Device
from rebond.people.roles import Right
from rebond.people.services import association
from rebond.web.access import SignedRequest, page
from rebond.web.devices.rows import device_or_404

MOST = 500


@page(Right.SEE)
def device_label(request: SignedRequest, number: str) -> HttpResponse:
    """One label of 57 x 32 mm."""
    device = device_or_404(number)
    return _pdf(label_single(_label(request, device, _root(request))), f"{device.number}.pdf")


@page(Right.SEE)
def labels(request: SignedRequest) -> HttpResponse:
    """An A4 sheet for the devices ticked (``device=number``…); ``debut`` skips the labels already used."""
    numbers = request.GET.getlist("device")[:MOST]
    devices = list(Device.objects.filter(number__in=numbers).order_by("id"))
    if not devices:
        raise Refused(_("Tick at least one machine."), status=400)
    first = request.GET.get("debut", "1")
    skip = int(first) - 1 if first.isdigit() and 1 <= int(first) <= 21 else 0
    root = _root(request)
    return _pdf(label_sheet([_label(request, device, root) for device in devices], skip=skip), "etiquettes.pdf")


def _root(request: SignedRequest) -> str:
    founder = association()
    return (founder.public_url.rstrip("/") if founder else "") or f"{request.scheme}://{request.get_host()}"


def _label(request: SignedRequest, device: Device, root: str) -> Label:
    url = root + reverse("web:machine", args=[device.number])
    return Label(
        number=device.number, url=url, title=f"{device.get_category_display()} {device.maker} {device.model}".strip(),
        line=device.serial,
    )  # fmt: skip


def _pdf(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
