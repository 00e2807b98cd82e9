"""What the recycler weighed, slip by slip."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.units import number_fr
from rebond.impact.registers import typical_kg
from rebond.inventory import slips
from rebond.inventory.models import WasteSlip
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.forms import FreeText, PlainForm
from rebond.web.rows import number_in

FIRST_YEAR = 1990


class SlipForm(PlainForm):
    """As the slip that came back signed says it."""

    kilograms = forms.DecimalField(
        label=gettext_lazy("Kilograms, as weighed"),
        min_value=0,
        max_digits=8,
        decimal_places=3,
        localize=True,
    )
    signed_on = forms.DateField(label=gettext_lazy("Signed by the recycler on"), initial=today)
    attested_by = FreeText(
        label=gettext_lazy("Number of the BSDD or of the attestation"), max_length=60, required=False
    )
    organism = FreeText(
        label=gettext_lazy("Éco-organisme or recycler"), max_length=80, required=False,
        help_text=gettext_lazy("Example: ecosystem, Ecologic."),
    )  # fmt: skip


@page(Right.SEE)
def waste_slips(request: SignedRequest) -> HttpResponse:
    """The slips of a year: machines, typical mass, weight."""
    year = _year(request)
    rows = [_row(slip) for slip in slips.of_year(year)]
    context = {
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < today().year else None,
        "rows": rows,
        "missing": sum(not row["slip"].weighed for row in rows),
        "may_weigh": request.user.may(Right.CORRECT),
    }
    return render(request, "office/slips.html", context)


def _year(request: SignedRequest) -> int:
    year = number_in(request.GET.get("annee")) or today().year
    return min(max(year, FIRST_YEAR), today().year)


def _row(slip: slips.Slip) -> dict[str, Any]:
    return {
        "slip": slip,
        "typical": number_fr(Decimal(str(typical_kg(slip.by_category))), 1),
        "weighed": _kg(slip.weighed) if slip.weighed else "",
        "query": urlencode({"bordereau": slip.number}),
    }


def _kg(row: WasteSlip) -> str:
    return number_fr(Decimal(row.grams) / 1000, 1)


@form_page(Right.CORRECT)
def slip_weight(request: SignedRequest) -> HttpResponse:
    """Write what one slip weighs."""
    number = request.GET.get("bordereau", "")[:200]
    known = WasteSlip.objects.filter(number=number).first()
    initial: dict[str, object] = {}
    if known:
        initial = {
            "kilograms": known.grams / 1000, "signed_on": known.signed_on, "attested_by": known.attested_by,
            "organism": known.organism,
        }  # fmt: skip
    form = SlipForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            row = slips.weigh(number, **_told(form), by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(
                request, _("Written: %(kg)s kg.") % {"kg": number_fr(round(row.grams / 1000, 1), 1)}
            )
            return redirect(f"{reverse('web:waste_slips')}?annee={row.signed_on.year}")
    context = {
        "form": form, "title": _("Weight of a slip"), "lead": number, "back": reverse("web:waste_slips"),
    }  # fmt: skip
    return render(request, "form_page.html", context)


def _told(form: SlipForm) -> dict[str, Any]:
    facts = form.cleaned_data
    day: date = facts["signed_on"]
    return {
        "kilograms": float(facts["kilograms"]), "signed_on": day, "attested_by": facts["attested_by"],
        "organism": facts["organism"],
    }  # fmt: skip
