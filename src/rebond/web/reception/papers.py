"""The papers of a donation and of a donor: issued on demand, signed, kept as issued."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.collection.models import Donation
from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.erasure import papers as certificates
from rebond.impact import donor_papers, reuse_papers
from rebond.people import retention
from rebond.people.models import Organisation, Person
from rebond.people.roles import Right
from rebond.records.document import Document
from rebond.records.models import Paper
from rebond.records.texts import Text
from rebond.records.wording import issue_signed
from rebond.web import papers
from rebond.web.access import SignedRequest, action, form_page
from rebond.web.forms import PlainForm
from rebond.web.once import written_once
from rebond.web.reception.donations import donation_or_404
from rebond.web.reception.forms import FreeText

Draw = Callable[[str, datetime], Document]
FIRST_YEAR = 2007
TAX_RECEIPT_KEPT = timedelta(days=6 * 366)
"""The tax service may ask for it during six years (LPF, art. L102 B, L14 A)."""


class ValueForm(PlainForm):
    """What the gift is worth, in euros."""

    amount = forms.DecimalField(
        label=gettext_lazy("Value in euros"), min_value=0, max_value=10_000_000, decimal_places=2,
        required=False,
        help_text=gettext_lazy("As the company determined it. Empty: the company writes it itself."),
    )  # fmt: skip
    method = FreeText(
        label=gettext_lazy("How it was determined"), max_length=200, required=False,
        help_text=gettext_lazy("Example: net book value."),
    )  # fmt: skip

    def value(self) -> donor_papers.Value:
        """In cents."""
        told = self.cleaned_data
        cents = None if told["amount"] is None else int(told["amount"] * 100)
        return donor_papers.Value(cents, told["method"], told.get("address", ""))


class ReceiptForm(ValueForm):
    """A private person's gift: the association checks its market value."""

    address = forms.CharField(
        label=gettext_lazy("Whole address of the donor"), max_length=300,
        help_text=gettext_lazy("Printed on the receipt and kept nowhere else."),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].required = self.fields["method"].required = True
        self.fields["amount"].min_value = 1  # type: ignore[attr-defined]
        self.fields["amount"].help_text = gettext_lazy("Market value on the day of the gift, checked by you.")
        self.fields["method"].help_text = gettext_lazy(
            "Example: average of three advertisements of that day."
        )


class SlipForm(PlainForm):
    """Who signs at the door; empty names are signed by hand on the paper."""

    giver = forms.CharField(
        label=gettext_lazy("Name of the person who hands over"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=gettext_lazy("This person read the list and signs by giving their name"), required=False
    )
    signed_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # told by the driver's page

    def clean(self) -> dict[str, object]:
        told = super().clean() or self.cleaned_data
        if told.get("giver") and not told.get("agreed"):
            self.add_error("agreed", _("They must agree themselves, or sign by hand on the paper."))
        return told


class RoadSlipForm(SlipForm):
    """At the door, on the telephone: nothing is left to be signed on paper."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].required = self.fields["agreed"].required = True


@action(Right.PROVE)
def donation_certificate(request: SignedRequest, pk: int) -> HttpResponse:
    """One certificate for every drive that came with a donation and is proven."""
    papers.tell(request, certificates.issue_certificate(donation_or_404(pk), by=request.user))
    return redirect("web:donation", pk)


@action(Right.RECEIVE)
def donation_convention(request: SignedRequest, pk: int) -> HttpResponse:
    """The agreement, with the list of today; a new one replaces the one before."""
    row = donation_or_404(pk)
    if row.donor_organisation is None:
        raise Refused(_("An agreement is signed with an organisation, not with a private person."))
    _issue(
        request, row, "convention", donor_papers.CONVENTION, lambda n, at: donor_papers.convention(row, n, at)
    )
    return redirect("web:donation", pk)


@form_page(Right.RECEIVE)
@written_once
def donation_slip(request: SignedRequest, pk: int) -> HttpResponse:
    """What is taken away, signed on the telephone or on the paper."""
    row = donation_or_404(pk)
    form = SlipForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        giver = form.cleaned_data["giver"]
        signed = donor_papers.Signed(
            giver,
            request.user.display_name if giver else "",
            now() if giver else None,
            form.cleaned_data["signed_at"],
        )
        _issue(
            request, row, "pickup", donor_papers.PICKUP,
            lambda n, at: donor_papers.pickup_slip(row, n, at, signed), replaces=False,
        )  # fmt: skip
        return redirect("web:donation", pk)
    return render(request, "reception/paper_form.html", _context(row, form, _("Pick-up slip")))


@form_page(Right.RECEIVE)
@written_once
def donation_value(request: SignedRequest, pk: int) -> HttpResponse:
    """The description of a company's gift, or the tax receipt of a private person's."""
    row = donation_or_404(pk)
    if row.donor_person is not None:
        if not request.user.may(Right.SEE_PEOPLE):
            raise Http404
        form: ValueForm = ReceiptForm(request.POST if request.method == "POST" else None)
        kind, text = "taxreceipt", donor_papers.RECEIPT
    else:
        form, kind, text = (
            ValueForm(request.POST if request.method == "POST" else None),
            "gift",
            donor_papers.GIFT,
        )
    if form.is_valid():
        value = form.value()
        if isinstance(row.donor, Person):
            retention.touch(row.donor, kept_until=today() + TAX_RECEIPT_KEPT)
        make = donor_papers.tax_receipt if kind == "taxreceipt" else donor_papers.gift_description
        _issue(request, row, kind, text, lambda n, at: make(row, value, n, at), amount_cents=value.cents)
        return redirect("web:donation", pk)
    return render(request, "reception/paper_form.html", _context(row, form, text.title))


@action(Right.RECEIVE)
def donor_reuse(request: SignedRequest, pk: int) -> HttpResponse:
    """The yearly statement of reuse of a public donor."""
    donor = get_object_or_404(Organisation, pk=pk)
    text = request.POST.get("year", "")
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= today().year):
        raise Refused(_("Choose a year."), status=400)
    year = int(text)
    if not reuse_papers.reused_in(donor, year):
        raise Refused(_("Nothing that this donor gave was reused in %(year)d.") % {"year": year})
    _issue(
        request, donor, "reuse", reuse_papers.REUSE,
        lambda n, at: reuse_papers.reuse_statement(donor, year, n, at), replaces=False,
    )  # fmt: skip
    return redirect("web:donor", pk)


def _context(row: Donation, form: forms.Form, title: str) -> dict[str, object]:
    return {"donation": row, "form": form, "title": title}


def _issue(
    request: SignedRequest, subject: Donation | Organisation, kind: str, text: Text, make: Draw, *,
    replaces: bool = True, amount_cents: int | None = None,
) -> Paper:  # fmt: skip
    paper = issue_signed(
        kind, subject, text, make, by=request.user, replaces=replaces, amount_cents=amount_cents
    )
    papers.tell(request, paper)
    return paper
