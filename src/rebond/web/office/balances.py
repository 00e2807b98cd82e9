"""Opening balances: what was done before Rebond, year by year, beside what is counted and never in it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.people.roles import Right
from rebond.records import balances
from rebond.records.models import OpeningBalance
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.forms import FreeText, PlainForm

FIRST_YEAR = 2007
Measure = OpeningBalance.Measure


class BalanceForm(PlainForm):
    """One year; what is left empty is not declared."""

    source = FreeText(
        label=gettext_lazy("Where the figures come from"),
        max_length=160,
        help_text=gettext_lazy("Example: yearly report of 2019, page 12."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        # Declared on the instance before the fields are copied, so that PlainForm words them like the others.
        self.base_fields = {  # type: ignore[misc]
            **{code: _number(label) for code, label in Measure.choices},
            **self.base_fields,
        }
        super().__init__(*args, **kwargs)


def _number(label: object) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]
        required=False,
        min_value=0,
        max_value=10_000_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@page(Right.SEE)
def balances_page(request: SignedRequest) -> HttpResponse:
    """Every year declared, and the sums."""
    found: dict[int, dict[str, OpeningBalance]] = {}
    for row in OpeningBalance.objects.order_by("-year"):
        found.setdefault(row.year, {})[row.measure] = row
    totals = balances.totals()
    context = {
        "measures": Measure.choices,
        "rows": [
            (year, [values.get(code) for code in Measure.values], next(iter(values.values())).source)
            for year, values in found.items()
        ],
        "totals": [totals[code] for code in Measure.values],
        "years": range(today().year, FIRST_YEAR - 1, -1),
        "may_declare": request.user.may(Right.SEE_JOURNAL) and request.user.may(Right.EXPORT),
    }
    return render(request, "office/balances.html", context)


@form_page(Right.SEE_JOURNAL, Right.EXPORT)
def balance_year(request: SignedRequest, year: int) -> HttpResponse:
    """What was done in one year."""
    known = {row.measure: row for row in OpeningBalance.objects.filter(year=year)}
    initial: dict[str, object] = {code: row.value for code, row in known.items()}
    if known:
        initial["source"] = next(iter(known.values())).source
    form = BalanceForm(request.POST or None, initial=initial)
    if form.is_valid():
        values = {code: form.cleaned_data[code] for code in Measure.values}
        try:
            balances.declare(year, values, source=form.cleaned_data["source"], by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Declared."))
            return redirect("web:balances")
    context = {"form": form, "title": _("Before Rebond"), "lead": str(year), "back": reverse("web:balances")}
    return render(request, "form_page.html", context)
