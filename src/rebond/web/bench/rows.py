"""One row by what an address names, and what comes back after an action on it."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.inventory.models import Device
from rebond.inventory.numbers import NotOurNumber, normalise
from rebond.web.middleware import came_from


def device_or_404(number: str) -> Device:
    """The device that carries this number, with the place where it stands."""
    try:
        found = Device.objects.select_related("location").filter(number=normalise(number)).first()
    except NotOurNumber:
        found = None
    if found is None:
        raise Http404(_("No machine carries this number."))
    return found


def expected_version(request: HttpRequest) -> int | None:
    """The version of the device that the person was looking at, when the form says it."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None


def back_to(request: HttpRequest, device: Device) -> HttpResponseRedirect:
    """The page of ours that the person pressed the button on, or the device's."""
    page = came_from(request)
    return redirect(page) if page != "/" else redirect("web:device", device.number)


def to_device(device: Device) -> HttpResponseRedirect:
    """The device's own page."""
    return HttpResponseRedirect(reverse("web:device", args=[device.number]))
