"""What other processes do in an installation.

``python -m tests.actors`` sets Django up once, then forks one process for each verb it is told to run, one
line of JSON at a time: ``["together", ["hand_over", 12], ["lose", 12]]`` answers theirs, ``["start",
"take_for_ever", folder]`` answers the number of the process. It never opens a connection itself: each process
has its own.
"""

import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rebond.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402  (models exist once Django is set up)
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from rebond.collection import links, slots  # noqa: E402
from rebond.collection.models import DonorLink, Half  # noqa: E402
from rebond.common.errors import Refused  # noqa: E402
from rebond.distribution import holds  # noqa: E402
from rebond.distribution.papers import issue_receipt  # noqa: E402
from rebond.erasure import intake  # noqa: E402
from rebond.evidence.models import Reading, Report  # noqa: E402
from rebond.evidence.services import Sender  # noqa: E402
from rebond.impact.indicators import recount  # noqa: E402
from rebond.inventory.models import Device, Move  # noqa: E402
from rebond.inventory.states import State  # noqa: E402
from rebond.people.models import Person, User  # noqa: E402
from rebond.people.roles import Role  # noqa: E402
from rebond.records import numbering  # noqa: E402
from rebond.records.models import JournalEntry  # noqa: E402
from tests.factories import distribution as counter  # noqa: E402
from tests.factories import evidence, inventory, people  # noqa: E402


def _outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except Refused as refusal:
        return type(refusal).__name__
    return "done"


def prepare(state: str, count: int) -> list[int]:
    """An association and ``count`` devices in ``state``; their keys."""
    people.association()
    people.user()
    return [inventory.device(State(state)).pk for _ in range(count)]


def hand_over(device: int) -> str:
    row = Device.objects.get(pk=device)
    return _outcome(lambda: counter.handover(row, to=people.person()))


def reserve(device: int) -> str:
    row = Device.objects.get(pk=device)
    return _outcome(lambda: holds.reserve(row, people.person(), by=None, expected=row.version))


def lose(device: int) -> str:
    row = Device.objects.get(pk=device)
    return _outcome(lambda: inventory.services.lose(row, by=None, reason="stock-take"))


def receipt() -> str:
    return issue_receipt(counter.Handover.objects.get(), by=None).number


def receive(quantity: int) -> list[str]:
    return [
        row.number for row in inventory.services.receive(None, category="laptop", quantity=quantity, by=None)
    ]


def receive_and_fail(quantity: int) -> None:
    """Numbers are taken, then the transaction is given up."""
    with transaction.atomic():
        receive(quantity)
        transaction.set_rollback(True)


def rank(name: str) -> int:
    with transaction.atomic():
        return numbering.take(name)


def take(path: str) -> list[object]:
    taken = intake.take(Path(path).read_bytes(), sender=Sender("api"))
    return [taken.is_new, taken.report.pk, taken.reading.status]


def take_for_ever(folder: str) -> None:
    """Send report after report, each kept as a file first, until killed."""
    for count in range(10_000):
        drive = evidence.drive(f"DRIVE{os.getpid()}N{count}")
        content = evidence.report(
            serial=f"S{os.getpid()}N{count}", drives=[drive], erasures=[evidence.erasure(drive["serial"])]
        )
        written = Path(folder, f"{content['report_id']}.part")
        written.write_bytes(evidence.raw(content))
        written.rename(written.with_suffix(".json"))  # killed while writing, the outbox holds no half file
        intake.take(evidence.raw(content), sender=Sender("api"))


def finish_pending() -> int:
    return intake.finish_pending()


def send_page(once: str) -> str:
    """Somebody new, from a page of the counter; where it led."""
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(role=Role.COUNTER))
    page = {"given_name": "Marie", "family_name": "Le Goff", "phone": "06 12 34 56 78", "once": once}
    return client.post(reverse("web:person_new"), page)["Location"]


def somebody() -> int:
    """An association, a person of its counter; how many people it knows."""
    if not User.objects.filter(role=Role.COUNTER).exists():
        people.association()
        people.user(Role.COUNTER)
    return Person.objects.count()


def open_slots() -> int:
    """A donor with a link, and mornings of one place."""
    people.association()
    by = people.user()
    slots.set_slots({(weekday, Half.MORNING): 1 for weekday in slots.WEEKDAYS}, by=by)
    return links.open_link(people.organisation("company"), by=by)[0].pk


def choose_first_slot(link: int, day: str) -> str:
    row = DonorLink.objects.get(pk=link)
    slot = slots.Slot(date.fromisoformat(day), Half.MORNING)
    told = {"announced": {"laptop": 1}, "wished_on": None, "note": "", "files": {}}
    return _outcome(lambda: links.announce(row, slot=slot, **told))


def first_slot() -> str:
    return slots.free()[0].day.isoformat()


def check() -> dict[str, Any]:
    """What must be true whatever happened."""
    last = dict.fromkeys(Device.objects.values_list("pk", flat=True), "")
    chain_is_whole = True
    for device, before, after in Move.objects.order_by("pk").values_list(
        "device_id", "from_state", "to_state"
    ):
        chain_is_whole &= last[device] == before
        last[device] = after
    return {
        "recount": recount(),
        "chain": chain_is_whole and last == dict(Device.objects.values_list("pk", "state")),
        "devices": Device.objects.count(),
        "numbers": sorted(Device.objects.values_list("number", flat=True)),
        "states": sorted(Device.objects.values_list("state", flat=True)),
        "reports": Report.objects.count(),
        "conflicts": Report.objects.filter(is_conflict=True).count(),
        "readings": sorted(Reading.objects.values_list("status", flat=True)),
        "claimed": sorted(map(str, Report.objects.values_list("claimed_id", flat=True))),
        "handovers": counter.Handover.objects.count(),
        "handover_items": counter.Handover.items.rel.related_model.objects.count(),
        "attached": JournalEntry.objects.filter(kind="report.attached").count(),
        "integrity": _integrity(),
    }


def _integrity() -> str:
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return str(cursor.fetchone()[0])


VERBS: Final[dict[str, Callable[..., Any]]] = {
    verb.__name__: verb
    for verb in (
        prepare,
        hand_over,
        reserve,
        lose,
        receipt,
        receive,
        receive_and_fail,
        rank,
        take,
        take_for_ever,
        finish_pending,
        send_page,
        somebody,
        open_slots,
        choose_first_slot,
        first_slot,
        check,
    )
}

_FORK: Final = multiprocessing.get_context("fork")


def _act(barrier: Barrier, answers: Connection, verb: str, *values: Any) -> None:
    barrier.wait()
    answers.send(VERBS[verb](*values))


def _together(calls: list[list[Any]]) -> list[Any]:
    barrier, pipes = _FORK.Barrier(len(calls)), []
    for call in calls:
        ours, theirs = _FORK.Pipe()
        _FORK.Process(target=_act, args=(barrier, theirs, *call)).start()
        theirs.close()  # so that a process that fails is an end of file, not a silence
        pipes.append(ours)
    return [pipe.recv() for pipe in pipes]


def _start(verb: str, *values: Any) -> int:
    process = _FORK.Process(target=VERBS[verb], args=values, daemon=True)
    process.start()
    return process.pid or 0


def main() -> None:
    for line in sys.stdin:
        order, *rest = json.loads(line)
        print(json.dumps(_start(*rest) if order == "start" else _together(rest)), flush=True)


if __name__ == "__main__":
    main()
