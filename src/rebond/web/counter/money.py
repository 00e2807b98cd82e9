"""Money: payments of a handover, memberships, the till of a day, the files for accounting."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import EARLIEST, today
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.common.units import money_fr
from rebond.distribution import accounts, till
from rebond.distribution.models import Handover, Payment, TillDay
from rebond.people.models import Person
from rebond.people.roles import Right
from rebond.people.services import association
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.exports import table_file
from rebond.web.forms import FreeText, MoneyField, PlainForm
from rebond.web.lists import page_of
from rebond.web.once import written_once

ZERO = gettext_lazy("In euros, for example 60 or 12,50.")


class PaymentForm(PlainForm):
    """What is paid now, and how."""

    amount = MoneyField(label=gettext_lazy("Amount"), max_length=20, help_text=ZERO)
    means = forms.ChoiceField(
        label=gettext_lazy("How is it paid?"), choices=Payment.Means.choices, widget=forms.RadioSelect
    )


class MeansForm(PlainForm):
    """How a membership is paid."""

    means = forms.ChoiceField(
        label=gettext_lazy("How is it paid?"), choices=Payment.Means.choices, widget=forms.RadioSelect
    )


class TillForm(PlainForm):
    """What was counted in the drawer."""

    counted = MoneyField(label=gettext_lazy("Counted in the drawer"), max_length=20, help_text=ZERO)
    banked = MoneyField(
        label=gettext_lazy("Taken out for the bank"), max_length=20, required=False,
        help_text=gettext_lazy("The rest opens the next day."),
    )  # fmt: skip
    difference_reason = FreeText(
        label=gettext_lazy("If it does not balance: why?"), max_length=200, required=False,
        help_text=gettext_lazy("Count again first. Example: change given wrong by 50 cents."),
    )  # fmt: skip


@form_page(Right.DISTRIBUTE)
@written_once
def pay(request: SignedRequest, pk: int) -> HttpResponse:
    """Money for a handover: what is left, no more."""
    row = get_object_or_404(Handover.objects.select_related("person", "organisation"), pk=pk)
    left = row.total_cents - till.paid_cents(row)
    due = row.instalments.first()
    first = min(left, due.amount_cents) if due else left
    form = PaymentForm(request.POST if request.method == "POST" else None, initial={"amount": first})
    if form.is_valid():
        told = form.cleaned_data
        try:
            paid = till.pay_handover(row, means=told["means"], amount_cents=told["amount"], by=request.user)
        except Refused as refused:
            form.add_error("amount", str(refused))
        else:
            messages.success(request, _("%(amount)s received: receipt %(number)s.")
                             % {"amount": money_fr(paid.amount_cents), "number": paid})  # fmt: skip
            return redirect("web:handover", pk)
    return render(request, "counter/pay.html", {"handover": row, "form": form, "left": money_fr(left)})


@form_page(Right.DISTRIBUTE)
@written_once
def give_back(request: SignedRequest, pk: int) -> HttpResponse:
    """The whole of a payment goes back the way it came."""
    row = get_object_or_404(Payment.objects.select_related("handover", "membership__person"), pk=pk)
    if request.method == "POST":
        back = till.give_back(row, by=request.user)
        messages.success(request, _("%(number)s: the money is given back.") % {"number": back})
        if row.handover_id:
            return redirect("web:handover", row.handover_id)
        return redirect("web:till")
    return render(request, "counter/give_back.html", {"payment": row, "amount": money_fr(row.amount_cents)})


@form_page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
@written_once
def join(request: SignedRequest, pk: int) -> HttpResponse:
    """A year of membership, paid now."""
    person = get_object_or_404(Person, pk=pk, anonymised_at=None)
    form = MeansForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row = till.join(person, means=form.cleaned_data["means"], by=request.user)
        messages.success(request, _("%(name)s is a member until %(day)s.")
                         % {"name": person, "day": f"{row.ends_on:%d/%m/%Y}"})  # fmt: skip
        return redirect("web:person", pk)
    return render(request, "counter/join.html", {"person": person, "form": form})


@form_page(Right.DISTRIBUTE)
@written_once
def till_day(request: SignedRequest) -> HttpResponse:
    """One day's till: every payment, what must be in the drawer, and its closing."""
    day = _day(request)
    now_due = till.till(day)
    form = TillForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            till.close_till(
                day, counted_cents=told["counted"], banked_cents=told["banked"],
                difference_reason=told["difference_reason"], by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error("counted", str(refused))
        else:
            messages.success(request, _("The till is closed."))
            return redirect(f"{request.path}?jour={day:%Y-%m-%d}")
    return render(request, "counter/till.html", {"form": form, **_till_context(request, day, now_due)})


def _till_context(request: HttpRequest, day: date, now_due: till.Till) -> dict[str, object]:
    closed = now_due.closed
    payments = Payment.objects.filter(day=day).select_related("handover", "by", "reversed_by")
    shown = page_of(request, payments, ("-id",))
    for row in shown.rows:
        row.amount = money_fr(row.amount_cents)  # type: ignore[attr-defined]
    return {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today() else None,
        "till": now_due,
        "expected": money_fr(now_due.expected_cents),
        "opening": money_fr(now_due.opening_cents),
        "by_means": [
            (label, money_fr(now_due.by_means[code]))
            for code, label in Payment.Means.choices
            if code in now_due.by_means
        ],
        "total": money_fr(now_due.total_cents),
        "page": shown,
        "difference": money_fr(closed.counted_cents - closed.expected_cents) if closed else "",
        "counted": money_fr(closed.counted_cents) if closed else "",
        "banked": money_fr(closed.banked_cents) if closed else "",
        "may_close": day <= today() and not closed and not TillDay.objects.filter(day__gt=day).exists(),
    }


def _day(request: HttpRequest) -> date:
    try:
        return max(date.fromisoformat(request.GET.get("jour", "")), EARLIEST)
    except ValueError:
        return today()


@page(Right.EXPORT)
def accounts_export(request: SignedRequest) -> HttpResponseBase:
    """The payments between two days: journal (CSV, XLSX, ODS), Paheko, FEC. No name of a person."""
    first, last = _range(request)
    layout = request.GET.get("format", "csv")
    entries = accounts.entries(first, last)
    if layout == "fec":
        founder = association()
        siren = founder.siret[:9] if founder else ""
        return _stream(accounts.fec(entries), f"{siren}FEC{last:%Y%m%d}.txt", "text/plain")  # LPF A47 A-1
    if layout == "paheko":
        return _stream(accounts.paheko(entries), f"paheko-{first:%Y%m%d}-{last:%Y%m%d}.csv", "text/csv")
    columns = [
        Column("number", _("Number"), "text"),
        Column("day", _("Date"), "date"),
        Column("label", _("Label"), "text"),
        Column("piece", _("Voucher"), "text"),
        Column("debit", _("Debit account"), "text"),
        Column("credit", _("Credit account"), "text"),
        Column("amount", _("Amount (€)"), "decimal"),
    ]
    cells = (
        (row.number, row.day, row.label, row.piece, row.debit[0], row.credit[0], accounts.decimal(row))
        for row in entries
    )
    return table_file(layout, _("journal-of-the-till"), columns, cells)


def _stream(lines: object, name: str, media_type: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type=f"{media_type}; charset=utf-8")  # type: ignore[arg-type]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _range(request: HttpRequest) -> tuple[date, date]:
    try:
        first = date.fromisoformat(request.GET.get("du", ""))
        last = date.fromisoformat(request.GET.get("au", ""))
    except ValueError:
        return date(today().year, 1, 1), today()
    if first > last:
        raise Refused(_("The first day comes after the last one."), status=400)
    return first, last
