"""One human behind two files: refused once, reached once, served once, told whole, parted as they were."""

from datetime import timedelta

import pytest

from rebond.common.dates import clock_at, now, today
from rebond.common.errors import Refused
from rebond.distribution import aftercare, referrals, requests, services, till
from rebond.distribution.models import AfterSale, FollowUp, HandoverItem, Referral, Request
from rebond.inventory.states import State
from rebond.people import messages, retention
from rebond.people import services as people_services
from rebond.people.messages import Notice
from rebond.people.models import Membership, Message, Person
from rebond.people.roles import Role
from rebond.records import forgetting
from rebond.records.one_by_one import one_by_one
from tests.factories import distribution, inventory, people

pytestmark = pytest.mark.django_db
NOTICE = Notice(kind="held", subject="Un ordinateur", sms="Un ordinateur vous attend", body="Bonjour")


def awa(phone: str = "", **facts: object) -> Person:
    person = Person(given_name="Awa", family_name="Diallo", phone=phone)
    for name, value in facts.items():
        setattr(person, name, value)
    return people_services.save_person(person)


def merged() -> tuple[Person, Person]:
    kept, double = awa("06 12 34 56 78"), awa("06 98 76 54 32")
    people_services.merge_people(kept, double)
    kept.refresh_from_db()
    double.refresh_from_db()
    return kept, double


def test_who_refused_messages_is_left_in_peace_under_each_of_their_files() -> None:
    kept, double = awa("06 12 34 56 78"), awa("06 98 76 54 32")
    early = messages.notify(double, NOTICE)
    called = messages.notify(double, NOTICE, about="call")
    assert early
    assert called
    Message.objects.filter(pk=called.pk).update(result="no_answer", channel="call")
    people_services.merge_people(kept, double)
    double.refresh_from_db()
    stopped = messages.person_of(messages.refusal_token(double))
    assert stopped == kept
    messages.refuse(stopped, refuses=True)
    assert set(Message.objects.values_list("result", flat=True)) == {"cancelled"}
    double = Person.objects.get(pk=double.pk)
    assert messages.notify(double, NOTICE) is None
    assert messages.to_do_by_hand() == []
    Message.objects.filter(pk=early.pk).update(result="waiting", due_at=now())
    assert messages.send_due() == 0
    messages.refuse(double, refuses=False)
    queued = messages.notify(Person.objects.get(pk=double.pk), NOTICE)
    assert queued
    assert queued.sent_to == "+33612345678"


def test_nobody_who_refused_or_was_forgotten_is_on_the_list_of_questions() -> None:
    person = awa("06 12 34 56 78")
    distribution.handover(inventory.device(State.READY), to=person)
    with clock_at(now() + timedelta(days=32)):
        aftercare.remind()
        assert aftercare.to_ask().count() == 1
        kept = awa("06 11 11 11 11")
        people_services.merge_people(kept, person)
        messages.refuse(kept, refuses=True)
        assert aftercare.to_ask().count() == 0


def test_two_waiting_requests_of_one_human_are_one_after_the_merge() -> None:
    kept, double = awa("06 12 34 56 78"), awa("06 98 76 54 32")
    first = distribution.request(double, asked_on=today() - timedelta(days=9))
    second = distribution.request(kept)
    people_services.merge_people(kept, double)
    requests.after_merge(kept, by=None)
    assert [one.request for one in requests.waiting_list()] == [first]
    second.refresh_from_db()
    assert second.state == Request.State.WITHDRAWN
    with pytest.raises(Refused, match=first.number):
        requests.move(second, "open", by=people.user(Role.COUNTER))


def test_a_double_that_was_equipped_does_not_wait_under_its_own_name() -> None:
    kept, double = merged()
    distribution.handover(inventory.device(State.READY), to=kept)
    distribution.request(double)
    [waiting] = requests.waiting_list()
    assert not waiting.may_be_served


def test_parted_files_are_as_they_were() -> None:
    third = awa("06 55 55 55 55")
    kept = awa(address="")
    double = awa("06 98 76 54 32", email="awa@example.org", birth_year=1981, address="1 rue Exemple")
    people_services.merge_people(double, third)
    retention.touch(double, kept_until=today() + timedelta(days=90))
    messages.refuse(double, refuses=True)
    people_services.merge_people(kept, double)
    kept.refresh_from_db()
    assert (kept.phone, kept.birth_year, kept.email) == ("06 98 76 54 32", 1981, "awa@example.org")
    kept.email = "autre@example.org"
    people_services.save_person(kept)
    people_services.split_person(double)
    kept, double, third = (Person.objects.get(pk=row.pk) for row in (kept, double, third))
    assert (kept.phone, kept.phone_key, kept.birth_year, kept.address) == ("", "", None, "")
    assert (kept.email, kept.kept_until, kept.messages_refused_at) == ("autre@example.org", None, None)
    assert (double.merged_into, third.merged_into) == (None, double)
    assert double.messages_refused_at
    assert double.kept_until


def test_what_came_from_the_double_also_leaves_the_file_that_absorbed_the_file() -> None:
    last, middle, double = awa(), awa(), awa("06 98 76 54 32")
    people_services.merge_people(middle, double)
    people_services.merge_people(last, middle)
    assert Person.objects.get(pk=last.pk).phone == "06 98 76 54 32"
    people_services.split_person(double)
    assert [Person.objects.get(pk=row.pk).phone for row in (last, middle)] == ["", ""]
    assert Person.objects.get(pk=middle.pk).search_text == ""


def test_a_file_parted_on_its_own_is_not_taken_back() -> None:
    kept, double, third = awa(), awa(), awa()
    people_services.merge_people(double, third)
    people_services.merge_people(kept, double)
    people_services.split_person(third)
    people_services.split_person(double)
    assert [Person.objects.get(pk=row.pk).merged_into for row in (double, third)] == [None, None]


def test_a_membership_given_back_runs_no_more_and_can_be_taken_again() -> None:
    people.association(membership_fee_cents=1500)
    person = awa()
    member = till.join(person, means="card", by=None)
    assert till.is_member(person)
    till.give_back(member.payments.get(), by=None)
    assert not till.is_member(person)
    assert till.last_membership(person) is None
    assert till.join(person, means="cash", by=None) == member
    assert till.is_member(person)
    assert Membership.objects.count() == 1


def sold_in_parts(total_cents: int, times: int) -> HandoverItem:
    buyer = people.organisation("association")
    handover = services.hand_over(
        [distribution.line(inventory.device(State.READY), price_cents=total_cents)], buyer, kind="sale",
        signed_name="Awa", payment="instalments", kit=services.Kit(times=times),
        by=people.user(Role.COUNTER),
    )  # fmt: skip
    item: HandoverItem = handover.items.get()
    return item


def test_parts_below_one_euro_are_refused_in_words() -> None:
    with pytest.raises(Refused, match="10"):
        sold_in_parts(9, 10)


def test_parts_already_paid_or_of_a_machine_that_came_back_are_not_reminded() -> None:
    people.association()
    paid, owed, back = (sold_in_parts(6000, 3) for _ in range(3))
    by = people.user(Role.COUNTER)
    till.pay_handover(paid.handover, means="card", amount_cents=6000, by=by)
    till.pay_handover(owed.handover, means="card", amount_cents=2000, by=by)
    services.take_back(back.device, reason="", code="loan_over", by=by)
    with clock_at(now() + timedelta(days=29)):
        aftercare.remind()
    told = Message.objects.filter(kind="instalment_due").values_list("about", flat=True)
    due = owed.handover.instalments.order_by("due_on")[1]
    assert list(told) == [f"instalment:{due.pk}"] or not Message.objects.exists()


def lend(due_in: int) -> HandoverItem:
    device = inventory.device(State.READY)
    handover = services.hand_over(
        [distribution.line(device)], awa("06 12 34 56 78"), kind="loan", signed_name="Awa",
        kit=services.Kit(due_on=today() + timedelta(days=due_in)), by=people.user(Role.COUNTER),
    )  # fmt: skip
    item: HandoverItem = handover.items.get()
    return item


def test_a_borrower_is_not_forgotten_while_the_machine_is_out_and_no_loan_lasts_for_ever() -> None:
    with pytest.raises(Refused):
        lend(366_000)
    item = lend(30)
    with pytest.raises(Refused):
        aftercare.renew(item.handover.loan, due_on=today() + timedelta(days=2_000_000), by=people.user())
    with clock_at(now() + timedelta(days=1000)):
        aftercare.remind()
        borrower = item.handover.person
        assert borrower
        assert borrower not in retention.to_forget()
        with pytest.raises(Refused):
            forgetting.forget(borrower, by=None)


def test_a_loan_that_ends_sooner_keeps_the_file_less_long() -> None:
    item = lend(900)
    services.take_back(item.device, reason="", code="loan_over", by=None)
    assert Person.objects.get().kept_until == today() + aftercare.KEPT_AFTER_A_LOAN


def test_what_one_asked_by_the_label_is_settled_when_that_machine_comes_back_alone() -> None:
    first, second = inventory.device(State.READY), inventory.device(State.READY)
    handover = distribution.handover(first, second, to=awa())
    item = handover.items.get(device=first)
    for _ in range(aftercare.MOST_OPEN_ASKS):
        aftercare.ask(item, wish="help", words="", phone="")
    services.take_back(first, reason="", code="fault", by=None)
    assert not AfterSale.objects.filter(settled_at=None).exists()


def test_old_words_asked_by_the_label_are_emptied() -> None:
    item = distribution.handover(inventory.device(State.READY), to=awa()).items.get()
    row = aftercare.ask(item, wish="help", words="Le son ne marche plus", phone="06 12 34 56 78")
    aftercare.settle(row, "helped", by=people.user())
    assert aftercare.forget_old_asks() == 0
    with clock_at(now() + timedelta(days=200)):
        assert aftercare.forget_old_asks() == 1
    row.refresh_from_db()
    assert (row.words, row.phone) == ("", "")


def test_an_appointment_moved_takes_its_old_message_with_it_and_may_come_back_to_the_first_day() -> None:
    people.association()
    row = distribution.request(awa("06 12 34 56 78"))
    by, day = people.user(Role.COUNTER), now() + timedelta(days=9)
    for at in (day, day + timedelta(days=1), day):
        row = requests.move(row, "appointment", by=by, appointment_at=at)
        queued = messages.notify(row.recipient, NOTICE, about=f"request:{row.pk}:{at:%Y-%m-%dT%H:%M}")
        assert queued is not None
    assert sorted(Message.objects.values_list("result", flat=True)) == ["cancelled", "cancelled", "waiting"]
    requests.move(row, "withdrawn", by=by)
    assert not Message.objects.filter(result="waiting").exists()


def test_a_file_tells_every_chapter_and_forgets_it() -> None:
    people.association(membership_fee_cents=1500)
    item = lend(30)
    person = Person.objects.get()
    till.join(person, means="cash", by=None)
    aftercare.ask(item, wish="help", words="Le son ne marche plus", phone="06 98 76 54 32")
    refused = distribution.referral(given_name="awa", family_name="DIALLO")
    referrals.refuse(refused, Referral.Refusal.ALREADY, by=people.user(Role.COORDINATOR))
    question = FollowUp.objects.filter(handover=item.handover).first()
    if question:
        aftercare.answer(question, FollowUp.Answer.NO_ANSWER, by=people.user())
    told = str(forgetting.file_of(person))
    for word in (item.handover.number, "Le son ne marche plus", "06 98 76 54 32", refused.number, "1500"):
        assert word in told
    Person.objects.update(kept_until=None)
    forgetting.forget(person, by=None)
    refused.refresh_from_db()
    assert (refused.family_name, AfterSale.objects.get().words) == ("", "")


def test_one_row_that_breaks_stops_no_other_and_all_of_them_stop_the_work() -> None:
    done: list[int] = []

    def work(n: int) -> None:
        if n == 2:
            raise ValueError
        done.append(n)

    assert one_by_one([1, 2, 3], work) == 2
    assert done == [1, 3]
    with pytest.raises(RuntimeError):
        one_by_one([2, 2], work)
    assert one_by_one([], work) == 0
