"""Which machine for which request: one request's list, one machine's, the proposal for the whole stock."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from rebond.common.dates import now, today
from rebond.distribution import matching
from rebond.distribution.matching import Ask, Machine, Requirement
from rebond.distribution.models import Proposal, ProposalLine, Request, Reservation
from rebond.distribution.requests import COMPUTERS, Waiting, ask_of, waiting_list
from rebond.distribution.solver import solve
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import User
from rebond.records import journal

GIB: Final = 2**30
SHOWN: Final = 20
LOOKED_AT: Final = 200
"""Machines weighed for one request: those whose memory is nearest to what is needed, the oldest first."""
_FACTS: Final = (
    "pk", "category", "ram_bytes", "cpu_cores", "has_camera", "has_wifi", "grade", "state_since"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fitting:
    """A machine for one request: how well it suits (1 to 100), and why (codes of matching.reasons)."""

    device: Device
    fit: int
    reasons: list[str]


def _machine(facts: Sequence[Any]) -> Machine:
    key, category, ram, cores, camera, wifi, grade, since = facts
    memory = round(ram / GIB) if ram else 0
    return Machine(key, category, memory, cores or 0, camera, wifi, grade, since.date().toordinal())


def _least_bytes(memory_gb: int) -> int:
    """A machine of 8 GB says a little less: what its graphics keep is not counted."""
    return int((memory_gb - 0.5) * GIB)


def fitting(request: Request) -> list[Fitting]:
    """The machines that are ready and serve this request, the best first; at most twenty."""
    needed = matching.required_by(ask_of(request))
    rows = Device.objects.filter(
        state=State.READY, category__in=needed.categories, ram_bytes__gte=_least_bytes(needed.memory_gb)
    )
    if needed.camera:
        rows = rows.filter(has_camera=True)
    if needed.wifi:
        rows = rows.filter(has_wifi=True)
    # One walk for each category along its own index, the longest waiting first.
    found: list[Machine] = []
    for category in needed.categories:
        nearest = rows.filter(category=category).order_by("state_since").values_list(*_FACTS)[:LOOKED_AT]
        found += map(_machine, nearest)
    weighed = [(matching.fit(needed, one), one) for one in found if not needed.lacks(one)]
    weighed.sort(key=lambda pair: (-pair[0], pair[1].ready_day, pair[1].key))
    best = weighed[:SHOWN]
    devices = Device.objects.select_related("location", "lot__donation__legal_head").in_bulk(
        [one.key for _fit, one in best]
    )
    day = today().toordinal()
    return [
        Fitting(devices[one.key], fit, matching.reasons(needed, one, day))
        for fit, one in best
        if one.key in devices
    ]


def served_by(device: Device) -> list[tuple[Waiting, list[str]]]:
    """The requests that this machine would serve, in the order of the waiting list; at most twenty."""
    facts = Device.objects.filter(pk=device.pk).values_list(*_FACTS)[0]
    machine, day = _machine(facts), today().toordinal()
    found = []
    for waiting in waiting_list():
        needed = matching.required_by(waiting.ask)
        if waiting.may_be_served and not needed.lacks(machine):
            found.append((waiting, matching.reasons(needed, machine, day)))
        if len(found) == SHOWN:
            break
    return found


def next_in_line(device: Device) -> Request | None:
    """Who comes next for a machine whose hold is over."""
    found = served_by(device)
    return found[0][0].request if found else None


@transaction.atomic
def propose(*, by: User | None) -> Proposal:
    """Compute the whole proposal and keep it, to be decided line by line. One a household; nobody who was
    equipped lately; what is held for somebody already is left alone.
    """
    began = time.perf_counter()
    held = set(
        Reservation.objects.filter(ended_at=None, request__isnull=False).values_list("request", flat=True)
    )
    asks, homes = [], set()
    for waiting in waiting_list():
        person = waiting.request.person
        home = person.household_id if person else None
        if waiting.request.pk in held or not waiting.may_be_served or (home and home in homes):
            continue
        homes.add(home)
        asks.append(waiting.ask)
    ready = Device.objects.filter(state=State.READY, category__in=COMPUTERS, ram_bytes__gt=0)
    machines = [_machine(facts) for facts in ready.values_list(*_FACTS)]
    found = solve(asks, machines)
    proposal = Proposal.objects.create(
        made_at=now(), made_by=by, requests=len(asks), machines=len(machines), milliseconds=0,
        lacking=lacking(found.unserved),
    )  # fmt: skip
    day = today().toordinal()
    ProposalLine.objects.bulk_create(
        [
            ProposalLine(
                proposal=proposal, rank=rank, request_id=line.ask.key, device_id=line.machine.key,
                reasons=matching.reasons(matching.required_by(line.ask), line.machine, day),
            )
            for rank, line in enumerate(found.lines, 1)
        ],
        batch_size=500,
    )  # fmt: skip
    proposal.milliseconds = round((time.perf_counter() - began) * 1000)
    proposal.save(update_fields=["milliseconds"])
    journal.write(
        "proposal.made", proposal, by=by, requests=len(asks), machines=len(machines), lines=len(found.lines)
    )
    return proposal


def lacking(unserved: Sequence[Ask]) -> list[dict[str, Any]]:
    """What is missing to serve those left, as the bench reads it: how many machines of which kind."""
    counted = Counter(_kind(matching.required_by(ask)) for ask in unserved)
    return [{**dict(kind), "n": n} for kind, n in counted.most_common()]


def _kind(needed: Requirement) -> tuple[tuple[str, Any], ...]:
    category = {matching.CARRIED: "laptop", matching.ON_A_TABLE: "desktop"}.get(needed.categories, "computer")
    return (
        ("category", category), ("memory_gb", needed.memory_gb), ("camera", needed.camera),
        ("wifi", needed.wifi),
    )  # fmt: skip


def lacking_now() -> tuple[Proposal | None, list[Mapping[str, Any]]]:
    """The last proposal's missing machines: the target of the bench."""
    last = Proposal.objects.order_by("-pk").first()
    return last, (last.lacking if last else [])
