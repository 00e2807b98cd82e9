"""Announced, counted, numbered: the three columns of the dock, and what they say in words."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.collection import rules
from rebond.collection.categories import Category
from rebond.collection.models import Closing, Counted, Donation, Lot
from rebond.inventory.models import Device
from rebond.inventory.states import State

AT_MOST = 2_000
"""Devices looked at to fill a table: a page costs the same for a lot of ten and a lot of ten thousand."""
_ORDER = list(Category.values)


@dataclass(frozen=True)
class Verdict:
    """A difference in words, with its icon and its colour (a state's class)."""

    words: str
    icon: str
    colour: str


@dataclass(frozen=True)
class Line:
    """One category of the table; ``numbered`` is None when there are too many to tell at once.

    ``elsewhere``: counted in the donation's other lots.
    """

    category: str
    label: str
    announced: int
    counted: int
    numbered: int | None
    verdict: Verdict | None
    elsewhere: int = 0

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


def elsewhere(donation: Donation, lots: Collection[Lot]) -> dict[str, int]:
    """Category to quantity, as counted in the donation's other lots together."""
    rows = Counted.objects.filter(lot__donation=donation).exclude(lot__in=lots).order_by()
    return dict(rows.values_list("category").annotate(Sum("quantity")))


def table(donation: Donation, lots: Collection[Lot]) -> list[Line]:
    """One line for each category announced, counted or numbered, in the order of our categories.

    The difference is with the whole announcement: what the donation's other lots brought is not missing.
    """
    here, given = counted(lots), numbered(lots)
    found = rules.differences(announced(donation), here, given or {}, elsewhere(donation, lots))
    return [_line(line, is_counted=bool(here), given=given) for line in _in_order(found)]


def at_closing(lot: Lot) -> list[Line]:
    """The same table as it was when the lot was closed; numbers are those of today. Empty: it kept none."""
    kept = {row.category: row for row in lot.closings.all()}
    if not kept:
        return []
    given = numbered([lot])
    found = rules.differences(
        {name: row.announced for name, row in kept.items()},
        {name: row.counted for name, row in kept.items()},
        given or {},
        {name: row.elsewhere for name, row in kept.items()},
    )
    return [_line(line, is_counted=True, given=given) for line in _in_order(found)]


def told_at_closing(lot: Lot) -> list[tuple[str, Verdict]]:
    """What differed when the lot was closed, category by category; nothing while it is open."""
    rows: list[Closing] = sorted(lot.closings.all(), key=lambda row: _ORDER.index(row.category))
    return [(str(Category(row.category).label), difference(row.missing)) for row in rows if row.missing]


def _in_order(lines: Collection[rules.Difference]) -> list[rules.Difference]:
    return sorted(lines, key=lambda line: _ORDER.index(line.category))


def _line(line: rules.Difference, *, is_counted: bool, given: Counter[str] | None) -> Line:
    """No verdict before anything was counted: a lot still in the van misses nothing."""
    return Line(
        category=line.category,
        label=str(Category(line.category).label),
        announced=line.announced,
        counted=line.counted,
        numbered=None if given is None else line.numbered,
        verdict=difference(line.missing) if is_counted else None,
        elsewhere=line.elsewhere,
    )


def every_category(lines: Collection[Line]) -> list[Line]:
    """The same lines, with a blank one for each category nobody named: what a sheet of paper needs."""
    known = {line.category: line for line in lines}
    return [known.get(c.value) or Line(c.value, str(c.label), 0, 0, 0, None) for c in Category]


def difference(missing: int) -> Verdict:
    """Less, more, or as announced."""
    if missing < 0:
        words = ngettext("%(n)d missing", "%(n)d missing", -missing) % {"n": -missing}
        return Verdict(words, "minus", "blocked")
    if missing > 0:
        words = ngettext("%(n)d extra", "%(n)d extra", missing)
        return Verdict(words % {"n": missing}, "plus", "reserved")
    return Verdict(_("as announced"), "check", "ready")
