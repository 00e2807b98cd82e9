"""What the dock asks of the shelves: what was scanned, numbers for what was counted, a donor's new name."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rebond.collection import counting, rules
from rebond.collection.models import Lot, Scanned
from rebond.common.errors import Refused, Stale
from rebond.inventory import drives
from rebond.inventory.models import Device, Location
from rebond.inventory.numbers import NotOurNumber, normalise
from rebond.inventory.services import MOST_AT_ONCE, receive, words
from rebond.inventory.states import State
from rebond.people.models import Organisation, User
from rebond.people.services import number_prefix

BATCH = 2_000


@dataclass(frozen=True)
class Outcome:
    """What a scan did: ``counted`` one more, or only showed what of this lot carries our number (``here``).

    ``known``: a machine counted now whose serial one of ours, elsewhere, carries too.
    """

    counted: Scanned | None = None
    here: Device | None = None
    known: Device | None = None


def scan(lot: Lot, code: str, *, category: str, once: UUID, by: User | None) -> Outcome:
    """Count one machine by its maker's serial, or by nothing when none can be read.

    One of our own numbers is never counted: shown when it is of this lot, refused otherwise.
    """
    code = code.strip()
    if not code:
        return Outcome(counting.count_one(lot, category=category, once=once, by=by))
    ours = _ours(code)
    key = drives.key(code)
    known = ours or Device.objects.filter(serial_key=key).exclude(state=State.MERGED).order_by("-pk").first()
    if known and known.lot_id == lot.pk:
        return Outcome(here=known)
    if ours:
        raise Refused(
            _("%(number)s already carries our number and is not of this lot: it is not counted.")
            % {"number": ours.number},
            _("If the machine came back, record its return instead."),
        )
    _check_serial(code)
    row = counting.count_one(lot, category=category, serial=code, serial_key=key, once=once, by=by)
    return Outcome(row, known=known)


def _ours(code: str) -> Device | None:
    """The device that carries this number. A maker's serial may look like one of ours: only ours exist."""
    try:
        found = Device.objects.select_related("merged_into").filter(number=normalise(code)).first()
    except NotOurNumber:
        return None
    return (found.merged_into or found) if found else None


_NO_SERIAL = {
    "misread": lambda: _("This was not read as a serial number: is the scanner set to a French keyboard?"),
    "word": lambda: _("A serial number holds at least one digit."),
    "short": lambda: _("A serial number holds at least four letters or digits."),
}


def _check_serial(code: str) -> None:
    reason = rules.no_serial(code)
    if reason:
        raise Refused(_NO_SERIAL[reason](), _("Without a readable serial, leave the field empty."))
    if code.upper().startswith(f"{number_prefix()}-"):
        raise Refused(_("This looks like one of our numbers, but nothing carries it."), _("Scan it again."))
    if Location.objects.filter(code__iexact=code).exists():
        raise Refused(_("This is the label of a place, not of a machine."))


def last_given(lot: Lot) -> int:
    """The key of the last device numbered in this lot, 0 when there is none."""
    return lot.devices.order_by("-id").values_list("id", flat=True).first() or 0


@transaction.atomic
def number_lot(
    lot: Lot,
    quantities: Mapping[str, int],
    *,
    by: User | None,
    last_seen: int,
    location: Location | None = None,
) -> list[Device]:
    """Give numbers by category. ``last_seen`` is :func:`last_given` as the user saw it.

    The same form sent twice, or by two people at once, would number the same machines twice: it is Stale.
    """
    locked = _locked(lot, last_seen)
    wanted = {category: quantity for category, quantity in quantities.items() if quantity}
    if not wanted:
        raise Refused(_("Write how many numbers to give, on at least one line."))
    return [
        device
        for category, quantity in wanted.items()
        for device in receive(locked, category=category, quantity=quantity, by=by, location=location)
    ]


def _locked(lot: Lot, last_seen: int) -> Lot:
    locked = Lot.objects.select_for_update().get(pk=lot.pk)
    if last_given(locked) != last_seen:
        raise Stale(
            _("Numbers were given in this lot since you opened the page."),
            _("Look at its list before giving more."),
        )
    return locked


def scanned_waiting(lot: Lot) -> QuerySet[Scanned]:
    """What was counted by its serial number and carries no number of ours yet, in the order of the scans."""
    numbered = lot.devices.exclude(serial_key="").order_by().values("serial_key")
    return lot.scanned.exclude(serial_key="").exclude(serial_key__in=numbered).order_by("pk")


@transaction.atomic
def number_scanned(
    lot: Lot, *, by: User | None, last_seen: int, location: Location | None = None
) -> list[Device]:
    """Give its number to each machine counted by its serial, with that serial; at most 500 at a time.

    Refused when numbers without a serial were given to the same machines: there would be two for one.
    """
    locked = _locked(lot, last_seen)
    rows = list(scanned_waiting(locked)[:MOST_AT_ONCE])
    if not rows:
        raise Refused(_("Everything scanned in this lot already carries a number."))
    _check_none_is_numbered_twice(locked, Counter(row.category for row in rows))
    return [
        device
        for row in rows
        for device in receive(locked, category=row.category, serial=row.serial, by=by, location=location)
    ]


def _check_none_is_numbered_twice(lot: Lot, wanted: Counter[str]) -> None:
    given = Counter(lot.devices.exclude(state=State.MERGED).order_by().values_list("category", flat=True))
    counted = dict(lot.counted.values_list("category", "quantity"))
    if any(n > counted.get(category, 0) - given[category] for category, n in wanted.items()):
        raise Refused(
            _("There would be more numbers than machines counted: some were numbered without their serial."),
            _("Write the serial on their sheets, or count the lot again."),
        )


@transaction.atomic
def rename_donor(organisation: Organisation) -> int:
    """What a donor gave is found by its new name; returns how many devices.

    The words of a search are no fact: no version, no line in the journal. In batches by key, which hold
    little memory, each one statement: SQLite writes its index down at the end of each.
    """
    given = Lot.objects.filter(donation__donor_organisation=organisation)
    lots = given.select_related("donation__donor_organisation").in_bulk()
    told, last = 0, 0
    while rows := list(_batch(organisation, last)):
        for device in rows:
            device.lot = lots[device.lot_id or 0]
        _write_words({device.pk: words(device) for device in rows})
        told, last = told + len(rows), rows[-1].pk
    return told


def _write_words(found: Mapping[int, str]) -> None:
    marks = ", ".join(["(%s, %s)"] * len(found))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inventory_device SET search_text = told.column2"
            f" FROM (VALUES {marks}) AS told WHERE inventory_device.id = told.column1",
            [value for pair in found.items() for value in pair],
        )


def _batch(organisation: Organisation, last: int) -> QuerySet[Device]:
    rows = Device.objects.filter(lot__donation__donor_organisation=organisation, pk__gt=last)
    return rows.only("number", "maker", "model", "serial", "lot_id").order_by("pk")[:BATCH]
