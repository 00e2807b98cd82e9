"""Donations: announced, changed, cancelled, restored; their sheet and their list."""

from collections.abc import Iterator

from django.contrib import messages
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.collection import services as collection
from rebond.collection.models import Donation
from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.search import find_ids
from rebond.common.tables import Column
from rebond.people.models import Organisation, Person
from rebond.people.roles import Right
from rebond.web import papers
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.exports import table_file
from rebond.web.finding import searched, typed
from rebond.web.lists import Chip, chip, page_of
from rebond.web.names import donor_name
from rebond.web.once import written_once
from rebond.web.reception import tallies
from rebond.web.reception.forms import ArrivalForm, DonationForm, ReasonForm
from rebond.web.reception.home import with_donor
from rebond.web.reception.steps import next_step
from rebond.web.reception.words import heads_for, what_it_means
from rebond.web.undo import told_with_undo

CHOICES_SHOWN = 10
Donor = Organisation | Person


@page(Right.SEE)
def donations(request: SignedRequest) -> HttpResponse:
    """Donations, latest first."""
    rows, chips = _filtered(request)
    shown = page_of(request, rows.prefetch_related("announced"))
    context = {
        "page": shown,
        "rows": [(row, donor_name(row, request.user), _announced_total(row)) for row in shown.rows],
        "chips": chips,
        "query": typed(request),
        "statuses": Donation.Status.choices,
        "status": request.GET.get("etat", ""),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "reception/donations.html", context)


def _announced_total(donation: Donation) -> int:
    return sum(row.quantity for row in donation.announced.all())


def _filtered(request: SignedRequest, *, whole: bool = False) -> tuple[QuerySet[Donation], list[Chip]]:
    """The rows the address asks for, and one removable chip for each filter."""
    rows, chips = searched(request, Donation.objects.all(), whole=whole)
    rows = with_donor(rows).select_related("legal_head")
    status, donor = request.GET.get("etat", ""), request.GET.get("donateur", "")
    if status in Donation.Status.values:
        rows = rows.filter(status=status)
        chips.append(chip(request, "etat", Donation.Status(status).label))
    organisation = Organisation.objects.filter(pk=donor).first() if _is_key(donor) else None
    if organisation:
        rows = rows.filter(donor_organisation=organisation)
        chips.append(chip(request, "donateur", organisation))
    person = _person(request, donor)
    if person:
        rows = rows.filter(donor_person=person)
        chips.append(chip(request, "donateur", person))
    return rows, chips


def _person(request: SignedRequest, code: str) -> Person | None:
    """Who ``p12`` names, for those who may see people."""
    if not (code[:1] == "p" and _is_key(code[1:]) and request.user.may(Right.SEE_PEOPLE)):
        return None
    return Person.objects.filter(pk=code[1:]).first()


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def columns() -> list[Column]:
    """The columns of the exported list."""
    return [
        Column("number", _("Number"), "text"),
        Column("donor", _("Donor"), "text"),
        Column("status", _("State"), "text"),
        Column("announced_on", _("Announced on"), "date"),
        Column("pickup_on", _("To be fetched on"), "date"),
        Column("legal_head", _("Law"), "text"),
        Column("announced", _("Announced"), "integer"),
    ]


@page(Right.EXPORT)
def donations_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The filtered list as a file."""
    rows, _chips = _filtered(request, whole=True)
    return table_file(file_format, _("donations"), columns(), _export_rows(request, rows))


def _export_rows(request: SignedRequest, rows: QuerySet[Donation]) -> Iterator[tuple[object, ...]]:
    for row in rows.prefetch_related("announced").order_by("id").iterator(chunk_size=2_000):
        yield (
            row.number,
            donor_name(row, request.user),
            row.get_status_display(),
            row.announced_on,
            row.pickup_on,
            row.legal_head.label,
            _announced_total(row),
        )


def donation_or_404(pk: int) -> Donation:
    """The donation with its donor and its law, in one query."""
    return get_object_or_404(with_donor(Donation.objects.select_related("legal_head")), pk=pk)


@page(Right.SEE)
def donation(request: SignedRequest, pk: int) -> HttpResponse:
    """Announced against counted against numbered, and what comes next."""
    row = donation_or_404(pk)
    lots = list(row.lots.prefetch_related("counted", "closings").order_by("id"))
    open_lot = next((lot for lot in lots if lot.closed_at is None), None)
    context = {
        "donation": row,
        "donor": donor_name(row, request.user),
        "law": what_it_means(row.legal_head),
        "lots": [
            (lot, sum(line.quantity for line in lot.counted.all()), tallies.told_at_closing(lot))
            for lot in lots
        ],
        "table": tallies.table(row, lots),
        "too_many": tallies.AT_MOST,
        "step": next_step(open_lot, tallies.table(row, [open_lot])) if open_lot else None,
        "papers": papers.shown(row, *papers.readable(request.user)),
        "files": row.files.defer("body").select_related("read_as").order_by("pk")
        if request.user.may(Right.RECEIVE)
        else (),
        "arrival": ArrivalForm(initial={"arrived_on": today()}),
    }
    return render(request, "reception/donation.html", context)


@form_page(Right.RECEIVE)
@written_once
def donation_new(request: SignedRequest) -> HttpResponse:
    """Choose who gives, then write what they announce."""
    donor = _chosen_donor(request)
    if donor is None:
        return _choose_donor(request)
    form = DonationForm(request.POST or None, heads=heads_for(donor))
    if form.is_valid():
        try:
            row = collection.accept_donation(
                donor=donor,
                legal_head=form.cleaned_data["legal_head"],
                announced=form.quantities,
                by=request.user,
                pickup_on=form.cleaned_data["pickup_on"],
                note=form.cleaned_data["note"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Donation %(number)s is announced.") % {"number": row})
            return redirect("web:donation", row.pk)
    may_name = isinstance(donor, Organisation) or request.user.may(Right.SEE_PEOPLE)
    name = str(donor) if may_name else _("a private person")
    return render(request, "reception/donation_form.html", {"form": form, "donation": None, "donor": name})


def _chosen_donor(request: SignedRequest) -> Donor | None:
    """The donor named by the address; 404 when it names nobody."""
    model: type[Organisation] | type[Person]
    for name, model in (("donor", Organisation), ("person", Person)):
        key = request.GET.get(name, "")
        if key:
            found = model.objects.filter(pk=key).first() if _is_key(key) else None
            if found is None:
                raise Http404(_("This donor is not known."))
            return found
    return None


def _choose_donor(request: SignedRequest) -> HttpResponse:
    """Latest donors first, so that the usual one is one click away."""
    query = typed(request)
    organisations, _chips = searched(request, Organisation.objects.select_related("commune"))
    organisations = organisations.order_by("-id")
    people: QuerySet[Person] = Person.objects.none()
    if query and request.user.may(Right.SEE_PEOPLE):
        people = Person.objects.select_related("commune").filter(
            pk__in=find_ids(Person, query, connection, CHOICES_SHOWN)
        )
    context = {"query": query, "organisations": organisations[:CHOICES_SHOWN], "people": people}
    return render(request, "reception/choose_donor.html", context)


@form_page(Right.RECEIVE)
def donation_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct an announcement."""
    row = donation_or_404(pk)
    heads = heads_for(row.donor)
    if row.legal_head not in heads:  # repealed since: what was given under it stays under it
        heads.append(row.legal_head)
    initial = {"legal_head": row.legal_head_id, "pickup_on": row.pickup_on, "note": row.note}
    form = DonationForm(request.POST or None, heads=heads, initial=initial, counts=tallies.announced(row))
    if form.is_valid():
        try:
            collection.change_donation(
                row,
                legal_head=form.cleaned_data["legal_head"],
                announced=form.quantities,
                by=request.user,
                pickup_on=form.cleaned_data["pickup_on"],
                note=form.cleaned_data["note"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("web:donation", pk)
    context = {"form": form, "donation": row, "donor": donor_name(row, request.user)}
    return render(request, "reception/donation_form.html", context)


@form_page(Right.RECEIVE)
def donation_cancel(request: SignedRequest, pk: int) -> HttpResponse:
    """It will not come; the row is kept, and can be restored."""
    row = donation_or_404(pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            collection.cancel_donation(row, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = _("Donation %(number)s is cancelled.") % {"number": row}
            told_with_undo(request, words, reverse("web:donation_restore", args=[pk]))
            return redirect("web:donation", pk)
    context = {"form": form, "donation": row, "donor": donor_name(row, request.user)}
    return render(request, "reception/donation_cancel.html", context)


@action(Right.RECEIVE)
def donation_restore(request: SignedRequest, pk: int) -> HttpResponse:
    """Undo a cancellation."""
    row = donation_or_404(pk)
    collection.restore_donation(row, by=request.user)
    messages.success(request, _("Donation %(number)s is expected again.") % {"number": row})
    return redirect("web:donation", pk)
