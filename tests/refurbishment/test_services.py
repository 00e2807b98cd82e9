"""The bench: one sheet a reception, everything checked, a second pair of eyes."""

import pytest
from django.db import IntegrityError, transaction

from rebond.common.errors import Refused, Stale
from rebond.distribution import services as distribution
from rebond.inventory.states import State
from rebond.people.roles import Role
from rebond.refurbishment import services
from rebond.refurbishment.models import Job
from tests.factories import inventory, people, refurbishment

pytestmark = pytest.mark.django_db


def test_one_open_sheet_a_reception() -> None:
    device = inventory.device(State.CLEARED)
    assert services.open_job(device, by=people.user()) == services.open_job(device, by=people.user())
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(device=device, reception=1)


def test_nobody_approves_their_own_work() -> None:
    job = refurbishment.job(inventory.device(State.CLEARED), done=True)
    with pytest.raises(Refused):
        services.approve(job, by=people.user())
    services.approve(job, by=people.user(Role.COORDINATOR))
    job.device.refresh_from_db()
    assert (job.device.state, job.device.grade, job.device.system) == ("ready", "B", "Linux Mint 22")


def test_whoever_made_every_check_is_not_a_second_pair_of_eyes() -> None:
    people.association()
    job = refurbishment.job(inventory.device(State.CLEARED), checked=True)
    services.finish(job, by=people.user(Role.COORDINATOR))
    with pytest.raises(Refused):
        services.approve(job, by=people.user())


def test_another_verdict_after_the_end_is_not_what_was_approved() -> None:
    people.association()
    job = refurbishment.job(inventory.device(State.CLEARED), done=True)
    seen = services.sheet_seal(job)
    services.describe(job, grade="A", system="Linux Mint 22", work_done="", by=people.user())
    with pytest.raises(Refused):
        services.approve(job, by=people.user(Role.COORDINATOR))
    services.finish(job, by=people.user())
    with pytest.raises(Stale):
        services.approve(job, by=people.user(Role.COORDINATOR), seen=seen)
    job.refresh_from_db()
    services.approve(job, by=people.user(Role.COORDINATOR), seen=services.sheet_seal(job))


def test_without_a_second_check_finishing_is_enough() -> None:
    people.association(second_check=False)
    job = refurbishment.job(inventory.device(State.CLEARED), done=True)
    job.device.refresh_from_db()
    assert job.device.state == "ready"


def test_an_unfinished_sheet_is_refused_with_what_is_left() -> None:
    job = refurbishment.job(inventory.device(State.CLEARED))
    with pytest.raises(Refused):
        services.finish(job, by=people.user())
    with pytest.raises(Refused):
        services.approve(job, by=people.user(Role.COORDINATOR))


@pytest.mark.parametrize("change", [{"grade": ""}, {"system": ""}])
def test_a_sheet_without_grade_or_system_is_refused(change: dict[str, str]) -> None:
    job = refurbishment.job(inventory.device(State.CLEARED), checked=True)
    facts = {"grade": "B", "system": "Linux Mint 22", "work_done": ""} | change
    services.describe(job, **facts, by=people.user())
    with pytest.raises(Refused):
        services.finish(job, by=people.user())


@pytest.mark.parametrize("result", ["failed", "maybe"])
def test_what_does_not_work_is_refused(result: str) -> None:
    job = refurbishment.job(inventory.device(State.CLEARED), checked=True)
    services.check(job, name="wifi", result=result, by=people.user())
    with pytest.raises(Refused):
        services.finish(job, by=people.user())


def test_checking_again_takes_the_end_of_the_work_back() -> None:
    job = refurbishment.job(inventory.device(State.CLEARED), done=True)
    services.check(job, name="wifi", result="passed", by=people.user())
    with pytest.raises(Refused):
        services.approve(job, by=people.user(Role.COORDINATOR))


def test_a_check_of_another_category_is_refused() -> None:
    job = refurbishment.job(inventory.device(State.CLEARED, category="monitor"))
    with pytest.raises(Refused):
        services.check(job, name="battery", result="passed", by=people.user())


def test_all_done_on_a_machine_not_erased_makes_nothing_ready() -> None:
    device = inventory.device()
    inventory.drive(device)
    job = refurbishment.job(device, done=True)
    with pytest.raises(Refused):
        services.approve(job, by=people.user(Role.COORDINATOR))


def test_the_sheet_of_an_earlier_reception_is_closed() -> None:
    device = inventory.device(State.READY)
    services.back_to_bench(device, by=people.user(), reason="noise")
    old = refurbishment.job(device, done=True)
    services.approve(old, by=people.user(Role.COORDINATOR))
    inventory.counter.handover(device)
    distribution.take_back(device, reason="", by=people.user())
    for verb in (services.finish, services.approve):
        with pytest.raises(Refused):
            verb(old, by=people.user())


def test_recycling_needs_the_number_of_the_slip() -> None:
    device = inventory.device(State.SCRAPPED)
    with pytest.raises(Refused):
        services.recycle(device, by=people.user(), slip=" ")
