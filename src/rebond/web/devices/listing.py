"""The list of devices: filters as chips, pages by key, three export formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rebond.collection.categories import Category
from rebond.collection.models import Lot
from rebond.common.tables import Column
from rebond.impact import indicators
from rebond.inventory.models import Device, Location
from rebond.inventory.states import State
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, page
from rebond.web.badges import state_badge
from rebond.web.exports import table_file
from rebond.web.finding import searched
from rebond.web.lists import Chip, chip, page_of, with_query

FILTERS = ("etat", "categorie", "lieu", "lot", "q")
NEWEST, BY_MODEL, BY_WAIT = ("-id",), ("maker", "model", "id"), ("state", "state_since", "id")


@dataclass(frozen=True)
class Choice:
    """One value of a filter, as the address writes it."""

    value: str
    label: str
    chosen: bool


@page(Right.SEE)
def devices(request: SignedRequest) -> HttpResponse:
    """Fifty devices at a time, whatever the size of the base."""
    rows, chips = _filtered(request)
    shown = page_of(request, rows.select_related("location"), _order(request))
    context = {
        "page": shown,
        "lines": [_line(row) for row in shown.rows],
        "chips": chips,
        "count": _known_count(request),
        "states": [
            Choice(s.value, s.label, request.GET.get("etat") == s.value) for s in State if s != State.MERGED
        ],
        "categories": [Choice(c.value, c.label, request.GET.get("categorie") == c.value) for c in Category],
        "locations": Location.objects.filter(is_active=True).order_by("name"),
        "place": request.GET.get("lieu", ""),
        "query": request.GET.get("q", ""),
        "by_model": ""
        if _filters(request)
        else with_query(request, {"tri": "model", "avant": None, "apres": None}),
        "by_age": with_query(request, {"tri": None, "avant": None, "apres": None}),
        "export_url": f"?{request.GET.urlencode()}",
    }
    return render(request, "devices/list.html", context)


def _filters(request: SignedRequest) -> set[str]:
    """The filters that the address names."""
    return {name for name in FILTERS if request.GET.get(name)}


def _order(request: SignedRequest) -> tuple[str, ...]:
    """The order asked for, when an index carries it together with the filters; newest first otherwise."""
    sort, filters = request.GET.get("tri", ""), _filters(request)
    if sort == "model" and not filters:
        return BY_MODEL
    if sort == "attente" and filters == {"etat"}:
        return BY_WAIT
    return NEWEST


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown: ready words, because the template is the cost of a list."""

    number: str
    category: str
    model: str
    badge: SafeString
    since: str
    place: str


def _line(row: Device) -> Line:
    return Line(
        row.number,
        _category_words(row.category, get_language() or ""),
        f"{row.maker} {row.model}".strip(),
        state_badge(row.state),
        f"{timezone.localtime(row.state_since):%d/%m/%Y}",
        row.location.name if row.location else "",
    )


@lru_cache(maxsize=64)
def _category_words(category: str, _language: str) -> str:
    return str(Category(category).label)


def _filtered(request: SignedRequest, *, whole: bool = False) -> tuple[QuerySet[Device], list[Chip]]:
    """The rows asked for by the address, and one removable chip for each filter.

    ``whole``: every row that a search finds, not the newest only.
    """
    rows, searching = searched(request, Device.objects.all(), whole=whole)
    chips = []
    state, category = request.GET.get("etat", ""), request.GET.get("categorie", "")
    if state in State.values:
        rows = rows.filter(state=state)
        chips.append(chip(request, "etat", State(state).label))
    else:
        rows = rows.exclude(state=State.MERGED)  # found under the number it was merged into
    if category in Category.values:
        rows = rows.filter(category=category)
        chips.append(chip(request, "categorie", Category(category).label))
    for name, model in (("lieu", Location), ("lot", Lot)):
        wanted = request.GET.get(name, "")
        found = (
            model.objects.filter(pk=wanted).first()
            if wanted.isascii() and wanted.isdigit() and len(wanted) < 19
            else None
        )
        if found:
            rows = rows.filter(**{{"lieu": "location", "lot": "lot"}[name]: found})
            chips.append(chip(request, name, found))
    return rows, chips + searching


def _known_count(request: SignedRequest) -> int | None:
    """How many rows there are, when a kept counter knows it; never a COUNT over the table."""
    if _filters(request) - {"etat"}:
        return None
    waiting = indicators.waiting()
    state = request.GET.get("etat", "")
    return waiting.get(state, 0) if state else sum(n for name, n in waiting.items() if name != State.MERGED)


def columns() -> list[Column]:
    """The columns of the exported list."""
    return [
        Column("number", _("Number"), "text"),
        Column("category", _("Category"), "text"),
        Column("state", _("State"), "text"),
        Column("state_since", _("Since"), "datetime"),
        Column("maker", _("Maker"), "text"),
        Column("model", _("Model"), "text"),
        Column("serial", _("Serial number"), "text"),
        Column("cpu", _("Processor"), "text"),
        Column("ram_bytes", _("Memory (bytes)"), "integer"),
        Column("grade", _("Grade"), "text"),
        Column("location", _("Place"), "text"),
        Column("lot", _("Lot"), "text"),
    ]


@page(Right.EXPORT)
def devices_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The filtered list as a file, in the order of our numbers, in constant memory."""
    rows, _chips = _filtered(request, whole=True)
    return table_file(file_format, _("devices"), columns(), _export_rows(rows))


def _export_rows(rows: QuerySet[Device]) -> Iterator[tuple[object, ...]]:
    states = {state.value: str(state.label) for state in State}
    categories = {category.value: str(category.label) for category in Category}
    places = dict(Location.objects.values_list("pk", "name"))
    lots = dict(Lot.objects.values_list("pk", "number"))
    names = (
        "number",
        "category",
        "state",
        "state_since",
        "maker",
        "model",
        "serial",
        "cpu",
        "ram_bytes",
        "grade",
        "location_id",
        "lot_id",
    )
    for number, category, state, *facts, place, lot in (
        rows.order_by("id").values_list(*names).iterator(chunk_size=2_000)
    ):
        yield (number, categories[category], states[state], *facts, places.get(place, ""), lots.get(lot, ""))
