"""Any order of any verbs: whatever people do, the promises hold after each step."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.distribution import holds
from rebond.distribution import services as distribution
from rebond.erasure import services as erasure
from rebond.erasure.models import Destruction, Erasure, NoDriveStatement, Removal
from rebond.impact.indicators import recount
from rebond.inventory import drives, services
from rebond.inventory.models import Device, Drive, Move, Sighting
from rebond.inventory.states import GUARDED, State
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from rebond.refurbishment import services as refurbishment
from tests.factories import collection, inventory, people
from tests.factories import distribution as counter
from tests.factories import erasure as proofs
from tests.factories import refurbishment as bench


class Journey(RuleBasedStateMachine):
    """Rules are the services; what they refuse must change nothing."""

    devices: Bundle[int] = Bundle("devices")
    disks: Bundle[int] = Bundle("disks")

    def __init__(self) -> None:
        super().__init__()
        self._rollback = transaction.atomic()
        self._rollback.__enter__()
        people.association(second_check=False)
        self._lot, self._by = collection.lot(), people.user()
        self._entries = JournalEntry.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._rollback.__exit__(None, None, None)

    def _try(self, verb: Any, *values: Any, **facts: Any) -> Any:
        moves, entries = Move.objects.count(), JournalEntry.objects.count()
        try:
            with transaction.atomic():
                return verb(*values, **facts)
        except Refused:
            assert (Move.objects.count(), JournalEntry.objects.count()) == (moves, entries)

    @rule(
        target=devices,
        category=st.sampled_from(["laptop", "laptop", "desktop", "monitor", "other"]),
        quantity=st.integers(1, 2),
    )
    def receive(self, category: str, quantity: int) -> Any:
        return multiple(
            *(
                row.pk
                for row in services.receive(self._lot, category=category, quantity=quantity, by=self._by)
            )
        )

    @rule(target=disks, device=devices, serial=st.sampled_from(["", "AAAA1", "BBBB2", "CCCC3"]))
    def see(self, device: int, serial: str) -> Any:
        row = Device.objects.get(pk=device)
        seen = self._try(drives.see, row, drives.DriveFacts(serial=serial, model="Samsung"), by=self._by)
        return multiple(seen.pk) if seen else multiple()

    @rule(device=devices, ready=st.booleans())
    def do_all_the_work(self, device: int, ready: bool) -> None:
        """The honest way, so that the later states are reached often."""
        row = Device.objects.get(pk=device)
        for drive in Drive.objects.filter(sightings__device=row, sightings__settled_at=None).distinct():
            self._try(proofs.attempt, drive)
        if not row.sightings.filter(reception=row.reception).exists():
            self._try(erasure.say_empty, row, how="opened", by=self._by)
        self._try(erasure.clear, row, by=self._by)
        if ready:
            self._try(self._finish, row)

    @rule(
        disk=disks,
        result=st.sampled_from(["success", "success", "failure"]),
        verification=st.sampled_from(["full", "none"]),
    )
    def erase(self, disk: int, result: str, verification: str) -> None:
        self._try(proofs.attempt, Drive.objects.get(pk=disk), result=result, verification=verification)

    @rule(disk=disks)
    def destroy(self, disk: int) -> None:
        facts: dict[str, Any] = {
            "method": "drilled",
            "destroyed_on": today(),
            "witness": "Anne",
            "by": self._by,
        }
        self._try(erasure.destroy, Drive.objects.get(pk=disk), **facts)

    @rule(disk=disks)
    def remove(self, disk: int) -> None:
        drive = Drive.objects.get(pk=disk)
        if drive.device is not None:
            self._try(erasure.remove, drive, drive.device, reason="", by=self._by)

    @rule(disk=disks, device=devices)
    def fit(self, disk: int, device: int) -> None:
        self._try(drives.fit, Drive.objects.get(pk=disk), Device.objects.get(pk=device), by=self._by)

    @rule(disk=disks)
    def release_drive(self, disk: int) -> None:
        self._try(drives.release, Drive.objects.get(pk=disk), by=self._by, reason="sold")

    @rule(device=devices)
    def say_empty(self, device: int) -> None:
        self._try(erasure.say_empty, Device.objects.get(pk=device), how="opened", by=self._by)

    @rule(device=devices)
    def clear(self, device: int) -> None:
        self._try(erasure.clear, Device.objects.get(pk=device), by=self._by)

    @rule(device=devices)
    def job_and_finish(self, device: int) -> None:
        self._try(self._finish, Device.objects.get(pk=device))

    def _finish(self, row: Device) -> None:
        refurbishment.finish(bench.job(row, checked=True), by=self._by)

    @rule(device=devices, category=st.sampled_from(["monitor", "laptop", "printer"]))
    def correct_category(self, device: int, category: str) -> None:
        self._try(services.describe, Device.objects.get(pk=device), by=self._by, category=category)

    @rule(device=devices, verb=st.sampled_from(["reserve", "release", "hand_over", "take_back"]))
    def at_the_counter(self, device: int, verb: str) -> None:
        row = Device.objects.get(pk=device)
        match verb:
            case "reserve":
                self._try(holds.reserve, row, people.person(), by=self._by)
            case "release":
                self._try(holds.release, row, by=self._by)
            case "hand_over":
                self._try(counter.handover, row)
            case _:
                self._try(distribution.take_back, row, reason="", by=self._by)

    @rule(device=devices, verb=st.sampled_from(["back_to_bench", "dismantle", "scrap", "unscrap", "recycle"]))
    def at_the_bench(self, device: int, verb: str) -> None:
        row = Device.objects.get(pk=device)
        facts = {"recycle": {"slip": "BSD-1"}, "unscrap": {}}.get(verb, {"reason": ""})
        self._try(getattr(refurbishment, verb), row, by=self._by, **facts)

    @rule(device=devices, verb=st.sampled_from(["lose", "refuse", "find_again"]))
    def at_the_stock_take(self, device: int, verb: str) -> None:
        self._try(getattr(services, verb), Device.objects.get(pk=device), by=self._by, reason="")

    @rule(keep=devices, absorb=devices)
    def merge(self, keep: int, absorb: int) -> None:
        self._try(services.merge, Device.objects.get(pk=keep), Device.objects.get(pk=absorb), by=self._by)

    @rule(device=devices)
    def split(self, device: int) -> None:
        self._try(services.split, Device.objects.get(pk=device), by=self._by)

    @invariant()
    def no_data_leaves(self) -> None:
        out = Device.objects.filter(state__in=GUARDED)
        assert not Sighting.objects.filter(device__in=out, settled_at=None).exists()
        assert not Drive.objects.filter(device__in=out, data_state="unproven").exists()
        assert not Drive.objects.filter(data_state="unproven").exclude(released_at=None).exists()
        for row in out:
            assert erasure.gate_of(row).is_open, row

    @invariant()
    def every_settled_sighting_has_its_proof(self) -> None:
        for seen in Sighting.objects.exclude(settled_at=None):
            proof = {"erasure": Erasure, "destruction": Destruction, "removal": Removal}[seen.settled_by]
            assert proof.objects.get(pk=seen.proof_id).drive_id == seen.drive_id

    @invariant()
    def an_erased_drive_has_a_proof_since_its_debt(self) -> None:
        for drive in Drive.objects.filter(data_state="erased"):
            proof = drive.erasures.get(pk=drive.proof_id)
            assert proof.proves
            assert drive.debt_since <= proof.finished_at <= now()
        assert not Drive.objects.exclude(data_state="erased").exclude(proof_id=None).exists()

    @invariant()
    def figures_are_their_rows(self) -> None:
        assert recount() == []

    @invariant()
    def every_life_is_an_unbroken_chain(self) -> None:
        last = dict.fromkeys(Device.objects.values_list("pk", flat=True), "")
        for device, before, after in Move.objects.order_by("pk").values_list(
            "device_id", "from_state", "to_state"
        ):
            assert last[device] == before
            last[device] = after
        assert last == dict(Device.objects.values_list("pk", "state"))

    @invariant()
    def the_journal_only_grows(self) -> None:
        entries = JournalEntry.objects.count()
        assert entries >= self._entries
        self._entries = entries

    @invariant()
    def a_held_machine_is_held_once(self) -> None:
        for row in Device.objects.filter(state=State.RESERVED):
            assert row.reservations.filter(ended_at=None).count() == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_promises_hold_whatever_people_do() -> None:
    run_state_machine_as_test(
        Journey,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_one_computer_from_the_dock_to_the_recycler() -> None:
    """The whole life of one laptop, and every line of it told by the journal."""
    device = inventory.device(State.READY)
    handover = counter.handover(device, kind="sale", price_cents=6000)
    distribution.take_back(device, reason="clavier", by=people.user(Role.COUNTER))
    erasure.destroy(
        device.drives.get(), method="drilled", destroyed_on=today(), witness="Luc", by=people.user()
    )
    device.refresh_from_db()
    refurbishment.scrap(device, by=people.user(), reason="no drive, old board")
    refurbishment.recycle(device, by=people.user(), slip="BSD-2026-0311")
    steps = device.moves.order_by("pk").values_list("to_state", "reception", "counts_as")
    assert list(steps) == [
        ("received", 1, "collected"),
        ("cleared", 1, ""),
        ("ready", 1, "refurbished"),
        ("reserved", 1, ""),
        ("handed_over", 1, "handed_over"),
        ("received", 2, "returned"),
        ("cleared", 2, ""),
        ("scrapped", 2, ""),
        ("recycled", 2, "recycled"),
    ]
    assert handover.items.get().comeback.reason == "clavier"
    assert NoDriveStatement.objects.count() == 0
    assert recount() == []
