"""Attaching a report to the device it speaks of, and writing down what it says."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, Q
from django.utils.timezone import localtime

from rebond.collection.categories import Category
from rebond.collection.models import Lot
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.evidence import rules
from rebond.evidence.models import Reading, Report
from rebond.evidence.parsing import facts as parsed
from rebond.evidence.services import review, storable
from rebond.inventory import drives, lookup
from rebond.inventory import services as inventory
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import State
from rebond.people.models import User
from rebond.records import journal

CLOCK_DRIFT = timedelta(minutes=2)  # two clocks that agree differ by no more
LONGEST_ERASURE = timedelta(days=7)  # the largest hard disks, overwritten several times


@dataclass(frozen=True)
class Attached:
    """What a report was attached to. ``drives`` are those it lists, ``is_new`` False when it was attached
    long ago.
    """

    reading: Reading
    drives: list[Drive] = field(default_factory=list)
    is_new: bool = False


@transaction.atomic(savepoint=False)
def attach(
    report: Report,
    facts: parsed.MachineFacts,
    *,
    by: User | None,
    device: Device | None = None,
    lot: Lot | None = None,
    confirmed: bool = False,
) -> Attached:
    """Find (or create) the device a report speaks of and write what it says; without a device when a person
    must look.

    ``device`` is the one a person chose; ``confirmed`` says that they saw the contradiction and insist.
    """
    # Locked first: of two posts of one report at the same moment, the second finds it attached.
    reading = Reading.objects.select_for_update().get(report=report)
    reading.report = report
    if reading.status == Reading.Status.LINKED:
        return Attached(reading)
    found = _match(device, facts, confirmed)
    if found.reason:
        review(reading, found.reason, found.detail)
        return Attached(reading)
    try:
        with transaction.atomic():
            if found.device:
                target = Device.objects.get(pk=found.device)
                target = inventory.describe(target, by=by, **_told(facts, target))
            else:
                target = _new_device(report, facts, lot, by)
            seen = drives.see_in(target, [_drive(one) for one in facts.drives], by=by, report_id=report.pk)
    except Refused as refusal:
        review(reading, "refused", str(refusal))
        return Attached(reading)
    _link(reading, target, facts)
    journal.write("report.attached", target, by=by, report=report.pk, sha256=report.sha256)
    return Attached(reading, seen, is_new=True)


def _match(chosen: Device | None, facts: parsed.MachineFacts, confirmed: bool) -> rules.Match:
    if chosen is not None and confirmed:
        return rules.Match(chosen.pk)
    number = "" if chosen else facts.number or ""
    named = chosen or (lookup.device_numbered(number) if number else None)
    serial = drives.key(facts.serial or "")
    if named is None and not number and not _names_a_machine(facts):
        return _match_by_drives(facts)
    return rules.match(
        named=_candidate(named) if named else None,
        named_number=number,
        twins=[] if named or number else _twins(serial, drives.key(facts.uuid or "")[:32]),
        serial_key=serial,
        maker=facts.maker or "",
    )


def _names_a_machine(facts: parsed.MachineFacts) -> bool:
    return bool(facts.maker or facts.model or facts.serial or facts.uuid or facts.cpu)


def _match_by_drives(facts: parsed.MachineFacts) -> rules.Match:
    """An erasure log or a drive's own report: the machine is the one where these drives are."""
    serials = {drives.key(row.drive_serial or "") for row in facts.erasures}
    serials |= {drives.key(row.serial or "") for row in facts.drives}
    known = Drive.objects.filter(serial_key__in=serials - {""}).exclude(device=None)
    devices = set(known.values_list("device_id", flat=True)[:20])
    if len(devices) == 1:
        return rules.Match(devices.pop())
    return rules.Match(
        None, "several_devices" if devices else "unknown_drive", ", ".join(sorted(serials))[:300]
    )


def _twins(serial: str, identity: str) -> list[rules.Candidate]:
    same = Q(serial_key=serial) if serial else Q()
    if identity:
        same |= Q(uuid_key=identity)
    if not same:
        return []
    rows = Device.objects.filter(same).exclude(state=State.MERGED).order_by("pk")
    return [rules.Candidate(*row) for row in rows.values_list("pk", "number", "maker", "serial_key")[:20]]


def _candidate(row: Device) -> rules.Candidate:
    return rules.Candidate(row.pk, row.number, row.maker, row.serial_key)


def _new_device(report: Report, facts: parsed.MachineFacts, lot: Lot | None, by: User | None) -> Device:
    category = facts.category if facts.category in Category.values else Category.OTHER
    since = _on_our_bench_since(report, facts)
    [device] = inventory.receive(lot, by=by, category=category, since=since, **_told(facts, None))
    return device


def _on_our_bench_since(report: Report, facts: parsed.MachineFacts) -> datetime | None:
    """When our own agent, on our bench, began the first erasure that its report tells of.

    A machine may be erased before it gets a number: it was in the house while our agent worked on it, and
    what the agent proved then still stands. Only an agent that holds a token is taken at its word.
    """
    if report.source != Report.Source.API or facts.report_id is None:
        return None
    begun = [our_clock(one.started_at, report, facts) for one in facts.erasures]
    first = min((instant for instant in begun if instant is not None), default=None)
    if first is None or not report.received_at - LONGEST_ERASURE <= first <= report.received_at:
        return None
    return first


def our_clock(instant: datetime | None, report: Report, facts: parsed.MachineFacts) -> datetime | None:
    """An instant told by a report, by our clock. A little ahead of us it is now; far ahead it stays a future
    that proves nothing.

    Old computers' clocks are wrong: a report that says what its machine's clock read when it was posted is
    dated by ours. One that waited in an outbox keeps its age, and one that does not say (or was imported from
    a file) is taken at its word. A tool's log has no zone and is read as UTC: one that would end within the
    next two hours was written by a clock set to the local hour.
    """
    if instant is None:
        return None
    offset = timedelta()
    if report.source == Report.Source.API and facts.sent_at is not None:
        offset = report.received_at - facts.sent_at
    ours, present = instant + (offset if abs(offset) > CLOCK_DRIFT else timedelta()), now()
    local = localtime(ours).utcoffset() or timedelta()
    if facts.report_id is None and present < ours <= present + local:
        return ours - local
    return present if present < ours <= present + CLOCK_DRIFT else ours


def _told(facts: parsed.MachineFacts, device: Device | None) -> dict[str, Any]:
    """What the report says of the machine and is to be written.

    What it measures of itself (processor, memory) follows the latest report; its names only fill blanks.
    """
    told: dict[str, Any] = {"cpu": facts.cpu, "cpu_cores": facts.cpu_cores, "ram_bytes": facts.ram_bytes}
    names = {"maker": facts.maker, "model": facts.model, "serial": facts.serial}
    names["uuid_key"] = drives.key(facts.uuid or "")[:32]
    told |= {name: value for name, value in names.items() if device is None or not getattr(device, name)}
    if device is not None and device.category == Category.OTHER and facts.category in Category.values:
        told["category"] = facts.category
    return {name: fact for name, value in told.items() if (fact := _held(Device, name, value))}


# What PostgreSQL holds; SQLite would hold any number, and two engines must read one report alike.
_LARGEST = {
    "PositiveSmallIntegerField": 2**15 - 1,
    "PositiveIntegerField": 2**31 - 1,
    "BigIntegerField": 2**63 - 1,
}


def _held(model: type[Model], name: str, value: Any) -> Any:
    """What the column can hold of a fact: a text cut to its length, None for a number that cannot be true."""
    field = next(field for field in model._meta.fields if field.name == name)
    if isinstance(value, str):
        return storable(value)[: field.max_length]
    if isinstance(value, int) and not 0 <= value <= _LARGEST.get(field.get_internal_type(), value):
        return None
    return value


def _drive(read: parsed.DriveFacts) -> drives.DriveFacts:
    return drives.DriveFacts(
        serial=_held(Drive, "serial", read.serial or ""),
        model=_held(Drive, "model", read.model or ""),
        maker=_held(Drive, "maker", read.maker or ""),
        media=read.media if read.media in Drive.Media.values else Drive.Media.UNKNOWN,
        size_bytes=_held(Drive, "size_bytes", read.size_bytes),
        wwn=_held(Drive, "wwn", read.wwn or ""),
        smart_passed=read.smart_passed,
        power_on_hours=_held(Drive, "power_on_hours", read.power_on_hours),
    )


def _link(reading: Reading, device: Device, facts: parsed.MachineFacts) -> None:
    reading.status, reading.device, reading.reason, reading.detail = Reading.Status.LINKED, device, "", ""
    reading.read_at = now()
    reading.facts = {
        "sources": list(facts.sources),
        "warnings": [storable(warning) for warning in facts.warnings[:50]],
        "drives": len(facts.drives),
        "erasures": len(facts.erasures),
        "drives_were_listed": facts.drives_were_listed,
    }
    reading.save()
