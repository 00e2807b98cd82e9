"""The results of the association for anybody: a year in one screen, its rows, its method, its open data."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rebond.collection.categories import Category
from rebond.common.dates import today
from rebond.common.units import number_fr
from rebond.impact import co2e, frozen, open_data
from rebond.impact.formulas import two_digits
from rebond.impact.indicators import EVENTS, alternatives_by_category, rows_behind
from rebond.impact.results import Indicator, by_year, results
from rebond.people.services import association
from rebond.records.models import Paper
from rebond.training.funders import SMALLEST_CELL
from rebond.web.access import public
from rebond.web.lists import page_of
from rebond.web.papers import pdf
from rebond.web.rows import number_in

FIRST_YEAR = 1990
CHAIN = ("collected", "refurbished", "handed_over", "recycled")
LABELS = {
    "substitution": lambda: _("how many would have bought a new one"),
    "second_life": lambda: _("years of second life"),
    "embodied": lambda: _("CO2e of a new machine (kg)"),
    "own": lambda: _("our own work (kg)"),
    "refurbished": lambda: _("second-hand machines on the market"),
}


def _year(request: HttpRequest) -> int:
    """The year asked for, or this one; a year to come has no figure: 404, in words."""
    year = number_in(request.GET.get("annee")) or today().year
    if year > today().year:
        raise Http404(_("%(year)s has not come yet.") % {"year": year})
    return max(year, FIRST_YEAR)


def _shown(one: Indicator) -> str:
    """What people read: two digits for an estimate, a dash for what is not said."""
    if one.rounded is None:
        return "—"
    return f"{number_fr(one.rounded)} %" if one.unit == "%" else number_fr(one.rounded)


@public
@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """The year in one screen."""
    year, history = _year(request), by_year()
    found = results(year)
    labels = dict(Category.choices)
    context = {
        "year": year,
        "years": sorted({*history, today().year, year}, reverse=True),
        "association": association(),
        "found": found,
        "indicators": [(one, _shown(one)) for one in found.indicators],
        "big": [(found[code], _shown(found[code])) for code in ("I1", "I1b", "I1c", "I9", "I10h")],
        "is_empty": not any(found.totals.values()) and not any(one.records for one in found.indicators),
        "co2e": _co2e(found["I6"]),
        "chain": [
            {"label": EVENTS[event].capitalize(), "value": n, "text": number_fr(n), "series": rank}
            for rank, event in enumerate(CHAIN, 1)
            if (n := found.totals.get(event, 0))
        ],
        "trends": [_trend(history, event) for event in ("collected", "handed_over")],
        "without_factor": [(labels.get(name, name), n) for name, n in found.without_factor.items()],
        "least": SMALLEST_CELL,
        "reports": Paper.objects.filter(kind=frozen.KIND, revocation=None).defer("body").order_by("-pk")[:20],
    }
    return render(request, "public/impact.html", context)


def _co2e(one: Indicator) -> dict[str, Any] | None:
    """In tonnes from one tonne on."""
    if one.value is None or one.low is None or one.high is None:
        return None
    is_large = abs(one.high) >= 1000
    low, central, high = (
        number_fr(round(two_digits(value) / 1000, 1), 1) if is_large else number_fr(two_digits(value))
        for value in (one.low, one.value, one.high)
    )
    unit = "t" if is_large else "kg"
    return {"low": low, "central": central, "high": high, "unit": unit, "may_be_below": one.low < 0}


def _trend(history: dict[int, dict[str, int]], event: str) -> dict[str, Any]:
    rows = [
        {"label": str(year), "value": counts.get(event, 0), "text": number_fr(counts.get(event, 0))}
        for year, counts in sorted(history.items())[-10:]
    ]
    return {"id": event, "title": _("Machines %(done)s, by year") % {"done": EVENTS[event]}, "rows": rows}


@public
@require_safe
def impact_method(request: HttpRequest) -> HttpResponse:
    """How each figure is computed, what each factor is worth, what would change the result most."""
    year, labels = _year(request), dict(Category.choices)
    asked = co2e.measured(alternatives_by_category(until_year=year))
    context = {
        "year": year,
        "factors": [
            (labels[name], one, round(co2e.central_kg(name, asked))) for name, one in co2e.FACTORS.items()
        ],
        "sensitivity": [(LABELS[name](), *cells) for name, *cells in co2e.sensitivity("laptop", asked)],
        "even": round(100 * co2e.even_kg("laptop")),
        "version": co2e.VERSION,
        "source": co2e.SOURCE,
        "licence": co2e.LICENCE,
        "least_answers": co2e.LEAST_ANSWERS,
        "draws": co2e.DRAWS,
        "seed": co2e.SEED,
        "asked": [(labels[name], share) for name, share in asked],
    }
    return render(request, "public/impact_method.html", context)


@public
@require_safe
def impact_rows(request: HttpRequest, event: str) -> HttpResponse:
    """The machines that a figure counts: when, what, never who."""
    if event not in EVENTS:
        raise Http404(_("There is no such figure."))
    year = _year(request)
    rows = rows_behind(event, year=year).select_related("device")
    context = {"page": page_of(request, rows, ("-month", "-id")), "words": EVENTS[event], "year": year}
    return render(request, "public/impact_rows.html", context)


@public
@require_safe
def frozen_report(request: HttpRequest, number: str) -> HttpResponse:
    """The results of a year as they were signed; nobody is named in it."""
    return pdf(get_object_or_404(Paper, kind=frozen.KIND, number=number))


def _csv(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/csv; charset=utf-8")


@public
@require_safe
def months_csv(request: HttpRequest) -> HttpResponse:
    """Counted steps by month and category."""
    return _csv(open_data.csv_text(open_data.MONTHS, open_data.months()))


@public
@require_safe
def years_csv(request: HttpRequest) -> HttpResponse:
    """Every indicator of every year."""
    return _csv(open_data.csv_text(open_data.YEARS, open_data.years()))


@public
@require_safe
def years_json(request: HttpRequest) -> HttpResponse:
    """The same, as objects."""
    names = [one.key for one in open_data.YEARS]
    rows = [dict(zip(names, row, strict=True)) for row in open_data.years()]
    return JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def data_package(request: HttpRequest) -> HttpResponse:
    """What the two tables hold."""
    founder = association()
    told = open_data.data_package(_("Results of %(name)s") % {"name": founder.name if founder else "Rebond"})
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
