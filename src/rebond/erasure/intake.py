"""A report comes in: it is kept and attached by the evidence, then the erasures it tells of are recorded."""

import logging
from collections.abc import Iterable, Sequence
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
    reading = Reading.objects.select_for_update(of=("self",)).select_related("device").get(report=report)
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
    reading = attached.reading
    to_record = attached.is_new or "refused_erasures" in reading.facts
    if reading.device is None or not facts.erasures or not to_record:
        return reading
    told = dict.fromkeys(facts.erasures)
    refused = [reason for erasure in told if (reason := _record(attached, erasure, facts, by))]
    if refused or not attached.is_new:
        reading.facts.pop("refused_erasures", None)
        reading.facts |= {"refused_erasures": refused[:20]} if refused else {}
        reading.save(update_fields=["facts"])
    reading.device.refresh_from_db()  # its proofs may have cleared it
    return reading


def _record(
    attached: Attached, told: parsed.ErasureFacts, facts: parsed.MachineFacts, by: User | None
) -> str:
    """Record one erasure told by a report; returns why it could not be, or an empty word."""
    report, device = attached.reading.report, attached.reading.device
    assert device is not None, "an attached report has a device"
    named = _named(device, told, attached.drives, is_log=facts.report_id is None)
    if len(named) != 1:
        drive = told.drive_serial or told.drive_model or "?"
        return f"several_drives: {drive}" if named else f"unknown_drive: {drive}"
    attempt = _attempt(told, report, facts)
    if not attached.is_new and _is_recorded(named[0], attempt, report):
        return ""
    source = Erasure.Source.LOG if facts.report_id is None else Erasure.Source.REPORT
    try:
        record(named[0], attempt, by=by, source=source, report_id=report.pk)
    except Refused as refusal:
        return str(refusal)
    except IntegrityError:  # one_erasure_per_drive_and_report: the same attempt told twice
        return f"told_twice: {named[0]}"
    return ""


def _attempt(told: parsed.ErasureFacts, report: Report, facts: parsed.MachineFacts) -> ErasureFacts:
    """The attempt as it is recorded. Without an end of its own it is dated by its report, and proves nothing:
    it may be older than what the drive holds now.
    """
    finished = told.finished_at or facts.reported_at or report.received_at
    return ErasureFacts(
        method=(told.method or told.technique or told.tool)[:80],
        level=told.level,
        tool=told.tool[:60],
        tool_version=told.tool_version[:40],
        result=told.result,
        verification=told.verification if told.finished_at else Erasure.Verification.NONE,
        errors=min(told.errors, MOST_ERRORS),
        started_at=our_clock(told.started_at, report, facts),
        finished_at=our_clock(finished, report, facts) or now(),
    )


def _is_recorded(drive: Drive, attempt: ErasureFacts, report: Report) -> bool:
    """Whether a first reading of this report already recorded the attempt."""
    same = {"method": attempt.method, "result": attempt.result, "started_at": attempt.started_at}
    return drive.erasures.filter(report_id=report.pk, **same).exists()


def _named(
    device: Device, told: parsed.ErasureFacts, seen: Iterable[Drive], *, is_log: bool
) -> Sequence[Drive]:
    """The drives that an erasure may speak of: among those ``seen`` by the same report, else in this device.

    A tool's log may tell of drives that were plugged into one machine to be erased: known anywhere will do.
    """
    facts = drives.DriveFacts(
        serial=told.drive_serial or "", model=told.drive_model or "", size_bytes=told.size_bytes
    )
    here = [drive for drive in seen if drives.is_told(drive, facts)] or drives.told(facts, device)
    return here or (drives.told(facts) if is_log and drives.key(facts.serial) else [])
