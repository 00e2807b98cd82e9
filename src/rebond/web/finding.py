"""Lists that can be searched by any fragment: pages by key, whatever was typed."""

from typing import TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rebond.common.search import Searchable, find_ids, matching
from rebond.common.units import number_fr
from rebond.web.access import SignedRequest
from rebond.web.lists import Chip, chip

Row = TypeVar("Row", bound=Searchable)
DEPTH = 2_000  # newest matches looked through before the other filters apply


def typed(request: SignedRequest) -> str:
    """What was typed in the search field."""
    return request.GET.get("q", "").strip()[:200]


def searched(
    request: SignedRequest, rows: QuerySet[Row], *, whole: bool = False
) -> tuple[QuerySet[Row], list[Chip]]:
    """``rows`` narrowed to the newest that hold what was typed, and the chip that says so.

    ``whole``: every row found, not the newest only: what a file must hold.
    """
    query = typed(request)
    if not query:
        return rows, []
    words = f"“{query}”"
    if whole:
        return rows.filter(matching(rows.model, query, connection.vendor)), [chip(request, "q", words)]
    ids = find_ids(rows.model, query, connection, DEPTH)
    if len(ids) == DEPTH:
        words = _("%(words)s: among the newest %(n)s") % {"words": words, "n": number_fr(DEPTH)}
    return rows.filter(pk__in=ids), [chip(request, "q", words)]
