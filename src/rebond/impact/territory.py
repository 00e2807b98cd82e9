"""What was done for one territory in one year: its donors, its inhabitants. No person is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Model, Q, Sum
from django.db.models.functions import Coalesce

from rebond.distribution.models import HandoverItem
from rebond.impact.formulas import share
from rebond.impact.indicators import EVENTS
from rebond.impact.results import is_told
from rebond.inventory.models import DonorTally
from rebond.people.models import Commune, Organisation, Person
from rebond.training.models import Attendance

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
    """What one organisation gave that year; what went to somebody, and to recycling, that year of all it ever
    gave.
    """

    name: str
    is_public: bool
    collected: int
    handed_over: int
    recycled: int

    @property
    def reuse(self) -> float | None:
        """Out of those whose fate was settled that year: what is in stock is neither."""
        return share(self.handed_over, self.handed_over + self.recycled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One A4. People fewer than five are None: not told."""

    territory: Territory
    year: int
    donors: Sequence[DonorLine]
    collected: int
    machines: int
    people: int | None
    trained: int | None
    trained_hours: float | None

    @property
    def per_thousand(self) -> float | None:
        """Machines handed to inhabitants, for a thousand of them."""
        ratio = share(1000 * self.machines, self.territory.population)
        return ratio if self.people is not None else None


def visit(territory: Territory, year: int) -> Visit:
    """Seven queries, whatever the territory."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    donors = _donors(territory, year)
    lives = territory.within("handover__person__commune") | territory.within(
        "handover__person__merged_into__commune"
    )
    handed = HandoverItem.objects.filter(lives, handover__at__date__range=(first, last))
    human = Coalesce("handover__person__merged_into", "handover__person")
    equipped = handed.aggregate(n=Count("pk"), people=Count(human, distinct=True))
    there = territory.within("person__commune") | territory.within("person__merged_into__commune")
    seen = Attendance.objects.filter(there, status="seen", half_day__day__range=(first, last))
    trained = seen.aggregate(
        people=Count(Coalesce("person__merged_into", "person"), distinct=True), minutes=Sum("minutes")
    )
    tells_trained = is_told(trained["people"])
    return Visit(
        territory=territory,
        year=year,
        donors=donors,
        collected=_collected(territory, year),
        machines=equipped["n"],
        people=equipped["people"] if is_told(equipped["people"]) else None,
        trained=trained["people"] if tells_trained else None,
        trained_hours=(trained["minutes"] or 0) / 60 if tells_trained else None,
    )


def _keys(model: type[Model], prefix: str, territory: Territory) -> list[str]:
    rows = model._default_manager.filter(territory.within("commune")).values_list("pk", flat=True)
    return [f"{prefix}{pk}" for pk in rows]


def _collected(territory: Territory, year: int) -> int:
    """Machines that came from organisations and people of the territory."""
    keys = _keys(Organisation, "o", territory)
    donating = Person.objects.filter(territory.within("commune"), donations__isnull=False).distinct()
    keys += [f"p{pk}" for pk in donating.values_list("pk", flat=True)]
    tallies = DonorTally.objects.filter(year=year, event="collected", donor__in=keys)
    return tallies.aggregate(n=Sum("n"))["n"] or 0


def _donors(territory: Territory, year: int) -> list[DonorLine]:
    keys = _keys(Organisation, "o", territory)
    tallies = DonorTally.objects.filter(year=year, donor__in=keys, event__in=EVENTS)
    found: dict[str, dict[str, int]] = {}
    for donor, event, n in tallies.values_list("donor", "event", "n"):
        found.setdefault(donor, {})[event] = n
    rows = Organisation.objects.in_bulk([int(key[1:]) for key in found])
    lines = [
        DonorLine(
            rows[int(key[1:])].name,
            rows[int(key[1:])].kind in PUBLIC_DONORS,
            counts.get("collected", 0),
            counts.get("handed_over", 0),
            counts.get("recycled", 0),
        )
        for key, counts in found.items()
    ]
    return sorted(lines, key=lambda line: (-line.collected, line.name))
