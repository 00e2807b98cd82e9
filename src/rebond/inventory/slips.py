"""What the recycler weighed: the slips of machines that left, and their true weight."""

from collections import Counter
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
    by_category = dict(Counter(moves.values_list("device__category", flat=True)))
    machines = sum(by_category.values())
    if not number or not machines:
        raise Refused(_("No machine left under this slip."))
    if signed_on > today():
        raise Refused(_("A slip cannot be signed after today."))
    grams = round(kilograms * 1000)
    if not 0 < grams <= machines * HEAVIEST_MACHINE_GRAMS:
        raise Refused(
            _("%(n)d machines cannot weigh so much.") % {"n": machines}, _("Write kilograms, as on the slip.")
        )
    known = WasteSlip.objects.filter(number=number).first()
    row, _is_new = WasteSlip.objects.update_or_create(
        number=number,
        defaults={
            "signed_on": signed_on, "grams": grams, "by_category": by_category, "attested_by": attested_by,
            "organism": organism, "written_by": by, "written_at": now(),
        },
    )  # fmt: skip
    journal.write("slip.weighed", row, by=by, grams=grams, was=known.grams if known else None)
    return row
