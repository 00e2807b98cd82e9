"""What corrects a device: its description, its place, its lot, duplicates, losses."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.collection.categories import HOLDS_NO_DATA
from rebond.common.errors import Refused
from rebond.erasure import services as erasure
from rebond.inventory import lookup
from rebond.inventory import services as inventory
from rebond.inventory.models import Device, Location
from rebond.inventory.states import State
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page
from rebond.web.devices.forms import DescriptionForm, LotForm, OtherNumberForm, ReasonForm, SeriesForm
from rebond.web.devices.rows import device_at
from rebond.web.forms import PlainForm
from rebond.web.undo import told_with_undo


def _form_page(
    request: SignedRequest, device: Device, form: PlainForm, title: str, verb: str, lead: str = ""
) -> HttpResponse:
    context = {"device": device, "form": form, "title": title, "verb": verb, "lead": lead}
    return render(request, "devices/form.html", context)


@form_page(Right.RECEIVE)
def device_edit(request: SignedRequest, number: str) -> HttpResponse:
    """Correct what is written about a device."""
    device = device_at(number)
    initial = {name: getattr(device, name) for name in DescriptionForm.base_fields}
    form = DescriptionForm(request.POST or None, initial=initial)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        expected = facts.pop("version")
        try:
            _check_may_recategorise(request, device, facts["category"])
            inventory.describe(device, by=request.user, expected=expected, **facts)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("web:device", device.number)
    return _form_page(request, device, form, _("What is written about %(n)s") % {"n": device}, _("Save"))


def _check_may_recategorise(request: SignedRequest, device: Device, category: str) -> None:
    """Saying that a thing holds no data opens the gate: only somebody who may correct says it, by name."""
    if not device.holds_data or category not in HOLDS_NO_DATA:
        return
    if not request.user.may(Right.CORRECT) or not erasure.gate_of(device).is_open:
        raise Refused(
            _("Nobody has proven yet that this machine holds no data."),
            _("Record its drives or say that there is none, then a technician changes the category."),
        )


@form_page(Right.CORRECT)
def merge(request: SignedRequest, number: str) -> HttpResponse:
    """This row absorbs another row of the same machine."""
    device = device_at(number)
    form = OtherNumberForm(request.POST or None)
    if form.is_valid():
        other = form.cleaned_data["number"]
        try:
            inventory.merge(device, other, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = _("%(other)s is now part of %(number)s.") % {"other": other, "number": device}
            told_with_undo(request, words, reverse("web:split", args=[other.number]))
            return redirect("web:device", device.number)
    lead = _("Two numbers on one machine: %(n)s stays, the other keeps its history and leads here.") % {
        "n": device
    }
    return _form_page(request, device, form, _("Merge a duplicate"), _("Merge"), lead)


@action(Right.CORRECT)
def split(request: SignedRequest, number: str) -> HttpResponse:
    """Undo a merge."""
    device = device_at(number)
    inventory.split(device, by=request.user)
    messages.success(request, _("%(number)s stands on its own again.") % {"number": device})
    return redirect("web:device", device.number)


@form_page(Right.CORRECT)
def assign_lot(request: SignedRequest, number: str) -> HttpResponse:
    """Say with which lot it came."""
    device = device_at(number)
    form = LotForm(request.POST or None, initial={"lot": device.lot or "", "version": device.version})
    if form.is_valid():
        try:
            inventory.assign_lot(
                device, form.cleaned_data["lot"], by=request.user, expected=form.cleaned_data["version"]
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("web:device", device.number)
    return _form_page(request, device, form, _("With which lot did %(n)s come?") % {"n": device}, _("Save"))


@form_page(Right.CORRECT)
def lose(request: SignedRequest, number: str) -> HttpResponse:
    """Nowhere to be found."""
    title = _("%(n)s is nowhere to be found")
    return _left(request, number, inventory.lose, title, _("Record as lost"))


@form_page(Right.RECEIVE)
def refuse(request: SignedRequest, number: str) -> HttpResponse:
    """Given back to the donor at the door."""
    title = _("%(n)s is given back to its donor, with its data")
    return _left(request, number, inventory.refuse, title, _("Record as refused"))


def _left(
    request: SignedRequest, number: str, service: Callable[..., Device], title: str, verb: str
) -> HttpResponse:
    device = device_at(number)
    form = ReasonForm(request.POST or None, initial={"version": device.version})
    if form.is_valid():
        facts = form.cleaned_data
        try:
            service(device, by=request.user, reason=facts["reason"], expected=facts["version"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            told_with_undo(request, _("Recorded."), reverse("web:find_again", args=[device.number]))
            return redirect("web:device", device.number)
    return _form_page(request, device, form, title % {"n": device}, verb)


@action(Right.RECEIVE)
def find_again(request: SignedRequest, number: str) -> HttpResponse:
    """A lost or refused machine is here again."""
    device = device_at(number)
    inventory.find_again(device, by=request.user)
    messages.success(
        request, _("%(number)s is here again: its drives owe a proof again.") % {"number": device}
    )
    return redirect("web:device", device.number)


@form_page(Right.MOVE)
def relocate(request: SignedRequest) -> HttpResponse:
    """Move a series of machines by scanning them one after the other."""
    ticked = "\n".join(request.POST.getlist("device"))
    form = SeriesForm(request.POST if "numbers" in request.POST else None, initial={"numbers": ticked})
    if form.is_valid():
        place = get_object_or_404(Location, pk=form.cleaned_data["place"], is_active=True)
        found, unknown = _read_series(form.cleaned_data["numbers"])
        if unknown:
            form.add_error(
                "numbers", _("No machine carries: %(codes)s.") % {"codes": ", ".join(unknown[:20])}
            )
        else:
            moved = inventory.relocate(found, place, by=request.user)
            words = ngettext(
                "%(n)d machine moved to “%(place)s”.", "%(n)d machines moved to “%(place)s”.", moved
            )
            messages.success(request, words % {"n": moved, "place": place})
            return redirect(f"{reverse('web:devices')}?lieu={place.pk}")
    context = {"form": form, "locations": Location.objects.filter(is_active=True).order_by("name")}
    return render(request, "devices/relocate.html", context)


def _read_series(text: str) -> tuple[list[Device], list[str]]:
    """The machines named, one code a line (twice counts once), and the codes that nobody carries."""
    found: dict[int, Device] = {}
    unknown = []
    for code in filter(None, (line.strip() for line in text.splitlines())):
        device = lookup.device_numbered(code)
        if device is None or device.state == State.MERGED:
            unknown.append(code[:40])
        else:
            found[device.pk] = device
    return list(found.values()), unknown
