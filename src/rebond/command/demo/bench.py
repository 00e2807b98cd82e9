"""The way of one machine from the dock to the shelf: proof of erasure, repair, checks, second look."""

from datetime import timedelta
from functools import partial

from rebond.command.demo import counter, waste
from rebond.command.demo.machines import Machine, erasure, report
from rebond.command.demo.year import Year
from rebond.common.dates import now, today
from rebond.erasure import intake
from rebond.erasure import services as proof
from rebond.evidence.models import Report
from rebond.evidence.services import Sender
from rebond.inventory import drives
from rebond.inventory import services as inventory
from rebond.inventory.models import Device, Drive
from rebond.inventory.states import IN_HOUSE, State
from rebond.people.models import User
from rebond.refurbishment import rules
from rebond.refurbishment import services as workshop
from rebond.refurbishment.models import Job

WITNESS = "Anne Le Goff"
_LATE = timedelta(days=21)
"""In the last days the bench is behind: many machines are looked at and wait for their erasure."""
_READ_BY_THE_BENCH = ("laptop", "desktop", "all_in_one")
_SYSTEMS = ("Linux Mint 22", "Linux Mint 22", "Emmabuntüs DE 5", "Debian 12")


def begin(year: Year, device: Device, machine: Machine) -> None:
    """A thing was just numbered: decide what awaits it."""
    if machine.category not in _READ_BY_THE_BENCH:
        by = year.dice.choice(year.crew.bench)
        inventory.describe(
            device, by=by, maker=machine.model.maker, model=machine.model.model, serial=machine.serial
        )
    fate = year.dice.random()
    if fate < 0.008:
        inventory.refuse(device, by=year.crew.counter, reason="tube cathodique, repris par le donateur")
    elif fate < 0.016:
        year.agenda.later((15, 60), partial(_lose, year, device, machine))
    elif fate < 0.024:
        year.agenda.later((1, 9), partial(_merge, year, device))
    else:
        year.agenda.later((2, 21), partial(prove, year, device, machine))


def _merge(year: Year, device: Device) -> None:
    """Numbered twice by mistake: this row is absorbed by another of the same lot."""
    alike = Device.objects.filter(lot=device.lot, category=device.category, state__in=IN_HOUSE)
    keep = alike.exclude(pk=device.pk).order_by("pk").first()
    if keep is not None and not device.absorbed.exists():
        inventory.merge(keep, device, by=year.crew.bench[0])


def _lose(year: Year, device: Device, machine: Machine) -> None:
    """Stock-take: not found. Half of them turn up again behind a shelf."""
    inventory.lose(device, by=year.crew.coordination, reason="inventaire : introuvable")
    if year.chance(0.5):
        year.agenda.later((10, 40), partial(_find, year, device, machine))


def _find(year: Year, device: Device, machine: Machine) -> None:
    inventory.find_again(device, by=year.crew.bench[1], reason="retrouvé dans la réserve")
    year.agenda.later((1, 6), partial(prove, year, device, machine))


def prove(year: Year, device: Device, machine: Machine) -> None:
    """On the bench: whatever proves its data gone, or that it holds none."""
    by = year.dice.choice(year.crew.bench)
    if year.chance(0.4):  # the others are seen to where they stand
        inventory.relocate([device], year.places.bench, by=by)
    if machine.category == "monitor":
        proof.clear(device, by=by)
    elif machine.drive is None:
        proof.say_empty(device, how="capot ouvert, emplacement du disque vide", by=by)
    elif machine.category not in _READ_BY_THE_BENCH or year.chance(0.05):
        _prove_by_hand(year, device, machine, by)
    elif year.chance(0.6 if year.agenda.until - today() < _LATE else 0.05):
        _send(year, device, machine, by, erasures=[])  # looked at today, erased when a place is free
        year.agenda.later((3, 14), partial(_prove_by_report, year, device, machine, by))
    else:
        _prove_by_report(year, device, machine, by)
        return
    _go_on_if_cleared(year, device, machine, by)


def _prove_by_report(year: Year, device: Device, machine: Machine, by: User) -> None:
    """The bench reports an erasure; 4 % of the drives refuse, and some of those give way later."""
    succeeds = not year.chance(0.04)
    done = erasure(machine, succeeds=succeeds, finished_at=now() - timedelta(minutes=4))
    _send(year, device, machine, by, erasures=[done])
    if succeeds:
        _go_on_if_cleared(year, device, machine, by)
    elif year.chance(0.3):
        year.agenda.later((1, 3), partial(_prove_by_report, year, device, machine, by))
    else:
        year.agenda.later((2, 9), partial(_destroy, year, device, by))


def _send(
    year: Year, device: Device, machine: Machine, by: User, *, erasures: list[dict[str, object]]
) -> None:
    raw = report(year, machine, number=device.number, reported_at=now(), erasures=erasures)
    intake.take(raw, sender=Sender(Report.Source.API, by=by))


def _go_on_if_cleared(year: Year, device: Device, machine: Machine, by: User) -> None:
    device.refresh_from_db()
    if device.state == State.CLEARED:
        _go_on(year, device, machine, by)


def _destroy(year: Year, device: Device, by: User) -> None:
    """A drive that cannot be erased is drilled before a witness; its machine is stripped."""
    for drive in device.drives.filter(data_state=Drive.DataState.UNPROVEN):
        proof.destroy(drive, method="percé en trois points", destroyed_on=today(), witness=WITNESS, by=by)
    device.refresh_from_db()
    year.agenda.later((1, 10), partial(waste.strip, year, device, "disque avec secteurs défectueux"))


def _prove_by_hand(year: Year, device: Device, machine: Machine, by: User) -> None:
    """No bench report: the drive is typed, and the erasure has a witness."""
    assert machine.drive is not None
    known = machine.drive
    media = Drive.Media.PHONE if machine.category in ("phone", "tablet") else known.media
    drive = drives.see(
        device,
        drives.DriveFacts(
            serial=machine.drive_serial,
            maker=known.maker,
            model=known.model,
            media=media,
            size_bytes=known.size_bytes,
        ),
        by=by,
    )
    done = proof.ErasureFacts(
        method="remise à zéro d’usine" if media == Drive.Media.PHONE else "écrasement, une passe",
        level="purge" if media == Drive.Media.PHONE else "clear",
        tool="réglages de l’appareil" if media == Drive.Media.PHONE else "nwipe",
        result="success", verification="sampled", finished_at=now() - timedelta(minutes=3), witness=WITNESS,
    )  # fmt: skip
    proof.record(drive, done, by=by, source="hand")


def _go_on(year: Year, device: Device, machine: Machine, by: User) -> None:
    """Cleared: most are worth the work, the others become parts or waste."""
    if year.chance(0.07):
        reason = year.dice.choice(year.facts.failure_reasons)
        end = waste.strip if year.chance(0.6) else waste.scrap
        year.agenda.later((2, 15), partial(end, year, device, reason))
    else:
        year.agenda.later((1, 16), partial(_refurbish, year, device, machine, by))


def _refurbish(year: Year, device: Device, machine: Machine, by: User) -> None:
    job = workshop.open_job(device, by=by)
    results = {name: _result(year, name) for name in rules.CHECKS[machine.category]}
    workshop.check_all(job, results=results, by=by)
    workshop.describe(
        job, grade=_grade(year), system=_system(year, machine), work_done=_work(year, job, by), by=by
    )
    workshop.finish(job, by=by)
    year.agenda.later((0, 4), partial(_look_again, year, job, machine))


def _result(year: Year, name: str) -> str:
    return "absent" if name in ("camera", "wifi", "sound") and year.chance(0.1) else "passed"


def _work(year: Year, job: Job, by: User) -> str:
    """One machine in eight needed a repair: the check that failed passes in the end."""
    if not year.chance(0.12):
        return ""
    name = year.dice.choice(rules.CHECKS[job.device.category])
    workshop.check(job, name=name, result="failed", by=by, note=year.dice.choice(year.facts.failure_reasons))
    workshop.check(job, name=name, result="passed", by=by)
    return "pièce remplacée par une pièce du stock"


def _grade(year: Year) -> str:
    [grade] = year.dice.choices("ABC", weights=(3, 5, 2))
    return grade


def _system(year: Year, machine: Machine) -> str:
    return year.dice.choice(_SYSTEMS) if machine.category in rules.NEEDS_SYSTEM else ""


def _look_again(year: Year, job: Job, machine: Machine) -> None:
    """The other technician looks; one in twenty-five goes back for a day."""
    job.refresh_from_db()
    assert job.done_by is not None
    second = year.crew.other(job.done_by)
    if year.chance(0.04):
        workshop.send_back(job, reason="une touche reste bloquée", by=second)
        year.agenda.later((1, 2), partial(_finish_again, year, job, machine, job.done_by))
        return
    workshop.approve(job, by=second)
    device = Device.objects.get(pk=job.device_id)
    inventory.relocate([device], year.dice.choice(year.places.shelves), by=second)
    counter.offer(year, device, machine, prove)


def _finish_again(year: Year, job: Job, machine: Machine, by: User) -> None:
    workshop.finish(job, by=by)
    year.agenda.later((0, 2), partial(_look_again, year, job, machine))
