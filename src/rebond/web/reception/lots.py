"""Lots: what arrived together, from the van's door to the closing."""

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.collection import services as collection
from rebond.collection.models import Donation, Lot
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, page
from rebond.web.badges import state_badge
from rebond.web.exports import table_file
from rebond.web.finding import searched, typed
from rebond.web.lists import Chip, chip, page_of
from rebond.web.names import donor_name
from rebond.web.once import written_once
from rebond.web.reception import tallies
from rebond.web.reception.forms import ArrivalForm
from rebond.web.reception.steps import next_step
from rebond.web.undo import told_with_undo

_DONOR = ("donation__donor_organisation", "donation__donor_person")
_OPEN, _CLOSED = "ouvert", "ferme"


@page(Right.SEE)
def lots(request: SignedRequest) -> HttpResponse:
    """Lots, latest first."""
    rows, chips = _filtered(request)
    shown = page_of(request, rows)
    context = {
        "page": shown,
        "rows": [(row, donor_name(row.donation, request.user), _counted(row)) for row in shown.rows],
        "chips": chips,
        "query": typed(request),
        "state": request.GET.get("etat", ""),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "reception/lots.html", context)


def _counted(lot: Lot) -> int:
    return sum(row.quantity for row in lot.counted.all())


def _filtered(request: SignedRequest, *, whole: bool = False) -> tuple[QuerySet[Lot], list[Chip]]:
    """The rows the address asks for, and one removable chip for each filter."""
    rows = Lot.objects.select_related(*_DONOR).prefetch_related("counted")
    given, chips = searched(request, Donation.objects.order_by(), whole=whole)
    query, state = typed(request), request.GET.get("etat", "")
    if query:
        rows = rows.filter(Q(number=query.upper()) | Q(donation__in=given))
    if state in (_OPEN, _CLOSED):
        rows = rows.filter(closed_at__isnull=state == _OPEN)
        chips.append(chip(request, "etat", _("being unloaded") if state == _OPEN else _("closed")))
    return rows, chips


def columns() -> list[Column]:
    """The columns of the exported list."""
    return [
        Column("number", _("Number"), "text"),
        Column("donation", _("Donation"), "text"),
        Column("donor", _("Donor"), "text"),
        Column("arrived_on", _("Arrived on"), "date"),
        Column("counted", _("Counted"), "integer"),
        Column("closed_at", _("Closed at"), "datetime"),
    ]


@page(Right.EXPORT)
def lots_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The filtered list as a file."""
    rows, _chips = _filtered(request, whole=True)
    return table_file(file_format, _("lots"), columns(), _export_rows(request, rows))


def _export_rows(request: SignedRequest, rows: QuerySet[Lot]) -> Iterator[tuple[object, ...]]:
    for row in rows.order_by("id").iterator(chunk_size=2_000):
        yield (
            row.number,
            row.donation.number,
            donor_name(row.donation, request.user),
            row.arrived_on,
            _counted(row),
            row.closed_at,
        )


def lot_or_404(pk: int) -> Lot:
    """The lot with its donation and donor, in one query."""
    return get_object_or_404(Lot.objects.select_related("closed_by", "donation__legal_head", *_DONOR), pk=pk)


@page(Right.SEE)
def lot(request: SignedRequest, pk: int) -> HttpResponse:
    """What arrived, what it is against what was said, and its devices fifty at a time."""
    row = lot_or_404(pk)
    kept = tallies.at_closing(row)
    table = kept or tallies.table(row.donation, [row])
    shown = page_of(request, row.devices.select_related("location"))
    for device in shown.rows:
        device.badge = state_badge(device.state)  # type: ignore[attr-defined]
    context = {
        "lot": row,
        "donation": row.donation,
        "donor": donor_name(row.donation, request.user),
        "table": table,
        "is_kept": bool(kept),
        "paper": tallies.every_category(table),
        "too_many": tallies.AT_MOST,
        "is_counted": any(line.counted for line in table),
        "step": next_step(row, table),
        "has_siblings": row.donation.lots.exclude(pk=pk).exists(),
        "page": shown,
    }
    return render(request, "reception/lot.html", context)


@action(Right.RECEIVE)
@written_once
def lot_open(request: SignedRequest, pk: int) -> HttpResponse:
    """Something of a donation arrived; counting comes next."""
    donation = get_object_or_404(Donation, pk=pk)
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Write the day it arrived, for example 03/11/2026."), status=400)
    row = collection.open_lot(donation, arrived_on=form.cleaned_data["arrived_on"], by=request.user)
    messages.success(request, _("Lot %(number)s is open.") % {"number": row})
    return redirect("web:lot_count", row.pk)


@action(Right.RECEIVE)
def lot_close(request: SignedRequest, pk: int) -> HttpResponse:
    """Unloading is over: the differences are kept, every device counted."""
    row = lot_or_404(pk)
    collection.close_lot(row, by=request.user, numbered=tallies.numbered([row], at_most=None))
    told_with_undo(
        request, _("Lot %(number)s is closed.") % {"number": row}, reverse("web:lot_reopen", args=[pk])
    )
    return redirect("web:lot", pk)


@action(Right.RECEIVE)
def lot_reopen(request: SignedRequest, pk: int) -> HttpResponse:
    """Something was forgotten in the van."""
    row = lot_or_404(pk)
    collection.reopen_lot(row, by=request.user)
    messages.success(request, _("Lot %(number)s is open again.") % {"number": row})
    return redirect("web:lot", pk)
