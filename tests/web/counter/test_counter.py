"""The counter's first page, reservations, returns, and the list of handovers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.common.dates import clock_at, now
from rebond.distribution.models import Reservation, Return
from rebond.inventory.states import State
from rebond.people.roles import Role
from tests.factories import distribution, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(client):
    client.force_login(people.user(Role.COUNTER))
    return client


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_first_page_costs_the_same_with_more_machines(counter):
    inventory.device(State.RESERVED)
    inventory.device(State.READY)
    few = queries(counter, reverse("web:counter"))
    for _ in range(4):
        inventory.device(State.RESERVED)
        inventory.device(State.READY)
    assert queries(counter, reverse("web:counter")) == few


def test_the_number_of_a_machine_opens_its_handover(counter):
    device = inventory.device(State.READY)
    answer = counter.get(reverse("web:counter"), {"numero": device.number.lower()})
    assert answer["Location"] == reverse("web:hand_over", args=[device.number])


def test_names_are_for_those_who_may_see_them(client):
    inventory.device(State.RESERVED)
    client.force_login(people.user(Role.TRAINER))
    assert "Le Goff" not in client.get(reverse("web:counter")).content.decode()
    client.force_login(people.user(Role.COUNTER))
    assert "Le Goff" in client.get(reverse("web:counter")).content.decode()


def test_holding_then_undoing(counter):
    device, person = inventory.device(State.READY), people.person()
    counter.post(
        reverse("web:reserve", args=[device.number]),
        {"recipient": f"p{person.pk}", "version": str(device.version)},
    )
    device.refresh_from_db()
    assert (device.state, Reservation.objects.get().person) == (State.RESERVED, person)
    counter.post(reverse("web:release", args=[device.number]))
    device.refresh_from_db()
    assert device.state == State.READY


def test_holding_for_nobody_is_refused(counter):
    device = inventory.device(State.READY)
    assert (
        counter.post(reverse("web:reserve", args=[device.number]), {"recipient": "p999999"}).status_code
        == 302
    )
    device.refresh_from_db()
    assert device.state == State.READY


def test_a_stale_tab_releases_nothing(counter):
    device = inventory.device(State.RESERVED)
    counter.post(reverse("web:release", args=[device.number]), {"version": str(device.version - 1)})
    device.refresh_from_db()
    assert device.state == State.RESERVED


def test_overdue_machines_are_released_by_a_post_only(counter):
    with clock_at(now() - timedelta(days=3)):
        late = inventory.device(State.RESERVED)
    running = inventory.device(State.RESERVED)
    url = reverse("web:release_overdue")
    assert counter.get(url).status_code == 405
    counter.post(url)
    late.refresh_from_db()
    running.refresh_from_db()
    assert (late.state, running.state) == (State.READY, State.RESERVED)


def test_a_return_goes_back_to_the_start_with_its_reason(counter):
    device = inventory.device(State.HANDED_OVER)
    answer = counter.post(
        reverse("web:take_back", args=[device.number]),
        {"reason": "broken", "details": "le clavier", "version": str(device.version)},
    )
    assert answer["Location"] == reverse("web:device", args=[device.number])
    device.refresh_from_db()
    assert (device.state, device.reception) == (State.RECEIVED, 2)
    assert Return.objects.get().reason.endswith(" — le clavier")


@pytest.mark.parametrize("details", ["mdp: soleil", "295109912611193", "4111111111111111"])
def test_a_return_keeps_no_secret(counter, details):
    device = inventory.device(State.HANDED_OVER)
    answer = counter.post(
        reverse("web:take_back", args=[device.number]), {"reason": "broken", "details": details}
    )
    assert answer.context["form"].errors.keys() == {"details"}
    assert Return.objects.count() == 0


def test_what_never_left_does_not_come_back(counter):
    device = inventory.device(State.READY)
    answer = counter.post(reverse("web:take_back", args=[device.number]), {"reason": "broken"})
    assert len(answer.context["form"].non_field_errors()) == 1
    assert Return.objects.count() == 0


def test_handovers_cost_the_same_with_more_rows(counter):
    distribution.handover(inventory.device(State.READY), inventory.device(State.READY, category="monitor"))
    few = queries(counter, reverse("web:handovers"))
    for _ in range(5):
        inventory.device(State.HANDED_OVER)
    assert queries(counter, reverse("web:handovers")) == few


def test_handovers_are_chosen_by_kind_and_month(counter):
    sold = distribution.handover(inventory.device(State.READY), kind="sale", price_cents=6_000)
    distribution.handover(inventory.device(State.READY))
    with clock_at(now() - timedelta(days=70)):
        distribution.handover(inventory.device(State.READY), kind="sale", price_cents=5_000)
    month = f"{now():%Y-%m}"
    rows = counter.get(reverse("web:handovers"), {"nature": "sale", "mois": month}).context["page"].rows
    assert rows == [sold]
    assert (
        len(counter.get(reverse("web:handovers"), {"nature": "x", "mois": "2026-13"}).context["page"].rows)
        == 3
    )


def test_names_leave_in_a_file_only_with_the_right(client):
    inventory.device(State.HANDED_OVER)
    found = {}
    for role in (Role.READER, Role.COORDINATOR):
        client.force_login(people.user(role))
        answer = client.get(reverse("web:handovers_export"), {"format": "csv"})
        found[role] = b"".join(answer.streaming_content).decode()
    assert "Le Goff" not in found[Role.READER]
    assert "Le Goff" in found[Role.COORDINATOR]


def test_the_receipt_has_a_name_so_it_needs_the_right(client):
    handover = distribution.handover(inventory.device(State.READY))
    client.force_login(people.user(Role.TECHNICIAN))
    assert client.get(reverse("web:receipt", args=[handover.pk])).status_code == 403
    page = client.get(reverse("web:handover", args=[handover.pk]))
    assert page.status_code == 200
    assert "Le Goff" not in page.content.decode()


def test_a_handover_without_receipt_has_none_to_show(counter):
    handover = distribution.handover(inventory.device(State.READY))
    assert counter.get(reverse("web:receipt", args=[handover.pk])).status_code == 404


def test_a_release_is_undone_by_its_button(counter):
    device = inventory.device(State.RESERVED)
    person = Reservation.objects.get().person
    page = counter.post(reverse("web:release", args=[device.number]), follow=True).content.decode()
    assert f'formaction="{reverse("web:reserve", args=[device.number])}"' in page
    assert f'value="p{person.pk}"' in page
    counter.post(reverse("web:reserve", args=[device.number]), {"recipient": f"p{person.pk}"})
    assert Reservation.objects.get(ended_at=None).person == person
