"""Announced, counted, numbered: the three columns of the dock, and what they say in words."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.collection import rules
from rebond.collection.categories import Category
from rebond.collection.models import Counted, Donation, Lot
from rebond.inventory.models import Device
from rebond.inventory.states import State

AT_MOST = 2_000
"""Devices looked at to fill a table: a page costs the same for a lot of ten and a lot of ten thousand."""


@dataclass(frozen=True)
class Verdict:
    """A difference in words, with its icon and its colour (a state's class)."""

    words: str
    icon: str
    colour: str


@dataclass(frozen=True)
class Line:
    """One category of the table; ``numbered`` is None when there are too many to tell at once."""

    category: str
    label: str
    announced: int
    counted: int
    numbered: int | None
    verdict: Verdict | None

    @property
    def to_number(self) -> int:
        """Counted things without a number; 0 when more were numbered than counted, or when nobody knows."""
        return 0 if self.numbered is None else max(0, self.counted - self.numbered)


def announced(donation: Donation) -> dict[str, int]:
    """Category to quantity, as the donor said."""
    return dict(donation.announced.values_list("category", "quantity"))


def counted(lots: Collection[Lot]) -> dict[str, int]:
    """Category to quantity, as counted in these lots together."""
    rows = Counted.objects.filter(lot__in=lots).order_by().values_list("category")
    return dict(rows.annotate(Sum("quantity")))


def numbered(lots: Collection[Lot], at_most: int | None = AT_MOST) -> Counter[str] | None:
    """Category to how many devices carry our number; None when there are more than ``at_most``."""
    rows = Device.objects.filter(lot__in=lots).exclude(state=State.MERGED).order_by()
    found = list(rows.values_list("category", flat=True)[: None if at_most is None else at_most + 1])
    return None if at_most is not None and len(found) > at_most else Counter(found)


def numbered_by_lot(lots: Collection[Lot]) -> Counter[int] | None:
    """Lot to how many devices carry our number, under the same limit."""
    rows = Device.objects.filter(lot__in=lots).exclude(state=State.MERGED).order_by()
    found = list(rows.values_list("lot_id", flat=True)[: AT_MOST + 1])
    return None if len(found) > AT_MOST else Counter(found)


def table(donation: Donation, lots: Collection[Lot]) -> list[Line]:
    """One line for each category announced, counted or numbered, in the order of our categories."""
    said, here, given = announced(donation), counted(lots), numbered(lots)
    found = rules.differences(said, here, given or {})
    order = list(Category.values)
    return [
        Line(
            line.category,
            str(Category(line.category).label),
            line.announced,
            line.counted,
            None if given is None else line.numbered,
            _verdict(line, bool(here)),
        )
        for line in sorted(found, key=lambda line: order.index(line.category))
    ]


def every_category(lines: Collection[Line]) -> list[Line]:
    """The same lines, with a blank one for each category nobody named: what a sheet of paper needs."""
    known = {line.category: line for line in lines}
    return [known.get(c.value) or Line(c.value, str(c.label), 0, 0, 0, None) for c in Category]


def _verdict(line: rules.Difference, is_counted: bool) -> Verdict | None:
    """None before anything was counted: a lot still in the van misses nothing."""
    if not is_counted:
        return None
    if line.missing < 0:
        words = ngettext("%(n)d missing", "%(n)d missing", -line.missing) % {"n": -line.missing}
        return Verdict(words, "minus", "blocked")
    if line.missing > 0:
        words = ngettext("%(n)d extra", "%(n)d extra", line.missing)
        return Verdict(words % {"n": line.missing}, "plus", "reserved")
    return Verdict(_("as announced"), "check", "ready")


def written(said: Mapping[str, int], lot: Lot) -> list[dict[str, int | str]]:
    """The differences of a lot as the journal keeps them, every device counted."""
    given = numbered([lot], at_most=None) or Counter()
    return [
        {
            "category": line.category,
            "announced": line.announced,
            "counted": line.counted,
            "numbered": line.numbered,
        }
        for line in rules.differences(said, counted([lot]), given)
    ]
