"""Verbs of the proof: record an erasure, a destruction, a removal, an empty machine; clear what owes nothing
more.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rebond.common.dates import EARLIEST, now, today
from rebond.common.errors import Refused, Stale
from rebond.common.search import fold
from rebond.erasure import rules
from rebond.erasure.models import Destruction, Erasure, NoDriveStatement, Removal
from rebond.inventory import lifecycle
from rebond.inventory.models import Device, Drive, Sighting
from rebond.inventory.states import IN_HOUSE, State
from rebond.people.models import User
from rebond.records import journal


@dataclass(frozen=True)
class ErasureFacts:
    """One attempt as recorded, by hand, from a log or from a bench report; named as Erasure's columns."""

    method: str
    tool: str
    result: str
    verification: str
    finished_at: datetime
    level: str = ""
    tool_version: str = ""
    errors: int = 0
    started_at: datetime | None = None
    witness: str = ""


def gate_of(device: Device) -> rules.Gate:
    """The gate of a device, from its rows."""
    sightings = Sighting.objects.filter(device=device).filter(
        Q(reception=device.reception) | Q(settled_at=None)
    )
    seen = [
        rules.SeenDrive(drive, settled is not None)
        for drive, settled in sightings.values_list("drive_id", "settled_at").order_by("pk")
    ]
    said = not seen and NoDriveStatement.objects.filter(device=device, reception=device.reception).exists()
    return rules.gate(holds_data=device.holds_data, seen=seen, said_empty=said)


@transaction.atomic
def record(
    drive: Drive, facts: ErasureFacts, *, by: User | None, source: str, report_id: int | None = None
) -> Erasure:
    """Keep one attempt. A proof settles every place where the drive was seen and clears the machine that
    waited for it.

    An attempt that proves nothing is kept too: a failure is a fact.
    """
    drive, owed = _lock(drive)
    _check_recordable(drive, facts)
    _check_witness(facts.witness, by)
    attempt, present = _attempt(facts, source), now()
    proven = rules.proves(attempt, debt_since=drive.debt_since, now=present)
    erasure = Erasure.objects.create(
        **asdict(facts),
        drive=drive,
        source=source,
        report_id=report_id,
        proves=proven,
        recorded_by=by,
        recorded_at=present,
    )
    reason = rules.why_not(attempt, debt_since=drive.debt_since, now=present)
    subject = _place_of(drive, owed) or drive
    told = {"drive": drive.pk, "serial": drive.serial, "erasure": erasure.pk, "tool": facts.tool}
    journal.write("erasure.proven" if proven else "erasure.unproven", subject, by=by, reason=reason, **told)
    if proven:
        drive.data_state, drive.proof_id = Drive.DataState.ERASED, erasure.pk
        drive.save(update_fields=["data_state", "proof_id"])
        _settle(owed, Sighting.Proof.ERASURE, erasure.pk, by=by)
    return erasure


def _lock(drive: Drive) -> tuple[Drive, list[Sighting]]:
    """The drive's row, and its open sightings with the machines that owe a proof for it.

    Machines first, as every verb does: two verbs then never wait for each other.
    """
    sightings = Sighting.objects.select_for_update(of=("device",)).select_related("device")
    owed = list(sightings.filter(drive=drive, settled_at=None).order_by("device_id", "reception"))
    row = Drive.objects.select_for_update().get(pk=drive.pk)
    is_owed = any(sighting.device_id == row.device_id for sighting in owed)
    if row.data_state == Drive.DataState.UNPROVEN and row.device_id is not None and not is_owed:
        # Seen elsewhere while we waited: that machine is not among those we hold.
        raise Stale(_("Drive %(drive)s was just moved to another machine.") % {"drive": drive})
    return row, owed


def _place_of(drive: Drive, owed: Iterable[Sighting]) -> Device | None:
    """The machine a drive is in."""
    known = (sighting.device for sighting in owed if sighting.device_id == drive.device_id)
    return next(known, None) or drive.device


def _attempt(facts: ErasureFacts, source: str) -> rules.Attempt:
    return rules.Attempt(
        result=facts.result,
        verification=facts.verification,
        errors=facts.errors,
        tool=facts.tool,
        finished_at=facts.finished_at,
        by_hand=source == Erasure.Source.HAND,
        witness=facts.witness,
    )


def _check_witness(witness: str, by: User | None) -> None:
    """A witness is somebody else, with a name that can be read."""
    if not witness:
        return
    name = fold(witness)
    if sum(char.isalpha() for char in name) < 2:
        raise Refused(_("Write the name of the witness."))
    if by is not None and name in {fold(by.display_name), fold(by.username)}:
        raise Refused(_("The witness is somebody else than yourself."), _("Who else saw it done?"))


def _check_recordable(drive: Drive, facts: ErasureFacts) -> None:
    if drive.data_state == Drive.DataState.DESTROYED:
        raise Refused(_("Drive %(drive)s was destroyed: it can no longer be erased.") % {"drive": drive})
    if facts.finished_at.date() < EARLIEST or facts.finished_at > now():
        raise Refused(
            _("The end of the erasure must be in the past."), _("Is the clock of that computer right?")
        )
    if facts.started_at and facts.started_at > facts.finished_at:
        raise Refused(_("The erasure cannot end before it began."))


@transaction.atomic
def destroy(drive: Drive, *, method: str, destroyed_on: date, witness: str, by: User) -> Destruction:
    """A drive was physically destroyed before a witness: it owes nothing more, anywhere, for ever."""
    drive, owed = _lock(drive)
    if not EARLIEST <= destroyed_on <= today():
        raise Refused(_("The day of the destruction must be today or before."))
    _check_witness(witness, by)
    if not witness.strip() or not method.strip():
        raise Refused(_("A destruction is recorded with its method and a witness."))
    try:
        with transaction.atomic():
            destruction = Destruction.objects.create(
                drive=drive,
                method=method,
                destroyed_on=destroyed_on,
                witness=witness,
                recorded_by=by,
                recorded_at=now(),
            )
    except IntegrityError as error:
        raise Refused(_("Drive %(drive)s is already recorded as destroyed.") % {"drive": drive}) from error
    device = _place_of(drive, owed)
    drive.data_state, drive.proof_id, drive.device = Drive.DataState.DESTROYED, None, None
    drive.save(update_fields=["data_state", "proof_id", "device"])
    journal.write("drive.destroyed", device or drive, by=by, drive=drive.pk, serial=drive.serial)
    _settle(owed, Sighting.Proof.DESTRUCTION, destruction.pk, by=by)
    return destruction


@transaction.atomic
def remove(drive: Drive, device: Device, *, reason: str, by: User) -> Removal:
    """A drive was taken out of a machine: that machine owes nothing for it; the drive keeps its own debt."""
    row = lifecycle.lock(device)
    drive = Drive.objects.select_for_update().get(pk=drive.pk)
    owed = list(Sighting.objects.filter(drive=drive, device=row, settled_at=None).order_by("-reception"))
    _check_removable(drive, row, owed)
    removals = [
        Removal.objects.create(
            drive=drive, device=row, reception=reception, reason=reason, recorded_by=by, recorded_at=now()
        )
        for reception in [sighting.reception for sighting in owed] or [row.reception]
    ]
    if drive.device_id == row.pk:
        drive.device = None
        drive.save(update_fields=["device"])
    journal.write("drive.removed", row, by=by, drive=drive.pk, serial=drive.serial, reason=reason)
    for sighting, removal in zip(owed, removals, strict=False):  # nothing owed: the removal alone is kept
        _close(sighting, Sighting.Proof.REMOVAL, removal.pk)
    clear_if_proven(row, by=by)
    return removals[0]


def _check_removable(drive: Drive, row: Device, owed: list[Sighting]) -> None:
    if drive.device_id != row.pk and not owed:
        raise Refused(_("Drive %(drive)s is not in %(number)s.") % {"drive": drive, "number": row.number})
    if row.state not in IN_HOUSE:
        raise Refused(
            _("%(number)s is “%(state)s”: it is not in the house.")
            % {"number": row.number, "state": row.get_state_display()},
            _("If the machine came back, record its return first."),
        )


@transaction.atomic
def say_empty(device: Device, *, how: str, by: User) -> NoDriveStatement:
    """A named person opened the machine and found no drive."""
    row = lifecycle.lock(device)
    if not row.holds_data:
        raise Refused(_("This kind of device holds no data: nothing needs to be said."))
    if row.drives.exists() or Sighting.objects.filter(device=row, settled_at=None).exists():
        raise Refused(
            _("A drive was seen in %(number)s: it cannot be said to be empty.") % {"number": row.number},
            _("Record that the drive was taken out."),
        )
    statement, created = NoDriveStatement.objects.get_or_create(
        device=row, reception=row.reception, defaults={"said_by": by, "said_at": now(), "how": how}
    )
    if not created:
        raise Refused(_("This was already said of %(number)s.") % {"number": row.number})
    journal.write("device.said_empty", row, by=by, how=how)
    clear_if_proven(row, by=by)
    return statement


def _settle(owed: Iterable[Sighting], proof: Sighting.Proof, proof_id: int, *, by: User | None) -> None:
    """A proof settles every place where the drive was seen; a machine that owes nothing more is cleared."""
    freed = {}
    for sighting in owed:
        _close(sighting, proof, proof_id)
        freed[sighting.device_id] = sighting.device
    for device in freed.values():
        clear_if_proven(device, by=by)


def _close(sighting: Sighting, proof: Sighting.Proof, proof_id: int) -> None:
    sighting.settled_at, sighting.settled_by, sighting.proof_id = now(), proof, proof_id
    sighting.save(update_fields=["settled_at", "settled_by", "proof_id"])


def clear_if_proven(row: Device, *, by: User | None) -> Device:
    """Received and owing nothing more: a device that the caller has locked becomes « erased ». Otherwise
    nothing changes.
    """
    if row.state != State.RECEIVED or not gate_of(row).is_open:
        return row
    return lifecycle.step(row, State.CLEARED, by=by)


@transaction.atomic
def clear(device: Device, *, by: User | None, expected: int | None = None) -> Device:
    """Say that a device is cleared: refused, naming each drive that blocks, while the gate is shut."""
    row = lifecycle.lock(device, expected)
    gate = gate_of(row)
    if gate.is_open:
        return lifecycle.move(row, State.CLEARED, by=by, origins={State.RECEIVED})
    raise Refused(
        blocked_words(row, gate), _("Record the erasure, the destruction or the removal of each drive.")
    )


def blocked_words(device: Device, gate: rules.Gate) -> str:
    """In words, what keeps this device from going out."""
    if gate.nothing_seen:
        return _(
            "%(number)s cannot go out: no drive was ever seen in it, and nobody said that it holds none."
        ) % {"number": device.number}
    names = ", ".join(
        _drive_words(drive) for drive in Drive.objects.filter(pk__in=gate.unproven).order_by("pk")
    )
    return _("%(number)s cannot go out without a proof of erasure for: %(drives)s.") % {
        "number": device.number,
        "drives": names,
    }


def _drive_words(drive: Drive) -> str:
    return f"{drive.get_media_display()} {drive.model} {drive.serial}".strip()


def pending_on(devices: Iterable[Device]) -> dict[int, int]:
    """How many unproven drives hold each of these devices back (one query)."""
    counts: dict[int, int] = {}
    rows = Sighting.objects.filter(device__in=[device.pk for device in devices], settled_at=None)
    for device_id in rows.values_list("device_id", flat=True):
        counts[device_id] = counts.get(device_id, 0) + 1
    return counts
