"""The registers: goods, outgoing waste, receipts to declare."""

from collections.abc import Callable, Iterator
from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.tables import Column
from rebond.common.units import money_fr
from rebond.impact import registers as impact
from rebond.impact import reuse_papers
from rebond.people.roles import Right
from rebond.records.document import draw
from rebond.web.access import SignedRequest, page
from rebond.web.exports import table_file

FIRST_YEAR = 1990


@page(Right.SEE)
def registers(request: SignedRequest) -> HttpResponse:
    """One year at a time: files to keep, and the figures to declare."""
    year = _year(request)
    told = impact.receipts(year)
    context = {
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < today().year else None,
        "receipts": told.count,
        "total": money_fr(told.total_cents),
        "companies": money_fr(impact.receipts(year, "gift").total_cents),
        "persons": money_fr(impact.receipts(year, "taxreceipt").total_cents),
        "slips": impact.slips(year),
    }
    return render(request, "office/registers.html", context)


def _year(request: SignedRequest) -> int:
    text = request.GET.get("annee", "")
    known = text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= today().year
    return int(text) if known else today().year


@page(Right.SEE)
def waste_sheet(request: SignedRequest) -> HttpResponse:
    """What our rows know of one slip's BSDD, to copy into Trackdéchets."""
    slip = request.GET.get("bordereau", "")[:200]
    rows = [
        row
        for row in impact.outgoing_waste(date(_year(request), 1, 1), date(_year(request), 12, 31))
        if row[6] == slip
    ]
    if not rows:
        raise Http404
    response = HttpResponse(draw(reuse_papers.waste_sheet(slip, rows, now())), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="bsdd.pdf"'
    return response


@page(Right.EXPORT)
def register_export(request: SignedRequest, kind: str) -> HttpResponseBase:
    """One register of one year as a file."""
    if kind not in _REGISTERS:
        raise Http404
    columns, rows, name = _REGISTERS[kind]
    year = _year(request)
    found = rows(date(year, 1, 1), date(year, 12, 31))
    return table_file(request.GET.get("format", "csv"), f"{name}-{year}", columns(), found)


def _goods() -> list[Column]:
    return [
        Column("rank", _("Rank"), "integer"),
        Column("arrived_on", _("Arrived on"), "date"),
        Column("number", _("Number"), "text"),
        Column("category", _("Nature"), "text"),
        Column("features", _("Features"), "text"),
        Column("serial", _("Serial number"), "text"),
        Column("donation", _("Donation"), "text"),
        Column("giver", _("Donor"), "text"),
        Column("law", _("Law"), "text"),
        Column("state", _("What became of it"), "text"),
    ]


def _waste() -> list[Column]:
    """The fields of Trackdéchets' registry of outgoing waste that our rows know, under its names."""
    return [
        Column("publicId", "publicId", "text"),
        Column("dispatchDate", "dispatchDate", "date"),
        Column("wasteDescription", "wasteDescription", "text"),
        Column("wasteCode", "wasteCode", "text"),
        Column("wasteIsDangerous", "wasteIsDangerous", "text"),
        Column("wastePop", "wastePop", "text"),
        Column("slip", _("Slip"), "text"),
        Column("devices", _("Devices"), "integer"),
        Column("weightValue", "weightValue (t)", "decimal"),
        Column("weightIsEstimate", "weightIsEstimate", "text"),
        Column("reportForCompanySiret", "reportForCompanySiret", "text"),
        Column("company", _("Sender"), "text"),
        Column("operationCode", "operationCode", "text"),
        Column("operationMode", "operationMode", "text"),
    ]


def _outgoing(first: date, last: date) -> Iterator[tuple[object, ...]]:
    for row in impact.outgoing_waste(first, last):
        yield tuple("oui" if cell is True else "non" if cell is False else cell for cell in row)


_REGISTERS: dict[
    str, tuple[Callable[[], list[Column]], Callable[[date, date], Iterator[impact.Row]], str]
] = {
    "objets": (_goods, impact.goods, "registre-des-objets"),
    "dechets": (_waste, _outgoing, "registre-des-dechets"),
}
