"""Whatever machines live through, kept counters equal a full recount, and a result equals its rows."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebond.common.dates import today
from rebond.distribution import services
from rebond.impact import indicators
from rebond.impact.results import results
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Person
from tests.factories import distribution, inventory, people

pytestmark = pytest.mark.django_db
STEPS = st.sampled_from(["hand over", "take back", "tablet", "server", "another arrives"])


def step(what: str, device: Device, person: Person) -> None:
    device.refresh_from_db()
    if what == "hand over" and device.state == State.READY:
        distribution.handover(device, to=person)
    elif what == "take back" and device.state == State.HANDED_OVER:
        services.take_back(device, reason="", code="fault", by=None)
    elif what in ("tablet", "server"):
        Device.objects.filter(pk=device.pk).update(category=what)
    elif what == "another arrives":
        inventory.device(State.READY)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), STEPS), max_size=14))
def test_a_result_is_its_rows_after_any_journey(journey: list[tuple[int, str]]) -> None:
    with transaction.atomic():
        person = people.person()
        devices = [inventory.device(State.READY) for _ in range(3)]
        for rank, what in journey:
            step(what, devices[rank], person)
        assert indicators.recount() == []
        found, year = results(today().year), today().year
        for event in indicators.EVENTS:
            assert found.totals.get(event, 0) == indicators.rows_behind(event, year=year).count()
        out = Device.objects.filter(state=State.HANDED_OVER).count()
        assert sum(found.mix.values()) + sum(found.without_factor.values()) == out
        transaction.set_rollback(True)  # the next journey begins with nothing
