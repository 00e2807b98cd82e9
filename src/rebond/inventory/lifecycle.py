"""The one door through which a device changes state. Only the stages' services come here."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now, this_month
from rebond.common.errors import Refused, Stale
from rebond.inventory.models import Device, Drive, Location, Move, Sighting
from rebond.inventory.states import GUARDED, OUTSIDE, State, allowed, counts_as
from rebond.people.models import User
from rebond.records import journal

_STEP = (
    "state",
    "state_since",
    "merged_into",
    "version",
    "reception",
    "received_at",
    "grade",
    "system",
    "has_camera",
    "has_wifi",
    "location",
)
# It stands on none of our shelves any more.
_NOWHERE = (State.HANDED_OVER, State.RECYCLED, State.REFUSED, State.LOST)


@transaction.atomic
def move(
    device: Device,
    to: State,
    *,
    by: User | None,
    reason: str = "",
    expected: int | None = None,
    origins: Collection[State] = State,
    merged_into: Device | None = None,
) -> Device:
    """Lock the device, check the table, write state, step and journal line together; returns the fresh row.

    ``origins`` are the only states that the calling verb leaves from: « unscrap » must not take a ready
    machine back to the bench, although the table knows that step. ``expected`` is the version the user was
    looking at: another one raises :class:`Stale`. Coming back from outside begins a new reception: every
    drive in the machine owes a proof again.
    """
    return step(lock(device, expected), to, by=by, reason=reason, origins=origins, merged_into=merged_into)


def step(
    row: Device,
    to: State,
    *,
    by: User | None,
    reason: str = "",
    origins: Collection[State] = State,
    merged_into: Device | None = None,
) -> Device:
    """:func:`move` for a row that the caller has locked (:func:`lock`) in this transaction."""
    origin = row.state
    if origin not in origins or not allowed(origin, to):
        raise Refused(
            _("%(number)s is “%(state)s”: it cannot become “%(next)s” from there.")
            % {"number": row.number, "state": row.get_state_display(), "next": to.label}
        )
    returning = origin in OUTSIDE
    row.state, row.state_since, row.merged_into = to, now(), merged_into
    row.version += 1
    place = row.location
    if to in _NOWHERE:
        row.location = None
    if returning:
        row.reception += 1
        row.received_at = row.state_since
        row.grade = row.system = ""
        row.has_camera = row.has_wifi = None
    row.save(update_fields=_STEP)
    if returning:
        _begin_reception(row)
    _record(row, origin, place, by, reason)
    return row


def lock(device: Device, expected: int | None = None) -> Device:
    """The device's row, locked until the transaction ends and checked against the version the user saw."""
    row = Device.objects.select_for_update().get(pk=device.pk)
    if expected is not None and row.version != expected:
        raise Stale(
            _("%(number)s changed since you opened the page: it is now “%(state)s”.")
            % {"number": row.number, "state": row.get_state_display()},
            _("Look at its sheet, then do it again if it is still right."),
        )
    return row


@transaction.atomic
def call_back(device: Device, *, by: User | None, reason: str) -> Device:
    """A cleared machine turns out to owe a proof: back to « received ». Nothing to do for one that is not
    cleared.

    Refused for what has left the house or was taken apart: no step leads back from there unseen.
    """
    row = lock(device)
    if row.state not in GUARDED:
        return row
    if row.is_outside or not allowed(row.state, State.RECEIVED):
        raise Refused(
            _("%(number)s is “%(state)s”: it cannot owe a proof of erasure there.")
            % {"number": row.number, "state": row.get_state_display()},
            _("If the machine came back, record its return first."),
        )
    return move(row, State.RECEIVED, by=by, reason=reason)


@transaction.atomic
def place(
    device: Device, location: Location | None, *, by: User | None, expected: int | None = None
) -> Device:
    """Write that a device now stands elsewhere. Standing there already changes nothing."""
    row = lock(device, expected)
    if row.state in _NOWHERE:
        raise Refused(
            _("%(number)s is “%(state)s”: it is not in the house.")
            % {"number": row.number, "state": row.get_state_display()},
            _("If the machine came back, record its return first."),
        )
    if row.location_id == (location.pk if location else None):
        return row
    origin, row.location = row.location, location
    row.version += 1
    row.save(update_fields=["location", "version"])
    Move.objects.create(
        device=row,
        at=now(),
        month=this_month(),
        by=by,
        reception=row.reception,
        from_state=row.state,
        to_state=row.state,
        from_location=origin,
        to_location=location,
    )
    journal.write("device.placed", row, by=by, location=location.code if location else "")
    return row


def _begin_reception(row: Device) -> None:
    drives = list(row.drives.exclude(data_state=Drive.DataState.DESTROYED))
    for drive in drives:
        drive.owe_since(row.received_at)
    Sighting.objects.bulk_create(
        Sighting(drive=drive, device=row, reception=row.reception, seen_at=row.received_at)
        for drive in drives
    )


def _record(row: Device, origin: str, place: Location | None, by: User | None, reason: str) -> None:
    counted = counts_as(origin, row.state)
    if counted == "refurbished" and row.moves.filter(reception=row.reception, counts_as=counted).exists():
        counted = ""
    Move.objects.create(
        device=row,
        at=row.state_since,
        month=this_month(),
        by=by,
        reception=row.reception,
        from_state=origin,
        to_state=row.state,
        from_location=place,
        to_location=row.location,
        counts_as=counted,
        reason=reason[:300],
    )
    journal.write(f"device.{row.state}", row, by=by, origin=origin, reason=reason)
