"""Verbs of the shelves: receive, describe, place, merge, split, lose, find."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.collection.categories import HOLDS_NO_DATA
from rebond.collection.models import Lot
from rebond.common.dates import month_key, now, today
from rebond.common.errors import Refused
from rebond.common.search import fold
from rebond.inventory import drives, lifecycle, numbers
from rebond.inventory.models import Device, Location, Move, Sighting
from rebond.inventory.states import IN_HOUSE, Because, State
from rebond.people.models import User
from rebond.people.services import number_prefix
from rebond.records import journal, numbering

MOST_AT_ONCE = 500
DESCRIPTION = ("category", "maker", "model", "serial", "cpu", "cpu_cores", "ram_bytes", "made_in", "note")
DESCRIBED = {*DESCRIPTION, "uuid_key"}
UNTOLD = {"note"}  # free words stay out of a journal that nobody can ever shorten


@transaction.atomic
def receive(
    lot: Lot | None,
    *,
    category: str,
    quantity: int = 1,
    by: User | None,
    location: Location | None = None,
    since: datetime | None = None,
    **facts: Any,
) -> list[Device]:
    """Give our numbers to ``quantity`` things of one category that just arrived; they begin as received.

    ``facts`` are what is already known of each (see DESCRIPTION); ``since`` when they were surely here, for
    things that were at work on our bench before they had a number.
    """
    assert set(facts) <= DESCRIBED, "only descriptive facts are described"
    if not 1 <= quantity <= MOST_AT_ONCE:
        raise Refused(_("Between 1 and %(most)d numbers at a time.") % {"most": MOST_AT_ONCE})
    if lot is not None and lot.closed_at:
        raise Refused(_("This lot is closed."), _("Reopen it to add computers to it."))
    instant = since or now()
    found = [
        Device(
            number=number,
            category=category,
            lot=lot,
            location=location,
            serial_key=drives.key(facts.get("serial", "")),
            state_since=instant,
            received_at=instant,
            created_at=now(),
            **facts,
        )
        for number in _next_numbers(quantity)
    ]
    for device in found:
        device.search_text = words(device)
    Device.objects.bulk_create(found)
    _first_steps(found, by=by)
    return found


def _next_numbers(quantity: int) -> list[str]:
    prefix, year = number_prefix(), today().year
    first = numbering.take(f"device-{year % 100:02d}", quantity)
    return [numbers.compose(prefix, year, rank) for rank in range(first, first + quantity)]


def _first_steps(found: list[Device], *, by: User | None) -> None:
    month = month_key(today())
    Move.objects.bulk_create(
        Move(
            device=device,
            at=device.received_at,
            month=month,
            by=by,
            to_state=State.RECEIVED,
            reception=1,
            to_location=device.location,
            counts_as="collected",
        )
        for device in found
    )
    told = ((device, {"lot": device.lot.number if device.lot else ""}) for device in found)
    journal.write_many("device.received", told, by=by)


def words(device: Device) -> str:
    """The words by which a device is found. A donor who is a person is not one of them."""
    donor = device.lot.donation.donor_organisation if device.lot else None
    return fold(
        device.number,
        device.maker,
        device.model,
        device.serial,
        device.lot.number if device.lot else "",
        donor.name if donor else "",
    )


@transaction.atomic
def describe(device: Device, *, by: User | None, expected: int | None = None, **facts: object) -> Device:
    """Change what is written about a device (see DESCRIPTION); the journal keeps before and after.

    A cleared « monitor » that was a computer all along is called back: it may hold data.
    """
    assert set(facts) <= DESCRIBED, "only descriptive facts are described"
    row = lifecycle.lock(device, expected)
    changed = {
        name: [getattr(row, name), value] for name, value in facts.items() if getattr(row, name) != value
    }
    if not changed:
        return row
    if "category" in changed and row.holds_data and row.state not in (State.RECEIVED, State.CLEARED):
        raise Refused(
            _("The category of %(number)s cannot change now: its checks and its price were made for it.")
            % {"number": row.number},
            _("Take it back to the bench first."),
        )
    if not row.holds_data and facts.get("category", row.category) not in HOLDS_NO_DATA:
        row = lifecycle.call_back(row, by=by, reason=Because.HOLDS_DATA)
    for name, (_before, value) in changed.items():
        setattr(row, name, value)
    row.serial_key, row.search_text = drives.key(row.serial), words(row)
    row.version += 1
    _save_described(row, [*changed, "serial_key", "search_text", "version"])
    told = {name: [] if name in UNTOLD else pair for name, pair in changed.items()}
    journal.write("device.described", row, by=by, changed=told)
    return row


def _save_described(row: Device, columns: list[str]) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=columns)
    except IntegrityError as error:  # gate_category (erasure/guards.py)
        raise Refused(
            _("Nobody has proven yet that %(number)s holds no data.") % {"number": row.number},
            _("Record its drives, or say that there is none, before changing its category."),
        ) from error


@transaction.atomic
def relocate(devices: Iterable[Device], location: Location, *, by: User | None) -> int:
    """Move a series of devices to one place; returns how many were not there yet."""
    moved = 0
    for device in sorted(devices, key=lambda row: row.pk):  # always in one order: two series never deadlock
        row = lifecycle.lock(device)
        moved += row.location_id != location.pk
        lifecycle.place(row, location, by=by)
    return moved


def _check_same_law(row: Device, present: Lot, other: Lot) -> None:
    """The law under which a thing was given decides its price: it does not change once work began on it."""
    if present.donation.legal_head_id != other.donation.legal_head_id:
        raise Refused(
            _("%(number)s was given under another law: %(head)s.")
            % {"number": row.number, "head": present.donation.legal_head},
            _("Once it has left the dock, its lot can only be replaced by one given under the same law."),
        )


@transaction.atomic
def assign_lot(device: Device, lot: Lot, *, by: User | None, expected: int | None = None) -> Device:
    """Say which lot a device came with (it was numbered without one, or with the wrong one)."""
    row = lifecycle.lock(device, expected)
    if row.lot is not None and (row.state != State.RECEIVED or row.reception > 1):
        _check_same_law(row, row.lot, lot)
    before = row.lot.number if row.lot else ""
    row.lot = lot
    row.search_text = words(row)
    row.version += 1
    row.save(update_fields=["lot", "search_text", "version"])
    journal.write("device.lot", row, by=by, before=before, lot=lot.number)
    return row


@transaction.atomic
def merge(keep: Device, absorb: Device, *, by: User | None) -> Device:
    """Two rows were one machine: ``absorb`` keeps its history and points to ``keep``, which takes its drives
    and debts.

    Only a row still waiting as received can be absorbed: what was handed over or recycled really happened.
    """
    if keep.pk == absorb.pk:
        raise Refused(_("A machine cannot be merged with itself."))
    for row in sorted((keep, absorb), key=lambda row: row.pk):
        lifecycle.lock(row)
    keep.refresh_from_db()
    absorb.refresh_from_db()
    _check_mergeable(keep, absorb)
    for drive in list(absorb.drives.select_for_update()):
        drives.observe(keep, drive, by=by)
    drives.owe_too(keep, absorb.sightings.filter(settled_at=None), by=by)
    lifecycle.move(absorb, State.MERGED, by=by, reason=keep.number, merged_into=keep)
    keep.refresh_from_db()
    keep = describe(keep, by=by, **_learnt(keep, absorb))
    journal.write("device.absorbed", keep, by=by, number=absorb.number, device=absorb.pk)
    return keep


def _learnt(keep: Device, absorb: Device) -> dict[str, Any]:
    """What the absorbed row knows better: blanks, and that the thing holds data after all."""
    names = [name for name in DESCRIPTION if name != "category" and not getattr(keep, name)]
    names += ["category"] * (absorb.holds_data and not keep.holds_data)
    return {name: value for name in names if (value := getattr(absorb, name))}


def _check_mergeable(keep: Device, absorb: Device) -> None:
    if keep.state not in IN_HOUSE:
        raise Refused(
            _("%(number)s is “%(state)s”: it is not in the house.")
            % {"number": keep.number, "state": keep.get_state_display()},
            _("If the machine came back, record its return first."),
        )
    if absorb.state != State.RECEIVED:
        raise Refused(
            _("%(number)s is “%(state)s”: only a machine still “received” can be absorbed.")
            % {"number": absorb.number, "state": absorb.get_state_display()},
            _("Do it the other way round: keep this number and absorb the other."),
        )
    if absorb.absorbed.exists():
        raise Refused(
            _("%(number)s has already absorbed another row: split it first.") % {"number": absorb.number}
        )


@transaction.atomic
def split(device: Device, *, by: User | None) -> Device:
    """Undo a merge: the absorbed row stands again as received, with the drives that came with it.

    What the other row owed because of these drives stays owed until each is proven: doubt never frees a
    machine.
    """
    keep = lifecycle.lock(device).merged_into
    if keep is None:
        raise Refused(_("%(number)s was not merged.") % {"number": device.number})
    if keep.state not in IN_HOUSE:
        raise Refused(
            _("%(number)s has left: the two rows stay one.") % {"number": keep.number},
            _("If it came back, record its return first."),
        )
    row = lifecycle.move(device, State.RECEIVED, by=by, reason=Because.SPLIT, origins={State.MERGED})
    came_with_it = row.sightings.filter(reception=row.reception).exclude(settled_by=Sighting.Proof.REMOVAL)
    for drive in keep.drives.select_for_update().filter(pk__in=came_with_it.values("drive")):
        drives.observe(row, drive, by=by)
    journal.write("device.split", keep, by=by, number=row.number, device=row.pk)
    return row


def lose(device: Device, *, by: User | None, reason: str, expected: int | None = None) -> Device:
    """Stock-take: it is nowhere to be found. The row stays; finding it again begins a new reception."""
    return lifecycle.move(device, State.LOST, by=by, reason=reason, expected=expected)


@transaction.atomic
def refuse(device: Device, *, by: User | None, reason: str, expected: int | None = None) -> Device:
    """Given back to its donor at the door, with the donor's own data: on its first reception, and when nobody
    else's drive was put in it.
    """
    row = lifecycle.lock(device, expected)
    if row.reception > 1:
        raise Refused(
            _("%(number)s came back from somebody: it holds their data and cannot leave.")
            % {"number": row.number}
        )
    if Sighting.objects.filter(drive__in=row.drives.all()).exclude(device=row).exists():
        raise Refused(
            _("A drive of %(number)s was in another machine before: it cannot leave.")
            % {"number": row.number}
        )
    return lifecycle.move(device, State.REFUSED, by=by, reason=reason, expected=expected)


def find_again(device: Device, *, by: User | None, reason: str = "", expected: int | None = None) -> Device:
    """A lost or refused device is here (again)."""
    return lifecycle.move(
        device, State.RECEIVED, by=by, reason=reason, expected=expected, origins={State.LOST, State.REFUSED}
    )
