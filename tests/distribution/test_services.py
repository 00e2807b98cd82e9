"""The counter: the price the law allows, one signature, nobody's reservation broken, and what comes back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rebond.common.dates import clock_at, now
from rebond.common.errors import Refused
from rebond.distribution import holds, services
from rebond.distribution.models import Handover, HandoverItem
from rebond.inventory import services as shelves
from rebond.inventory.states import State
from tests.factories import collection, distribution, inventory, people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("head", "kind", "price_cents", "accepted"),
    [
        (collection.CAPPED, "sale", 18_000, True),
        (collection.CAPPED, "sale", 18_001, False),
        (collection.CAPPED, "gift", 0, True),
        (collection.CAPPED, "gift", 100, False),
        (collection.GIFT_ONLY, "sale", 0, False),
        (collection.GIFT_ONLY, "sale", 100, False),
        (collection.GIFT_ONLY, "gift", 0, True),
        (collection.GIFT_ONLY, "loan", 0, True),
        (collection.COMPANY, "sale", 60_000, True),
        (collection.COMPANY, "sale", -100, False),
        (collection.COMPANY, "loan", 100, False),
    ],
)
def test_the_legal_head_decides_the_price(head: str, kind: str, price_cents: int, accepted: bool) -> None:
    device = inventory.device(State.READY, lot=collection.lot(head=head))
    if accepted:
        item = distribution.handover(device, kind=kind, price_cents=price_cents).items.get()
        assert (item.price_cents, item.legal_head) == (price_cents, head)
    else:
        with pytest.raises(Refused):
            distribution.handover(device, kind=kind, price_cents=price_cents)
        device.refresh_from_db()
        assert (device.state, Handover.objects.count()) == ("ready", 0)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"sale_allowed": False, "price_cents": 1}, "never_sold_when_forbidden"),
        ({"cap_cents": 9_000, "price_cents": 9_001}, "price_under_its_cap"),
        ({"price_cents": -1}, "price_cents"),
        ({"wording": "comme neuf"}, "a_known_legal_word"),
    ],
)
def test_the_database_keeps_the_price_rules(change: dict[str, int | str], constraint: str) -> None:
    handover = distribution.handover(inventory.device(State.READY), kind="sale", price_cents=100)
    facts = {
        "handover": handover,
        "device": inventory.device(),
        "reception": 1,
        "sale_allowed": True,
        "wording": "second_hand",
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        HandoverItem.objects.create(**(facts | change))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "gift", "total_cents": 1, "payment": "cash"},
        {"kind": "sale", "total_cents": 1, "payment": ""},
    ],
)
def test_only_a_sale_is_paid_and_says_how(change: dict[str, object]) -> None:
    facts: dict[str, object] = {"number": "REM-1", "signed_name": "Marie", "person": people.person()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(**(facts | change))


def test_one_signature_for_the_whole_kit_or_nothing() -> None:
    laptop, unready = inventory.device(State.READY), inventory.device(State.CLEARED)
    with pytest.raises(Refused):
        distribution.handover(laptop, unready)
    laptop.refresh_from_db()
    assert (laptop.state, Handover.objects.count()) == ("ready", 0)
    screen = inventory.device(State.READY, category="monitor")
    assert distribution.handover(laptop, screen).items.count() == 2


def test_a_handover_needs_a_machine_a_signature_and_no_machine_twice() -> None:
    device = inventory.device(State.READY)
    line = distribution.line(device)
    for lines, name in (([], "Marie"), ([line, line], "Marie"), ([line], "  ")):
        with pytest.raises(Refused):
            services.hand_over(lines, people.person(), kind="gift", signed_name=name, by=None)


def test_what_is_held_for_one_is_not_given_to_another_until_its_hour() -> None:
    device = inventory.device(State.RESERVED)
    holder = device.reservations.get().recipient
    other = people.person("Ar Bihan")
    with pytest.raises(Refused):
        distribution.handover(device, to=other)
    assert distribution.handover(device, to=holder).recipient == holder


def test_overdue_reservations_end_and_the_machine_is_ready_again() -> None:
    with clock_at(now() - timedelta(hours=49)):
        overdue = inventory.device(State.RESERVED)
    held = inventory.device(State.RESERVED)
    assert holds.release_overdue(by=None) == 1
    overdue.refresh_from_db()
    held.refresh_from_db()
    assert (overdue.state, held.state) == ("ready", "reserved")
    assert holds.release_overdue(by=None) == 0


def test_an_overdue_reservation_of_a_lost_machine_ends_without_moving_it() -> None:
    with clock_at(now() - timedelta(hours=49)):
        device = inventory.device(State.RESERVED)
        shelves.lose(device, by=None, reason="")
    assert holds.release_overdue(by=None) == 0
    device.refresh_from_db()
    assert (device.state, device.reservations.filter(ended_at=None).count()) == ("lost", 0)


def test_a_machine_comes_back_once_for_each_handover() -> None:
    device = inventory.device(State.HANDED_OVER)
    services.take_back(device, reason="clavier", by=None)
    with pytest.raises(Refused):
        services.take_back(device, reason="clavier", by=None)


def test_reconditioned_is_said_only_when_the_data_is_gone() -> None:
    device = inventory.device(State.READY)
    assert services.data_is_gone(device)
    inventory.drive(device)
    assert not services.data_is_gone(device)
