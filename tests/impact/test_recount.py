"""Whatever machines and people live through, kept counters equal a recount, and a result equals its rows."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebond.common.dates import month_key, today
from rebond.distribution import aftercare, services
from rebond.distribution.models import FollowUp, Handover, HandoverItem
from rebond.impact import indicators
from rebond.impact.results import results
from rebond.inventory import services as inventory_services
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Commune, Person
from rebond.people.services import merge_people, split_person
from rebond.records import tallies
from rebond.training.models import Attendance, HalfDay, HeadCount, VolunteerHours
from tests.factories import distribution, inventory, people, training

pytestmark = pytest.mark.django_db
STEPS = (
    "hand over", "sell", "take back", "tablet", "server", "another arrives", "lose", "find", "move town",
    "merge", "part", "lesson", "longer", "another day", "heads", "hours", "answer", "correct the heads",
)  # fmt: skip
_hours = iter(range(10**6))


def on_a_machine(what: str, device: Device, person: Person) -> None:
    device.refresh_from_db()
    if what in ("hand over", "sell") and device.state == State.READY:
        price = 6_000 if what == "sell" and device.category in ("laptop", "tablet") else 0
        distribution.handover(device, to=person, kind="sale" if price else "gift", price_cents=price)
    elif what == "take back" and device.state == State.HANDED_OVER:
        services.take_back(device, reason="", code="fault", by=None)
    elif what in ("tablet", "server"):
        Device.objects.filter(pk=device.pk).update(category=what)
    elif what == "another arrives":
        inventory.device(State.READY)
    elif what == "lose" and device.state in (State.READY, State.RECEIVED):
        inventory_services.lose(device, by=people.user(), reason="")
    elif what == "find" and device.state == State.LOST:
        inventory_services.find_again(device, by=people.user(), reason="")


def on_people(what: str, rank: int, humans: list[Person]) -> None:
    person = humans[rank]
    person.refresh_from_db()
    other = humans[(rank + 1) % len(humans)]
    other.refresh_from_db()
    if what == "move town":
        town = Commune.objects.get_or_create(insee=f"5600{rank}", name=f"V{rank}", search_text=f"v{rank}")[0]
        Person.objects.filter(pk=person.pk).update(commune=None if person.commune else town)
    elif what == "merge" and not person.merged_into and not other.merged_into:
        merge_people(person, other)
    elif what == "part" and person.merged_into:
        split_person(person)


def on_lessons(what: str, rank: int, person: Person) -> None:
    seen = Attendance.objects.filter(status="seen").order_by("pk").first()
    heads = HeadCount.objects.first()
    if what == "lesson":
        hour = next(_hours)
        half_day = training.session(
            days=(-(hour // 20),), hours=(hour % 20 * 60, hour % 20 * 60 + 60)
        ).half_days.get()
        Attendance.objects.create(
            half_day=half_day, person=person, status="seen", minutes=45, origin="screen"
        )
    elif what == "longer" and seen:
        Attendance.objects.filter(pk=seen.pk).update(minutes=50 + rank)
    elif what == "another day" and seen:
        HalfDay.objects.filter(pk=seen.half_day_id).update(day=today() - timedelta(days=400 + next(_hours)))
    elif what == "heads":
        training.head_count(people_present=rank + 1)
    elif what == "correct the heads" and heads:
        HeadCount.objects.filter(pk=heads.pk).update(people=9, held_on=today() - timedelta(days=370))
    elif what == "hours":
        day = today() - timedelta(days=next(_hours) % 900)
        VolunteerHours.objects.get_or_create(
            volunteer=people.user(), mission="bench", day=day, defaults={"minutes": 60}
        )
    elif what == "answer" and (row := FollowUp.objects.filter(answered_at=None).first()):
        aftercare.answer(row, "works" if rank else "unused", by=people.user())


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS)), max_size=18))
def test_a_result_is_its_rows_after_any_journey(journey: list[tuple[int, str]]) -> None:
    with transaction.atomic():
        humans = [people.person(f"Kerouanton{rank}") for rank in range(3)]
        devices = [inventory.device(State.READY) for _ in range(3)]
        for rank, what in journey:
            on_a_machine(what, devices[rank], humans[rank])
            on_people(what, rank, humans)
            on_lessons(what, rank, humans[rank])
        assert indicators.recount() == []
        its_rows(today().year)
        transaction.set_rollback(True)  # the next journey begins with nothing


def its_rows(year: int) -> None:
    """Counted once more in Python, by another way than the statements of the counters."""
    found = results(year)
    for event in indicators.EVENTS:
        assert found.totals.get(event, 0) == indicators.rows_behind(event, year=year).count()
    out = Device.objects.filter(state=State.HANDED_OVER).count()
    assert sum(found.mix.values()) + sum(found.without_factor.values()) == out
    told = tallies.of_year(
        year, "equipped", "equipped_n", "kept", "paid_cents", "trained", "presences", "settled"
    )
    items = [
        item for item in HandoverItem.objects.select_related("handover__person", "device")
        if item.handover.month // 100 == year and item.handover.person
    ]  # fmt: skip
    assert sum(told["equipped"].values()) == len({item.handover.person.human_id for item in items})  # type: ignore[union-attr]
    assert sum(told["equipped_n"].values()) == len(items)
    kept = [item for item in items if not hasattr(item, "comeback")]
    assert sum(told["kept"].values()) == len(kept)
    assert sum(told["paid_cents"].values()) == sum(item.price_cents for item in kept)
    seen = [row for row in Attendance.objects.filter(status="seen") if row.half_day.day.year == year]
    assert sum(told["trained"].values()) == len({row.person.human_id for row in seen})
    heads = [row for row in HeadCount.objects.all() if row.held_on.year == year]
    assert sum(told["presences"].values()) == len(seen) + sum(row.people for row in heads)
    assert sum(told["settled"].values()) == Device.objects.filter(state=State.LOST).count()
    assert all(row.month == month_key(row.at.date()) for row in Handover.objects.all())
