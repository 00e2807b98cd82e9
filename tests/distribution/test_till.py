"""Money: paid once, to the cent, in a till that balances; exported as accountants read it."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from rebond.common.dates import clock_at, now, today
from rebond.common.errors import Refused
from rebond.distribution import accounts, rules, services, till
from rebond.distribution.models import Handover, Payment
from rebond.inventory.states import State
from rebond.people.roles import Role
from tests.factories import collection, distribution, inventory, people

pytestmark = pytest.mark.django_db


def sold(price_cents: int = 6_000, *, payment: str = "cash", times: int = 1) -> Handover:
    device = inventory.device(State.READY, lot=collection.lot(head=collection.COMPANY))
    return services.hand_over(
        [distribution.line(device, price_cents=price_cents)], people.person(), kind="sale",
        signed_name="Awa", payment=payment, kit=services.Kit(times=times), by=people.user(Role.COUNTER),
    )  # fmt: skip


@given(st.integers(1, 1_000_000), st.integers(1, 12), st.dates(date(2000, 1, 1), date(2070, 1, 1)))
def test_instalments_add_up_to_the_cent(total: int, times: int, first: date) -> None:
    parts = rules.instalments(total, times, first)
    assert (sum(cents for _day, cents in parts), len(parts), parts[0][0]) == (total, times, first)
    assert [day for day, _cents in parts] == sorted({day for day, _cents in parts})


def test_a_price_is_paid_once() -> None:
    handover = sold()
    assert (till.paid_cents(handover), handover.payments.get().number[:4]) == (6_000, "ENC-")
    with pytest.raises(Refused):
        till.pay_handover(handover, means="cash", amount_cents=1, by=None)
    with pytest.raises(IntegrityError, match="paid once"), transaction.atomic():
        Payment.objects.create(number="P", means="card", amount_cents=1, handover=handover)


def test_in_several_times_what_is_left_is_known_and_never_exceeded() -> None:
    handover = sold(10_000, payment="instalments", times=3)
    assert [row.amount_cents for row in handover.instalments.all()] == [3_334, 3_333, 3_333]
    assert till.paid_cents(handover) == 0
    till.pay_handover(handover, means="cash", amount_cents=3_334, by=None)
    till.pay_handover(handover, means="cheque", amount_cents=6_666, by=None)
    with pytest.raises(Refused):
        till.pay_handover(handover, means="cash", amount_cents=1, by=None)


def test_money_goes_back_once_the_way_it_came() -> None:
    payment = sold().payments.get()
    back = till.give_back(payment, by=None)
    assert (back.amount_cents, back.means, back.reverses) == (-6_000, "cash", payment)
    for row in (payment, back):
        with pytest.raises(Refused):
            till.give_back(row, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(amount_cents=1)


def test_the_till_of_a_day_balances_or_says_why() -> None:
    by = people.user(Role.COUNTER)
    with clock_at(now() - timedelta(days=1)):
        sold(5_000)
        till.close_till(today(), counted_cents=5_000, banked_cents=2_000, by=by)
        with pytest.raises(Refused):
            sold(1_000)
        assert sold(1_000, payment="card").payments.count() == 1
    sold(6_000)
    sold(4_000, payment="cheque")
    day = till.till(today())
    assert (day.opening_cents, day.expected_cents, day.total_cents) == (3_000, 9_000, 10_000)
    with pytest.raises(Refused, match=r"−5.€"):
        till.close_till(today(), counted_cents=8_500, by=by)
    closed = till.close_till(today(), counted_cents=8_500, difference_reason="rendu de monnaie", by=by)
    assert (closed.expected_cents, closed.counted_cents) == (9_000, 8_500)
    with pytest.raises(Refused):
        till.close_till(today(), counted_cents=8_500, by=by)
    with pytest.raises(Refused):
        till.close_till(today() + timedelta(days=1), counted_cents=0, by=by)
    with clock_at(now() + timedelta(days=1)):
        assert till.till(today()).opening_cents == 8_500
    unpaid = sold(2, payment="instalments")
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Payment.objects.create(number="P", means="cash", amount_cents=1, handover=unpaid)


def test_a_membership_is_paid_once_a_year_and_may_be_needed() -> None:
    person = people.person()
    people.association(membership_needed=True, membership_fee_cents=500)
    device = inventory.device(State.READY, lot=collection.lot(head=collection.COMPANY))
    with pytest.raises(Refused):
        distribution.handover(device, kind="loan", to=person)
    row = till.join(person, means="cash", by=people.user(Role.COUNTER))
    assert (row.payments.get().amount_cents, till.is_member(person)) == (500, True)
    with pytest.raises(Refused):
        till.join(person, means="cash", by=None)
    assert distribution.handover(device, kind="loan", to=person).loan.due_on > today()
    assert not till.is_member(person, on=row.ends_on)


def test_the_grid_is_dated_and_falls_back_on_any_grade() -> None:
    by = people.user(Role.COORDINATOR)
    facts = {"category": "laptop", "audience": "eligible", "by": by}
    till.set_price(grade="", price_cents=6_000, valid_from=date(2026, 1, 1), **facts)
    till.set_price(grade="A", price_cents=8_000, valid_from=date(2026, 6, 1), **facts)
    ask = [
        till.grid_price("laptop", grade, "eligible", on=date(2026, month, 2))
        for grade, month in (("A", 7), ("A", 2), ("B", 7))
    ]
    assert ask == [8_000, 6_000, 6_000]
    assert till.grid_price("laptop", "A", "association") is None


def test_accounting_files_balance_and_name_nobody() -> None:
    payment = sold(6_050).payments.get()
    sold(4_000, payment="card")
    till.give_back(payment, by=None)
    till.join(people.person(), means="cheque", by=None, fee_cents=500)
    day = today()
    lines = "".join(accounts.fec(accounts.entries(day, day))).splitlines()
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]
    assert (len(rows[0]), len(rows)) == (18, 8)
    cents = {side: sum(int(row[side].replace(",", "")) for row in rows) for side in ("Debit", "Credit")}
    assert cents["Debit"] == cents["Credit"] == 6_050 + 4_000 + 6_050 + 500
    assert {row["CompteNum"] for row in rows} == {"530", "512", "5112", "707", "756"}
    paheko = list(csv.DictReader(io.StringIO("".join(accounts.paheko(accounts.entries(day, day))))))
    assert [row["Montant"] for row in paheko] == ["60,50", "40,00", "60,50", "5,00"]
    assert (paheko[0]["Compte de débit"], paheko[2]["Compte de débit"]) == ("530", "707")
    assert "Goff" not in "".join(lines)
