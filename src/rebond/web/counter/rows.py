"""One device by the number in an address, with what the counter says of it."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from rebond.distribution.models import Reservation
from rebond.inventory.models import Device
from rebond.inventory.numbers import NotOurNumber, normalise


def device_or_404(number: str) -> Device:
    """The device with its lot, donation and legal head, in one query."""
    try:
        number = normalise(number)
    except NotOurNumber as error:
        raise Http404(_("No machine carries this number.")) from error
    found = Device.objects.select_related("lot__donation__legal_head").filter(number=number).first()
    if found is None:
        raise Http404(_("No machine carries this number."))
    return found


def reservation_of(device: Device) -> Reservation | None:
    """The running reservation of a device."""
    return (
        Reservation.objects.filter(device=device, ended_at=None)
        .select_related("person", "organisation")
        .first()
    )


def seen_version(request: HttpRequest) -> int | None:
    """The version of the device that the person was looking at, from the hidden field."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
