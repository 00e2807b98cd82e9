"""Donations announced, fetched, counted and numbered."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from rebond.collection import rounds, slots
from rebond.collection import services as collection
from rebond.collection.models import Donation, Half, LegalHead, Lot, Vehicle
from rebond.command.demo.agenda import last_open_day, open_day
from rebond.command.demo.machines import Machine, draw_machine
from rebond.command.demo.year import Year
from rebond.command.demo_facts import MachineModel
from rebond.common.dates import today
from rebond.inventory import services as inventory
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person

LOTS, DEVICES = 30, 500
HANDFUL = 3  # what one person brings
_HEADS = {
    Organisation.Kind.COMPANY: ("entreprise",),
    Organisation.Kind.ASSOCIATION: ("association",),
    Organisation.Kind.LOCAL_AUTHORITY: ("cg3p-l3212-2-3", "cg3p-l3212-2-3", "cg3p-l3212-2-2"),
    Organisation.Kind.STATE: ("cg3p-l3212-2-2",),
    Organisation.Kind.SCHOOL: ("cg3p-l3212-2-3",),
}
_SHARES = {"laptop": 54, "desktop": 27, "all_in_one": 4, "monitor": 9, "phone": 2, "tablet": 2, "printer": 2}

Begin = Callable[[Year, Device, Machine], None]


@dataclass(frozen=True)
class Load:
    """What really waits at a donor's; ``machines`` come in one or two lots."""

    donor: Organisation | Person
    day: date
    machines: list[Machine]
    in_two: bool


def plan_arrivals(year: Year, first: date, begin: Begin) -> None:
    """Spread the year's lots over its days; ``begin`` is called for every thing numbered."""
    days = (year.agenda.until - first).days
    sizes = _sizes(year)
    for rank, size in enumerate(sizes):
        donor = _donor_of(year, rank, size)
        day = first + timedelta(days=8 + rank * (days - 9) // len(sizes) + year.dice.randint(0, 5))
        load = Load(donor, day, _machines(year, size), in_two=rank in (7, 19))
        announced_on = max(first, day - timedelta(days=year.dice.randint(6, 25)))
        year.agenda.on(announced_on, partial(_announce, year, load, begin))


def _sizes(year: Year) -> list[int]:
    """How many things each donation holds: two of them come in two lots, two are a person's handful."""
    donations = LOTS - 2
    weights = [year.dice.uniform(0.4, 1.8) for _ in range(donations - 2)]
    rest = DEVICES - 2 * HANDFUL
    sizes = [int(rest * weight / sum(weights)) for weight in weights]
    sizes[0] += rest - sum(sizes)
    return [*sizes[:9], HANDFUL, *sizes[9:18], HANDFUL, *sizes[18:]]


def _donor_of(year: Year, rank: int, size: int) -> Organisation | Person:
    persons = [donor for donor in year.donors if isinstance(donor, Person)]
    organisations = [donor for donor in year.donors if isinstance(donor, Organisation)]
    return persons[0] if size == HANDFUL else organisations[rank * 5 % len(organisations)]


def _machines(year: Year, size: int) -> list[Machine]:
    """A donor renews a fleet: few models, many of each."""
    models: list[MachineModel] = []
    while len(models) < size:
        [category] = year.dice.choices(list(_SHARES), weights=list(_SHARES.values()))
        model = year.dice.choice([row for row in year.facts.machines if row.category == category])
        models += [model] * min(year.dice.randint(2, 9), size - len(models))
    return [draw_machine(year, model, has_drive=not year.chance(0.04)) for model in models]


def _head(year: Year, donor: Organisation | Person) -> LegalHead:
    kinds = ("particulier",) if isinstance(donor, Person) else _HEADS[Organisation.Kind(donor.kind)]
    return LegalHead.objects.get(code=year.dice.choice(kinds))


def _announce(year: Year, load: Load, begin: Begin) -> None:
    real = Counter(machine.category for machine in load.machines)
    announced = dict(real)
    if year.chance(0.4):  # nobody counts what is in a cupboard before the van comes
        category = year.dice.choice(sorted(real))
        announced[category] = max(1, real[category] + year.dice.choice((-3, -2, -1, 1, 2)))
    donation = collection.accept_donation(
        donor=load.donor,
        legal_head=_head(year, load.donor),
        announced=announced,
        by=year.crew.coordination,
        pickup_on=load.day,
    )
    cut = len(load.machines) * 2 // 3 if load.in_two else len(load.machines)
    year.agenda.on(load.day, partial(_unload, year, donation, load.machines[:cut], begin))
    if load.machines[cut:]:
        rest = load.day + timedelta(days=7)
        year.agenda.on(rest, partial(_unload, year, donation, load.machines[cut:], begin))


def _unload(year: Year, donation: Donation, machines: list[Machine], begin: Begin) -> None:
    """Count, number, close: the differences found are kept."""
    by = year.dice.choice(year.crew.bench)
    place = year.dice.choices((year.places.reception, year.places.van, year.places.depot), weights=(7, 2, 1))[
        0
    ]
    lot = collection.open_lot(donation, arrived_on=today(), by=by)
    counted = Counter(machine.category for machine in machines)
    collection.count_lot(lot, counted=counted, by=by)
    for category in counted:
        alike = [machine for machine in machines if machine.category == category]
        devices = inventory.receive(lot, category=category, quantity=len(alike), by=by, location=place)
        for device, machine in zip(devices, alike, strict=True):
            begin(year, device, machine)
    collection.close_lot(lot, by=by, numbered=counted)
    if place != year.places.reception:
        year.agenda.later((1, 6), partial(_bring_in, year, lot))


def _bring_in(year: Year, lot: Lot) -> None:
    inventory.relocate(
        lot.devices.filter(location__in=[year.places.van, year.places.depot]),
        year.places.reception,
        by=year.crew.bench[0],
    )


def plan_announcements(year: Year) -> None:
    """Pick-ups still to come, two of them in one round, and one donation that never came."""
    last_days = year.agenda.until - timedelta(days=12)
    for rank, donor in enumerate(year.donors[:5]):
        coming = open_day(year.agenda.until + timedelta(days=2 + 4 * max(0, rank - 1)))
        year.agenda.on(last_days + timedelta(days=rank * 2), partial(_announce_pickup, year, donor, coming))
    year.agenda.on(
        last_open_day(year.agenda.until),
        partial(_plan_round, year, open_day(year.agenda.until + timedelta(days=2))),
    )
    year.agenda.on(year.agenda.until - timedelta(days=60), partial(_announce_in_vain, year, year.donors[6]))


def _announce_pickup(year: Year, donor: Organisation | Person, coming: date) -> None:
    _accept(year, donor, coming)


def _plan_round(year: Year, day: date) -> None:
    slots.set_slots({(2, Half.MORNING): 2, (4, Half.AFTERNOON): 2}, by=year.crew.coordination)
    waiting = Donation.objects.filter(status=Donation.Status.ANNOUNCED, pickup_on=day)
    rounds.plan_round(
        day=day, vehicle=Vehicle.objects.create(name="Le camion", places=150), driver=None, leave_at=8 * 60,
        back_by=17 * 60, windows=dict.fromkeys(waiting, (9 * 60, 12 * 60)), by=year.crew.coordination,
    )  # fmt: skip


def _accept(year: Year, donor: Organisation | Person, coming: date) -> Donation:
    return collection.accept_donation(
        donor=donor, legal_head=_head(year, donor), by=year.crew.coordination, pickup_on=coming,
        announced={"laptop": year.dice.randint(4, 25), "monitor": year.dice.randint(0, 8)},
    )  # fmt: skip


def _announce_in_vain(year: Year, donor: Organisation | Person) -> None:
    donation = _accept(year, donor, today() + timedelta(days=14))
    by = year.crew.coordination
    year.agenda.later(
        (8, 12), partial(collection.cancel_donation, donation, reason="reprise par le loueur", by=by)
    )
