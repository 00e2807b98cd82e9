"""After the handover: loans, the questions of the next months, what the label asks, one tap counted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rebond.common.dates import clock_at, now, today
from rebond.common.errors import Refused
from rebond.distribution import aftercare, requests, services
from rebond.distribution.models import AfterSale, Alternative, FollowUp, Loan
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people import services as people_services
from rebond.people.models import Message, Person
from rebond.people.roles import Role
from tests.factories import distribution, inventory, people

pytestmark = pytest.mark.django_db


def family() -> Person:
    return people_services.save_person(Person(given_name="Awa", family_name="Diallo", phone="06 12 34 56 78"))


def lent(days: int = 30) -> tuple[Device, Loan]:
    device = inventory.device(State.READY)
    handover = services.hand_over(
        [distribution.line(device)], family(), kind="loan", signed_name="Awa Diallo",
        kit=services.Kit(due_on=today() + timedelta(days=days)), by=people.user(Role.COUNTER),
    )  # fmt: skip
    return device, handover.loan


def test_a_loan_is_reminded_once_before_and_once_after_renewed_and_returned() -> None:
    device, loan = lent()
    assert aftercare.remind() == 0
    with clock_at(now() + timedelta(days=25)):
        assert (aftercare.remind(), aftercare.remind()) == (1, 0)
        with pytest.raises(Refused):
            aftercare.renew(loan, due_on=today(), by=people.user())
        loan = aftercare.renew(loan, due_on=today() + timedelta(days=60), by=people.user())
    with clock_at(now() + timedelta(days=88)):
        assert aftercare.remind() == 2  # the late loan, and the question of the first month
        assert aftercare.late_loans() == [loan]
        services.take_back(device, reason="", code="loan_over", by=None)
        loan.refresh_from_db()
        assert (loan.ended_on, aftercare.late_loans(), aftercare.remind()) == (today(), [], 0)
        with pytest.raises(Refused):
            aftercare.renew(loan, due_on=today() + timedelta(days=9), by=people.user())
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["follow_up", "loan_due", "loan_late"]
    assert all(len(row.text) <= 160 for row in Message.objects.filter(channel="sms"))


def test_a_loan_keeps_its_day_when_the_clock_changes() -> None:
    """25 October 2026 has two hours called two o'clock, 28 March 2027 has none."""
    for month, day in ((10, 25), (3, 28)):
        _device, loan = lent(3)
        assert loan.due_on == today() + timedelta(days=3)
        Loan.objects.filter(pk=loan.pk).update(due_on=loan.due_on.replace(month=month, day=day))
        assert Loan.objects.get(pk=loan.pk).due_on.day == day


def test_four_questions_each_asked_once_and_none_once_it_is_back() -> None:
    device = inventory.device(State.READY)
    distribution.handover(device, to=family())
    assert [row.months for row in FollowUp.objects.order_by("months")] == [1, 3, 6, 12]
    with clock_at(now() + timedelta(days=32)):
        assert (aftercare.remind(), aftercare.remind()) == (1, 0)
        row = FollowUp.objects.get(months=1)
        aftercare.answer(row, "works", by=people.user())
        services.take_back(device, reason="", by=None)
    assert [row.answer for row in FollowUp.objects.all()] == ["works"]


def test_one_tap_is_a_count_tied_to_nobody() -> None:
    for _ in range(2):
        services.hand_over(
            [distribution.line(inventory.device(State.READY))], people.person(), kind="gift",
            signed_name="Awa", kit=services.Kit(alternative="nothing"), by=None,
        )  # fmt: skip
    [row] = Alternative.objects.all()
    assert (row.answer, row.category, row.n) == ("nothing", "laptop", 2)
    assert {field.name for field in Alternative._meta.fields} == {"id", "month", "category", "answer", "n"}


def test_asking_by_the_label_has_an_end() -> None:
    device = inventory.device(State.HANDED_OVER)
    item = device.handover_items.get()
    for _ in range(aftercare.MOST_OPEN_ASKS):
        row = aftercare.ask(item, wish="repair", words="ne s’allume plus", phone="06 12 34 56 78")
    with pytest.raises(Refused):
        aftercare.ask(item, wish="repair", words="", phone="")
    aftercare.settle(row, "repaired", by=people.user())
    with pytest.raises(Refused):
        aftercare.settle(row, "repaired", by=people.user())
    services.take_back(device, reason="écran", code="broken", by=None)
    assert set(AfterSale.objects.values_list("outcome", flat=True)) == {"repaired", "returned"}
    with pytest.raises(IntegrityError), transaction.atomic():
        AfterSale.objects.filter(pk=row.pk).update(outcome="")


def test_an_appointment_is_told_again_two_days_before_once_and_not_when_it_was_just_given() -> None:
    request = distribution.request(family())
    at = now() + timedelta(days=5)
    requests.move(request, "appointment", by=None, appointment_at=at)
    assert aftercare.remind() == 0
    with clock_at(at - timedelta(hours=40)):
        assert (aftercare.remind(), aftercare.remind()) == (1, 0)
        requests.move(request, "appointment", by=None, appointment_at=at + timedelta(hours=1))
        assert aftercare.remind() == 0
    with clock_at(at + timedelta(days=1)):
        assert aftercare.remind() == 0
