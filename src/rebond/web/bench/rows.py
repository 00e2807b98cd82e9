"""One device of the bench, and what comes back after an action on it."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from rebond.inventory.models import Device
from rebond.web import rows
from rebond.web.middleware import came_from


def device_at(number: str) -> Device:
    """The device that carries this number, with the place where it stands; 404 when there is none."""
    return rows.device_or_404(number, "location")


def back_to(request: HttpRequest, device: Device) -> HttpResponseRedirect:
    """The page of ours that the person pressed the button on, or the device's."""
    page = came_from(request)
    return redirect(page) if page != "/" else redirect("web:device", device.number)


def to_device(device: Device) -> HttpResponseRedirect:
    """The device's own page."""
    return HttpResponseRedirect(reverse("web:device", args=[device.number]))
