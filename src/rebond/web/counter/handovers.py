"""What was handed over: the list, one handover, its receipt as it was kept."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rebond.common.dates import today
from rebond.common.tables import Column
from rebond.common.units import money_fr
from rebond.distribution import till
from rebond.distribution.models import Handover, HandoverItem, Loan, SignedPaper
from rebond.distribution.papers import receipt_of
from rebond.distribution.rules import warranty_end
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, page
from rebond.web.counter.wording import label_of
from rebond.web.exports import table_file
from rebond.web.lists import Chip, chip, page_of

_MONTH = re.compile(r"(20\d\d|19\d\d)-(0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ITEMS = Prefetch("items", HandoverItem.objects.select_related("device").order_by("pk"))


@page(Right.SEE)
def handovers(request: SignedRequest) -> HttpResponse:
    """Fifty handovers at a time, newest first; filters ``nature`` (kind) and ``mois`` (2026-11)."""
    rows, chips = _filtered(request)
    named = rows.select_related("person", "organisation").prefetch_related(_ITEMS)
    shown = page_of(request, named, ("-at", "-id"))
    for row in shown.rows:
        row.total = money_fr(row.total_cents) if row.kind == Handover.Kind.SALE else ""  # type: ignore[attr-defined]
    context = {
        "page": shown,
        "chips": chips,
        "kinds": Handover.Kind.choices,
        "kind": request.GET.get("nature", ""),
        "month": request.GET.get("mois", ""),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "counter/handovers.html", context)


def _filtered(request: HttpRequest) -> tuple[QuerySet[Handover], list[Chip]]:
    rows, chips = Handover.objects.all(), []
    kind, month = request.GET.get("nature", ""), _MONTH.fullmatch(request.GET.get("mois", ""))
    if kind in Handover.Kind.values:
        rows = rows.filter(kind=kind)
        chips.append(chip(request, "nature", Handover.Kind(kind).label))
    if month:
        first, after = _month_bounds(int(month[1]), int(month[2]))
        rows = rows.filter(at__gte=first, at__lt=after)
        chips.append(chip(request, "mois", date_format(first, "F Y")))
    if _YEAR.fullmatch(year := request.GET.get("annee", "")):
        rows = rows.filter(at__gte=_month_bounds(int(year), 1)[0], at__lt=_month_bounds(int(year), 12)[1])
        chips.append(chip(request, "annee", year))
    return rows, chips


def _month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """The first instant of a month where the association lives, and that of the next one."""
    following = date(year + month // 12, month % 12 + 1, 1)
    here = timezone.get_current_timezone()
    return (datetime.combine(date(year, month, 1), time(), here), datetime.combine(following, time(), here))


@page(Right.EXPORT)
def handovers_export(request: SignedRequest) -> HttpResponseBase:
    """One line for each machine handed over; the recipient's name only for those who may see names."""
    named = request.user.may(Right.SEE_PEOPLE)
    columns = [
        Column("number", _("Handover"), "text"),
        Column("at", _("Date"), "datetime"),
        Column("kind", _("Kind"), "text"),
        Column("device", _("Machine"), "text"),
        Column("category", _("Category"), "text"),
        Column("maker", _("Maker"), "text"),
        Column("model", _("Model"), "text"),
        Column("wording", _("Legal word"), "text"),
        Column("price", _("Price (€)"), "decimal"),
        Column("payment", _("Payment"), "text"),
        *([Column("recipient", _("Recipient"), "text")] if named else []),
    ]
    rows = HandoverItem.objects.filter(handover__in=_filtered(request)[0]).order_by("-handover_id", "pk")
    return table_file(request.GET.get("format", "csv"), _("handovers"), columns, _cells(rows, named=named))


def _cells(rows: QuerySet[HandoverItem], *, named: bool) -> Iterator[tuple[object, ...]]:
    for item in rows.select_related("device", "handover__person", "handover__organisation").iterator(500):
        handover, device = item.handover, item.device
        yield (
            handover.number, handover.at, handover.get_kind_display(), device.number,
            device.get_category_display(), device.maker, device.model, label_of(item.wording),
            Decimal(item.price_cents) / 100, handover.get_payment_display() if handover.payment else "",
            *([str(handover.recipient)] if named else []),
        )  # fmt: skip


@page(Right.SEE)
def handover(request: SignedRequest, pk: int) -> HttpResponse:
    """What was agreed, and the receipt as it was issued."""
    row = get_object_or_404(Handover.objects.select_related("person", "organisation", "by"), pk=pk)
    items = row.items.select_related("device", "comeback").order_by("pk")
    context: dict[str, Any] = {
        "handover": row,
        "is_sale": row.kind == Handover.Kind.SALE,
        "items": [(item, label_of(item.wording), money_fr(item.price_cents)) for item in items],
        "total": money_fr(row.total_cents),
        "paper": receipt_of(row),
        "payments": [(one, money_fr(one.amount_cents)) for one in row.payments.select_related("reversed_by")],
        "left": money_fr(row.total_cents - till.paid_cents(row)) if row.total_cents else "",
        "is_paid": till.paid_cents(row) == row.total_cents,
        "parts": [(part.due_on, money_fr(part.amount_cents)) for part in row.instalments.all()],
        "loan": Loan.objects.filter(handover=row).first(),
        "extras": [Handover.Extra(code).label for code in row.extras],
        "signed_paper": SignedPaper.objects.filter(handover=row).only("at").first(),
        "today": today(),
        "warranty_end": warranty_end(timezone.localdate(row.at), row.warranty_months),
    }
    return render(request, "counter/handover.html", context)


@page(Right.SEE_PEOPLE)
def receipt(request: SignedRequest, pk: int) -> HttpResponse:
    """The kept bytes of the receipt; nothing is drawn again."""
    paper = receipt_of(get_object_or_404(Handover, pk=pk))
    if paper is None:
        raise Http404(_("This handover has no receipt."))
    response = HttpResponse(bytes(paper.body), "application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.number}.pdf"'
    return response
