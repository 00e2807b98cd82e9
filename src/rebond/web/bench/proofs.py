"""What settles a drive's debt: erasure, destruction, removal, empty machine; and where drives go next."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.erasure import rules
from rebond.erasure import services as erasure
from rebond.erasure.models import Erasure
from rebond.inventory import drives as inventory
from rebond.inventory.models import Device, Drive
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page
from rebond.web.bench import reasons
from rebond.web.bench.forms import (
    TOOLS,
    DestructionForm,
    DriveForm,
    EmptyForm,
    ErasureForm,
    FitForm,
    ReleaseForm,
    RemovalForm,
)
from rebond.web.bench.rows import back_to, device_at, to_device
from rebond.web.rows import seen_version


def _drive(pk: int) -> Drive:
    return get_object_or_404(Drive.objects.select_related("device__location"), pk=pk)


def _accepted(form: Form, act: Callable[[], object]) -> bool:
    """Whether the form was valid and the service agreed; a refusal stands above what was typed."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _owed_to(drive: Drive) -> HttpResponse:
    """After a proof: the machine, when the drive is in one, otherwise the drive."""
    return to_device(drive.device) if drive.device else redirect("web:drive", drive.pk)


@form_page(Right.PROVE)
def erasure_new(request: SignedRequest, pk: int) -> HttpResponse:
    """An erasure by hand. ``preview`` says whether it would be a proof, and writes nothing."""
    drive = _drive(pk)
    form = ErasureForm(request.POST or None, drive=drive)
    previewing = "preview" in request.POST
    if not previewing and _accepted(form, lambda: _record(request, drive, form)):
        return _owed_to(drive)
    context = {"drive": drive, "form": form, "tools": TOOLS, "verdict": _verdict(form, drive)}
    template = (
        "bench/erasure.html#verdict"
        if previewing and request.headers.get("HX-Request")
        else "bench/erasure.html"
    )
    return render(request, template, context)


def _record(request: SignedRequest, drive: Drive, form: ErasureForm) -> None:
    made = erasure.record(drive, form.facts(), by=request.user, source=Erasure.Source.HAND)
    if made.proves:
        messages.success(request, _("The erasure of drive %(drive)s is a proof.") % {"drive": drive})
        return
    why = reasons.WHY_NOT[_why_not(form, drive)]
    messages.success(request, _("The attempt is kept, but it is no proof: %(why)s.") % {"why": why})


def _why_not(form: ErasureForm, drive: Drive) -> str:
    facts = form.facts()
    attempt = rules.Attempt(
        facts.result, facts.verification, facts.errors, facts.tool, facts.finished_at, by_hand=True,
        witness=facts.witness,
    )  # fmt: skip
    return rules.why_not(attempt, debt_since=drive.debt_since, now=now())


def _verdict(form: ErasureForm, drive: Drive) -> dict[str, Any]:
    """What this erasure would be, as the form stands: a proof or not, and why not."""
    if not form.is_bound:
        return {"proves": False, "why": reasons.WHY_NOT["no_witness"]}
    if not form.is_valid():
        return {"proves": False, "why": _("the form is not complete yet")}
    code = _why_not(form, drive)
    return {"proves": not code, "why": reasons.WHY_NOT[code] if code else ""}


@form_page(Right.PROVE)
def drive_destroy(request: SignedRequest, pk: int) -> HttpResponse:
    """A destruction before a witness; it cannot be undone."""
    drive = _drive(pk)
    form = DestructionForm(request.POST or None, drive=drive)

    def destroy() -> None:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
        erasure.destroy(drive, **facts, by=request.user)

    if _accepted(form, destroy):
        messages.success(request, _("Drive %(drive)s is recorded as destroyed.") % {"drive": drive})
        return _owed_to(drive)
    return render(request, "bench/destroy.html", {"drive": drive, "form": form})


@form_page(Right.PROVE)
def drive_remove(request: SignedRequest, pk: int) -> HttpResponse:
    """A drive taken out of its machine, or of the one that the address names because it still owes for it."""
    drive = _drive(pk)
    number = request.GET.get("appareil")
    device = device_at(number) if number else drive.device
    form = RemovalForm(request.POST or None)
    if device is None:
        raise Refused(_("Drive %(drive)s is in no machine.") % {"drive": drive})
    source = device

    def remove() -> None:
        erasure.remove(drive, source, reason=form.cleaned_data["reason"], by=request.user)

    if _accepted(form, remove):
        messages.success(
            request, _("Drive %(drive)s is out of %(number)s.") % {"drive": drive, "number": source.number}
        )
        return redirect("web:drive", pk)
    return render(request, "bench/remove.html", {"drive": drive, "device": source, "form": form})


@form_page(Right.PROVE)
def drive_fit(request: SignedRequest, pk: int) -> HttpResponse:
    """An erased loose drive goes into a machine."""
    drive = _drive(pk)
    form = FitForm(request.POST or None)
    if _accepted(form, lambda: inventory.fit(drive, form.cleaned_data["number"], by=request.user)):
        target = form.cleaned_data["number"]
        messages.success(
            request, _("Drive %(drive)s is now in %(number)s.") % {"drive": drive, "number": target.number}
        )
        return to_device(target)
    return render(request, "bench/fit.html", {"drive": drive, "form": form})


@form_page(Right.PROVE)
def drive_release(request: SignedRequest, pk: int) -> HttpResponse:
    """A loose drive leaves the house."""
    drive = _drive(pk)
    form = ReleaseForm(request.POST or None)
    if _accepted(form, lambda: inventory.release(drive, by=request.user, reason=form.cleaned_data["reason"])):
        messages.success(request, _("Drive %(drive)s has left the house.") % {"drive": drive})
        return redirect("web:drive", pk)
    return render(request, "bench/release.html", {"drive": drive, "form": form})


@form_page(Right.PROVE)
def drive_add(request: SignedRequest, number: str) -> HttpResponse:
    """A drive that a person saw in a machine."""
    device = device_at(number)
    form = DriveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        _doubt_twins(form, device)
    if _accepted(form, lambda: _see(request, form, device)):
        return to_device(device)
    return render(request, "bench/drive_add.html", {"device": device, "form": form})


def _nameless_twins(form: DriveForm, device: Device) -> set[int]:
    """Drives of this machine that nothing tells from the one typed: no serial, same model, same size."""
    facts = form.facts()
    if inventory.key(facts.serial):
        return set()
    twins = device.drives.filter(serial_key="", model=facts.model, size_bytes=facts.size_bytes)
    return set(twins.values_list("pk", flat=True))


def _doubt_twins(form: DriveForm, device: Device) -> None:
    if _nameless_twins(form, device) and not form.cleaned_data["another"]:
        form.add_error(
            "another",
            _("A drive like this one, without serial number, is recorded already. If it is one more, tick."),
        )


def _see(request: SignedRequest, form: DriveForm, device: Device) -> None:
    drive = inventory.see(device, form.facts(), by=request.user, seen=_nameless_twins(form, device))
    messages.success(
        request, _("Drive %(drive)s is recorded in %(number)s.") % {"drive": drive, "number": device.number}
    )


@form_page(Right.PROVE)
def say_empty(request: SignedRequest, number: str) -> HttpResponse:
    """« No drive inside », said by the signed-in person."""
    device = device_at(number)
    form = EmptyForm(request.POST or None)
    if _accepted(form, lambda: erasure.say_empty(device, how=form.cleaned_data["how"], by=request.user)):
        messages.success(
            request, _("%(number)s holds no drive: it is written in your name.") % {"number": device.number}
        )
        return to_device(device)
    return render(request, "bench/say_empty.html", {"device": device, "form": form})


@action(Right.PROVE)
def clear(request: SignedRequest, number: str) -> HttpResponse:
    """The device goes on to the checks; refused while a drive owes a proof, each one named."""
    device = device_at(number)
    row = erasure.clear(device, by=request.user, expected=seen_version(request))
    messages.success(request, _("%(number)s owes no proof: on to the checks.") % {"number": row.number})
    return back_to(request, row)
