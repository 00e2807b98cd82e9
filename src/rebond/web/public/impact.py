"""The results of the association for anybody: a year in one screen, its rows, its method."""

from dataclasses import replace
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from rebond.collection.categories import Category
from rebond.common.dates import today
from rebond.common.units import number_fr
from rebond.impact import co2e, frozen, prices
from rebond.impact.indicators import EVENTS, alternatives_by_category, rows_behind
from rebond.impact.results import Indicator, Results, by_year, ever, results, years
from rebond.impact.towns import is_told
from rebond.impact.wording import DASH, masses, range_shown, shown
from rebond.people.rules import SMALLEST_CELL
from rebond.people.services import association
from rebond.records.context import context_figures
from rebond.records.models import OpeningBalance, Paper
from rebond.web import flow, maps
from rebond.web.access import public
from rebond.web.lists import page_of
from rebond.web.papers import pdf
from rebond.web.rows import number_in

FIRST_YEAR = 1990
DECLARED = dict(OpeningBalance.Measure.choices)
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


@public
@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """The year in one screen."""
    year, history = _year(request), by_year()
    found, founder = results(year), association()
    labels = dict(Category.choices)
    context = {
        "year": year,
        "years": sorted({*years(), today().year, year}, reverse=True),
        "association": founder,
        "indicators": [_line(one, year) for one in found.indicators],
        "big": [_line(found[code], year) for code in ("I1", "I1b", "I1c", "I9", "I10", "I10h")],
        "is_empty": not any(one.records or one.declared for one in found.indicators),
        "co2e": _co2e(found["I6"]),
        "flow": _flow(found, year),
        "map": maps.people_map(found.towns, founder.commune if founder else None),
        "ever": [
            (DECLARED[measure], before if is_told(before) else None, since if is_told(since) else None)
            for measure, before, since in ever()
        ],
        "trends": [_trend(history, event) for event in ("collected", "handed_over")],
        "without_factor": [(labels.get(name, name), n) for name, n in found.without_factor.items()],
        "least": SMALLEST_CELL,
        "reports": Paper.objects.filter(kind=frozen.KIND, revocation=None).defer("body").order_by("-pk")[:20],
        "national": context_figures(),
        "frame_url": request.build_absolute_uri(reverse("web:impact_embedded")),
    }
    return render(request, "public/impact.html", context)


@public
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
def embedded(request: HttpRequest) -> HttpResponse:
    """The year's main figures for a page of another site: a frame of some kilobytes, without script."""
    year = _year(request)
    found = results(year)
    context = {
        "year": year,
        "association": association(),
        "big": [_line(found[code], year) for code in ("I1", "I1b", "I1c", "I9", "I10h", "I4")],
    }
    return render(request, "public/impact_embedded.html", context)


def _line(one: Indicator, year: int) -> dict[str, Any]:
    """One figure as it is read, and where it opens."""
    rows = [
        (EVENTS[event], f"{reverse('web:impact_rows', args=[event])}?{urlencode({'annee': year})}")
        for event in one.what.events
    ]
    return {
        "one": one,
        "shown": shown(one),
        "range": range_shown(one),
        "rows": rows,
        "href": rows[0][1] if rows else "",
        "declared_words": DECLARED[one.what.measure].lower() if one.declared is not None else "",
    }


def _flow(found: Results, year: int) -> dict[str, Any] | None:
    told = flow.chain(found.totals, EVENTS)
    for row in told["rows"] if told else ():
        row["href"] = f"{reverse('web:impact_rows', args=[row['name']])}?{urlencode({'annee': year})}"
    return told


def _co2e(one: Indicator) -> dict[str, Any] | None:
    if one.value is None or one.low is None or one.high is None:
        return None
    low, central, high = masses(one.low, one.value, one.high)
    return {"low": low, "central": central, "high": high, "may_be_below": one.low < 0}


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
            (labels[name], one, number_fr(round(co2e.central_kg(name, asked))))
            for name, one in co2e.FACTORS.items()
        ],
        "sensitivity": [
            (LABELS[name](), low, high, number_fr(round(at_low)), number_fr(round(at_high)))
            for name, low, high, at_low, at_high in co2e.sensitivity("laptop", asked)
        ],
        "even": round(100 * co2e.even_share("laptop", asked)),
        "restated": [
            (row, one, _published(one, row.told.get(one.code)), shown(one))
            for row, again in frozen.restated()
            for one in (again["I4"], again["I6"], again["I2"])
        ],
        "prices": [(labels[name], price) for name, price in prices.REFERENCE_EUROS.items()],
        "version": co2e.VERSION,
        "source": co2e.SOURCE,
        "licence": co2e.LICENCE,
        "least_answers": co2e.LEAST_ANSWERS,
        "draws": co2e.DRAWS,
        "seed": co2e.SEED,
        "asked": [(labels[name], share) for name, share in asked],
    }
    return render(request, "public/impact_method.html", context)


def _published(one: Indicator, value: float | None) -> str:
    """What a signed paper said of this figure, as it is said today."""
    return shown(replace(one, value=value, estimated=0.0)) if value is not None else DASH


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
