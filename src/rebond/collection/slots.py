"""Half-days that a donor may choose from: how many pick-ups each holds, less those that were chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from rebond.collection.models import Donation, Half, PickupSlot, SlotChoice
from rebond.common.dates import public_holidays, today
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.records import journal

SOONEST, FURTHEST = timedelta(days=3), timedelta(days=42)
HOURS: Final = {Half.MORNING: (8 * 60 + 30, 12 * 60 + 30), Half.AFTERNOON: (13 * 60 + 30, 17 * 60 + 30)}
"""From and to, in minutes from midnight."""
WEEKDAYS = range(6)  # Monday to Saturday
MOST_A_HALF_DAY = 30


@dataclass(frozen=True)
class Slot:
    """One half-day, and how many pick-ups it still holds."""

    day: date
    half: Half
    left: int = 0

    @property
    def code(self) -> str:
        """« 2026-12-01/morning »."""
        return f"{self.day.isoformat()}/{self.half.value}"


@transaction.atomic
def set_slots(places: Mapping[tuple[int, Half], int], *, by: User) -> None:
    """How many pick-ups each half-day holds, by weekday (Monday 0) and half; zeros are left out."""
    PickupSlot.objects.all().delete()
    PickupSlot.objects.bulk_create(
        PickupSlot(weekday=weekday, half=half, places=n) for (weekday, half), n in places.items() if n
    )
    journal.write(
        "slots.set", by, by=by, places={f"{day}-{half}": n for (day, half), n in places.items() if n}
    )


def free() -> list[Slot]:
    """What a donor may still choose, soonest first; no Sunday, no public holiday."""
    held = {(row.weekday, row.half): row.places for row in PickupSlot.objects.all()}
    if not held:
        return []
    first, last = today() + SOONEST, today() + FURTHEST
    rows = _chosen().filter(day__gte=first, day__lte=last).values_list("day", "half")
    taken = {(day, half): n for day, half, n in rows.annotate(n=Count("pk")).order_by()}
    closed = public_holidays(first.year) | public_holidays(last.year)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    slots = [
        Slot(day, half, held.get((day.weekday(), half), 0) - taken.get((day, half), 0))
        for day in days
        if day not in closed
        for half in Half
    ]
    return [slot for slot in slots if slot.left > 0]


def choose(donation: Donation, slot: Slot) -> None:
    """Keep a half-day for a donation whose day it is. Refused when the last place went meanwhile."""
    row = PickupSlot.objects.select_for_update().filter(weekday=slot.day.weekday(), half=slot.half).first()
    if row is None or _chosen().filter(day=slot.day, half=slot.half).count() >= row.places:
        raise Refused(_("Somebody has just taken this half-day."), _("Choose another one."))
    SlotChoice.objects.create(donation=donation, day=slot.day, half=slot.half)


def hours_of(donation: Donation) -> tuple[int, int] | None:
    """The hours that the donor chose, while the donation keeps that day."""
    chosen: SlotChoice | None = getattr(donation, "slot_choice", None)
    return HOURS[Half(chosen.half)] if chosen and chosen.day == donation.pickup_on else None


def _chosen() -> QuerySet[SlotChoice]:
    """The choices that still hold a place: not cancelled, nor moved to another day by the association."""
    rows = SlotChoice.objects.exclude(donation__status=Donation.Status.CANCELLED)
    return rows.filter(donation__pickup_on=F("day"))
