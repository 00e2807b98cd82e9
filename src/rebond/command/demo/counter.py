"""The counter: who gets which machine, at which price; and what comes back."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial

from rebond.command.demo.agenda import TOWN, last_open_day
from rebond.command.demo.machines import Machine
from rebond.command.demo.year import Year
from rebond.common.dates import clock_at, today
from rebond.distribution import eligibility, holds, papers
from rebond.distribution import services as distribution
from rebond.distribution.models import Handover
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people import services as people
from rebond.people.models import Organisation, Person
from rebond.refurbishment import rules
from rebond.refurbishment.services import results_of

RECEIPT_DAYS = 16
"""Receipts are issued for the handovers of the last days: about twenty."""
RESERVED_AT_THE_END = 6
_PRICES_CENTS = {
    "laptop": (8_000, 10_000, 12_000, 15_000),
    "desktop": (5_000, 6_000, 8_000),
    "all_in_one": (9_000, 12_000),
    "monitor": (1_000, 1_500, 2_000),
    "phone": (3_000, 5_000),
    "tablet": (4_000, 6_000),
    "printer": (1_500, 2_500),
}
_ALTERNATIVES = ("nothing", "nothing", "shared", "shared", "old", "second_hand", "new")
_PAYMENTS = ("cash", "cash", "card", "cheque", "transfer")

Again = Callable[[Year, Device, Machine], None]
Recipient = Person | Organisation


def offer(year: Year, device: Device, machine: Machine, again: Again) -> None:
    """A machine is ready. A monitor waits for a computer; ``again`` is where what comes back begins."""
    if device.category == "monitor" and year.chance(0.8):
        year.monitors.append(device)
        return
    step = _hold if year.chance(0.35) else _sign_for_someone
    year.agenda.later((2, 30), partial(step, year, device, machine, again))


def _someone(year: Year) -> Recipient:
    """A family of the agglomeration; one recipient in thirty is an association."""
    if year.chance(0.03):
        return year.dice.choice(year.associations)
    weights = [commune.population or 0 for commune in year.communes]
    [commune] = year.dice.choices(year.communes, weights=weights)
    return people.save_person(
        Person(
            given_name=year.dice.choice(year.facts.given_names),
            family_name=year.dice.choice(year.facts.family_names),
            commune=commune,
            phone=f"02 61 91 {year.dice.randrange(100):02d} {year.dice.randrange(100):02d}",
        )
    )


def _hold(year: Year, device: Device, machine: Machine, again: Again) -> None:
    """Reserve; one family in eight does not come in time."""
    someone = _someone(year)
    holds.reserve(device, someone, by=year.crew.counter)
    if year.chance(0.12):
        year.agenda.later((3, 5), partial(_give_up, year, device, machine, again))
    else:
        year.agenda.later((0, 1), partial(_sign, year, device, machine, again, someone))


def _give_up(year: Year, device: Device, machine: Machine, again: Again) -> None:
    holds.release_overdue(by=year.crew.counter)
    year.agenda.later((1, 9), partial(_sign_for_someone, year, device, machine, again))


def _sign_for_someone(year: Year, device: Device, machine: Machine, again: Again) -> None:
    _sign(year, device, machine, again, _someone(year))


def _sign(year: Year, device: Device, machine: Machine, again: Again, someone: Recipient) -> None:
    """One signature for the machine and, with a desktop computer, a monitor of the shelf."""
    known = Device.objects.select_related("lot__donation__legal_head")
    kit = [known.get(pk=device.pk)]
    if device.category == "desktop" and year.monitors:
        kit.append(known.get(pk=year.monitors.pop(0).pk))
    kind = _kind(year, kit)
    seen = year.aside.choice(eligibility.criteria()[:-1]) if kind == Handover.Kind.SALE else None
    handover = distribution.hand_over(
        [distribution.Line(row, _price(year, row, kind), _wording(row)) for row in kit],
        someone, kind=kind, signed_name=str(someone), payment=year.dice.choice(_PAYMENTS),
        seen=seen, kit=_goes_with(year, kind), by=year.crew.counter,
    )  # fmt: skip
    if year.agenda.until - today() <= timedelta(days=RECEIPT_DAYS):
        papers.issue_receipt(handover, by=year.crew.counter)
    _plan_return(year, device, machine, again, kind)


def _goes_with(year: Year, kind: str) -> distribution.Kit:
    """A bag, often a mouse; and the answer to the one question, from eight families of ten."""
    extras = ["charger", *(["mouse"] if year.aside.random() < 0.5 else []), "guide"]
    answer = year.aside.choice(_ALTERNATIVES) if year.aside.random() < 0.8 else ""
    due_on = today() + timedelta(days=year.aside.randrange(60, 400)) if kind == Handover.Kind.LOAN else None
    return distribution.Kit(extras=extras, alternative=answer, due_on=due_on)


def _kind(year: Year, kit: list[Device]) -> str:
    """Sold when the law of every donation allows it and the family can pay; otherwise given or lent."""
    may_be_sold = all(distribution.price_rule_of(row).sale_allowed for row in kit)
    if may_be_sold and year.chance(0.6):
        return Handover.Kind.SALE
    return Handover.Kind.LOAN if year.chance(0.3) else Handover.Kind.GIFT


def _price(year: Year, device: Device, kind: str) -> int:
    if kind != Handover.Kind.SALE:
        return 0
    wished, cap = (
        year.dice.choice(_PRICES_CENTS[device.category]),
        distribution.price_rule_of(device).cap_cents,
    )
    return wished if cap is None else min(wished, cap)


def _wording(device: Device) -> str:
    job = device.jobs.get(reception=device.reception)
    return rules.wording(device.category, results_of(job), data_is_gone=distribution.data_is_gone(device))


def _plan_return(year: Year, device: Device, machine: Machine, again: Again, kind: str) -> None:
    """A loan often comes back, the others seldom."""
    if year.chance(0.22 if kind == Handover.Kind.LOAN else 0.025):
        year.agenda.later((20, 120), partial(_take_back, year, device, machine, again))


def _take_back(year: Year, device: Device, machine: Machine, again: Again) -> None:
    distribution.take_back(device, reason=year.dice.choice(year.facts.return_reasons), by=year.crew.counter)
    year.agenda.later((1, 5), partial(again, year, device, machine))


def reserve_some(year: Year) -> None:
    """On the last afternoon: reservations that still run when the demonstration is opened."""
    evening = datetime.combine(last_open_day(year.agenda.until), time(18, 30), TOWN)
    with clock_at(evening):
        for device in Device.objects.filter(state=State.READY).order_by("-id")[:RESERVED_AT_THE_END]:
            holds.reserve(device, _someone(year), by=year.crew.counter)
