"""Documents as issued."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.people.roles import Right
from rebond.records import papers as records
from rebond.records.models import Paper
from rebond.web import papers as shared
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.forms import FreeText, PlainForm
from rebond.web.lists import page_of


class ReasonForm(PlainForm):
    """Why a document is no longer good."""

    reason = FreeText(
        label=gettext_lazy("Why?"),
        max_length=200,
        help_text=gettext_lazy("Shown to whoever checks it. No name. Example: wrong serial number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@page(Right.SEE_PEOPLE)
def papers(request: SignedRequest) -> HttpResponse:
    """Numbered documents, latest first, with the fingerprint of each."""
    rows = Paper.objects.defer("body").select_related("issued_by", "revocation")
    return render(request, "office/papers.html", {"page": page_of(request, rows)})


@page(Right.SEE_PEOPLE)
def paper(request: SignedRequest, pk: int) -> HttpResponse:
    """The PDF, byte for byte as it was issued."""
    return shared.pdf(get_object_or_404(Paper, pk=pk))


@page(Right.SEE)
def certificate(request: SignedRequest, pk: int) -> HttpResponse:
    """The same, for the kinds that this reader may see."""
    return shared.pdf(get_object_or_404(Paper, pk=pk, kind__in=shared.readable(request.user)))


@form_page(Right.CORRECT, Right.SEE_PEOPLE)
def paper_revoke(request: SignedRequest, pk: int) -> HttpResponse:
    """A document that is no longer good."""
    row = get_object_or_404(Paper.objects.defer("body").filter(revocation=None), pk=pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        records.revoke(row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("%(number)s is revoked.") % {"number": row.number})
        return redirect("web:papers")
    return render(request, "office/paper_revoke.html", {"paper": row, "form": form})
