"""Lists that cost the same at a thousand rows and at half a million: pages by key, nothing counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.timezone import localtime

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Chip:
    """One active filter and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows, and the addresses of its neighbours (empty at the ends)."""

    rows: list[Row]
    newer: str
    older: str


def page_of(request: HttpRequest, rows: QuerySet[Row], order: Sequence[str] = ("-id",)) -> Page[Row]:
    """The page that the address asks for (``apres`` or ``avant`` name the row at its edge).

    ``order`` holds column names, all in one direction, ending with a unique one; an index must carry it.
    """
    backwards = "avant" in request.GET
    edge = _edge(request.GET.get("avant") or request.GET.get("apres") or "", rows.model, order)
    asked = list(order)
    if backwards:
        asked = [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]
    found = rows.order_by(*asked)
    if edge:
        found = found.filter(_beyond(asked, edge))
    window = list(found[: PAGE + 1])
    more, window = len(window) > PAGE, window[:PAGE]
    if backwards:
        window.reverse()
    older = bool(window) and (more or backwards)
    newer = bool(window) and (bool(edge) if not backwards else more)
    return Page(
        window,
        _link(request, "avant", _key(window[0], order)) if newer else "",
        _link(request, "apres", _key(window[-1], order)) if older else "",
    )


def chip(request: HttpRequest, name: str, label: object, without: str | None = None) -> Chip:
    """The active filter ``name``, and the first page without it (or with ``without`` in its place)."""
    return Chip(str(label), with_query(request, {"avant": None, "apres": None, name: without}))


def _edge(text: str, model: type[Model], order: Sequence[str]) -> list[Any]:
    """The values that name a row, as its columns hold them; none for an address that can name none."""
    parts = text.split("~", len(order) - 1) if text else []
    if len(parts) != len(order) or len(parts[-1]) > 18:  # more digits than a key has
        return []
    columns = [cast("Field[Any, Any]", model._meta.get_field(name.removeprefix("-"))) for name in order]
    try:
        edge = [column.to_python(part) for column, part in zip(columns, parts, strict=True)]
        return [localtime(value) if isinstance(value, datetime) else value for value in edge]
    except (ValidationError, OverflowError):  # an instant before the calendar, or after it
        return []


def _beyond(order: Sequence[str], edge: Sequence[Any]) -> Q:
    """Rows strictly after ``edge``: the first column decides, then the next… (a row-value comparison)."""
    condition = Q()
    for position in reversed(range(len(order))):
        name, value = order[position], edge[position]
        column, operator = name.removeprefix("-"), "lt" if name.startswith("-") else "gt"
        strictly = Q(**{f"{column}__{operator}": value})
        condition = strictly if not condition else strictly | (Q(**{column: value}) & condition)
    if len(order) > 1:  # lets the index seek on its first column
        first, operator = order[0].removeprefix("-"), "lte" if order[0].startswith("-") else "gte"
        condition &= Q(**{f"{first}__{operator}": edge[0]})
    return condition


def _key(row: Model, order: Sequence[str]) -> str:
    values: list[Any] = [getattr(row, name.removeprefix("-")) for name in order]
    return "~".join(value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values)


def _link(request: HttpRequest, direction: str, key: str) -> str:
    return with_query(request, {"avant": None, "apres": None, direction: key})


def with_query(request: HttpRequest, changes: dict[str, str | None]) -> str:
    """This page's address with some parameters changed (None removes one)."""
    query: QueryDict = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else request.path
