"""A report comes in: it is kept and attached by the evidence, then the erasures it tells of are recorded."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.collection.categories import Category
from rebond.collection.models import Lot
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.erasure.models import Erasure
from rebond.erasure.services import ErasureFacts, record
from rebond.evidence import services as evidence
from rebond.evidence.attachment import Attached, attach, our_clock
from rebond.evidence.models import Reading, Report
from rebond.evidence.parsing import facts as parsed
from rebond.inventory import drives
from rebond.inventory import services as inventory
from rebond.inventory.models import Device, Drive
from rebond.people.models import User

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
    return attach_stored(accepted, sender=sender, device=device, lot=lot)


def attach_stored(
    accepted: evidence.Accepted,
    *,
    sender: evidence.Sender,
    device: Device | None = None,
    lot: Lot | None = None,
) -> Taken:
    """The second half of :func:`take`."""
    if accepted.facts is None:
        reading = Reading.objects.select_related("device").get(report=accepted.report)
    else:
        reading = _apply(accepted.report, accepted.facts, by=sender.by, device=device, lot=lot)
    return Taken(accepted.report, reading, accepted.is_new)


def settle(report: Report, *, by: User, device: Device | None, confirmed: bool = False) -> Device | None:
    """A person looked at a report under review: read it again and attach it where they say (None: where it
    says).
    """
    facts = evidence.read_again(report)
    return _apply(report, facts, by=by, device=device, confirmed=confirmed).device


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
    reading = _apply(report, facts, by=by, device=device, confirmed=True)
    if reading.device is None:
        raise Refused(_("What the report says could not be written: %(reason)s") % {"reason": reading.detail})
    return Device.objects.get(pk=device.pk)


def finish_pending(older_than: timedelta = timedelta()) -> int:
    """Take up the reports that were stored but not attached, as their senders asked; returns how many.

    A crash left them, or a process that is about to come to them: that one is given ``older_than`` to do it.
    """
    pending = Reading.objects.filter(
        status=Reading.Status.PENDING, report__received_at__lte=now() - older_than
    )
    return sum(finish(report) for report in list(pending.values_list("report_id", flat=True)))


def finish(pk: int, facts: parsed.MachineFacts | None = None) -> bool:
    """Attach one stored report, read again unless its ``facts`` are known; whether that went well."""
    report = Report.objects.select_related("reading__asked_device", "reading__asked_lot", "sent_by").get(
        pk=pk
    )
    reading = report.reading
    try:
        facts = facts or evidence.read_again(report)
        _apply(report, facts, by=report.sent_by, device=reading.asked_device, lot=reading.asked_lot)
    except Refused:
        return False  # read_again wrote the reason: the report now waits in « to review »
    except Exception:
        # One report that we cannot digest must not keep the house shut: a person looks, and we are told.
        logger.exception("report %s could not be attached", report.pk)
        evidence.review(reading, "refused")
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
) -> Reading:
    attached = attach(report, facts, by=by, device=device, lot=lot, confirmed=confirmed)
    if not attached.is_new or not facts.erasures:
        return attached.reading
    told = dict.fromkeys(facts.erasures)
    refused = [reason for erasure in told if (reason := _record(attached, erasure, facts, by))]
    if refused:
        attached.reading.facts["refused_erasures"] = refused[:20]
        attached.reading.save(update_fields=["facts"])
    return attached.reading


def _record(
    attached: Attached, told: parsed.ErasureFacts, facts: parsed.MachineFacts, by: User | None
) -> str:
    """Record one erasure told by a report; returns why it could not be, or an empty word."""
    report, device = attached.reading.report, attached.reading.device
    assert device is not None, "a newly attached report has a device"
    drive = _drive_of(device, told, attached.drives)
    if drive is None:
        return f"unknown_drive: {told.drive_serial or told.drive_model or '?'}"
    finished = told.finished_at or facts.reported_at or report.received_at
    try:
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
                started_at=our_clock(told.started_at, report, facts),
                finished_at=our_clock(finished, report, facts) or now(),
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


def _drive_of(device: Device, told: parsed.ErasureFacts, seen: Iterable[Drive]) -> Drive | None:
    """The drive that was erased: one of those ``seen`` by the same report, or one seen in there before."""
    if serial := drives.key(told.drive_serial or ""):
        listed = next((drive for drive in seen if drive.serial_key == serial), None)
        return listed or Drive.objects.filter(serial_key=serial, sightings__device=device).first()
    nameless = device.drives.filter(serial_key="", model=told.drive_model or "", size_bytes=told.size_bytes)
    candidates = list(nameless[:2])
    return candidates[0] if len(candidates) == 1 else None
