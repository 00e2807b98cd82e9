"""Person, machines, price, signature: the page that hands over."""

import pytest
from django.urls import reverse

from rebond.distribution.models import Handover, HandoverItem
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Organisation
from rebond.people.roles import Role
from rebond.records.models import Paper
from tests.factories import collection, distribution, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter(client):
    client.force_login(people.user(Role.COUNTER))
    return client


@pytest.fixture
def laptop() -> Device:
    return inventory.device(State.READY)


def page_of(device: Device) -> str:
    return reverse("web:hand_over", args=[device.number])


def agreed(person, *devices: Device, **changes: str) -> dict[str, object]:
    """What the page sends for a gift; ``changes`` replace its answers."""
    facts: dict[str, object] = {
        "sign": "1", "recipient": f"p{person.pk}", "kind": "gift", "signed_name": "Marie Le Goff",
        "machine": [device.number for device in devices[1:]],
    }  # fmt: skip
    for device in devices:
        facts |= {f"price_{device.pk}": "", f"version_{device.pk}": str(device.version)}
    return facts | changes


def test_a_ready_machine_asks_first_who_receives_it(counter, laptop):
    person = people.person("Kervella")
    answer = counter.get(page_of(laptop), {"q": "kerv"}).content.decode()
    assert f'value="p{person.pk}"' in answer
    assert "signed_name" not in answer


def test_a_gift_leaves_with_its_receipt_kept_once(counter, laptop):
    answer = counter.post(page_of(laptop), agreed(people.person(), laptop))
    handover = Handover.objects.get()
    assert answer["Location"] == reverse("web:handover", args=[handover.pk])
    laptop.refresh_from_db()
    assert laptop.state == State.HANDED_OVER
    paper = Paper.objects.get(kind="receipt")
    kept = counter.get(reverse("web:receipt", args=[handover.pk]))
    assert (kept["Content-Type"], kept.content) == ("application/pdf", bytes(paper.body))
    counter.get(reverse("web:receipt", args=[handover.pk]))
    assert Paper.objects.count() == 1


def test_a_kit_leaves_under_one_signature(counter, laptop):
    monitor, person = inventory.device(State.READY, category="monitor"), people.person()
    counter.post(page_of(laptop), agreed(person, laptop, monitor))
    assert HandoverItem.objects.filter(handover=Handover.objects.get()).count() == 2


def test_a_machine_scanned_just_before_signing_is_shown_first(counter, laptop):
    monitor = inventory.device(State.READY, category="monitor")
    answer = counter.post(page_of(laptop), agreed(people.person(), laptop, scan=monitor.number))
    assert [one.device for one in answer.context["machines"]] == [laptop, monitor]
    assert Handover.objects.count() == 0


def test_adding_a_machine_keeps_what_was_typed_and_hands_nothing_over(counter, laptop):
    monitor, person = inventory.device(State.READY, category="monitor"), people.person()
    typed = agreed(person, laptop, scan=monitor.number, kind="sale", **{f"price_{laptop.pk}": "60"})
    del typed["sign"]
    answer = counter.post(page_of(laptop), typed).content.decode()
    assert Handover.objects.count() == 0
    assert 'value="60"' in answer
    assert f'name="machine" value="{monitor.number}"' in answer


@pytest.mark.parametrize("scanned", ["DEF-26-99999-X", "bonjour", "’; DROP TABLE"])
def test_an_unknown_number_is_told_and_the_page_goes_on(counter, laptop, scanned):
    typed = agreed(people.person(), laptop, scan=scanned)
    del typed["sign"]
    assert counter.post(page_of(laptop), typed).status_code == 200


def test_a_reserved_machine_already_knows_its_person(counter):
    device = inventory.device(State.RESERVED)
    answer = counter.get(page_of(device)).content.decode()
    assert "signed_name" in answer
    assert "Marie Le Goff" in answer


def test_the_cap_and_the_article_are_read_before_typing(counter, laptop):
    answer = counter.get(page_of(laptop), {"pour": f"p{people.person().pk}"}).content.decode()
    assert "180\N{NO-BREAK SPACE}€" in answer
    assert "CG3P art. L3212-2 3°" in answer


@pytest.mark.parametrize("price", ["-1", "abc", "12,505", "999999", "180,01", "１２"])
def test_a_refused_price_changes_nothing_and_stays_written(counter, laptop, price):
    facts = agreed(people.person(), laptop, kind="sale", payment="cash", **{f"price_{laptop.pk}": price})
    answer = counter.post(page_of(laptop), facts)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {f"price_{laptop.pk}"}
    assert f'value="{price}"' in answer.content.decode()
    assert Handover.objects.count() == 0


def seen() -> str:
    """What the volunteer looked at, as the form names it."""
    return str(distribution.criterion().pk)


def test_the_cap_itself_is_accepted(counter, laptop):
    facts = agreed(
        people.person(), laptop, kind="sale", payment="cash", seen=seen(),
        **{f"price_{laptop.pk}": "180,00 €"},
    )  # fmt: skip
    counter.post(page_of(laptop), facts)
    handover = Handover.objects.get()
    assert (handover.total_cents, handover.basis) == (18_000, "precarity")


def test_a_capped_price_asks_whether_the_person_may_have_it(counter, laptop):
    facts = agreed(people.person(), laptop, kind="sale", payment="cash", **{f"price_{laptop.pk}": "60"})
    form = counter.post(page_of(laptop), facts).context["form"]
    assert "CG3P art. L3212-2 3°" in form.errors[f"price_{laptop.pk}"][0]
    assert ("seen" in form.fields, Handover.objects.count()) == (True, 0)


def test_an_association_buys_at_the_capped_price_without_a_proof(counter, laptop):
    buyer = people.organisation(kind="association")
    facts = agreed(buyer, laptop, kind="sale", payment="cash", **{f"price_{laptop.pk}": "60"})
    counter.post(page_of(laptop), facts | {"recipient": f"o{buyer.pk}"})
    assert Handover.objects.get().basis == "association"


def test_a_company_does_not_buy_at_the_capped_price(counter, laptop):
    buyer = people.organisation(kind="company")
    facts = agreed(buyer, laptop, kind="sale", payment="cash", **{f"price_{laptop.pk}": "60"})
    counter.post(page_of(laptop), facts | {"recipient": f"o{buyer.pk}", "seen": "1"})
    assert Handover.objects.count() == 0


def test_what_was_seen_is_written_only_where_the_law_asks(counter):
    gift = inventory.device(State.READY)
    counter.post(page_of(gift), agreed(people.person(), gift, seen=seen()))
    assert Handover.objects.get().basis == ""


def test_a_gift_only_donation_says_which_article_refuses_the_sale(counter):
    device = inventory.device(State.READY, lot=collection.lot(head=collection.GIFT_ONLY))
    facts = agreed(people.person(), device, kind="sale", payment="cash", **{f"price_{device.pk}": "20"})
    errors = counter.post(page_of(device), facts).context["form"].errors[f"price_{device.pk}"]
    assert "CG3P art. L3212-2 2° et L3212-3" in errors[0]
    assert Handover.objects.count() == 0


def test_a_sale_says_how_it_is_paid(counter, laptop):
    facts = agreed(people.person(), laptop, kind="sale", seen=seen(), **{f"price_{laptop.pk}": "60"})
    assert counter.post(page_of(laptop), facts).context["form"].errors.keys() == {"payment"}


def test_a_price_on_a_gift_is_refused(counter, laptop):
    facts = agreed(people.person(), laptop, payment="cash", **{f"price_{laptop.pk}": "60"})
    assert counter.post(page_of(laptop), facts).context["form"].errors.keys() == {f"price_{laptop.pk}"}


def test_a_card_number_is_no_signature(counter, laptop):
    facts = agreed(people.person(), laptop, signed_name="4111 1111 1111 1111")
    assert counter.post(page_of(laptop), facts).context["form"].errors.keys() == {"signed_name"}


def test_pressing_twice_signs_once(counter, laptop):
    facts = agreed(people.person(), laptop)
    first, second = counter.post(page_of(laptop), facts), counter.post(page_of(laptop), facts)
    assert first["Location"] == second["Location"]
    assert (Handover.objects.count(), Paper.objects.count()) == (1, 1)


def test_somebody_else_is_not_shown_the_first_handover(counter, laptop):
    counter.post(page_of(laptop), agreed(people.person(), laptop))
    answer = counter.post(page_of(laptop), agreed(people.person(), laptop, signed_name="Un autre"))
    assert answer.status_code == 409
    assert Handover.objects.count() == 1


def test_a_stale_page_is_refused_once_then_sees_again(counter, laptop):
    facts = agreed(people.person(), laptop, **{f"version_{laptop.pk}": str(laptop.version - 1)})
    answer = counter.post(page_of(laptop), facts)
    assert Handover.objects.count() == 0
    assert answer.context["form"][f"version_{laptop.pk}"].value() == str(laptop.version)


def test_a_machine_held_for_another_stays(counter, laptop):
    held = inventory.device(State.RESERVED)
    answer = counter.post(page_of(laptop), agreed(people.person("Autre"), laptop, held))
    assert len(answer.context["form"].non_field_errors()) == 1
    laptop.refresh_from_db()
    assert (laptop.state, Handover.objects.count(), Paper.objects.count()) == (State.READY, 0, 0)


@pytest.mark.parametrize("state", [State.RECEIVED, State.CLEARED, State.LOST, State.SCRAPPED])
def test_what_is_not_ready_does_not_leave(counter, state):
    device = inventory.device(state)
    assert counter.get(page_of(device)).status_code == 200
    assert counter.post(page_of(device), agreed(people.person(), device)).status_code == 409
    assert Handover.objects.count() == 0


def test_an_association_receives_too_but_a_company_does_not(counter, laptop):
    company, friends = people.organisation("company"), people.organisation(Organisation.Kind.ASSOCIATION)
    facts = agreed(people.person(), laptop)
    assert "form" not in counter.post(page_of(laptop), facts | {"recipient": f"o{company.pk}"}).context
    counter.post(page_of(laptop), facts | {"recipient": f"o{friends.pk}"})
    assert Handover.objects.get().organisation == friends


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.TRAINER, Role.READER])
def test_only_the_counter_hands_over(client, laptop, role):
    client.force_login(people.user(role))
    assert client.post(page_of(laptop), agreed(people.person(), laptop)).status_code == 403
