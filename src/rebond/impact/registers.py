"""The registers that the law asks for, as rows of a file: goods received, outgoing waste, tax receipts of a year.

Sources: Code pénal 321-7 (register of goods; whether pure gifts fall under it is unsettled); arrêté du 31 mai 2021,
art. 2 (outgoing waste, fields of Trackdéchets' registry); CGI art. 222 bis (declaration of receipts).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone

from rebond.inventory.models import Device, Move
from rebond.inventory.states import State
from rebond.people.services import association
from rebond.records.models import Paper

Row = tuple[object, ...]

KG = {
    "laptop": Decimal("1.65"), "desktop": Decimal("5.26"), "all_in_one": Decimal("5.73"), "monitor": Decimal("5.73"),
    "phone": Decimal("0.17"), "tablet": Decimal("0.73"), "printer": Decimal("12.47"),
    "peripheral": Decimal("0.44"), "server": Decimal("5.26"), "other": Decimal("0.44"),
}  # fmt: skip
"""Mean kilograms of one device, used when nobody weighed it: Boavizta (makers' sheets, medians, 2023) for laptops,
desktops, monitors, phones, tablets; Restart Project (revision 2, 2021) for printers and accessories. All-in-ones are
counted as monitors and servers as desktops: our assumption."""


def typical_kg(machines: Mapping[str, int]) -> float:
    """What so many machines of each category weigh, as far as anybody knows without weighing."""
    return sum(float(KG[category]) * n for category, n in machines.items())


HAZARDOUS = {"laptop", "all_in_one", "monitor", "tablet", "phone"}  # backlit screen or battery: hazardous
_HAZARDOUS_CODE, _OTHER = "16 02 13*", "16 02 14"
_TREATMENT = "R 12"
SLIP = 6  # its place in a row of outgoing waste


@dataclass(frozen=True)
class Receipts:
    """What CGI 222 bis asks for."""

    count: int
    total_cents: int


def goods(first: date, last: date) -> Iterator[Row]:
    """Register of goods: rank, day, number, nature, features, serial, origin, giver, law, what became of it.

    A private giver is told by their donation's number: their name is on the donation, for those who may see it.
    """
    rows = (
        Device.objects.filter(lot__arrived_on__gte=first, lot__arrived_on__lte=last)
        .exclude(state=State.MERGED)
        .select_related("lot__donation__donor_organisation", "lot__donation__legal_head")
        .order_by("lot__arrived_on", "pk")
    )
    for rank, row in enumerate(rows.iterator(chunk_size=2_000), start=1):
        assert row.lot is not None
        donation = row.lot.donation
        giver = donation.donor_organisation.name if donation.donor_organisation else ""
        yield (
            rank, row.lot.arrived_on, row.number, row.get_category_display(), f"{row.maker} {row.model}".strip(),
            row.serial, donation.number, giver, donation.legal_head.article, row.get_state_display(),
        )  # fmt: skip


def outgoing_waste(first: date, last: date) -> Iterator[Row]:
    """One line for each slip and waste code: what left for the recycler. Weights are estimated, and say so."""
    moves = (
        Move.objects.filter(to_state=State.RECYCLED, at__date__gte=first, at__date__lte=last)
        .select_related("device")
        .order_by("at", "pk")
    )
    founder = association()
    lines: dict[tuple[date, str, str], list[Device]] = {}
    for move in moves.iterator(chunk_size=2_000):
        code = _HAZARDOUS_CODE if move.device.category in HAZARDOUS else _OTHER
        key = timezone.localdate(move.at), move.reason, code
        lines.setdefault(key, []).append(move.device)
    for (day, slip, code), devices in lines.items():
        kilograms = sum((KG[device.category] for device in devices), Decimal())
        yield (
            f"{slip}-{code[:8].replace(' ', '')}"[:36], day, "équipements informatiques mis au rebut", code,
            code.endswith("*"), False, slip, len(devices), (kilograms / 1000).quantize(Decimal("0.001")), True,
            founder.siret if founder else "", founder.name if founder else "", _TREATMENT, "RECYCLAGE",
        )  # fmt: skip


def receipts(year: int, *kinds: str) -> Receipts:
    """Papers of a year that still stand and have an amount: how many, and their total. By default those that CGI
    222 bis counts: receipts of private persons, descriptions that hold the company's value.
    """
    found = Paper.objects.filter(kind__in=kinds or ("taxreceipt", "gift"), year=year, revocation=None)
    told = found.filter(amount_cents__isnull=False).aggregate(n=Count("pk"), total=Sum("amount_cents"))
    return Receipts(told["n"] or 0, told["total"] or 0)


def slips(year: int) -> list[str]:
    """The recycler's slips of a year, in order."""
    moves = Move.objects.filter(to_state=State.RECYCLED, at__year=year).exclude(reason="")
    return list(moves.order_by("reason").values_list("reason", flat=True).distinct()[:200])
