"""What was done for one territory in one year: its donors, its inhabitants. No person is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, Sum

from rebond.distribution.counters import EQUIPPED
from rebond.impact import towns
from rebond.impact.formulas import share
from rebond.impact.indicators import EVENTS, donor_key
from rebond.inventory.models import DonorTally
from rebond.people.models import Commune, Organisation, Person
from rebond.records import tallies
from rebond.training.counters import TRAINED

LEVELS: Final = {"commune": "insee", "epci": "epci_siren", "departement": "departement", "region": "region"}
PUBLIC_DONORS: Final = (
    Organisation.Kind.LOCAL_AUTHORITY, Organisation.Kind.STATE, Organisation.Kind.SCHOOL,
)  # fmt: skip
_LEGAL_SHARES: Final = ((2025, 0.50), (2024, 0.35), (2023, 0.25))
"""Décret 2023-266, art. 1: the share of goods that public bodies no longer use which must go to reuse."""


def legal_share(year: int) -> float | None:
    """What the décret asks of public donors that year; None before 2023."""
    return next((ratio for since, ratio in _LEGAL_SHARES if year >= since), None)


@dataclass(frozen=True, slots=True)
class Territory:
    """One commune, or what it belongs to. ``population``: municipal, of the communes that have one."""

    level: str
    code: str
    name: str
    communes: int
    population: int

    def within(self, path: str) -> Q:
        """Rows whose commune (``path`` leads to it) is of this territory."""
        return Q(**{f"{path}__{LEVELS[self.level]}": self.code})


def around(commune: Commune, level: str) -> Territory | None:
    """The territory of this level that holds ``commune``; None when it has none (an island without EPCI)."""
    code = getattr(commune, LEVELS[level])
    if not code:
        return None
    rows = Commune.objects.filter(**{LEVELS[level]: code})
    sums = rows.aggregate(n=Count("pk"), population=Sum("population"))
    names = {
        "commune": commune.name, "epci": commune.epci_name, "departement": commune.departement_name,
        "region": commune.region_name,
    }  # fmt: skip
    return Territory(level, code, names[level], sums["n"], sums["population"] or 0)


@dataclass(frozen=True, slots=True)
class DonorLine:
    """What one organisation gave that year; what went to somebody, came back, and went to recycling, that
    year of all it ever gave.
    """

    name: str
    is_public: bool
    collected: int
    handed_over: int
    returned: int
    recycled: int

    @property
    def reuse(self) -> float | None:
        """Out of those whose fate was settled that year: what is in stock, or came back, is neither."""
        kept = self.handed_over - self.returned
        return share(kept, kept + self.recycled) if kept >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One A4. People fewer than five are None: not told."""

    territory: Territory
    year: int
    donors: Sequence[DonorLine]
    collected: int
    people: int | None
    machines: int | None
    trained: int | None
    presences: int | None

    @property
    def per_thousand(self) -> float | None:
        """Machines handed to inhabitants, for a thousand of them."""
        return None if self.machines is None else share(1000 * self.machines, self.territory.population)


def visit(territory: Territory, year: int) -> Visit:
    """From kept counters: a handful of queries, whatever the territory."""
    counted = tallies.of_year(year, EQUIPPED, f"{EQUIPPED}_n", TRAINED, f"{TRAINED}_n")
    known = places({*counted[EQUIPPED], *counted[TRAINED]})
    people, machines = _told(territory, counted[EQUIPPED], counted[f"{EQUIPPED}_n"], known)
    trained, presences = _told(territory, counted[TRAINED], counted[f"{TRAINED}_n"], known)
    return Visit(
        territory=territory,
        year=year,
        donors=_donors(territory, year),
        collected=_collected(territory, year),
        people=people,
        machines=machines,
        trained=trained,
        presences=presences,
    )


def places(insee: set[str]) -> list[towns.Town]:
    """These communes with what they belong to, by their codes."""
    rows = Commune.objects.in_bulk(insee - {towns.UNKNOWN}).values()
    return [towns.Town(*(getattr(row, field) for field in LEVELS.values())) for row in rows]


def _told(
    territory: Territory, people: Mapping[str, int], times: Mapping[str, int], known: list[towns.Town]
) -> tuple[int | None, int | None]:
    """How many people, and how many times; nothing where there are too few."""
    counted = towns.included(people, known, territory.level, territory.code)
    field = list(LEVELS).index(territory.level)
    has_some = any(town[field] == territory.code and people.get(town.insee, 0) > 0 for town in known)
    if has_some and not counted:
        return None, None
    return towns.amount(people, counted), towns.amount(times, counted)


def _collected(territory: Territory, year: int) -> int:
    """Machines that came from organisations and people of the territory."""
    here = territory.within("commune")
    organisations = Organisation.objects.filter(here).annotate(key=donor_key("o"))
    people = Person.objects.filter(here, donations__isnull=False).distinct().annotate(key=donor_key("p"))
    rows = DonorTally.objects.filter(year=year, event="collected")
    gave = [rows.filter(donor__in=found.values("key")) for found in (organisations, people)]
    return sum(one.aggregate(n=Sum("n"))["n"] or 0 for one in gave)


def _donors(territory: Territory, year: int) -> list[DonorLine]:
    here = Organisation.objects.filter(territory.within("commune")).annotate(key=donor_key("o"))
    rows = DonorTally.objects.filter(year=year, n__gt=0, donor__in=here.values("key"), event__in=EVENTS)
    found: dict[int, dict[str, int]] = {}
    for donor, event, n in rows.values_list("donor", "event", "n"):
        found.setdefault(int(donor[1:]), {})[event] = n
    names = Organisation.objects.in_bulk(found)
    lines = [
        DonorLine(
            row.name, row.kind in PUBLIC_DONORS,
            *(found[row.pk].get(event, 0) for event in ("collected", "handed_over", "returned", "recycled")),
        )
        for row in names.values()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.collected, line.name))
