"""Our rules of the counter: the grid of prices, the criteria of eligibility, how long things are kept."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.collection.categories import Category
from rebond.collection.models import LegalHead
from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.units import money_fr
from rebond.distribution import eligibility, till
from rebond.distribution.models import Criterion, EligibilityCheck, GridPrice
from rebond.people import retention
from rebond.people.models import Association, RetentionRule
from rebond.people.roles import Right
from rebond.records import journal
from rebond.refurbishment.models import Job
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.forms import FreeText, MoneyField, PlainForm


class GridForm(PlainForm):
    """One price, from a day on."""

    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=Category.choices)
    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"),
        choices=[("", gettext_lazy("any")), *[(code, code) for code in Job.Grade.values]],
        required=False,
    )
    audience = forms.ChoiceField(label=gettext_lazy("For"), choices=GridPrice.Audience.choices)
    price = MoneyField(label=gettext_lazy("Price in euros"), max_length=20)
    valid_from = forms.DateField(label=gettext_lazy("From this day on"), initial=today)


class CriterionForm(PlainForm):
    """A threshold that changes: a new row, from a day on."""

    label = FreeText(label=gettext_lazy("Criterion"), max_length=120)
    look_at = FreeText(label=gettext_lazy("What to look at"), max_length=200, required=False)
    months_valid = forms.IntegerField(label=gettext_lazy("Holds for (months)"), min_value=1, max_value=60)
    valid_from = forms.DateField(label=gettext_lazy("From this day on"))


@form_page(Right.MANAGE)
def grid(request: SignedRequest) -> HttpResponse:
    """Every price, dated; the caps of the law beside, which always win."""
    form = GridForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        till.set_price(
            category=told["category"], grade=told["grade"], audience=told["audience"],
            price_cents=told["price"], valid_from=told["valid_from"], by=request.user,
        )  # fmt: skip
        messages.success(request, _("The price is written. The law's cap wins wherever it is lower."))
        return redirect("web:grid")
    rows = [(row, money_fr(row.price_cents)) for row in GridPrice.objects.all()[:200]]
    caps = LegalHead.objects.exclude(price_caps_cents={}).first()
    named = caps.price_caps_cents.items() if caps else ()
    context = {
        "form": form,
        "rows": rows,
        "caps": [(Category(code).label, money_fr(cents)) for code, cents in named],
        "article": caps.article if caps else "",
    }
    return render(request, "office/grid.html", context)


@page(Right.MANAGE)
def criteria(request: SignedRequest) -> HttpResponse:
    """Those in force and those of before; how often a « coup de pouce » was given."""
    year = today().year
    checks = EligibilityCheck.objects.filter(seen_on__year=year, withdrawn_at=None)
    context = {
        "rows": Criterion.objects.order_by("valid_to", "label"),
        "year": year,
        "checks": checks.count(),
        "overrides": checks.filter(is_override=True).count(),
    }
    return render(request, "office/criteria.html", context)


@form_page(Right.MANAGE)
def criterion(request: SignedRequest, pk: int) -> HttpResponse:
    """Replace a criterion from a day on."""
    row = get_object_or_404(Criterion, pk=pk, valid_to=None)
    initial = {
        "label": row.label,
        "look_at": row.look_at,
        "months_valid": row.months_valid,
        "valid_from": today(),
    }
    form = CriterionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            eligibility.replace_criterion(row, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("valid_from", str(refused))
        else:
            messages.success(request, _("The new row begins that day; what was ticked before stays."))
            return redirect("web:criteria")
    return render(request, "office/criterion.html", {"form": form, "row": row})


class RetentionForm(PlainForm):
    """How many months, purpose by purpose."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, label in RetentionRule.Purpose.choices:
            self.fields[code] = forms.IntegerField(label=label, min_value=1, max_value=120)


@form_page(Right.MANAGE)
def privacy(request: SignedRequest) -> HttpResponse:
    """Delays, and what the next run will forget."""
    initial = {code: retention.months(code) for code in RetentionRule.Purpose.values}
    form = RetentionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        for code, months in form.cleaned_data.items():
            retention.set_months(code, months)
        journal.write("retention.set", Association.objects.get(), by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. The next run, within five minutes, obeys it."))
        return redirect("web:privacy")
    return render(request, "office/privacy.html", {"form": form, "due": len(retention.to_forget())})
