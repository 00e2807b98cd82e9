"""Count a lot by scanning: one category, one field, Enter after Enter. Works without a script."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rebond.collection import counting
from rebond.collection.categories import Category
from rebond.collection.models import Lot
from rebond.common.errors import Refused
from rebond.inventory import unloading
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page
from rebond.web.reception import tallies
from rebond.web.reception.forms import ScanForm
from rebond.web.reception.lots import lot_or_404

SHOWN = 10


@form_page(Right.RECEIVE)
def lot_scan(request: SignedRequest, pk: int) -> HttpResponse:
    """Each scan counts one machine of the chosen category; the table says what is still missing."""
    row = lot_or_404(pk)
    category = _category(request, row)
    form = ScanForm(request.POST or None)
    if form.is_valid():
        _count(request, row, form)
        return redirect(_address(row, form.cleaned_data["category"]))
    if request.method != "POST":
        form = ScanForm(initial={"category": category, "once": uuid4()})
    context = {
        "lot": row,
        "form": form,
        "category": Category(category) if category else None,
        "categories": [(one, _address(row, one.value)) for one in Category],
        "table": tallies.table(row.donation, [row]),
        "others": row.donation.lots.count() > 1,
        "too_many": tallies.AT_MOST,
        "latest": list(row.scanned.order_by("-pk").select_related("by")[:SHOWN]),
        "waiting": unloading.scanned_waiting(row).count(),
    }
    return render(request, "reception/lot_scan.html", context)


def _category(request: SignedRequest, lot: Lot) -> str:
    """The one of the address, or the one this person counted last here; none when asked to choose."""
    chosen = request.GET.get("categorie")
    if chosen is not None:
        return chosen if chosen in Category.values else ""
    last = lot.scanned.filter(by=request.user).order_by("-pk").first()
    return last.category if last else ""


def _address(lot: Lot, category: str) -> str:
    return f"{reverse('web:lot_scan', args=[lot.pk])}?{urlencode({'categorie': category})}"


def _count(request: SignedRequest, lot: Lot, form: ScanForm) -> None:
    told = form.cleaned_data
    try:
        found = unloading.scan(
            lot, told["code"], category=told["category"], once=told["once"], by=request.user
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return
    if found.here:
        messages.info(
            request, _("%(number)s already carries our number: not counted again.") % {"number": found.here}
        )
    elif found.known:
        messages.warning(
            request,
            _("Counted. %(number)s has the same serial number: is it back?") % {"number": found.known},
        )


@action(Right.RECEIVE)
def lot_scan_undo(request: SignedRequest, pk: int) -> HttpResponse:
    """It was not one: one less."""
    row = lot_or_404(pk)
    key = request.POST.get("scan", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Refused(_("Say which scan to take away."), status=400)
    gone = counting.uncount_one(row, int(key), by=request.user)
    messages.success(request, _("One less.") if gone else _("It was taken away already."))
    return redirect(_address(row, gone.category) if gone else reverse("web:lot_scan", args=[pk]))


@action(Right.RECEIVE)
def lot_scan_end(request: SignedRequest, pk: int) -> HttpResponse:
    """The count is over for now."""
    row = lot_or_404(pk)
    counting.end_count(row, by=request.user)
    messages.success(request, _("The count is kept."))
    return redirect("web:lot", pk)
