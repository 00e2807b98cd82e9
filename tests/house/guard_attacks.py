"""How each guard of the database is tripped. A guard without an entry here fails
tests/house/test_guards.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Final

from django.apps import apps
from django.db import connection
from django.db.models import Model

from rebond.collection import links
from rebond.collection.models import Donation, LegalHead
from rebond.common.database import Guard, registered
from rebond.common.dates import now, today
from rebond.distribution import aftercare, eligibility, till
from rebond.distribution import services as distribution
from rebond.distribution.models import Handover, HandoverItem, Instalment, Payment, SignedPaper
from rebond.erasure import services as erasure
from rebond.impact.indicators import recount
from rebond.inventory import services as inventory
from rebond.inventory.models import Device, Drive, Sighting
from rebond.inventory.states import State
from rebond.people import retention
from rebond.people.models import Person
from rebond.records import journal, papers, sealing
from rebond.training.enrolments import miscounted
from tests.factories import collection, people, training
from tests.factories import distribution as counter
from tests.factories import erasure as proofs
from tests.factories import evidence as reports
from tests.factories import inventory as shelves
from tests.house import classroom_attacks, counting

_rank = count(1)


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _never_opened() -> Device:
    """A computer in which nobody looked."""
    return shelves.device()


@dataclass
class House:
    """Rows in every table that a guard watches."""

    ready: Device
    waiting: Device
    open_drive: Drive
    erased_drive: Drive
    returned: Drive
    loose: Drive

    @classmethod
    def build(cls) -> "House":
        ready = shelves.device(State.READY)
        back = shelves.device(State.HANDED_OVER)
        distribution.take_back(back, reason="clavier", by=people.user())
        erasure.destroy(
            shelves.loose_drive(), method="drilled", destroyed_on=today(), witness="Anne", by=people.user()
        )
        erasure.say_empty(shelves.device(), how="opened", by=people.user())
        paper = papers.issue("receipt", ready, lambda number: number.encode(), by=people.user())
        papers.revoke(paper, reason="essai", by=people.user())
        reports.take(reports.report(serial=""))
        links.add_file(collection.donation(), "photo.jpg", b"...")
        _counter_rows()
        classroom_attacks.rows()
        journal.write_many("house.built", [(ready, {})] * 256, by=None)
        sealing.seal()
        waiting = shelves.device()
        return cls(
            ready,
            waiting,
            shelves.drive(waiting),
            ready.drives.get(),
            back.drives.get(),
            shelves.loose_drive(),
        )


def _counter_rows() -> None:
    """A sale paid in part, a loan that went on, a signed paper, a tick, a look at a file, a closed till."""
    by, device = people.user(), shelves.device(State.READY, lot=collection.lot(head=collection.COMPANY))
    sale = distribution.hand_over(
        [counter.line(device, price_cents=6_000)], people.person(), kind="sale", signed_name="Awa",
        payment="instalments", kit=distribution.Kit(times=2), by=by,
    )  # fmt: skip
    till.pay_handover(sale, means="cash", amount_cents=3_000, by=by)
    loan = counter.handover(shelves.device(State.READY), kind="loan").loan
    aftercare.renew(loan, due_on=loan.due_on + timedelta(days=30), by=by)
    SignedPaper.objects.create(handover=sale, media_type="image/png", sha256="0" * 64, body=b"x")
    eligibility.tick(people.person(), counter.criterion(), by=by)
    retention.log_opening(people.person(), by=by)
    till.close_till(today(), counted_cents=3_000, by=by)


Attack = Callable[[House], object]


def _settle(house: House, proof_id: int, *, drive: Drive, kind: str = "erasure") -> None:
    execute(
        "UPDATE inventory_sighting SET settled_at = %s, settled_by = %s, proof_id = %s"
        " WHERE drive_id = %s AND settled_at IS NULL",
        now(),
        kind,
        proof_id,
        drive.pk,
    )


def _old_proof_again(house: House) -> None:
    """The erasure that cleared the machine before it was handed over is used once more after its return."""
    old = house.returned.erasures.get()
    _settle(house, old.pk, drive=house.returned)


def _insert_settled(house: House) -> None:
    Sighting.objects.create(
        device=house.waiting,
        drive=house.loose,
        reception=1,
        settled_at=now(),
        settled_by="erasure",
        proof_id=house.erased_drive.proof_id,
    )


def _sell(law: str, category: str, price_cents: int, basis: str) -> HandoverItem:
    """A line of sale written without asking the service: the handover says what it likes of itself."""
    device = shelves.device(category=category, lot=collection.lot(head=law))
    buyer = people.person()
    if basis:
        eligibility.tick(buyer, counter.criterion(), by=people.user())
    handover = Handover.objects.create(
        number="X", kind="sale", person=buyer, total_cents=price_cents, payment="cash", basis=basis
    )
    return HandoverItem.objects.create(
        handover=handover, device=device, reception=1, price_cents=price_cents, sale_allowed=True,
        wording="second_hand",
    )  # fmt: skip


def _merge_and_move() -> object:
    kept, double = people.person(), people.person()
    town = training.town()
    return Person.objects.filter(pk=double.pk).update(merged_into=kept, commune=town)


ATTACKS: Final[dict[str, Attack]] = {
    "device_is_born_received": lambda house: Device.objects.create(
        number="X", category="laptop", state="ready"
    ),
    "drive_is_born_in_debt": lambda house: Drive.objects.create(data_state="erased"),
    "merged_or_moved_not_both": lambda house: _merge_and_move(),
    "device_number_is_for_life": lambda house: execute(
        "UPDATE inventory_device SET number = 'DEF-26-00000-0'"
    ),
    "gate_device": lambda house: execute(
        "UPDATE inventory_device SET state = 'cleared' WHERE id = %s", house.waiting.pk
    ),
    "gate_category": lambda house: execute(
        "UPDATE inventory_device SET category = 'monitor' WHERE id = %s", _never_opened().pk
    ),
    "gate_sighting_insert": lambda house: Sighting.objects.create(
        device=house.ready, drive=house.loose, reception=1
    ),
    "gate_sighting_proof_insert": _insert_settled,
    "gate_sighting_settled_for_good": lambda house: execute(
        "UPDATE inventory_sighting SET settled_at = NULL, settled_by = '', proof_id = NULL"
        " WHERE device_id = %s",
        house.ready.pk,
    ),
    "gate_sighting_proof_update": _old_proof_again,
    "gate_drive_erased": lambda house: execute(
        "UPDATE inventory_drive SET data_state = 'erased', proof_id = %s WHERE id = %s",
        house.returned.erasures.get().pk,
        house.returned.pk,
    ),
    "gate_drive_debt": lambda house: execute(
        "UPDATE inventory_drive SET debt_since = %s WHERE id = %s",
        now() - timedelta(days=9),
        house.returned.pk,
    ),
    "gate_drive_in_device": lambda house: execute(
        "UPDATE inventory_drive SET device_id = %s WHERE id = %s", house.ready.pk, house.loose.pk
    ),
    "gate_drive_born_in_device": lambda house: Drive.objects.create(device=house.ready),
    "sale_is_lawful": lambda house: _sell("cg3p-l3212-2-2", "laptop", 5000, "precarity"),
    "precarity_was_seen": lambda house: Handover.objects.create(
        number="X", kind="sale", person=people.person(), total_cents=1, payment="cash", basis="precarity"
    ),
    "never_paid_twice": lambda house: Payment.objects.create(
        number="X", means="card", amount_cents=3_001, handover=Instalment.objects.first().handover
    ),
    "a_closed_till_takes_no_cash": lambda house: Payment.objects.create(
        number="X", means="cash", amount_cents=1, handover=Instalment.objects.first().handover
    ),
    "gate_drive_destroyed": lambda house: execute("UPDATE inventory_drive SET data_state = 'destroyed'"),
}


def key_of(table: str) -> str:
    """The column that names a row of ``table``."""
    [model] = [model for model in apps.get_models() if model._meta.db_table == table]
    return str(model._meta.pk.column)


def attack_of(guard: Guard) -> Attack | None:
    """The attack on a guard; those that keep whole tables share three."""
    whole_table: dict[str, str] = {
        "_no_update": f"UPDATE {guard.table} SET {key_of(guard.table)} = {key_of(guard.table)}",
        "_no_delete": f"DELETE FROM {guard.table}",
        "_no_truncate": f"TRUNCATE {guard.table} CASCADE",
    }
    for suffix, statement in whole_table.items():
        if guard.name == f"{guard.table}{suffix}":
            return lambda house: execute(statement)
    if guard.name in classroom_attacks.ATTACKS:
        return lambda house: classroom_attacks.ATTACKS[guard.name]()
    return ATTACKS.get(guard.name)


def refusing() -> Iterator[Guard]:
    return (guard for guard in registered(connection.vendor) if not guard.action)


def following() -> Iterator[Guard]:
    """The guards that keep a counter or an index true instead of refusing."""
    return (guard for guard in registered(connection.vendor) if guard.action)


@dataclass(frozen=True)
class Effect:
    """``act`` changes rows; ``wrong`` lists what no longer agrees once the guard that follows them is
    gone.
    """

    act: Callable[[], object]
    wrong: Callable[[], list[str]] = recount


def _received() -> Device:
    return shelves.device(lot=collection.lot())


def _correct_category() -> object:
    return inventory.describe(_received(), by=people.user(), category="desktop")


def _erase() -> object:
    return proofs.proof(shelves.drive(_received()))


EFFECTS: Final[dict[str, Effect]] = {
    "state_count_insert": Effect(_received),
    "state_count_update": Effect(lambda: inventory.lose(_received(), by=people.user(), reason="")),
    "debt_count_insert": Effect(lambda: Drive.objects.create()),
    "debt_count_update": Effect(_erase),
    "a_seat_is_taken": Effect(classroom_attacks.take_a_seat, miscounted),
    "a_seat_is_taken_later": Effect(classroom_attacks.wait_and_be_served, miscounted),
    "a_seat_is_free_again": Effect(classroom_attacks.give_a_seat_back, miscounted),
    "tally_insert": Effect(_received),
    "tally_restate": Effect(_correct_category),
    **{name: Effect(act) for name, act in counting.ACTS.items()},
}


def _new(table: str) -> Model:
    match table:
        case "people_organisation":
            return people.organisation()
        case "people_person":
            return people.person()
        case "collection_donation":
            head, donor = LegalHead.objects.get(code=collection.CAPPED), people.organisation()
            return Donation.objects.create(
                number=f"DON-26-{next(_rank)}",
                legal_head=head,
                donor_organisation=donor,
                announced_on=today(),
                search_text="lanester",
            )
        case "inventory_device":
            return Device.objects.create(
                number=f"DEF-26-{next(_rank)}", category="laptop", search_text="thinkpad"
            )
        case _:
            return Drive.objects.create(search_text="samsung")


def _remove(table: str) -> None:
    """Delete a row that nothing refers to, behind the back of the guards that keep it."""
    row = _new(table)
    for guard in refusing():
        if guard.table == table and guard.event == "DELETE":
            execute(guard.drop(connection.vendor))
    execute(f"DELETE FROM {table} WHERE id = %s", row.pk)


def _rename(table: str) -> None:
    _new(table)
    execute(f"UPDATE {table} SET search_text = 'autre chose'")


def effect_of(guard: Guard) -> Effect | None:
    """What a following guard keeps true; the five search indexes share three."""
    acts: dict[str, Callable[[str], object]] = {
        "_fts_insert": _new,
        "_fts_delete": _remove,
        "_fts_update": _rename,
    }
    for suffix, act in acts.items():
        if guard.name == f"{guard.table}{suffix}":
            return Effect(partial(act, guard.table), lambda: _index_differences(guard.table))
    return EFFECTS.get(guard.name)


def _index_differences(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s", ['"' + _WORD[table] + '"']
        )
        found = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(f"SELECT id FROM {table} WHERE search_text LIKE %s ORDER BY id", [f"%{_WORD[table]}%"])
        real = [row[0] for row in cursor.fetchall()]
    return [] if found == real else [f"{table}: index {found}, rows {real}"]


_WORD: Final = {
    "people_organisation": "lanester",
    "people_person": "goff",
    "collection_donation": "lanester",
    "inventory_device": "thinkpad",
    "inventory_drive": "samsung",
}
