"""Verbs of the evidence: keep, read, review, set aside. Stored and hashed first, understood after."""

import hashlib
import logging
import uuid
from dataclasses import dataclass

import zstandard
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.collection.models import Lot
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.evidence import bundles
from rebond.evidence.models import Reading, Report
from rebond.evidence.parsing import Unreadable, read
from rebond.evidence.parsing.facts import MachineFacts
from rebond.inventory.models import Device
from rebond.people.models import AgentToken, User
from rebond.records import journal

logger = logging.getLogger(__name__)

COMPRESSION = 3  # zstd: an eighth of the size in a third of a millisecond
LARGEST_REPORT_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Sender:
    """How a report came: from which door, by whom, with which token, under which file name."""

    source: str
    by: User | None = None
    token: AgentToken | None = None
    filename: str = ""


@dataclass(frozen=True)
class Accepted:
    """The report as kept. ``is_new`` is False when the very same bytes were already here.

    ``facts`` is None when nothing is left to attach: unreadable, in conflict, or attached long ago.
    """

    report: Report
    facts: MachineFacts | None
    is_new: bool


def store(raw: bytes, *, sender: Sender, device: Device | None = None, lot: Lot | None = None) -> Accepted:
    """Keep the bytes, then try to understand them; nothing is attached yet.

    ``device`` and ``lot`` are what the sender chose: kept beside the report until it is attached.

    The same bytes twice are one report. Other bytes under an id already used are kept too, marked as a
    conflict.
    Raises Refused only for what is empty or too large to keep.
    """
    if not raw:
        raise Refused(_("This file is empty."), _("Make the report again."), status=400)
    if len(raw) > LARGEST_REPORT_BYTES:
        raise Refused(
            _("This report is larger than %(most)d MB.") % {"most": LARGEST_REPORT_BYTES // 2**20},
            _("Send one machine at a time."),
            status=413,
        )
    sha256 = hashlib.sha256(raw).hexdigest()
    known = _known(sha256)
    if known and known.reading.status != Reading.Status.PENDING:  # pending: a crash left it to be attached
        return Accepted(known, None, is_new=False)
    facts, failure = _understand(raw)
    if known:
        return Accepted(known, facts, is_new=False)
    report = _keep(
        raw, sha256, _claimed_id(facts), sender, failure, Reading(asked_device=device, asked_lot=lot)
    )
    if report is None:  # the same bytes arrived at the same moment through another door
        return store(raw, sender=sender, device=device, lot=lot)
    return Accepted(report, None if report.is_conflict else facts, is_new=True)


def _known(sha256: str) -> Report | None:
    if not Report.objects.filter(sha256=sha256).exists():  # nearly always: ask for one column only
        return None
    return Report.objects.defer("body").select_related("reading").get(sha256=sha256)


def _keep(
    raw: bytes,
    sha256: str,
    claimed_id: uuid.UUID | None,
    sender: Sender,
    failure: Unreadable | None,
    reading: Reading,
) -> Report | None:
    """Write the report, and in the same breath why a person must look at it; None when its bytes were just
    kept.
    """
    for is_conflict in (False, True):
        try:
            with transaction.atomic():
                report = Report.objects.create(
                    sha256=sha256,
                    claimed_id=claimed_id,
                    is_conflict=is_conflict,
                    received_at=now(),
                    source=sender.source,
                    filename=storable(sender.filename)[-200:],
                    size_bytes=len(raw),
                    body=zstandard.compress(raw, COMPRESSION),
                    sent_by=sender.by,
                    token=sender.token,
                )
                reading.report = report
                reading.save(force_insert=True)
                if failure:
                    review(reading, failure.code, failure.detail)
                elif is_conflict:
                    review(reading, "id_already_used", str(claimed_id))
                return report
        except IntegrityError:
            if Report.objects.filter(sha256=sha256).exists():
                return None
    raise AssertionError("a conflicting report is always kept")


def body(report: Report) -> bytes:
    """The report's bytes exactly as they came; checked against their hash."""
    raw = zstandard.ZstdDecompressor().decompress(bytes(report.body), max_output_size=LARGEST_REPORT_BYTES)
    if hashlib.sha256(raw).hexdigest() != report.sha256:
        raise RuntimeError(f"report {report.sha256} no longer matches its hash")
    return raw


def _understand(raw: bytes) -> tuple[MachineFacts | None, Unreadable | None]:
    try:
        return read(bundles.unpack(raw)), None
    except Unreadable as error:
        return None, error
    except Exception as error:
        # Our mistake, not the report's: it is kept, a person looks, and the log tells us where.
        logger.exception("a reader broke on a report")
        return None, Unreadable("reader_broke", type(error).__name__)


def _claimed_id(facts: MachineFacts | None) -> uuid.UUID | None:
    return uuid.UUID(facts.report_id) if facts and facts.report_id else None


def review(reading: Reading, reason: str, detail: str = "") -> None:
    """A person must look: ``reason`` is a code that the screen puts in words."""
    reading.status, reading.read_at = Reading.Status.TO_REVIEW, now()
    reading.reason, reading.detail = reason[:40], storable(detail)[:300]
    reading.save(update_fields=["status", "read_at", "reason", "detail"])


def storable(text: str) -> str:
    """Without what no database takes as text: NUL, and the halves of broken characters."""
    return text.replace("\0", " ").encode(errors="replace").decode()


def read_again(report: Report) -> MachineFacts:
    """Parse a kept report anew; raises Refused with the reason when it still says nothing."""
    facts, failure = _understand(body(report))
    if facts is None or failure:
        assert failure is not None
        review(Reading.objects.get(report=report), failure.code, failure.detail)
        raise Refused(
            _("This report still cannot be read (%(reason)s).") % {"reason": failure.code},
            _("Make it again on the machine, or describe the machine by hand."),
        )
    return facts


@transaction.atomic
def set_aside(report: Report, *, by: User) -> None:
    """This report will not be attached to anything; it stays kept and can be taken up again."""
    reading = Reading.objects.select_for_update().get(report=report)
    if reading.status == Reading.Status.LINKED:
        raise Refused(_("This report is attached to a device: it cannot be set aside."))
    reading.status = Reading.Status.SET_ASIDE
    reading.save(update_fields=["status"])
    journal.write("report.set_aside", report, by=by)


@transaction.atomic
def take_up(report: Report, *, by: User) -> None:
    """Undo a setting aside."""
    aside = Reading.objects.filter(report=report, status=Reading.Status.SET_ASIDE)
    if not aside.update(status=Reading.Status.TO_REVIEW):
        raise Refused(_("This report was not set aside."))
    journal.write("report.taken_up", report, by=by)
