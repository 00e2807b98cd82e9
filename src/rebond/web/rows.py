"""What an address or a form names: one device, the version it was opened on, a number."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from rebond.inventory.models import Device
from rebond.inventory.numbers import NotOurNumber, normalise


def device_or_404(number: str, *related: str) -> Device:
    """The device that carries this number, with what ``related`` names, in one query."""
    try:
        rows = Device.objects.filter(number=normalise(number))
    except NotOurNumber as error:
        raise Http404(_("No machine carries this number.")) from error
    found = (rows.select_related(*related) if related else rows).first()
    if found is None:
        raise Http404(_("No machine carries this number."))
    return found


def seen_version(request: HttpRequest) -> int | None:
    """The version of the device that the person was looking at, when the form says it."""
    return number_in(request.POST.get("version"))


def number_in(text: str | None) -> int | None:
    """The whole number that an address or a field says; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
