"""Count a lot, give numbers, print their labels."""

import json
from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.collection import services as collection
from rebond.collection.models import Lot
from rebond.common.errors import Refused
from rebond.inventory import unloading
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.labels import MOST, LabelForm, Print, device_label, opens_only_nearby, public_root
from rebond.web.reception import tallies
from rebond.web.reception.forms import CategoryCounts, NumberForm, PlaceForm
from rebond.web.reception.lots import lot_or_404


@form_page(Right.RECEIVE)
def lot_count(request: SignedRequest, pk: int) -> HttpResponse:
    """What came out of the van, by category. Counting again replaces."""
    row = lot_or_404(pk)
    before = tallies.counted([row])
    form = CategoryCounts(request.POST or None, counts=before)
    if form.is_valid():
        try:
            collection.count_lot(row, counted=form.quantities, by=request.user, seen=_seen(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The count is kept."))
            return redirect("web:lot", pk)
    said = tallies.announced(row.donation)
    lines = [(field, said.get(field.name, 0)) for field in form.count_fields]
    context = {"lot": row, "form": form, "lines": lines, "seen": json.dumps(before)}
    return render(request, "reception/lot_count.html", context)


def _seen(request: SignedRequest) -> dict[str, int] | None:
    """The counts that the form was opened on, when it says them; unreadable ones are nobody's counts."""
    text = request.POST.get("seen", "")
    try:
        told = json.loads(text) if text else None
    except ValueError as error:
        raise Refused(_("This page is too old: open the count again."), status=400) from error
    return told if isinstance(told, dict) else None


@form_page(Right.RECEIVE)
def lot_number(request: SignedRequest, pk: int) -> HttpResponse:
    """Numbers by category, what was counted and not numbered yet as the first proposal; then the labels."""
    row = lot_or_404(pk)
    last_seen = unloading.last_given(row)
    form = _number_form(request, row, last_seen)
    if form.is_valid():
        try:
            found = unloading.number_lot(
                row,
                form.quantities,
                by=request.user,
                location=form.cleaned_data["location"],
                last_seen=form.cleaned_data["last_seen"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _given(request, row, found, last_seen)
    scanned = PlaceForm(initial={"last_seen": last_seen}, auto_id="id_scanned_%s")
    return _number_page(request, row, form, scanned)


@form_page(Right.RECEIVE)
def lot_number_scanned(request: SignedRequest, pk: int) -> HttpResponse:
    """A number for each machine counted by its serial, in the order of the scans; then the labels."""
    row = lot_or_404(pk)
    if request.method != "POST":
        return redirect("web:lot_number", pk)
    last_seen = unloading.last_given(row)
    scanned = PlaceForm(request.POST, auto_id="id_scanned_%s")
    if scanned.is_valid():
        try:
            found = unloading.number_scanned(row, by=request.user, **scanned.cleaned_data)
        except Refused as refused:
            scanned.add_error(None, str(refused))
        else:
            return _given(request, row, found, last_seen)
    return _number_page(request, row, _proposal(row, last_seen), scanned)


def _given(request: SignedRequest, lot: Lot, found: list[Device], last_seen: int) -> HttpResponse:
    words = ngettext("%(n)d number is given.", "%(n)d numbers are given.", len(found)) % {"n": len(found)}
    messages.success(request, words)
    return redirect(f"{reverse('web:lot_labels', args=[lot.pk])}?depuis={last_seen}")


def _number_page(request: SignedRequest, lot: Lot, form: NumberForm, scanned: PlaceForm) -> HttpResponse:
    waiting = unloading.scanned_waiting(lot).count()
    context = {"lot": lot, "form": form, "scanned_form": scanned, "waiting": waiting}
    return render(request, "reception/lot_number.html", context)


def _number_form(request: SignedRequest, row: Lot, last_seen: int) -> NumberForm:
    return NumberForm(request.POST) if request.method == "POST" else _proposal(row, last_seen)


def _proposal(row: Lot, last_seen: int) -> NumberForm:
    """What is counted and carries no number, without what gets one with its serial beside this form."""
    scanned = Counter(unloading.scanned_waiting(row).values_list("category", flat=True))
    left = {
        line.category: max(0, line.to_number - scanned[line.category])
        for line in tallies.table(row.donation, [row])
    }
    return NumberForm(counts=left, initial={"last_seen": last_seen})


@page(Right.SEE)
def lot_labels(request: SignedRequest, pk: int) -> HttpResponse:
    """Choose the paper; with it chosen (``paper``), the PDF. ``depuis`` is the key before the first label."""
    row = lot_or_404(pk)
    since = request.GET.get("depuis", "")
    after = int(since) if since.isascii() and since.isdigit() and len(since) < 19 else 0
    rows = row.devices.filter(pk__gt=after).exclude(state=State.MERGED).order_by("pk")
    devices = list(rows[: MOST + 1])
    if not devices:
        raise Refused(_("No number was given in this lot yet."), _("Give numbers first."))
    form = LabelForm(request.GET if "paper" in request.GET else None)
    if form.is_valid():
        return _labels_file(request, row, devices[:MOST], Print(**form.cleaned_data))
    context = {
        "lot": row,
        "form": form,
        "after": after,
        "first": devices[0],
        "last": devices[:MOST][-1],
        "n": len(devices[:MOST]),
        "nearby_root": root if opens_only_nearby(root := public_root(request)) else "",
        "rest_from": devices[MOST - 1].pk if len(devices) > MOST else None,
    }
    return render(request, "reception/lot_labels.html", context)


def _labels_file(request: SignedRequest, lot: Lot, devices: list[Device], chosen: Print) -> HttpResponse:
    root = public_root(request)
    return chosen.pdf([device_label(device, root, lot.number) for device in devices], lot.number)
