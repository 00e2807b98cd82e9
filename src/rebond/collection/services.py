"""Verbs of the dock: announce, receive, count, close."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from rebond.collection import rules
from rebond.collection.categories import Category
from rebond.collection.donors import words
from rebond.collection.models import Announced, Closing, Counted, Donation, LegalHead, Lot
from rebond.common.dates import EARLIEST, now, today
from rebond.common.errors import Refused, Stale
from rebond.people import retention
from rebond.people.models import Organisation, Person, User
from rebond.records import journal, numbering

Arrival = TypeVar("Arrival", Donation, Lot)


@transaction.atomic
def accept_donation(
    *,
    donor: Organisation | Person,
    legal_head: LegalHead,
    announced: Mapping[str, int],
    by: User | None,
    pickup_on: date | None = None,
    announced_on: date | None = None,
    note: str = "",
) -> Donation:
    """Record an announced donation; ``announced`` maps categories to quantities (zeros are left out)."""
    day = announced_on or today()
    _check_donor_may(donor, legal_head)
    _check_days(day, pickup_on)
    donation = Donation.objects.create(
        number=_number("DON", day),
        donor_organisation=donor if isinstance(donor, Organisation) else None,
        donor_person=donor if isinstance(donor, Person) else None,
        legal_head=legal_head,
        announced_on=day,
        pickup_on=pickup_on,
        note=note,
        created_by=by,
        created_at=now(),
    )
    donation.search_text = words(donation)
    donation.save(update_fields=["search_text"])
    _announce(donation, announced)
    if isinstance(donor, Person):
        retention.touch(donor)
    journal.write("donation.accepted", donation, by=by, head=legal_head.code, announced=dict(announced))
    return donation


@transaction.atomic
def change_donation(
    donation: Donation,
    *,
    legal_head: LegalHead,
    announced: Mapping[str, int],
    pickup_on: date | None,
    note: str,
    by: User | None,
) -> Donation:
    """Correct an announcement. The legal head is fixed once something arrived under it."""
    lock(donation)
    if legal_head != donation.legal_head and donation.lots.exists():
        raise Refused(
            _("The legal head cannot change: computers already arrived under it."),
            _("Record a second donation for what comes under another head."),
        )
    _check_donor_may(donation.donor, legal_head)
    _check_days(donation.announced_on, pickup_on)
    donation.legal_head, donation.pickup_on, donation.note = legal_head, pickup_on, note
    donation.save(update_fields=["legal_head", "pickup_on", "note"])
    donation.announced.all().delete()
    _announce(donation, announced)
    journal.write("donation.changed", donation, by=by, head=legal_head.code, announced=dict(announced))
    return donation


def _announce(donation: Donation, announced: Mapping[str, int]) -> None:
    Announced.objects.bulk_create(
        Announced(donation=donation, category=category, quantity=quantity)
        for category, quantity in announced.items()
        if quantity
    )


@transaction.atomic
def cancel_donation(donation: Donation, *, reason: str, by: User | None) -> None:
    """A donation of which nothing arrived is cancelled, and kept."""
    lock(donation)
    if donation.status == Donation.Status.CANCELLED:
        raise Refused(_("This donation is already cancelled."))
    if donation.lots.exists():
        raise Refused(_("Something of this donation has arrived: it cannot be cancelled."))
    donation.status = Donation.Status.CANCELLED
    donation.save(update_fields=["status"])
    journal.write("donation.cancelled", donation, by=by, reason=reason)


@transaction.atomic
def restore_donation(donation: Donation, *, by: User | None) -> None:
    """Undo a cancellation."""
    lock(donation)
    if donation.status != Donation.Status.CANCELLED:
        raise Refused(_("This donation was not cancelled."))
    donation.status = Donation.Status.ANNOUNCED
    donation.save(update_fields=["status"])
    journal.write("donation.restored", donation, by=by)


@transaction.atomic
def open_lot(donation: Donation, *, arrived_on: date, by: User | None, note: str = "") -> Lot:
    """Something of a donation arrived: open the lot that will be counted."""
    lock(donation)
    if donation.status == Donation.Status.CANCELLED:
        raise Refused(_("This donation was cancelled."), _("Restore it first."))
    if not donation.announced_on <= arrived_on <= today():
        raise Refused(
            _("A lot arrives between the day it was announced and today."), _("Example: 3 November 2026.")
        )
    lot = Lot.objects.create(
        number=_number("LOT", arrived_on), donation=donation, arrived_on=arrived_on, note=note
    )
    donation.status = Donation.Status.ARRIVED
    donation.save(update_fields=["status"])
    journal.write("lot.opened", lot, by=by, donation=donation.number)
    return lot


@transaction.atomic
def count_lot(
    lot: Lot, *, counted: Mapping[str, int], by: User | None, seen: Mapping[str, int] | None = None
) -> None:
    """Write down what was counted, by category; counting again replaces, and the journal keeps both.

    ``seen``: the counts shown when the form was opened. Stale when somebody counted since.
    """
    lock(lot)
    check_open(lot)
    before = dict(lot.counted.values_list("category", "quantity"))
    found = {category: quantity for category, quantity in counted.items() if quantity}
    if seen is not None and before not in (seen, found):
        raise Stale(
            _("Somebody else counted this lot meanwhile: %(counts)s.") % {"counts": _in_words(before)},
            _("Your numbers are still here: compare them, then keep your count."),
        )
    lot.counted.all().delete()
    Counted.objects.bulk_create(
        Counted(lot=lot, category=category, quantity=quantity) for category, quantity in found.items()
    )
    lot.told_scan = _last_scan(lot)
    lot.save(update_fields=["told_scan"])
    journal.write("lot.counted", lot, by=by, before=before, counted=dict(counted))


def tell_scans(lot: Lot, *, by: User | None) -> None:
    """One line of the journal for all that was scanned since the last count it holds; the lot is locked."""
    rows = lot.scanned.filter(pk__gt=lot.told_scan or 0)
    scanned = Counter(rows.values_list("category", flat=True))
    if not scanned:
        return
    counted = dict(lot.counted.values_list("category", "quantity"))
    before = {name: n - scanned[name] for name, n in counted.items() if n > scanned[name]}
    lot.told_scan = _last_scan(lot)
    lot.save(update_fields=["told_scan"])
    journal.write("lot.counted", lot, by=by, before=before, counted=counted, scanned=dict(scanned))


def _last_scan(lot: Lot) -> int:
    return lot.scanned.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def close_lot(lot: Lot, *, by: User | None, numbered: Mapping[str, int] | None = None) -> None:
    """Unloading is over: what was announced and what is counted now, in all lots of the donation so far, is
    kept beside the lot and in the journal.

    ``numbered``: category to how many carry our number, which only a later stage knows.
    """
    lock(lot.donation)  # two vans of one donation, closed at once, see each other's count
    lock(lot)
    if lot.closed_at:
        raise Refused(_("This lot is already closed."))
    tell_scans(lot, by=by)
    lot.closed_at, lot.closed_by = now(), by
    lot.save(update_fields=["closed_at", "closed_by"])
    found = compare(lot, numbered or {})
    Closing.objects.bulk_create(
        Closing(
            lot=lot,
            category=line.category,
            announced=line.announced,
            counted=line.counted,
            elsewhere=line.elsewhere,
        )
        for line in found
    )
    journal.write("lot.closed", lot, by=by, differences=[asdict(line) for line in found])


def compare(lot: Lot, numbered: Mapping[str, int]) -> list[rules.Difference]:
    """A lot against the whole announcement, with what the donation's other lots already brought."""
    others = Counted.objects.filter(lot__donation=lot.donation_id).exclude(lot=lot).order_by()
    return rules.differences(
        dict(lot.donation.announced.values_list("category", "quantity")),
        dict(lot.counted.values_list("category", "quantity")),
        numbered,
        dict(others.values_list("category").annotate(Sum("quantity"))),
    )


@transaction.atomic
def reopen_lot(lot: Lot, *, by: User | None) -> None:
    """Undo a closing: something was forgotten in the van. The journal keeps what was compared."""
    lock(lot)
    if lot.closed_at is None:
        raise Refused(_("This lot is not closed."))
    lot.closed_at = lot.closed_by = None
    lot.save(update_fields=["closed_at", "closed_by"])
    lot.closings.all().delete()
    journal.write("lot.reopened", lot, by=by)


def check_open(lot: Lot) -> None:
    """Nothing is counted any more in a closed lot."""
    if lot.closed_at:
        raise Refused(_("This lot is closed."), _("Reopen it to count again."))


def lock(row: Arrival) -> None:
    """Until the end of the transaction nobody else decides about this row, read again as it is now."""
    row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update())


def _in_words(counts: Mapping[str, int]) -> str:
    """« Laptop 3, Monitor 2 », or « 0 » when nothing is counted any more."""
    return ", ".join(f"{Category(name).label} {n}" for name, n in counts.items()) or "0"


def _check_donor_may(donor: Organisation | Person, head: LegalHead) -> None:
    kind = donor.kind if isinstance(donor, Organisation) else "person"
    if kind not in head.donor_kinds:
        raise Refused(
            _("This legal head does not fit this donor: %(head)s.") % {"head": head.label},
            _("Choose the head that fits a donor of this kind."),
        )


def _check_days(announced_on: date, pickup_on: date | None) -> None:
    if not EARLIEST <= announced_on <= today():
        raise Refused(_("A donation is announced today or earlier."), _("Example: 3 November 2026."))
    if pickup_on and not rules.likely_pickup(pickup_on, today()):
        raise Refused(_("The pick-up is more than two years away: is the year right?"))


def _number(prefix: str, day: date) -> str:
    rank = numbering.take(f"{prefix.lower()}-{day:%y}")
    return f"{prefix}-{day:%y}-{rank:04d}"
