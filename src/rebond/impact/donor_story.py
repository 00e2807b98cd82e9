"""What became of what one donor gave: by stage, how many were equipped, kilograms, a range of CO2e. Nobody is named.

CO2e avoided: rebond.impact.co2e.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from rebond.collection.models import Donation
from rebond.distribution.models import HandoverItem
from rebond.impact import co2e, indicators
from rebond.impact.registers import KG
from rebond.impact.towns import is_told
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Organisation, Person

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
    families: int | None
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
        families=Count(Coalesce("handover__person__merged_into", "handover__person"), distinct=True),
        associations=Count("handover__organisation", distinct=True),
    )
    return Story(
        devices=sum(found.values()),
        stages=stages,
        families=people["families"] if is_told(people["families"]) else None,
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
    """Low, central, high. A category without factor counts for nothing, rather than for another one."""
    mix = {category: n for category, n in reused.items() if category in co2e.FACTORS}
    found = co2e.spread(mix, co2e.measured(indicators.alternatives_by_category()))
    return round(found.low), round(found.central), round(found.high)
