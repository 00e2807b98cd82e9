"""Drives: the list by debt, and the sheet of one with its whole history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.tables import Column
from rebond.common.units import bytes_fr
from rebond.erasure import rules
from rebond.erasure.models import Destruction, Erasure
from rebond.inventory.models import DebtCount, Drive, Sighting
from rebond.people.roles import Right
from rebond.web import papers
from rebond.web.access import SignedRequest, page
from rebond.web.bench.reasons import WHY_NOT
from rebond.web.exports import table_file
from rebond.web.finding import searched
from rebond.web.lists import Chip, chip, page_of

EVERY = "tous"


def _state(request: SignedRequest) -> str:
    """The data state asked for: the debts first, unless the address or a search says otherwise."""
    asked = request.GET.get("etat", "")
    if asked in Drive.DataState.values:
        return asked
    return "" if asked == EVERY or request.GET.get("q") else Drive.DataState.UNPROVEN


def _chosen(request: SignedRequest, *, whole: bool = False) -> tuple[QuerySet[Drive], list[Chip]]:
    """The drives asked for by the address; ``whole``: every one that a search finds, not the newest only."""
    rows, chips = searched(request, Drive.objects.select_related("device"), whole=whole)
    if state := _state(request):
        rows = rows.filter(data_state=state)
        chips.insert(0, chip(request, "etat", Drive.DataState(state).label, EVERY))
    return rows, chips


@page(Right.SEE)
def drives(request: SignedRequest) -> HttpResponse:
    """Fifty drives at a time; those that owe a proof first."""
    rows, chips = _chosen(request)
    shown = page_of(request, rows)
    for row in shown.rows:
        row.size = bytes_fr(row.size_bytes) if row.size_bytes else ""  # type: ignore[attr-defined]
    kept = dict(DebtCount.objects.values_list("data_state", "n"))
    context = {
        "page": shown,
        "chips": chips,
        "query": request.GET.get("q", ""),
        "state": _state(request),
        "states": [(value, label, kept.get(value, 0)) for value, label in Drive.DataState.choices],
        "every": EVERY,
        "export_url": f"{reverse('web:drives_export')}?{request.GET.urlencode()}",
    }
    return render(request, "bench/drives.html", context)


def columns() -> list[Column]:
    """The columns of the exported list."""
    return [
        Column("serial", _("Serial number"), "text"),
        Column("media", _("Kind"), "text"),
        Column("maker", _("Maker"), "text"),
        Column("model", _("Model"), "text"),
        Column("size_bytes", _("Size (bytes)"), "bytes"),
        Column("data_state", _("Data"), "text"),
        Column("debt_since", _("Received on"), "datetime"),
        Column("device", _("Machine"), "text"),
        Column("released_at", _("Left on"), "datetime"),
    ]


@page(Right.EXPORT)
def drives_export(request: SignedRequest) -> HttpResponseBase:
    """The filtered list as a file."""
    rows, _chips = _chosen(request, whole=True)
    return table_file(request.GET.get("format", "csv"), _("drives"), columns(), _export_rows(rows))


def _export_rows(rows: QuerySet[Drive]) -> Iterator[tuple[object, ...]]:
    media = {kind.value: str(kind.label) for kind in Drive.Media}
    states = {state.value: str(state.label) for state in Drive.DataState}
    names = (
        "serial", "media", "maker", "model", "size_bytes", "data_state", "debt_since",
        "device__number", "released_at",
    )  # fmt: skip
    for serial, kind, maker, model, size, state, *rest in (
        rows.order_by("id").values_list(*names).iterator(chunk_size=2_000)
    ):
        yield (serial, media[kind], maker, model, size, states[state], *rest)


@dataclass(frozen=True)
class Event:
    """One line of a drive's history; ``report`` is the key of the report that told it."""

    at: datetime
    icon: str
    what: str
    who: str = ""
    why: str = ""
    number: str = ""
    report: int | None = None


@page(Right.SEE)
def drive(request: SignedRequest, pk: int) -> HttpResponse:
    """One drive: what it is, where it is, what it owes, all that happened to it."""
    row = get_object_or_404(Drive.objects.select_related("device__location"), pk=pk)
    sightings = list(row.sightings.select_related("device"))
    owing = {seen.device for seen in sightings if seen.settled_at is None}
    context = {
        "drive": row,
        "size": bytes_fr(row.size_bytes) if row.size_bytes else "",
        "elsewhere": sorted(owing - {row.device}, key=lambda device: device.number),
        "events": sorted([*_seen(sightings), *_proofs(row)], key=lambda event: event.at, reverse=True),
        "papers": papers.shown(row, "erasure", "failure"),
        "has_failed": any(not one.proves and one.finished_at >= row.debt_since for one in row.erasures.all()),
        "is_unproven": row.data_state == Drive.DataState.UNPROVEN,
        "is_erased": row.data_state == Drive.DataState.ERASED,
        "is_loose": row.device is None
        and row.data_state != Drive.DataState.DESTROYED
        and row.released_at is None,
    }
    return render(request, "bench/drive.html", context)


def _seen(sightings: list[Sighting]) -> Iterator[Event]:
    for row in sightings:
        words = _("Seen in %(number)s") % {"number": row.device.number}
        yield Event(row.seen_at, "eye", words, number=row.device.number, report=row.report_id)


def _proofs(row: Drive) -> Iterator[Event]:
    for attempt in row.erasures.select_related("recorded_by"):
        yield _erasure_event(attempt, row)
    for destruction in Destruction.objects.select_related("recorded_by").filter(drive=row):
        what = _("Destroyed: %(method)s, witness %(witness)s") % {
            "method": destruction.method, "witness": destruction.witness
        }  # fmt: skip
        yield Event(destruction.recorded_at, "hammer", what, str(destruction.recorded_by))
    for removal in row.removals.select_related("recorded_by", "device"):
        what = _("Taken out of %(number)s") % {"number": removal.device.number}
        who = str(removal.recorded_by)
        yield Event(removal.recorded_at, "arrow-right", what, who, removal.reason, removal.device.number)
    if row.released_at:
        yield Event(row.released_at, "truck", _("Left the house"))


def _erasure_event(made: Erasure, row: Drive) -> Event:
    what = _("%(tool)s, %(method)s: %(result)s, %(verification)s") % {
        "tool": f"{made.tool} {made.tool_version}".strip(), "method": made.method,
        "result": made.get_result_display(), "verification": made.get_verification_display(),
    }  # fmt: skip
    who = str(made.recorded_by or "")
    if made.witness:
        who = _("%(who)s, witness %(witness)s") % {"who": who, "witness": made.witness}
    if made.proves and made.finished_at >= row.debt_since:
        return Event(
            made.finished_at, "shield-check", what, who, _("This is the proof."), report=made.report_id
        )
    return Event(made.finished_at, "shield-x", what, who, _why_no_proof(made, row), report=made.report_id)


def _why_no_proof(made: Erasure, row: Drive) -> str:
    attempt = rules.Attempt(
        made.result, made.verification, made.errors, made.tool, made.finished_at,
        by_hand=made.source == Erasure.Source.HAND, witness=made.witness,
    )  # fmt: skip
    code = rules.why_not(attempt, debt_since=row.debt_since, now=now())
    return _("No proof: %(why)s.") % {"why": WHY_NOT[code]} if code else ""
