"""National figures quoted beside ours: editable, dated, cited."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.people.roles import Right
from rebond.records import context
from rebond.records.models import ContextFigure
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.forms import FreeText, PlainForm

FIELDS = ("year", "what", "value", "unit", "perimeter", "citation", "checked_on", "is_primary")


class ContextForm(PlainForm):
    """One figure of others, as its source says it."""

    year = forms.IntegerField(label=gettext_lazy("Year of the data"), min_value=1990, max_value=2079)
    what = FreeText(label=gettext_lazy("What it measures"), max_length=160)
    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=12, decimal_places=3, localize=True)
    unit = FreeText(label=gettext_lazy("Unit"), max_length=40, help_text=gettext_lazy("Example: %, million."))
    perimeter = FreeText(
        label=gettext_lazy("Perimeter"), max_length=200, help_text=gettext_lazy("Who and what is counted.")
    )
    citation = FreeText(
        label=gettext_lazy("Where it was read"), max_length=300,
        help_text=gettext_lazy("Title, author, date; an address when there is one."),
    )  # fmt: skip
    checked_on = forms.DateField(label=gettext_lazy("Checked on"), initial=today)
    is_primary = forms.BooleanField(
        label=gettext_lazy("Read at its source, not quoted by another"), required=False
    )


@page(Right.SEE)
def context_list(request: SignedRequest) -> HttpResponse:
    """All of them, newest data first."""
    told = {"rows": ContextFigure.objects.all()[:200], "may_write": request.user.may(Right.SEE_JOURNAL)}
    return render(request, "office/context_figures.html", told)


@form_page(Right.SEE_JOURNAL)
def context_edit(request: SignedRequest, pk: int = 0) -> HttpResponse:
    """Write or correct one."""
    row = get_object_or_404(ContextFigure, pk=pk) if pk else ContextFigure()
    initial = {name: getattr(row, name) for name in FIELDS} if pk else {}
    form = ContextForm(request.POST or None, initial=initial)
    if form.is_valid():
        for name in FIELDS:
            setattr(row, name, form.cleaned_data[name])
        try:
            context.save(row, by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Saved."))
            return redirect("web:context_figures")
    told = {
        "form": form, "title": _("A national figure"), "back": reverse("web:context_figures"),
        "lead": _("Quoted beside ours, never on one axis with them."),
    }  # fmt: skip
    return render(request, "form_page.html", told)


@action(Right.SEE_JOURNAL)
def context_remove(request: SignedRequest, pk: int) -> HttpResponse:
    """Take one away; the journal keeps it."""
    context.remove(get_object_or_404(ContextFigure, pk=pk), by=request.user)
    messages.success(request, _("Taken away. The journal keeps what it said."))
    return redirect("web:context_figures")
