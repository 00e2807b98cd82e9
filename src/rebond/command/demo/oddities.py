"""Reports that a person must look at: the ordinary troubles of a bench."""

import json
from datetime import timedelta
from functools import partial

from rebond.command.demo.machines import draw_machine, erasure, report
from rebond.command.demo.year import Year
from rebond.common.dates import now
from rebond.erasure import intake
from rebond.evidence import services as evidence
from rebond.evidence.models import Report
from rebond.evidence.services import Sender
from rebond.inventory import numbers
from rebond.inventory.models import Device


def plan_oddities(year: Year) -> None:
    """A few in the last days, so that they still wait."""
    steps = (_unknown_number, _other_serial, _cut_short, _drive_alone, _set_aside)
    for rank, step in enumerate(steps):
        year.agenda.on(year.agenda.until - timedelta(days=10 - rank), partial(step, year))


def _unknown_number(year: Year) -> None:
    """A number that nobody carries: the label was read from another association's machine."""
    _send(year, _report_of_some_laptop(year, numbers.compose("XYZ", now().year, 41)))


def _other_serial(year: Year) -> None:
    """The label of one machine on another."""
    known = Device.objects.filter(category="laptop").exclude(serial_key="").latest("id")
    _send(year, _report_of_some_laptop(year, known.number))


def _cut_short(year: Year) -> None:
    """The key was pulled out too early."""
    _send(year, _report_of_some_laptop(year, "")[:300])


def _drive_alone(year: Year) -> None:
    """A drive erased on a dock, never seen in any machine."""
    machine = draw_machine(year, year.facts.machines[0])
    done = erasure(machine, succeeds=True, finished_at=now() - timedelta(minutes=5))
    told = json.loads(report(year, machine, number="", reported_at=now(), erasures=[done]))
    _send(year, json.dumps(told | {"machine": {}}).encode())


def _set_aside(year: Year) -> None:
    """One that was looked at, and left."""
    taken = _send(year, b"Bonjour, voici la liste demandee.\n")
    evidence.set_aside(taken.report, by=year.crew.coordination)


def _report_of_some_laptop(year: Year, number: str) -> bytes:
    model = next(row for row in year.facts.machines if row.category == "laptop")
    return report(year, draw_machine(year, model), number=number, reported_at=now(), erasures=[])


def _send(year: Year, raw: bytes) -> intake.Taken:
    return intake.take(
        raw, sender=Sender(Report.Source.UPLOAD, by=year.crew.bench[0], filename="rapport.json")
    )
