"""Lists that can be searched by any fragment: pages by key in both cases."""

from typing import TypeVar

from django.db import connection
from django.db.models import QuerySet

from rebond.common.search import Searchable, find_ids, matching
from rebond.web.access import SignedRequest
from rebond.web.lists import Chip, Page, chip, page_of

Row = TypeVar("Row", bound=Searchable)
DEPTH = 2_000  # newest matches looked through before the other filters apply


def searched(request: SignedRequest, rows: QuerySet[Row], *, whole: bool = False) -> QuerySet[Row]:
    """``rows`` narrowed to what was typed in the search field, if anything was.

    ``whole``: every row found, not the newest only: what a file must hold.
    """
    query = typed(request)
    if not query:
        return rows
    if whole:
        return rows.filter(matching(rows.model, query, connection.vendor))
    return rows.filter(pk__in=find_ids(rows.model, query, connection, DEPTH))


def typed(request: SignedRequest) -> str:
    """What was typed in the search field."""
    return request.GET.get("q", "").strip()[:200]


def query_chips(request: SignedRequest) -> list[Chip]:
    """The chip of the search field, when it holds something."""
    return [chip(request, "q", f"“{typed(request)}”")] if typed(request) else []


def page_found(request: SignedRequest, rows: QuerySet[Row]) -> Page[Row]:
    """One page of what was found, newest first."""
    return page_of(request, searched(request, rows))
