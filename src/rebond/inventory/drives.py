"""Drives seen in devices. Seeing an unproven drive in a machine that was cleared takes the machine back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rebond.collection.rules import serial_key
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.common.search import fold
from rebond.inventory import lifecycle
from rebond.inventory.models import Device, Drive, Sighting
from rebond.inventory.states import GUARDED, IN_HOUSE, Because, State
from rebond.people.models import User
from rebond.records import journal


@dataclass(frozen=True)
class DriveFacts:
    """What identifies a drive, as typed by hand or read from a report. Sizes in bytes."""

    serial: str = ""
    model: str = ""
    maker: str = ""
    media: str = Drive.Media.UNKNOWN
    size_bytes: int | None = None
    wwn: str = ""
    smart_passed: bool | None = None
    power_on_hours: int | None = None


ROUNDING = 0.1


def key(serial: str) -> str:
    """A drive's serial as it is compared."""
    return serial_key(serial)


def see(
    device: Device,
    facts: DriveFacts,
    *,
    by: User | None,
    report_id: int | None = None,
    seen: set[int] | None = None,
) -> Drive:
    """One drive was seen in ``device``: see :func:`see_all`."""
    return see_all(device, [facts], by=by, report_id=report_id, seen=seen)[0]


@transaction.atomic
def see_all(
    device: Device,
    told: Sequence[DriveFacts],
    *,
    by: User | None,
    report_id: int | None = None,
    seen: Collection[int] | None = None,
) -> list[Drive]:
    """These drives were seen together in ``device``: find or create their rows and write the sightings.

    ``seen`` holds the keys of drives that are surely others. Two identical drives without a serial in one
    report stay two.
    """
    return see_in(lifecycle.lock(device), told, by=by, report_id=report_id, seen=seen)


def see_in(
    row: Device,
    told: Sequence[DriveFacts],
    *,
    by: User | None,
    report_id: int | None = None,
    seen: Collection[int] | None = None,
) -> list[Drive]:
    """:func:`see_all` for a device that this transaction has locked or just made.

    Unknown drives are written together: a report costs few statements whatever it lists.
    """
    known = _recognised(row, told, set(seen or ()))
    fresh = [_newcomer(row, facts) for facts, drive in zip(told, known, strict=True) if drive is None]
    for facts, drive in zip(told, known, strict=True):
        if drive is not None:
            _refresh(drive, facts)
            row = _observe(row, drive, by=by, report_id=report_id)
    if fresh:
        _welcome(row, fresh, by=by, report_id=report_id)
    newcomers = iter(fresh)
    return [drive or next(newcomers) for drive in known]


def _welcome(row: Device, fresh: list[Drive], *, by: User | None, report_id: int | None) -> None:
    """Write drives never seen before, all unproven, in the machine they were seen in."""
    _check_still_used(row)
    if row.state in GUARDED:
        row = lifecycle.call_back(row, by=by, reason=Because.UNPROVEN_DRIVE_SEEN)
    for drive in fresh:
        drive.device = row
    Drive.objects.bulk_create(fresh)
    Sighting.objects.bulk_create(
        Sighting(drive=drive, device=row, reception=row.reception, seen_at=now(), report_id=report_id)
        for drive in fresh
    )
    journal.write_many(
        "drive.seen",
        ((row, {"drive": drive.pk, "serial": drive.serial, "report": report_id}) for drive in fresh),
        by=by,
    )


def _check_still_used(row: Device) -> None:
    if row.state == State.MERGED:
        raise Refused(
            _("%(number)s was merged: nothing is seen in it any more.") % {"number": row.number},
            _("Use the number that is on the machine."),
        )


@transaction.atomic
def observe(device: Device, drive: Drive, *, by: User | None, report_id: int | None = None) -> None:
    """Write that ``drive`` is in ``device`` now. Unproven, it takes a cleared machine back to
    « received ».
    """
    _observe(lifecycle.lock(device), drive, by=by, report_id=report_id)


def _observe(row: Device, drive: Drive, *, by: User | None, report_id: int | None) -> Device:
    if drive.data_state == Drive.DataState.DESTROYED or drive.released_at:
        raise Refused(
            _("Drive %(drive)s was recorded as destroyed or gone, and is seen again.") % {"drive": drive},
            _("Check the serial number on the drive itself."),
        )
    _check_still_used(row)
    _owe_if_it_was_outside(drive, row)
    if drive.proof_id is None and row.state in GUARDED:
        row = lifecycle.call_back(row, by=by, reason=Because.UNPROVEN_DRIVE_SEEN)
    _put(drive, row)
    if _is_written(drive, row):
        return row
    Sighting.objects.create(
        drive=drive,
        device=row,
        reception=row.reception,
        seen_at=now(),
        report_id=report_id,
        settled_at=now() if drive.proof_id else None,
        settled_by=Sighting.Proof.ERASURE if drive.proof_id else "",
        proof_id=drive.proof_id,
    )
    journal.write("drive.seen", row, by=by, drive=drive.pk, serial=drive.serial, report=report_id)
    return row


@transaction.atomic
def owe_too(device: Device, sightings: Iterable[Sighting], *, by: User | None) -> None:
    """``device`` takes over open debts: drives that were seen in a row it absorbs, wherever they are now."""
    owed = list(sightings)
    if not owed:
        return
    row = lifecycle.call_back(device, by=by, reason=Because.UNPROVEN_DRIVE_SEEN)
    known = set(row.sightings.filter(settled_at=None).values_list("drive_id", flat=True))
    Sighting.objects.bulk_create(
        Sighting(drive_id=one.drive_id, device=row, reception=row.reception, seen_at=one.seen_at)
        for one in owed
        if one.drive_id not in known
    )


def _owe_if_it_was_outside(drive: Drive, row: Device) -> None:
    """A drive last known in a machine that left the house may hold a family's data, however it came back."""
    last = drive.device
    if last is not None and last.pk != row.pk and last.is_outside:
        drive.device = None
        drive.save(update_fields=["device"])
        drive.owe_since(max(drive.debt_since, last.state_since, row.received_at))


def _is_written(drive: Drive, row: Device) -> bool:
    """Whether a sighting of this reception already says it: still open, or settled by the proof that
    stands.
    """
    here = Sighting.objects.filter(device=row, reception=row.reception, drive=drive)
    if drive.proof_id is None:
        return here.filter(settled_at=None).exists()
    return here.filter(settled_by=Sighting.Proof.ERASURE, proof_id=drive.proof_id).exists()


def _recognised(row: Device, told: Sequence[DriveFacts], seen: set[int]) -> list[Drive | None]:
    """The known drive for each of ``told``, by serial anywhere, without a serial in this machine only."""
    serials = {key(facts.serial) for facts in told} - {""}
    # A drive destroyed or gone cannot be the one: what is seen is another, or our record is wrong. Either
    # way it is written as unproven, and takes the machine back.
    rows = Drive.objects.select_for_update().prefetch_related("device")
    rows = rows.filter(released_at=None).exclude(data_state=Drive.DataState.DESTROYED)
    found: list[Drive] = []
    if serials and Drive.objects.filter(serial_key__in=serials).exists():  # most are seen for the first time
        found += rows.filter(serial_key__in=serials).order_by("pk")
    if any(not key(facts.serial) for facts in told):
        found += rows.filter(device=row, serial_key="").order_by("pk")
    known: list[Drive | None] = []
    for facts in told:
        drive = next((one for one in found if one.pk not in seen and is_told(one, facts)), None)
        if drive is not None:
            seen.add(drive.pk)
        known.append(drive)
    return known


def told(facts: DriveFacts, device: Device | None = None) -> list[Drive]:
    """The drives still in the world that these facts may name: seen in ``device``, or anywhere."""
    rows = Drive.objects.filter(released_at=None, serial_key=key(facts.serial))
    rows = rows.exclude(data_state=Drive.DataState.DESTROYED)
    if device is not None:
        rows = rows.filter(sightings__device=device) if key(facts.serial) else rows.filter(device=device)
    return [drive for drive in rows.distinct().order_by("pk")[:20] if is_told(drive, facts)]


def is_told(drive: Drive, facts: DriveFacts) -> bool:
    """Whether these facts may be that drive's: its serial, and a size and a model that do not contradict it;
    without a serial, the very same model and size.
    """
    if drive.serial_key != key(facts.serial):
        return False
    if drive.serial_key:
        return _same_model(drive.model, facts.model) and _same_size(drive.size_bytes, facts.size_bytes)
    return (drive.model, drive.size_bytes) == (facts.model, facts.size_bytes)


def _same_size(one: int | None, other: int | None) -> bool:
    """Whether two sizes in bytes may be one drive's: tools round (500 GB, 465 GiB), and one may be silent.

    Cheap drives share serial numbers; their sizes tell them apart.
    """
    return not one or not other or abs(one - other) <= max(one, other) * ROUNDING


def _same_model(one: str, other: str) -> bool:
    """Whether two readings name one model: tools cut or pad the name, and one may be silent."""
    left, right = key(one), key(other)
    return not left or not right or left in right or right in left


def _newcomer(device: Device, facts: DriveFacts) -> Drive:
    return Drive(
        serial=facts.serial,
        serial_key=key(facts.serial),
        model=facts.model,
        maker=facts.maker,
        media=facts.media,
        size_bytes=facts.size_bytes,
        wwn=facts.wwn,
        created_at=now(),
        debt_since=_in_the_house_since(device),
        smart_passed=facts.smart_passed,
        power_on_hours=facts.power_on_hours,
        search_text=fold(facts.serial, facts.maker, facts.model),
    )


def _in_the_house_since(device: Device) -> datetime:
    """Since when a drive first seen in ``device`` may hold a donor's or a family's data.

    An erasure done in the house between the unloading and the numbering counts; one done before the donation
    does not.
    """
    if device.reception > 1 or device.lot is None:
        return device.received_at
    unloaded = timezone.make_aware(datetime.combine(device.lot.arrived_on, time.min))  # our midnight
    return min(device.received_at, unloaded)


def _refresh(drive: Drive, facts: DriveFacts) -> None:
    """Fill what was blank and follow what ages; nothing known is forgotten."""
    changed = []
    for name in ("model", "maker", "size_bytes", "wwn"):
        if not getattr(drive, name) and getattr(facts, name):
            setattr(drive, name, getattr(facts, name))
            changed.append(name)
    if drive.media == Drive.Media.UNKNOWN != facts.media:
        drive.media = facts.media
        changed.append("media")
    for name in ("smart_passed", "power_on_hours"):
        value = getattr(facts, name)
        if value is not None and value != getattr(drive, name):
            setattr(drive, name, value)
            changed.append(name)
    if changed:
        drive.search_text = fold(drive.serial, drive.maker, drive.model)
        drive.save(update_fields=[*changed, "search_text"])


def _put(drive: Drive, row: Device) -> None:
    if drive.device_id != row.pk:
        drive.device = row
        drive.save(update_fields=["device"])


@transaction.atomic
def fit(drive: Drive, device: Device, *, by: User | None) -> Drive:
    """Put a loose drive into a machine: only one whose data is proven gone (promise 1)."""
    row = lifecycle.lock(device)
    drive = Drive.objects.select_for_update().get(pk=drive.pk)
    if drive.data_state != Drive.DataState.ERASED:
        raise Refused(
            _("Drive %(drive)s has no proof of erasure: it cannot enter another machine.") % {"drive": drive},
            _("Erase it first, or record its destruction."),
        )
    if drive.device_id is not None:
        raise Refused(_("Drive %(drive)s is still in another machine: take it out first.") % {"drive": drive})
    if row.state not in IN_HOUSE:
        raise Refused(_("%(number)s is not in the house.") % {"number": row.number})
    observe(row, drive, by=by)
    journal.write("drive.fitted", drive, by=by, device=row.number)
    drive.refresh_from_db()
    return drive


@transaction.atomic
def release(drive: Drive, *, by: User | None, reason: str) -> Drive:
    """A loose drive leaves the house (recycler, spare part): never unproven. The database refuses it too."""
    drive = Drive.objects.select_for_update().get(pk=drive.pk)
    if drive.data_state == Drive.DataState.UNPROVEN:
        raise Refused(
            _("Drive %(drive)s has no proof of erasure: it cannot leave the house.") % {"drive": drive},
            _("Erase it, or record its destruction."),
        )
    if drive.device_id is not None:
        raise Refused(_("Drive %(drive)s is still in a machine: take it out first.") % {"drive": drive})
    drive.released_at = now()
    drive.save(update_fields=["released_at"])
    journal.write("drive.released", drive, by=by, reason=reason)
    return drive
