"""Counting a lot by scan: one row for each machine, so that several people count at once and lose nothing."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rebond.collection.categories import Category
from rebond.collection.models import Counted, Lot, Scanned
from rebond.collection.services import check_open, lock, tell_scans
from rebond.common.errors import Refused
from rebond.people.models import User

MOST_COUNTED = 100_000  # the constraint a_likely_count


@transaction.atomic
def count_one(
    lot: Lot, *, category: str, once: UUID, by: User | None, serial: str = "", serial_key: str = ""
) -> Scanned:
    """One machine more; the same serial twice is refused, the same page (``once``) twice counts once.

    No line in the journal: :func:`end_count` writes one for all.
    """
    lock(lot)
    check_open(lot)
    sent = lot.scanned.filter(once=once).first()
    if sent:
        return sent
    twin = lot.scanned.filter(serial_key=serial_key).first() if serial_key else None
    if twin:
        raise Refused(
            _("Already counted: %(serial)s (%(category)s).")
            % {"serial": twin.serial, "category": twin.get_category_display()},
            _("Put it aside, then scan the next one."),
        )
    row = Scanned.objects.create(
        lot=lot, category=Category(category), serial=serial, serial_key=serial_key, once=once, by=by
    )
    _add(lot, category, 1)
    return row


@transaction.atomic
def uncount_one(lot: Lot, key: int, *, by: User | None) -> Scanned | None:
    """Undo one scan that no line of the journal holds yet; None when it was undone already."""
    lock(lot)
    check_open(lot)
    row = lot.scanned.filter(pk=key).first()
    if row is None:
        return None
    if row.pk <= (lot.told_scan or 0):
        raise Refused(_("This count was kept since."), _("Correct the figures of the lot instead."))
    row.delete()
    _add(lot, row.category, -1)
    return row


@transaction.atomic
def end_count(lot: Lot, *, by: User | None) -> None:
    """The count is over for now: one line in the journal. Nothing scanned since the last one: no line."""
    lock(lot)
    check_open(lot)
    tell_scans(lot, by=by)


def _add(lot: Lot, category: str, n: int) -> None:
    row, _is_new = Counted.objects.get_or_create(lot=lot, category=category, defaults={"quantity": 0})
    if not 0 <= row.quantity + n <= MOST_COUNTED:
        raise Refused(_("This lot holds too many of this category: is it the right one?"))
    if row.quantity + n == 0:
        row.delete()
        return
    row.quantity = F("quantity") + n
    row.save(update_fields=["quantity"])
