"""One figure of one year in its parts: by month, category, donor, site, town, EPCI, département, région, QPV.

Only what can be told of that figure: a figure of people is never split where fewer than five would show.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, ExtractMonth

from rebond.collection.categories import Category
from rebond.distribution.counters import EQUIPPED
from rebond.distribution.models import EligibilityCheck
from rebond.impact import co2e, territory, towns
from rebond.impact.indicators import alternatives_by_category, donor_names
from rebond.impact.registers import KG
from rebond.inventory.models import DonorTally, Location, MonthTally, Move
from rebond.people.models import Commune, Person
from rebond.records import tallies
from rebond.records.models import HumanTally
from rebond.training.counters import MINUTES, PRESENCES, TRAINED
from rebond.training.models import Attendance, HeadCount

EVENT_OF: Final = {"I1": "collected", "I1b": "refurbished", "I1c": "handed_over", "I1d": "returned"}
_MACHINE_WAYS: Final = ("month", "category", "donor", "site")
_TOWN_WAYS: Final = ("commune", "epci", "departement", "region")
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(EVENT_OF, _MACHINE_WAYS),
    "I4": ("month", "category"),
    "I6": ("month", "category"),
    "I9": (*_TOWN_WAYS, "qpv"),
    "I10": (*_TOWN_WAYS, "qpv"),
    "I10p": ("month",),
    "I10h": ("month",),
}
"""Which figure may be asked in which parts."""
MOST_DONORS: Final = 200
QPV: Final = "QPV"
OTHERS: Final = "others"


@dataclass(frozen=True, slots=True)
class Part:
    """One line: a key (month 1 to 12, category, donor, INSEE code…), its words where the key is not enough,
    its number; None: too few people to say.
    """

    key: str
    words: str
    value: float | None


def breakdown(code: str, way: str, year: int) -> list[Part]:
    """The parts of one figure, in their natural order. Raises KeyError for a pair that is not in WAYS."""
    if way not in WAYS[code]:
        raise KeyError(way)
    if way in (*_TOWN_WAYS, "qpv"):
        figure = EQUIPPED if code == "I9" else TRAINED
        return _priority(figure, year) if way == "qpv" else _by_territory(figure, way, year)
    if code in ("I10p", "I10h"):
        return _lessons(code, year)
    if way == "donor":
        return _by_donor(EVENT_OF[code], year)
    if way == "site":
        return _by_site(EVENT_OF[code], year)
    return _machines(code, way, year)


def _machines(code: str, way: str, year: int) -> list[Part]:
    """From the counters by month and category, weighed by what one machine is worth."""
    counted = MonthTally.objects.filter(month__gte=year * 100 + 1, month__lte=year * 100 + 12)
    signs = {"handed_over": 1, "returned": -1} if code in ("I4", "I6") else {EVENT_OF[code]: 1}
    one = _worth(code, year)
    parts: dict[str, float] = {}
    cells = counted.filter(event__in=signs).values_list("month", "event", "category", "n")
    for month, event, category, n in cells:
        key = str(month % 100) if way == "month" else category
        parts[key] = parts.get(key, 0) + signs[event] * n * one(category)
    if way == "month":
        return [Part(str(month), "", parts.get(str(month), 0)) for month in range(1, 13)]
    names = dict(Category.choices)
    ordered = sorted(parts.items(), key=lambda cell: (-cell[1], cell[0]))
    return [Part(key, str(names.get(key, key)), n) for key, n in ordered if n]


def _worth(code: str, year: int) -> Callable[[str], float]:
    if code == "I4":
        return lambda category: float(KG[category])
    if code == "I6":
        asked = co2e.measured(alternatives_by_category(until_year=year))
        return lambda category: co2e.central_kg(category, asked) if category in co2e.FACTORS else 0.0
    return lambda category: 1


def _by_donor(event: str, year: int) -> list[Part]:
    """The donors that count most, then all the others in one line."""
    rows = DonorTally.objects.filter(year=year, event=event, n__gt=0)
    top = list(rows.order_by("-n", "donor").values_list("donor", "n")[:MOST_DONORS])
    names = donor_names(donor for donor, _n in top)
    parts = [Part(donor, names.get(donor, ""), n) for donor, n in top]
    rest = (rows.aggregate(n=Sum("n"))["n"] or 0) - sum(n for _donor, n in top)
    return [*parts, Part(OTHERS, "", rest)] if rest else parts


def _by_site(event: str, year: int) -> list[Part]:
    """Where machines stood when it happened: the site, van or depot that holds the shelf."""
    rows = Move.objects.filter(month__gte=year * 100 + 1, month__lte=year * 100 + 12, counts_as=event)
    if event == "collected":
        rows = rows.exclude(device__state="merged")
    top = {pk: parent for pk, parent in Location.objects.values_list("pk", "parent")}
    names = dict(Location.objects.values_list("pk", "name"))
    found: Counter[int | None] = Counter()
    for to, origin, n in rows.values_list("to_location", "from_location").annotate(n=Count("pk")).order_by():
        place = to or origin
        while place is not None and top.get(place):
            place = top[place]
        found[place] += n
    ordered = sorted(found.items(), key=lambda cell: (-cell[1], cell[0] or 0))
    return [Part(str(place or ""), names.get(place, "") if place else "", n) for place, n in ordered]


def _lessons(code: str, year: int) -> list[Part]:
    rows = tallies.months_of(year, PRESENCES if code == "I10p" else MINUTES)
    tells = months_are_told(year)
    return [
        Part(str(month), "", (n if code == "I10p" else n / 60) if tells else None)
        for month, n in enumerate(rows, 1)
    ]


def months_are_told(year: int) -> bool:
    """Whether no month of lessons has one to four people, by name or by heads: one could be had from the
    others and the year. Two queries over the presences of the year.
    """
    seen = Attendance.objects.filter(status="seen", half_day__day__year=year)
    human = Coalesce("person__merged_into", "person")
    named = seen.annotate(month=ExtractMonth("half_day__day")).values_list("month").order_by()
    heads = HeadCount.objects.filter(held_on__year=year).annotate(month=ExtractMonth("held_on"))
    counts = [n for _month, n in named.annotate(n=Count(human, distinct=True))]
    counts += [n for _month, n in heads.values_list("month").order_by().annotate(n=Sum("people"))]
    return all(map(towns.is_told, counts))


def _by_territory(figure: str, way: str, year: int) -> list[Part]:
    people = tallies.of_year(year, figure)[figure]
    known = territory.places(set(people))
    field = list(territory.LEVELS).index(way)
    codes = sorted({town[field] for town in known} - {""})
    names = _names(way, codes)
    parts = []
    for code in codes:
        counted = towns.included(people, known, way, code)
        parts.append(Part(code, names.get(code, code), towns.amount(people, counted) if counted else None))
    parts.sort(key=lambda part: (-(part.value or 0), part.words))
    rest = sum(people.values()) - sum(int(part.value or 0) for part in parts)
    return [*parts, Part("", "", rest if towns.is_told(rest) else None)] if rest else parts


def _names(way: str, codes: list[str]) -> dict[str, str]:
    label = {
        "commune": "name",
        "epci": "epci_name",
        "departement": "departement_name",
        "region": "region_name",
    }
    field, found = territory.LEVELS[way], dict[str, str]()
    for first in range(0, len(codes), 500):
        rows = Commune.objects.filter(**{f"{field}__in": codes[first : first + 500]})
        found.update(rows.values_list(field, label[way]).distinct())
    return found


def _priority(figure: str, year: int) -> list[Part]:
    """Humans of whom an address in a priority district was looked at, that year or before, and the others.
    Nobody was asked about the others: they are « not looked at », never « elsewhere ».
    """
    checks = EligibilityCheck.objects.filter(criterion__code=QPV, withdrawn_at=None, seen_on__year__lte=year)
    files = Person.objects.filter(pk__in=checks.values("person"))
    seen = files.annotate(human=Coalesce("merged_into", "pk")).values("human")
    lives = HumanTally.objects.filter(figure=figure, year=year, n__gt=0)
    inside, whole = lives.filter(person__in=seen).count(), lives.count()
    cells = (("yes", inside), ("unknown", whole - inside))
    is_told = all(towns.is_told(n) for _key, n in cells)
    return [Part(key, "", n if is_told else None) for key, n in cells]
