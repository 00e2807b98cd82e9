"""The same results for programs: CSV, JSON, and the data package that says what each column is."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rebond.impact import open_data
from rebond.people.services import association
from rebond.web.access import public


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
