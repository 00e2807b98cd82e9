"""A report comes in: it is kept and attached by the evidence, then the erasures it tells of are recorded."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.collection.categories import Category
from rebond.collection.models import Lot
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.erasure.models import Erasure
from rebond.erasure.services import ErasureFacts, record
from rebond.evidence import services as evidence
from rebond.evidence.attachment import attach
from rebond.evidence.models import Reading, Report
from rebond.evidence.parsing import facts as parsed
from rebond.inventory import drives
from rebond.inventory import services as inventory
from rebond.inventory.models import Device, Drive
from rebond.people.models import User

CLOCK_DRIFT = timedelta(minutes=2)  # two clocks that agree differ by no more
logger = logging.getLogger(__name__)

MOST_ERRORS = 2**31 - 1  # what the column holds: a tool may count every sector


@dataclass(frozen=True)
class Taken:
    """What became of a report that came in."""

    report: Report
    reading: Reading
    is_new: bool


def take(
    raw: bytes, *, sender: evidence.Sender, device: Device | None = None, lot: Lot | None = None
) -> Taken:
    """Keep a report, then attach it and record its erasures in one transaction; a crash between leaves it
    « pending ».
    """
    accepted = evidence.store(raw, sender=sender, device=device, lot=lot)
    if accepted.facts is not None:
        _apply(accepted.report, accepted.facts, by=sender.by, device=device, lot=lot)
    reading = Reading.objects.select_related("device").get(report=accepted.report)
    return Taken(accepted.report, reading, accepted.is_new)


def settle(report: Report, *, by: User, device: Device | None, confirmed: bool = False) -> Device | None:
    """A person looked at a report under review: read it again and attach it where they say (None: where it
    says).
    """
    facts = evidence.read_again(report)
    return _apply(report, facts, by=by, device=device, confirmed=confirmed)


@transaction.atomic
def settle_as_new(report: Report, *, by: User, lot: Lot | None = None) -> Device:
    """A person says that no machine of ours is the one: give a number to a new machine and attach the report
    to it.
    """
    facts = evidence.read_again(report)
    reading = Reading.objects.select_for_update().select_related("device").get(report=report)
    if reading.status == Reading.Status.LINKED:
        raise Refused(_("This report is already attached to %(number)s.") % {"number": reading.device})
    category = facts.category if facts.category in Category.values else Category.OTHER
    [device] = inventory.receive(lot, category=category, by=by)
    if _apply(report, facts, by=by, device=device, confirmed=True) is None:
        reading.refresh_from_db()
        raise Refused(_("What the report says could not be written: %(reason)s") % {"reason": reading.detail})
    return Device.objects.get(pk=device.pk)


def finish_pending() -> int:
    """Take up the reports that a crash left stored but unread, as their senders asked; returns how many."""
    pending = list(Reading.objects.filter(status=Reading.Status.PENDING).values_list("report_id", flat=True))
    return sum(_finish(Report.objects.select_related("reading", "sent_by").get(pk=pk)) for pk in pending)


def _finish(report: Report) -> bool:
    reading = report.reading
    try:
        facts = evidence.read_again(report)
        _apply(report, facts, by=report.sent_by, device=reading.asked_device, lot=reading.asked_lot)
    except Refused:
        return False  # read_again wrote the reason: the report now waits in « to review »
    except Exception:
        # One report that we cannot digest must not keep the house shut: a person looks, and we are told.
        logger.exception("report %s could not be attached", report.pk)
        evidence.review(report, "refused", "")
        return False
    return True


@transaction.atomic
def _apply(
    report: Report,
    facts: parsed.MachineFacts,
    *,
    by: User | None,
    device: Device | None = None,
    lot: Lot | None = None,
    confirmed: bool = False,
) -> Device | None:
    # Locked first: of two posts of one report at the same moment, the second finds it attached.
    was_linked = Reading.objects.select_for_update().get(report=report).status == Reading.Status.LINKED
    target = attach(report, facts, by=by, device=device, lot=lot, confirmed=confirmed)
    if target is None or was_linked or not facts.erasures:
        return target
    refused = [
        reason
        for told in dict.fromkeys(facts.erasures)
        if (reason := _record(report, target, told, facts, by))
    ]
    if refused:
        reading = Reading.objects.get(report=report)
        reading.facts["refused_erasures"] = refused[:20]
        reading.save(update_fields=["facts"])
    target.refresh_from_db()
    return target


def _record(
    report: Report, device: Device, told: parsed.ErasureFacts, facts: parsed.MachineFacts, by: User | None
) -> str:
    """Record one erasure told by a report; returns why it could not be, or an empty word."""
    drive = _drive_of(device, told)
    if drive is None:
        return f"unknown_drive: {told.drive_serial or told.drive_model or '?'}"
    offset = _clock_offset(report, facts)
    finished = told.finished_at or facts.reported_at or report.received_at
    try:
        with transaction.atomic():
            record(
                drive,
                ErasureFacts(
                    method=(told.method or told.technique or told.tool)[:80],
                    level=told.level,
                    tool=told.tool[:60],
                    tool_version=told.tool_version[:40],
                    result=told.result,
                    verification=told.verification,
                    errors=min(told.errors, MOST_ERRORS),
                    started_at=_shift(told.started_at, offset),
                    finished_at=_shift(finished, offset) or now(),
                ),
                by=by,
                source=Erasure.Source.LOG if facts.report_id is None else Erasure.Source.REPORT,
                report_id=report.pk,
            )
    except Refused as refusal:
        return str(refusal)
    except IntegrityError:  # one_erasure_per_drive_and_report: the same attempt told twice
        return "told_twice"
    return ""


def _clock_offset(report: Report, facts: parsed.MachineFacts) -> timedelta:
    """How far the clock of the machine was from ours, when it says what it read at the moment of posting.

    Old computers' clocks are wrong: such a report is dated by our clock. One that waited in an outbox keeps
    its age, and one that does not say (or was imported from a file) is taken at its word.
    """
    if report.source != Report.Source.API or facts.sent_at is None:
        return timedelta()
    offset = report.received_at - facts.sent_at
    return offset if abs(offset) > CLOCK_DRIFT else timedelta()


def _shift(instant: datetime | None, offset: timedelta) -> datetime | None:
    """An instant by our clock. A little ahead of us it is now; far ahead it stays a future that proves
    nothing.
    """
    if instant is None:
        return None
    ours, present = instant + offset, now()
    return present if present < ours <= present + CLOCK_DRIFT else ours


def _drive_of(device: Device, told: parsed.ErasureFacts) -> Drive | None:
    serial = drives.key(told.drive_serial or "")
    if serial:
        return Drive.objects.filter(serial_key=serial, sightings__device=device).first()
    nameless = device.drives.filter(serial_key="", model=told.drive_model or "", size_bytes=told.size_bytes)
    candidates = list(nameless[:2])
    return candidates[0] if len(candidates) == 1 else None
