"""The sheet of one device: what it is, where it stands, what blocks it, its whole life."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from rebond.common.units import bytes_fr, money_fr, ram_fr
from rebond.distribution.models import HandoverItem, Reservation
from rebond.distribution.services import price_rule_of
from rebond.erasure import services as erasure
from rebond.erasure.models import Erasure, NoDriveStatement
from rebond.evidence.models import Reading
from rebond.inventory.models import Device, Drive, Location
from rebond.inventory.states import NEXT, State
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.records import journal
from rebond.refurbishment.models import Job
from rebond.web import papers
from rebond.web.access import SignedRequest, page
from rebond.web.devices.next_step import next_step
from rebond.web.devices.rows import device_at
from rebond.web.lent import lent
from rebond.web.life import icon, sentence
from rebond.web.names import donor_name

LIFE_SHOWN = 40
ELSEWHERE = (
    "job.checked",
    "job.described",
    "device.held",
)  # told by the job sheet and by the step beside them


@page(Right.SEE)
def device(request: SignedRequest, number: str) -> HttpResponse:
    """One page, a constant number of queries."""
    row = device_at(number)
    if row.number != number:
        return redirect("web:device", row.number)
    context = {
        "device": row,
        "ram": ram_fr(row.ram_bytes) if row.ram_bytes else "",
        "absorbed": list(row.absorbed.all()),
        "life": _life(row, everything="vie" in request.GET),
        "life_shown": LIFE_SHOWN,
        "locations": Location.objects.filter(is_active=True) if request.user.may(Right.MOVE) else (),
        "can": {state: state in NEXT[row.state] for state in State.values},
        **_next(row, request.user),
        **_data(row),
        **_origin(row, request.user),
        **_holders(row),
    }
    return render(request, "devices/sheet.html", context)


def _next(row: Device, reader: User) -> dict[str, object]:
    """What blocks it, and the one thing to do next (a button only for who may press it)."""
    gate = erasure.gate_of(row)
    job = Job.objects.select_related("done_by", "approved_by").filter(device=row).order_by("-id").first()
    open_job = job if job and job.approved_at is None and job.reception == row.reception else None
    step = next_step(row, gate, open_job)
    return {
        "gate": gate,
        "lent": lent([row]),
        "blocked_words": "" if gate.is_open else erasure.blocked_words(row, gate),
        "step": step if step and reader.may(step.right) else None,
        "step_words": step.words if step else "",
        "job": job,
    }


def _data(row: Device) -> dict[str, object]:
    """Its drives, who said that it has none, what the bench reported."""
    drives = _drives(row)
    said = NoDriveStatement.objects.select_related("said_by")
    reports = Reading.objects.select_related("report").defer("report__body")
    return {
        "drives": drives,
        "papers": papers.shown(row, "erasure"),
        "proven": any(drive["row"].data_state != Drive.DataState.UNPROVEN for drive in drives),
        "statement": said.filter(device=row, reception=row.reception).first(),
        "readings": reports.filter(device=row).order_by("-pk")[:10],
    }


def _origin(row: Device, reader: User) -> dict[str, object]:
    """Who gave it, and the price that the law of the donation allows."""
    price = price_rule_of(row)
    return {
        "donor": donor_name(row.lot.donation, reader) if row.lot else "",
        "price": price,
        "cap": money_fr(price.cap_cents) if price.cap_cents is not None else "",
    }


def _holders(row: Device) -> dict[str, object]:
    """For whom it is held, and who had it."""
    held = Reservation.objects.select_related("person", "organisation")
    had = HandoverItem.objects.select_related("handover__person", "handover__organisation", "comeback")
    return {
        "reservation": held.filter(device=row, ended_at=None).first(),
        "handovers": had.filter(device=row).order_by("-id"),
    }


def _drives(row: Device) -> list[dict[str, Any]]:
    """The drives in the device, each with its size in words and its latest attempt (two queries)."""
    drives = list(row.drives.order_by("pk"))
    latest = {
        attempt.drive_id: attempt for attempt in Erasure.objects.filter(drive__in=drives).order_by("pk")
    }
    return [
        {
            "row": drive,
            "size": bytes_fr(drive.size_bytes) if drive.size_bytes else "",
            "attempt": latest.get(drive.pk),
        }
        for drive in drives
    ]


def _life(row: Device, *, everything: bool) -> list[dict[str, object]]:
    ids = [row.pk, *row.absorbed.values_list("pk", flat=True)]
    entries = journal.life_of("device", ids).exclude(kind__in=ELSEWHERE)
    shown = entries[:2_000] if everything else entries[:LIFE_SHOWN]
    return [
        {"what": sentence(entry), "icon": icon(entry), "who": entry.actor or "", "when": entry.at}
        for entry in shown
    ]
