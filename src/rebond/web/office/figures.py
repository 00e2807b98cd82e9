"""The figures of a year; each number opens on the very rows it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.common.units import number_fr, percent_fr
from rebond.distribution.models import Alternative
from rebond.impact import co2e, frozen, indicators
from rebond.inventory.models import Move
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.people.services import association
from rebond.training.models import Attendance, HalfDay, HeadCount
from rebond.web import papers
from rebond.web.access import SignedRequest, action, page
from rebond.web.exports import table_file
from rebond.web.lists import Chip, page_of, with_query
from rebond.web.office.indicators import lines as indicator_lines

FEW_DONORS, MANY_DONORS = 10, 500
NOBODY = "aucun"  # how an address says « no donor said »; an absent donor means all of them
FIRST_YEAR, LAST_YEAR = 1990, 2079


@dataclass(frozen=True)
class Behind:
    """Which figure is opened: one event of one year, perhaps of one month, perhaps of one donor."""

    event: str
    year: int
    month: int | None
    donor: str

    @property
    def rows(self) -> QuerySet[Move]:
        donor = "" if self.donor == NOBODY else self.donor or None
        rows = indicators.rows_behind(self.event, year=self.year, month=self.month, donor=donor)
        return rows.select_related("device", "by")


@page(Right.SEE)
def figures(request: SignedRequest) -> HttpResponse:
    """Totals, months, donors, and the reuse rate with its denominator."""
    year = _year(request)
    found = indicators.year_figures(year)
    rate = found.reuse_rate
    context = {
        "year": year,
        "years": sorted({*indicators.years(), today().year, year}, reverse=True),
        "totals": [(event, found.totals[event], words) for event, words in indicators.EVENTS.items()],
        "collected": found.totals["collected"],
        "handed_over": found.totals["handed_over"],
        "rate": percent_fr(rate) if rate is not None else "",
        "trainees": found.trainees,
        "trainee_hours": number_fr(round(found.trainee_hours)),
        "charts": [_chart(found, event) for event in ("collected", "handed_over") if found.totals[event]],
        "donors": [
            _donor_row(donor, year, request.user) for donor in indicators.donor_figures(year, FEW_DONORS)
        ],
        "events": indicators.EVENTS.values(),
        "alternatives": _alternatives(year),
        "indicators": indicator_lines(year, request.user),
    }
    return render(request, "office/figures.html", context)


@action(Right.SEE_JOURNAL, Right.EXPORT)
def freeze(request: SignedRequest, year: int) -> HttpResponse:
    """Sign the results of a year as they are now: a paper that anybody may read and check."""
    founder = association()
    if founder is None or not FIRST_YEAR <= year <= today().year:
        raise Refused(_("Choose a year that has begun."), status=400)
    papers.tell(request, frozen.freeze(founder, year, by=request.user))
    return redirect(f"{reverse('web:impact')}?annee={year}")


def _alternatives(year: int) -> dict[str, object]:
    """What families said they would have done without their machine, the commonest first."""
    found = indicators.alternatives(year)
    labels = dict(Alternative.Answer.choices)
    rows = [{"label": labels[code], "value": n} for code, n in sorted(found.items(), key=lambda one: -one[1])]
    return {"rows": rows, "total": sum(found.values()), "least": co2e.LEAST_ANSWERS}


def _year(request: SignedRequest) -> int:
    """The year of the address, or this one."""
    text = request.GET.get("annee", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else today().year


def _chart(found: indicators.YearFigures, event: str) -> dict[str, object]:
    """Twelve bars; the sentence above them says the total."""
    total = found.totals[event]
    if event == "collected":
        title = ngettext("%(n)s device collected in %(year)d", "%(n)s devices collected in %(year)d", total)
    else:
        title = ngettext(
            "%(n)s device handed over in %(year)d", "%(n)s devices handed over in %(year)d", total
        )
    address = reverse("web:figure_rows", args=[event])
    rows = [
        {
            "label": date_format(date(found.year, month, 1), "F"),
            "value": n,
            "text": number_fr(n),
            "href": f"{address}?{urlencode({'annee': found.year, 'mois': month})}",
            "series": 1 if event == "collected" else 2,
        }
        for month, n in enumerate(found.months[event], 1)
    ]
    return {"id": event, "title": title % {"n": number_fr(total), "year": found.year}, "rows": rows}


def _donor_row(donor: indicators.DonorFigures, year: int, reader: User) -> dict[str, object]:
    address: dict[str, str | int] = {"annee": year, "donateur": donor.donor or NOBODY}
    return {
        "name": _donor_name(donor.donor, donor.name, reader),
        "counts": [
            (
                words,
                donor.totals.get(event, 0),
                f"{reverse('web:figure_rows', args=[event])}?{urlencode(address)}",
            )
            for event, words in indicators.EVENTS.items()
        ],
        "rate": percent_fr(donor.reuse_rate) if donor.reuse_rate is not None else "",
    }


def _donor_name(key: str, name: str, reader: User) -> str:
    """Humans are named only to those who may see people."""
    if key in ("", NOBODY):
        return _("donor not said")
    return name if key.startswith("o") or reader.may(Right.SEE_PEOPLE) else _("a private person")


@page(Right.SEE)
def donors_figures(request: SignedRequest) -> HttpResponse:
    """The whole table by donor."""
    year = _year(request)
    found = indicators.donor_figures(year, MANY_DONORS)
    context = {
        "year": year,
        "donors": [_donor_row(donor, year, request.user) for donor in found],
        "events": indicators.EVENTS.values(),
        "is_cut": len(found) == MANY_DONORS,
        "most": MANY_DONORS,
        "export_query": request.GET.urlencode(),
    }
    return render(request, "office/donors_figures.html", context)


@page(Right.EXPORT)
def donors_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The table by donor as a file."""
    year = _year(request)
    columns = [Column("donor", _("Donor"), "text")]
    columns += [Column(event, str(words), "integer") for event, words in indicators.EVENTS.items()]
    rows = (
        (
            _donor_name(row.donor, row.name, request.user),
            *(row.totals.get(event, 0) for event in indicators.EVENTS),
        )
        for row in indicators.donor_figures(year, 100_000)
    )
    return table_file(file_format, f"{_('donors')}-{year}", columns, rows)


def _behind(request: SignedRequest, event: str) -> Behind:
    """What the address opens; 404 for a figure that does not exist."""
    month, donor = request.GET.get("mois", ""), request.GET.get("donateur", "")
    is_month = month.isascii() and month.isdigit() and 1 <= int(month) <= 12
    is_key = donor[:1] in ("o", "p") and donor[1:].isascii() and donor[1:].isdigit() and len(donor) < 19
    if event not in indicators.EVENTS:
        raise Http404(_("There is no such figure."))
    return Behind(
        event, _year(request), int(month) if is_month else None, donor if is_key or donor == NOBODY else ""
    )


@page(Right.SEE)
def figure_rows(request: SignedRequest, event: str) -> HttpResponse:
    """The very rows that a number counts, newest first."""
    behind = _behind(request, event)
    context = {
        "page": page_of(request, behind.rows, ("-month", "-id")),
        "event": event,
        "words": indicators.EVENTS[event],
        "year": behind.year,
        "chips": _chips(request, behind),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "office/figure_rows.html", context)


def _chips(request: SignedRequest, behind: Behind) -> list[Chip]:
    nowhere: dict[str, str | None] = {"avant": None, "apres": None}
    chips = []
    if behind.month:
        name = _month_words(behind.year, behind.month)
        chips.append(Chip(name, with_query(request, {**nowhere, "mois": None})))
    if behind.donor:
        known = {} if behind.donor == NOBODY else indicators.donor_names([behind.donor])
        shown = _donor_name(behind.donor, known.get(behind.donor, behind.donor), request.user)
        chips.append(Chip(shown, with_query(request, {**nowhere, "donateur": None})))
    return chips


def _month_words(year: int, month: int) -> str:
    """« novembre 2026 » in the language of the page."""
    return date_format(date(year, month, 1), "F Y")


@page(Right.EXPORT)
def figure_export(request: SignedRequest, event: str, file_format: str) -> HttpResponseBase:
    """The rows behind a number as a file, oldest first."""
    behind = _behind(request, event)
    columns = [
        Column("at", _("When"), "datetime"),
        Column("number", _("Number"), "text"),
        Column("category", _("Category"), "text"),
        Column("maker", _("Maker"), "text"),
        Column("model", _("Model"), "text"),
        Column("by", _("By"), "text"),
    ]
    return table_file(file_format, f"{event}-{behind.year}", columns, _export_rows(behind))


def _export_rows(behind: Behind) -> Iterator[tuple[object, ...]]:
    for row in behind.rows.order_by("month", "id").iterator(chunk_size=2_000):
        device = row.device
        yield (
            row.at,
            device.number,
            device.get_category_display(),
            device.maker,
            device.model,
            str(row.by or ""),
        )


@page(Right.SEE)
def training_rows(request: SignedRequest) -> HttpResponse:
    """What is behind the trainings of a year: head counts, or (``liste=noms``) half-days with names told."""
    year = _year(request)
    by_name = request.GET.get("liste") == "noms"
    rows = lessons_of_the_year(year) if by_name else trainings_of_the_year(request)
    context = {
        "page": page_of(request, rows, ("-day", "-id") if by_name else ("-held_on", "-id")),
        "by_name": by_name,
        "presences": Attendance.objects.filter(
            status="seen", half_day__day__gte=date(year, 1, 1), half_day__day__lte=date(year, 12, 31)
        ).count(),
        "counted": trainings_of_the_year(request).aggregate(n=Sum("people"))["n"] or 0,
        "year": year,
        "export_query": request.GET.urlencode(),
    }
    return render(request, "office/training_rows.html", context)


def lessons_of_the_year(year: int) -> QuerySet[HalfDay]:
    """Half-days at which somebody was present, with how many and for how long."""
    is_seen = Q(attendances__status="seen")
    rows = HalfDay.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))
    rows = rows.annotate(
        people=Count("attendances", filter=is_seen), told=Sum("attendances__minutes", filter=is_seen)
    )
    return rows.filter(people__gt=0).select_related("session__training")


def trainings_of_the_year(request: SignedRequest) -> QuerySet[HeadCount]:
    """The head counts of the year that the address asks for."""
    year = _year(request)
    return HeadCount.objects.filter(held_on__range=(date(year, 1, 1), date(year, 12, 31)))
