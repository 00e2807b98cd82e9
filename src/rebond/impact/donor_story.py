"""What became of what one donor gave: by stage, how many were equipped, kilograms, a range of CO2e. Nobody is named.

CO2e avoided by one device reused: the founders' study of 22 November 2026 (ADEME publicodes-acv-numerique 2.1.0 with
four corrections: substitution, remaining life, our own work, extra use), deterministic central value and
Monte Carlo P5 to P95 of one device. Summed bounds are wider than those of a lot: the honest side.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from rebond.collection.models import Donation
from rebond.distribution.models import HandoverItem
from rebond.impact import formulas, indicators
from rebond.impact.registers import KG
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Organisation, Person

CO2E_KG = {
    "laptop": (18, 38, 81), "desktop": (2, 26, 62), "all_in_one": (2, 26, 62), "monitor": (7, 11, 86),
    "phone": (4, 22, 28), "tablet": (5, 20, 29),
}  # fmt: skip
"""Low, central, high for one device. All-in-ones are counted as desktops: our assumption. Others are not counted."""

STAGES = {
    "workshop": (State.RECEIVED, State.CLEARED),
    "ready": (State.READY, State.RESERVED),
    "reused": (State.HANDED_OVER,),
    "recycled": (State.DISMANTLED, State.SCRAPPED, State.RECYCLED),
    "other": (State.REFUSED, State.LOST),
}


@dataclass(frozen=True)
class Story:
    """``stages``: how many devices at each (see STAGES). ``co2e_kg``: low, central, high."""

    devices: int
    stages: dict[str, int]
    families: int
    associations: int
    reused_kg: Decimal
    co2e_kg: tuple[int, int, int]


def story(donor: Organisation | Person) -> Story:
    """Of everything a donor ever gave; three queries, whatever they gave."""
    devices = given_by(donor)
    found: Counter[tuple[str, str]] = Counter()
    for state, category, n in devices.values_list("state", "category").annotate(n=Count("pk")).order_by():
        found[state, category] += n
    stages = {
        name: sum(n for (state, _c), n in found.items() if state in states) for name, states in STAGES.items()
    }
    reused = {category: n for (state, category), n in found.items() if state == State.HANDED_OVER}
    out = HandoverItem.objects.filter(device__in=devices, device__state=State.HANDED_OVER, comeback=None)
    people = out.aggregate(
        families=Count("handover__person", distinct=True),
        associations=Count("handover__organisation", distinct=True),
    )
    return Story(
        devices=sum(found.values()),
        stages=stages,
        families=people["families"],
        associations=people["associations"],
        reused_kg=sum((KG[category] * n for category, n in reused.items()), Decimal()),
        co2e_kg=_co2e(reused),
    )


def given_by(donor: Organisation | Person) -> QuerySet[Device]:
    """The devices of a donor, without those found to be the same as another."""
    giver = {
        "lot__donation__donor_person"
        if isinstance(donor, Person)
        else "lot__donation__donor_organisation": donor
    }
    return Device.objects.filter(**giver).exclude(state=State.MERGED)


def donations_of(donor: Organisation | Person) -> QuerySet[Donation]:
    """Newest first, with what was announced and counted."""
    giver = Q(donor_person=donor) if isinstance(donor, Person) else Q(donor_organisation=donor)
    rows = Donation.objects.filter(giver).exclude(status=Donation.Status.CANCELLED)
    return rows.prefetch_related("announced", "lots__counted").order_by("-pk")


def _co2e(reused: dict[str, int]) -> tuple[int, int, int]:
    """Once thirty families answered « without this machine… », their share replaces the convention: the three
    bounds move together, their distance stays.
    """
    measured = formulas.measured_substitution(indicators.alternatives())
    low, central, high = (
        sum((CO2E_KG[category][bound] + _shift(category, measured)) * n for category, n in reused.items()
            if category in CO2E_KG)
        for bound in range(3)
    )  # fmt: skip
    return round(low), round(central), round(high)


def _shift(category: str, measured: float | None) -> float:
    if measured is None:
        return 0.0
    before = formulas.avoided_kg(category, formulas.DEFAULT_SUBSTITUTION, is_measured=False)
    return formulas.avoided_kg(category, measured, is_measured=True) - before
