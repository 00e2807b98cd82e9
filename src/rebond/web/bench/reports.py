"""Reports: the list, what one of them says, the bytes as they came."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from rebond.common.tables import Column
from rebond.common.units import bytes_fr, ram_fr
from rebond.erasure.models import Erasure
from rebond.evidence import bundles
from rebond.evidence.models import Reading, Report
from rebond.evidence.parsing import DriveFacts, ErasureFacts, MachineFacts, Unreadable, read
from rebond.evidence.services import body
from rebond.inventory import drives as inventory_drives
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, page
from rebond.web.bench import reasons
from rebond.web.bench.board import reports_to_review
from rebond.web.bench.forms import AttachForm
from rebond.web.exports import table_file
from rebond.web.lists import Chip, page_of, with_query

CANDIDATES = 20


def _chosen(request: SignedRequest) -> tuple[QuerySet[Reading], list[Chip]]:
    """The readings asked for by the address; bodies stay on disk."""
    rows = Reading.objects.select_related("report", "device").defer("report__body", "facts")
    status = request.GET.get("etat", "")
    if status not in Reading.Status.values:
        return rows, []
    without = with_query(request, {"etat": None, "avant": None, "apres": None})
    return rows.filter(status=status), [Chip(str(Reading.Status(status).label), without)]


@page(Right.SEE)
def reports(request: SignedRequest) -> HttpResponse:
    """Fifty reports at a time, newest first."""
    rows, chips = _chosen(request)
    shown = page_of(request, rows, ("-report_id",))
    for row in shown.rows:
        words = str(reasons.reason_of(row.reason).what) if row.reason else ""
        row.words = words  # type: ignore[attr-defined]
    context = {
        "page": shown,
        "chips": chips,
        "status": request.GET.get("etat", ""),
        "statuses": Reading.Status.choices,
        "to_review": reports_to_review(),
    }
    return render(request, "bench/reports.html", context)


def columns() -> list[Column]:
    """The columns of the exported list."""
    return [
        Column("received_at", _("Received on"), "datetime"),
        Column("source", _("How it came"), "text"),
        Column("filename", _("File"), "text"),
        Column("size_bytes", _("Size (bytes)"), "bytes"),
        Column("status", _("Status"), "text"),
        Column("reason", _("Reason"), "text"),
        Column("device", _("Machine"), "text"),
        Column("sha256", "SHA-256", "text"),
    ]


@page(Right.EXPORT)
def reports_export(request: SignedRequest) -> HttpResponseBase:
    """The filtered list as a file."""
    rows, _chips = _chosen(request)
    return table_file(request.GET.get("format", "csv"), _("reports"), columns(), _export_rows(rows))


def _export_rows(rows: QuerySet[Reading]) -> Iterator[tuple[object, ...]]:
    for row in rows.order_by("report_id").iterator(chunk_size=1_000):
        report = row.report
        yield (
            report.received_at, report.get_source_display(), report.filename, report.size_bytes,
            row.get_status_display(), str(reasons.reason_of(row.reason).what) if row.reason else "",
            row.device.number if row.device else "", report.sha256,
        )  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What a report says; ``facts`` is None when it cannot be read."""

    facts: MachineFacts | None

    @property
    def memory(self) -> str:
        return ram_fr(self.facts.ram_bytes) if self.facts and self.facts.ram_bytes else ""

    @property
    def drives(self) -> list[tuple[str, str]]:
        """Each drive told: its kind and model, its serial and size."""
        if self.facts is None:
            return []
        return [_told_drive(row) for row in self.facts.drives]

    @property
    def erasures(self) -> list[tuple[str, str]]:
        """Each erasure told: its drive, and how it ended."""
        if self.facts is None:
            return []
        return [(row.drive_serial or row.drive_model or "?", _ending(row)) for row in self.facts.erasures]

    @property
    def warnings(self) -> list[str]:
        return [reasons.warning_words(code) for code in self.facts.warnings] if self.facts else []


def _told_drive(row: DriveFacts) -> tuple[str, str]:
    kind = str(Drive.Media(row.media).label) if row.media in Drive.Media.values else row.media
    size = bytes_fr(row.size_bytes) if row.size_bytes else ""
    return f"{kind} {row.model or ''}".strip(), ", ".join(word for word in (row.serial, size) if word)


def _ending(row: ErasureFacts) -> str:
    """« nwipe 0.34, Zero Fill: succeeded, verified on the whole drive »."""
    result, verification = Erasure.Result(row.result).label, Erasure.Verification(row.verification).label
    return f"{row.tool} {row.tool_version}".strip() + f", {row.method}: {result}, {verification}"


def told_by(report: Report) -> Told:
    """Read the kept bytes again, writing nothing."""
    try:
        return Told(read(bundles.unpack(body(report))))
    except Unreadable:
        return Told(None)


def candidates(facts: MachineFacts) -> list[Device]:
    """The machines that the report could speak of: the same serial, UUID, or a drive in common.

    Each is looked up in its own index, then put together: one condition over all three would read every
    machine.
    """
    serials = {inventory_drives.key(row.serial or "") for row in facts.drives}
    serials |= {inventory_drives.key(row.drive_serial or "") for row in facts.erasures}
    seen_in = Drive.objects.filter(serial_key__in=serials - {""}, device__isnull=False)
    shared: list[QuerySet[Any, Any]] = [seen_in.values("device_id")]
    if serial := inventory_drives.key(facts.serial or ""):
        shared.append(Device.objects.filter(serial_key=serial).values("pk"))
    if uuid := inventory_drives.key(facts.uuid or "")[:32]:
        shared.append(Device.objects.filter(uuid_key=uuid).values("pk"))
    rows = Device.objects.filter(pk__in=shared[0].union(*shared[1:])).exclude(state=State.MERGED)
    return list(rows.select_related("location").order_by("pk")[:CANDIDATES])


@page(Right.SEE)
def report(request: SignedRequest, pk: int) -> HttpResponse:
    """One report: where it stands, what it says, what a person may do with it."""
    row = get_object_or_404(
        Reading.objects.select_related("report__sent_by", "report__token", "device"), pk=pk
    )
    told = told_by(row.report)
    is_open = row.status in (Reading.Status.PENDING, Reading.Status.TO_REVIEW)
    context = {
        "reading": row,
        "report": row.report,
        "size": bytes_fr(row.report.size_bytes),
        "told": told,
        "reason": reasons.reason_of(row.reason) if row.reason else None,
        "refused_erasures": [
            reasons.refused_erasure_words(word) for word in row.facts.get("refused_erasures", ())
        ],
        "candidates": candidates(told.facts) if told.facts and is_open else [],
        "is_open": is_open,
        "form": AttachForm(),
        "insist_on": row.detail.partition(":")[0] if row.reason == "other_serial" else "",
    }
    return render(request, "bench/report.html", context)


@page(Right.PROVE)
def report_raw(request: SignedRequest, pk: int) -> HttpResponse:
    """The very bytes that came in."""
    row = get_object_or_404(Report, pk=pk)
    raw = body(row)
    ending = ".zip" if raw.startswith(b"PK") else ".txt"
    answer = HttpResponse(raw, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{_("report")}-{row.sha256[:12]}{ending}"'
    return answer
