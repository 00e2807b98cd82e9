"""Put the stops of a day in order: one vehicle, time windows, capacity. Pure: places and minutes to order.

Distances are great circles times a road factor, without a network: good for an order, not for a count of
kilometres. PyVRP (hybrid search) finds the order; where it finds nothing that holds, always the nearest next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

ROAD_FACTOR = 1.3
"""Roads are longer than great circles: usual detour index in France, our assumption."""
KMH = 45
EARTH_KM = 6371.0
STOP_MINUTES, MINUTES_A_PLACE = 15, 1
"""At each door, and for each place filled: our assumption."""
PLACES = {
    "laptop": 1, "desktop": 3, "all_in_one": 3, "server": 5, "tablet": 1, "phone": 1, "monitor": 3,
    "printer": 5, "peripheral": 1, "other": 2,
}  # fmt: skip
"""How much of the van one device fills: a laptop is one place. Our assumption, said on the page."""
_ITERATIONS, _SEED = 3_000, 1
_WORTH = 20_000  # of a stop, in minutes and tenths of kilometres: more than any detour of a day

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True)
class Stop:
    """One donation to fetch. Minutes count from midnight."""

    key: int
    place: Place
    load: int
    earliest: int
    latest: int

    @property
    def minutes(self) -> int:
        """Spent at the door."""
        return STOP_MINUTES + MINUTES_A_PLACE * self.load


@dataclass(frozen=True)
class Visit:
    """When a stop is reached, and how far it is from the one before."""

    key: int
    at: int
    km: float


@dataclass(frozen=True)
class Plan:
    """``left_out``: what does not fit in the day or in the van. ``back_at``: at the depot again."""

    visits: tuple[Visit, ...]
    left_out: tuple[int, ...]
    km: float
    back_at: int
    load: int


def kilometres(one: Place, two: Place) -> float:
    """By road, estimated."""
    lat, lon = radians(two[0] - one[0]), radians(two[1] - one[1])
    half = sin(lat / 2) ** 2 + cos(radians(one[0])) * cos(radians(two[0])) * sin(lon / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half)) * ROAD_FACTOR


def minutes(km: float) -> int:
    """On the road, at least one."""
    return max(1, round(km / KMH * 60)) if km else 0


def plan(depot: Place, stops: Sequence[Stop], *, capacity: int, leave_at: int, back_by: int) -> Plan:
    """The best order found; the same stops give the same plan."""
    order = _by_pyvrp(depot, stops, capacity, leave_at, back_by)
    if order is None or not _holds(depot, order, capacity, leave_at, back_by):
        order = _nearest(depot, stops, capacity, leave_at, back_by)
    return follow(depot, order, stops, leave_at=leave_at)


def follow(depot: Place, order: Sequence[Stop], stops: Sequence[Stop], *, leave_at: int) -> Plan:
    """The hours of an order, also of one that a person chose."""
    here, clock, total, visits = depot, leave_at, 0.0, []
    for stop in order:
        km = kilometres(here, stop.place)
        at = max(clock + minutes(km), stop.earliest)
        visits.append(Visit(stop.key, at, km))
        here, clock, total = stop.place, at + stop.minutes, total + km
    home = kilometres(here, depot)
    taken = {stop.key for stop in order}
    return Plan(
        tuple(visits), tuple(stop.key for stop in stops if stop.key not in taken), total + home,
        clock + minutes(home), sum(stop.load for stop in order),
    )  # fmt: skip


def _holds(depot: Place, order: Sequence[Stop], capacity: int, leave_at: int, back_by: int) -> bool:
    found = follow(depot, order, order, leave_at=leave_at)
    late = any(visit.at > stop.latest for visit, stop in zip(found.visits, order, strict=True))
    return not late and found.load <= capacity and found.back_at <= back_by


def _nearest(depot: Place, stops: Sequence[Stop], capacity: int, leave_at: int, back_by: int) -> list[Stop]:
    """Always the nearest that still fits."""
    order: list[Stop] = []
    waiting, here = list(stops), depot
    while waiting:
        waiting.sort(key=lambda stop: (kilometres(here, stop.place), stop.key))
        fitting = (stop for stop in waiting if _holds(depot, [*order, stop], capacity, leave_at, back_by))
        stop = next(fitting, None)
        if stop is None:
            break
        waiting.remove(stop)
        order.append(stop)
        here = stop.place
    return order


def _by_pyvrp(
    depot: Place, stops: Sequence[Stop], capacity: int, leave_at: int, back_by: int
) -> list[Stop] | None:
    """None where nothing it found holds."""
    # Here and not above: 25 MB that only this needs.
    from pyvrp import Model
    from pyvrp.stop import MaxIterations

    if not stops:
        return []
    model = Model()
    places = [depot, *(stop.place for stop in stops)]
    locations = [model.add_location(*place) for place in places]
    home = model.add_depot(locations[0], tw_early=leave_at, tw_late=back_by)
    for stop, location in zip(stops, locations[1:], strict=True):
        model.add_client(
            location, delivery=[stop.load], service_duration=stop.minutes, tw_early=stop.earliest,
            tw_late=stop.latest, prize=_WORTH, required=False,
        )  # fmt: skip
    model.add_vehicle_type(
        1, capacity=[capacity], start_depot=home, end_depot=home, tw_early=leave_at, tw_late=back_by,
        unit_duration_cost=1,
    )  # fmt: skip
    for one, from_ in zip(places, locations, strict=True):
        for two, to in zip(places, locations, strict=True):
            if from_ is not to:
                km = kilometres(one, two)
                model.add_edge(from_, to, round(km * 10), minutes(km))
    result = model.solve(MaxIterations(_ITERATIONS), seed=_SEED, display=False)
    if not result.is_feasible():
        return None
    return [
        stops[step.idx] for route in result.best.routes() for step in route.schedule() if step.is_client()
    ]
