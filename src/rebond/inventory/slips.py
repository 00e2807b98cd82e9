"""What the recycler weighed: the slips of machines that left, and their true weight."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.inventory.models import Move, WasteSlip
from rebond.inventory.states import State
from rebond.people.models import User
from rebond.records import journal

HEAVIEST_MACHINE_GRAMS = 100_000
HEAVIEST_SLIP_GRAMS = 50_000_000


@dataclass(frozen=True)
class Slip:
    """Machines that left under one slip in a year; ``weighed`` None while nobody wrote its weight."""

    number: str
    by_category: dict[str, int]
    weighed: WasteSlip | None

    @property
    def machines(self) -> int:
        return sum(self.by_category.values())


def of_year(year: int, most: int = 200) -> list[Slip]:
    """The slips under which machines left that year, in order; two queries."""
    moves = Move.objects.filter(
        counts_as="recycled", month__gte=year * 100 + 1, month__lte=year * 100 + 12
    ).exclude(reason="")
    found: dict[str, Counter[str]] = {}
    for number, category in moves.order_by("reason").values_list("reason", "device__category"):
        found.setdefault(number, Counter())[category] += 1
    numbers = list(found)[:most]
    weighed = {row.number: row for row in WasteSlip.objects.filter(number__in=numbers)}
    return [Slip(number, dict(found[number]), weighed.get(number)) for number in numbers]


@transaction.atomic
def weigh(
    number: str, *, kilograms: float, signed_on: date, attested_by: str, organism: str, by: User
) -> WasteSlip:
    """Write, or correct, what the recycler weighed. Raises Refused for a slip nothing left under, a weight
    that cannot be, a day to come.
    """
    moves = Move.objects.filter(to_state=State.RECYCLED, reason=number)
    left: dict[str, dict[str, int]] = {}
    for month, category in moves.values_list("month", "device__category"):
        of_that_year = left.setdefault(str(month // 100), {})
        of_that_year[category] = of_that_year.get(category, 0) + 1
    machines = sum(sum(cells.values()) for cells in left.values())
    if not number or not machines:
        raise Refused(_("No machine left under this slip."))
    if signed_on > today():
        raise Refused(_("A slip cannot be signed after today."))
    grams = round(kilograms * 1000)
    if not 0 < grams <= min(machines * HEAVIEST_MACHINE_GRAMS, HEAVIEST_SLIP_GRAMS):
        raise Refused(
            _("%(n)d machines cannot weigh so much.") % {"n": machines}, _("Write kilograms, as on the slip.")
        )
    known = WasteSlip.objects.filter(number=number).first()
    row, _is_new = WasteSlip.objects.update_or_create(
        number=number,
        defaults={
            "signed_on": signed_on, "grams": grams, "left": left, "attested_by": attested_by,
            "first_year": int(min(left)), "last_year": int(max(left)),
            "organism": organism, "written_by": by, "written_at": now(),
        },
    )  # fmt: skip
    journal.write("slip.weighed", row, by=by, grams=grams, was=known.grams if known else None)
    return row


def signed_in(year: int) -> list[WasteSlip]:
    """The slips that count in a year: those signed in it."""
    return list(WasteSlip.objects.filter(signed_on__gte=date(year, 1, 1), signed_on__lte=date(year, 12, 31)))


def not_weighed(year: int, recycled: Mapping[str, int]) -> dict[str, int]:
    """Of the machines recycled in a year, by category, those that left under no weighed slip, whenever it was
    signed.
    """
    left = dict(recycled)
    for row in WasteSlip.objects.filter(first_year__lte=year, last_year__gte=year):
        for category, n in row.left.get(str(year), {}).items():
            left[category] = left.get(category, 0) - n
    return {category: n for category, n in left.items() if n > 0}
