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
from datetime import date, datetime
from io import BytesIO
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, Final

import django
from pypdf import PdfReader

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rebond.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402  (models exist once Django is set up)
from django.db.models import Sum  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from rebond.collection import donors, links, slots  # noqa: E402
from rebond.collection.models import DonorLink, Half  # noqa: E402
from rebond.command import chores  # noqa: E402
from rebond.common.dates import clock_at, now, today  # noqa: E402
from rebond.common.errors import Refused  # noqa: E402
from rebond.common.search import find_ids  # noqa: E402
from rebond.distribution import aftercare, eligibility, holds, notices, referrals, till  # noqa: E402
from rebond.distribution.models import Payment, TillDay  # noqa: E402
from rebond.distribution.papers import issue_receipt  # noqa: E402
from rebond.erasure import intake  # noqa: E402
from rebond.evidence.models import Reading, Report  # noqa: E402
from rebond.evidence.services import Sender  # noqa: E402
from rebond.impact.indicators import recount  # noqa: E402
from rebond.inventory.models import Device, Move  # noqa: E402
from rebond.inventory.states import State  # noqa: E402
from rebond.people import messages, retention  # noqa: E402
from rebond.people.models import Person, User  # noqa: E402
from rebond.people.roles import Role  # noqa: E402
from rebond.records import numbering, papers  # noqa: E402
from rebond.records.models import JournalEntry, Paper  # noqa: E402
from rebond.training import attendance, enrolments, progress, sheets  # noqa: E402
from rebond.training import help as helping  # noqa: E402
from rebond.training import papers as classroom_papers  # noqa: E402
from rebond.training.models import Enrolment, HalfDay, SheetPhoto, TrainingSession  # noqa: E402
from tests.factories import collection, evidence, inventory, people, training  # noqa: E402
from tests.factories import distribution as counter  # noqa: E402


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


NOBODY_ELSE = ("Zéphyrine", "Kerouanton-Legall", "0698765432", "zephyrine@kerouanton.example")
"""Given name, family name, telephone, e-mail of somebody who can be looked for in any heap of bytes."""


def live_and_be_forgotten(year: str) -> list[str]:
    """A whole file through every room, then two years of silence; what the chores did."""
    given, family, phone, email = NOBODY_ELSE
    people.association()
    by = people.user(Role.COUNTER)
    with clock_at(datetime.fromisoformat(f"{year}-03-03T10:00:00+01:00")):
        link, _secret = counter.prescriber()
        referral = counter.referral(
            link, given_name=given, family_name=family, phone=phone, email=email, birth_year=1974
        )
        person = donors_person(given, family, phone, email)
        request = referrals.accept(referral, person, by=by)
        request.note = f"voir {given} le matin"
        request.save()
        eligibility.tick(person, counter.criterion("COUP"), by=by, reason=f"{given} reprend ses études")
        device = inventory.device(State.READY)
        holds.reserve(device, person, by=by)
        device.refresh_from_db()
        handover = counter.services.hand_over(
            [counter.line(device)], person, kind="gift", signed_name=f"{given} {family}", by=by
        )
        issue_receipt(handover, by=by)
        aftercare.ask(device.handover_items.get(), wish="help", words=f"c'est {given}", phone=phone)
        messages.notify(person, notices.held(datetime.fromisoformat(f"{year}-03-05T10:00:00+01:00")))
        assert messages.send_due() == 1
        retention.log_opening(person, by=by)
        counter.services.take_back(device, reason=f"{given} a déménagé", by=by)
        _learn(person)
        double = donors_person(given, family.replace("-", " "), "", "")
        people.services.merge_people(person, double)
    with clock_at(datetime.fromisoformat(f"{int(year) + 1}-03-03T10:00:00+01:00")):
        assert chores.run_once()["files"] == 0
    done = chores.run_once()
    return [name for name, n in done.items() if n]


def _learn(person: Person) -> None:
    """An enrolment answered for, a signature, a card, help, a certificate, a photographed sheet."""
    given, family, phone, _email = NOBODY_ELSE
    trainer = people.user(Role.TRAINER)
    session = training.session(days=(0,), hours=(9 * 60, 12 * 60))
    adult = enrolments.Guardian(name=f"{given} {family}", phone=phone)
    place = training.place(session, person, guardian=adult)
    half_day = session.half_days.get()
    telling = attendance.Telling(status="seen", signature_kind="drawn", signature="M1 1L9 9")
    attendance.tell(half_day, person, telling, by=trainer)
    attendance.cosign(half_day, by=trainer)
    progress.answer(session, person, "before", {"mail": 1}, by=trainer)
    [sheet] = sheets.sheets_of(half_day, by=trainer)
    SheetPhoto.objects.create(sheet=sheet, sha256="0" * 64, media_type="image/jpeg", body=family.encode())
    help_told = helping.Told(
        day=today(), minutes=30, themes=["email"], place_kind="a_distance", person=person,
        formality=f"dossier de {family}",
    )  # fmt: skip
    helping.record(help_told, by=trainer)
    papers.issue(
        "attendance", place, lambda _n: classroom_papers.attendance_sheet(session, now()), by=trainer
    )


def donors_person(given: str, family: str, phone: str, email: str) -> Person:
    person = Person(given_name=given, family_name=family, phone=phone, email=email)
    donors.save_person(person, by=None)
    return person


def cells() -> list[str]:
    """Every word of every table, shadow tables of the search index too; and of what papers say."""
    found = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sqlite_stat4'")
        else:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [_words_of(cell) for cell in row if cell is not None]
    return found


def _words_of(cell: object) -> str:
    return bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)


def paper_words() -> list[str]:
    """What the papers that are left say."""
    bodies = [bytes(body) for body in Paper.objects.values_list("body", flat=True) if body]
    return [page.extract_text() for body in bodies for page in PdfReader(BytesIO(body)).pages]


def people_found(query: str) -> list[int]:
    return find_ids(Person, query, connection)


def empty_wal() -> None:
    """What was written is in the file itself, as a backup finds it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sell(price_cents: int) -> int:
    """A sale to be paid in several times."""
    people.association()
    lot = collection.lot(head=collection.COMPANY)
    device = inventory.device(State.READY, lot=lot)
    return counter.services.hand_over(
        [counter.line(device, price_cents=price_cents)], people.person(), kind="sale", signed_name="Awa",
        payment="instalments", kit=counter.services.Kit(times=2), by=None,
    ).pk  # fmt: skip


def pay(handover: int, amount_cents: int) -> str:
    row = counter.Handover.objects.get(pk=handover)
    return _outcome(lambda: till.pay_handover(row, means="cash", amount_cents=amount_cents, by=None))


def close_till(counted_cents: int) -> str:
    return _outcome(
        lambda: till.close_till(
            today(), counted_cents=counted_cents, difference_reason="course", by=people.user()
        )
    )


def till_is_true() -> bool:
    """What the closed till expected is the cash of its day."""
    closed = TillDay.objects.get()
    cash = Payment.objects.filter(means="cash", day=closed.day).aggregate(n=Sum("amount_cents"))["n"] or 0
    return bool(closed.expected_cents == closed.opening_cents + cash)


def open_request(person: int) -> str:
    row = Person.objects.get(pk=person)
    return _outcome(lambda: counter.request(row))


def new_person() -> int:
    people.association()
    people.user(Role.COUNTER)
    return people.person().pk


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


def open_session(places: int) -> int:
    return training.session(places=places).pk


def enrol_somebody(session: int) -> str:
    row = TrainingSession.objects.get(pk=session)
    person = training.learner(family=f"Diallo {os.getpid()}")
    return enrolments.enrol(row, person, origin="user", by=None).state


def give_all_back(session: int) -> None:
    for row in Enrolment.objects.filter(session=session, state="enrolled"):
        enrolments.give_back(row, by=None)


def seats(session: int) -> list[int]:
    row = TrainingSession.objects.get(pk=session)
    states = list(row.enrolments.values_list("state", flat=True))
    return [row.taken, states.count("enrolled"), states.count("waiting")]


def expected(n: int) -> list[int]:
    """A half-day, then two files of each of ``n`` humans who have a place in it under the second."""
    session = training.session(places=n, days=(0,), hours=(0, 60))
    keys = [session.half_days.get().pk]
    for rank in range(n):
        kept, double = training.learner(family=f"Diallo {rank}"), training.learner(family=f"Dialo {rank}")
        training.place(session, double)
        keys += [kept.pk, double.pk]
    return keys


def be_present(half_day: int, person: int) -> str:
    row, told = HalfDay.objects.get(pk=half_day), attendance.Telling(status="seen")
    return _outcome(lambda: attendance.tell(row, Person.objects.get(pk=person), told, by=None))


def merge(kept: int, double: int) -> str:
    pair = Person.objects.in_bulk([kept, double])
    return _outcome(lambda: people.services.merge_people(pair[kept], pair[double]))


def move_to_lanester(person: int) -> str:
    town = training.town()
    return _outcome(lambda: Person.objects.filter(pk=person).update(commune=town))


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
        live_and_be_forgotten,
        cells,
        paper_words,
        people_found,
        empty_wal,
        sell,
        pay,
        close_till,
        till_is_true,
        open_request,
        new_person,
        open_session,
        enrol_somebody,
        give_all_back,
        seats,
        expected,
        be_present,
        merge,
        move_to_lanester,
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
