"""From a need to a machine: prescribers, the fair list, eligibility by tick, proposals and holds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rebond.common.dates import clock_at, now, today
from rebond.common.errors import Refused
from rebond.distribution import eligibility, holds, proposals, referrals, requests, rules
from rebond.distribution.models import Criterion, EligibilityCheck, Referral, Request
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people import services as people_services
from rebond.people.roles import Role
from tests.factories import collection, distribution, inventory, people

pytestmark = pytest.mark.django_db
GIB = 2**30


def ready(category: str = "laptop", *, memory_gb: int = 8, camera: bool = True) -> Device:
    device = inventory.device(State.READY, category=category)
    Device.objects.filter(pk=device.pk).update(
        ram_bytes=memory_gb * GIB, cpu_cores=4, has_camera=camera, has_wifi=True
    )
    device.refresh_from_db()
    return device


def test_a_referral_becomes_the_request_of_somebody_and_tells_six_words_only() -> None:
    link, secret = distribution.prescriber()
    assert referrals.link_for(secret) == link
    assert referrals.link_for(secret + "x") is None
    row = distribution.referral(link)
    seen = [referrals.status(row)]
    request = referrals.accept(row, people.person(), by=people.user(Role.COUNTER))
    for state in ("contacted", "appointment", "unreachable", "withdrawn", "not_eligible"):
        requests.move(request, state, by=None, appointment_at=now())
        seen.append(referrals.status(Referral.objects.get(pk=row.pk)))
    assert seen == ["received", "contacted", "appointment", "unreachable", "unreachable", "not_eligible"]
    with pytest.raises(Refused):
        referrals.accept(row, people.person(), by=people.user(Role.COUNTER))


@pytest.mark.parametrize(
    ("reason", "told"),
    [("not_eligible", "not_eligible"), ("unreachable", "unreachable"), ("already", "not_eligible")],
)
def test_a_refusal_tells_no_more_than_that(reason: str, told: str) -> None:
    row = distribution.referral()
    referrals.refuse(row, reason, by=people.user(Role.COUNTER))
    row.refresh_from_db()
    assert referrals.status(row) == told


def test_delays_remind_at_ten_days_expire_at_thirty_and_blank_at_730() -> None:
    with clock_at(now() - timedelta(days=9)):
        row = distribution.referral()
    assert referrals.remind() == 0
    with clock_at(now() + timedelta(days=2)):
        assert referrals.remind() == 1
        assert referrals.remind() == 0
        assert referrals.expire() == 0
    with clock_at(now() + timedelta(days=22)):
        assert referrals.expire() == 1
    row.refresh_from_db()
    assert (row.state, referrals.status(row), row.family_name) == ("expired", "unreachable", "Diallo")
    with clock_at(now() + timedelta(days=735)):
        assert referrals.blank_old() == 1
        assert referrals.blank_old() == 0
    row.refresh_from_db()
    assert (row.given_name, row.family_name, row.phone, row.state) == ("", "", "", "expired")


def test_a_robot_behind_a_link_is_stopped_and_a_closed_link_writes_nothing() -> None:
    link, _secret = distribution.prescriber()
    for _ in range(referrals.MOST_A_DAY):
        distribution.referral(link)
    with pytest.raises(Refused):
        distribution.referral(link)
    with clock_at(now() + timedelta(days=2)):
        distribution.referral(link)
        referrals.revoke_link(link, by=people.user(Role.COORDINATOR))
        with pytest.raises(Refused):
            distribution.referral(link)
    assert Referral.objects.count() == referrals.MOST_A_DAY + 1


def test_nobody_is_referred_without_having_agreed() -> None:
    row = distribution.referral()
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.create(link=row.link, number="ORI-0", person_agrees=False)


def test_one_waiting_request_for_each_human_also_after_a_merge() -> None:
    person, double = people.person(), people.person("Legoff")
    distribution.request(double)
    people_services.merge_people(person, double)
    with pytest.raises(Refused):
        distribution.request(person)


def test_the_list_is_ordered_by_the_stated_points() -> None:
    old = distribution.request(people.person("A"), asked_on=today() - timedelta(days=100))
    urgent = distribution.request(people.person("B"), urgency=2)
    school = distribution.request(people.person("C"), children_at_school=2)
    plain = distribution.request(people.person("D"))
    assert [one.request for one in requests.waiting_list()] == [urgent, old, school, plain]
    assert [one.points for one in requests.waiting_list()] == [120, 100, 30, 0]


def test_a_household_is_not_equipped_twice_before_its_years_unless_somebody_says_why() -> None:
    mother, daughter = people.person("Mere"), people.person("Fille")
    people_services.join_household(daughter, mother)
    mother.refresh_from_db()
    distribution.handover(ready(), to=mother)
    request = distribution.request(daughter)
    [waiting] = requests.waiting_list()
    assert waiting.again_from == rules.equipped_again_from(today(), 4)
    assert not waiting.may_be_served
    requests.change(
        request, requests.Told(uses=["school"]), by=people.user(), again_reason="le premier a été volé"
    )
    assert requests.waiting_list()[0].may_be_served


def test_a_loan_or_what_came_back_equips_nobody() -> None:
    lent, returned = people.person("A"), people.person("B")
    distribution.handover(ready(), to=lent, kind="loan")
    device = ready()
    distribution.handover(device, to=returned)
    distribution.services.take_back(device, reason="", by=None)
    distribution.request(lent)
    distribution.request(returned)
    assert all(one.may_be_served for one in requests.waiting_list())


def test_the_list_asks_as_many_questions_for_one_as_for_thirty() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            requests.waiting_list()
        return len(asked)

    distribution.request(people.person())
    one = count()
    for rank in range(29):
        distribution.request(people.person(f"Le Goff {rank}"))
    assert count() == one


def test_a_criterion_is_ticked_never_copied_and_a_boost_says_why() -> None:
    person, by = people.person(), people.user(Role.COUNTER)
    assert eligibility.valid_check(person) is None
    check = eligibility.tick(person, distribution.criterion("QF"), by=by)
    assert eligibility.tick(person, distribution.criterion("QF"), by=by) == check
    assert eligibility.valid_check(person) == check
    assert eligibility.valid_check(person, on=check.valid_until + timedelta(days=1)) is None
    eligibility.withdraw(check, by=by)
    assert eligibility.valid_check(person) is None
    with pytest.raises(Refused):
        eligibility.tick(person, distribution.criterion("COUP"), by=by)
    boost = eligibility.tick(person, distribution.criterion("COUP"), by=by, reason="reprise d’études")
    assert (boost.is_override, EligibilityCheck.objects.filter(is_override=True).count()) == (True, 1)


def test_a_threshold_that_changes_is_a_new_row_and_what_was_ticked_stays() -> None:
    person, by, old = people.person(), people.user(Role.COUNTER), distribution.criterion("QF")
    check = eligibility.tick(person, old, by=by)
    eligibility.replace_criterion(
        old,
        label="QF jusqu’à 900 €",
        look_at="",
        months_valid=12,
        by=by,
        valid_from=today() + timedelta(days=1),
    )
    assert distribution.criterion("QF") == Criterion.objects.get(pk=old.pk)
    with clock_at(now() + timedelta(days=2)):
        assert distribution.criterion("QF").label == "QF jusqu’à 900 €"
        with pytest.raises(Refused):
            eligibility.tick(person, Criterion.objects.get(pk=old.pk), by=by)
        assert eligibility.valid_check(person) == check


def test_the_database_lets_nobody_rewrite_a_check() -> None:
    check = eligibility.tick(people.person(), distribution.criterion(), by=people.user(Role.COUNTER))
    for change in ({"seen_on": today() - timedelta(days=1)}, {"valid_until": today() + timedelta(days=999)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EligibilityCheck.objects.filter(pk=check.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        check.delete()


def test_one_requests_machines_and_one_machines_requests() -> None:
    laptop, _small, desktop = ready(), ready(memory_gb=4), ready("desktop", camera=False)
    video = distribution.request(people.person("A"), uses=("video",), wanted="laptop", connection="mobile")
    table = distribution.request(people.person("B"), uses=("accessibility",))
    assert [(one.device, "camera" in one.reasons) for one in proposals.fitting(video)] == [(laptop, True)]
    assert [one.device for one in proposals.fitting(table)] == [desktop]
    assert [one.request for one, _why in proposals.served_by(laptop)] == [video]
    assert proposals.next_in_line(desktop) == table


def test_a_proposal_is_accepted_line_by_line_and_its_lack_is_the_benchs_target() -> None:
    laptop = ready()
    urgent = distribution.request(people.person("A"), uses=("video",), wanted="laptop", urgency=2)
    other = distribution.request(people.person("B"), uses=("video",), wanted="laptop")
    proposal = proposals.propose(by=people.user(Role.COUNTER))
    [line] = proposal.lines.all()
    assert (line.request, line.device) == (urgent, laptop)
    assert proposal.lacking == [{"category": "laptop", "memory_gb": 8, "camera": True, "wifi": False, "n": 1}]
    holds.decide(line, accepted=True, by=people.user(Role.COUNTER))
    with pytest.raises(Refused):
        holds.decide(line, accepted=True, by=people.user(Role.COUNTER))
    laptop.refresh_from_db()
    assert (laptop.state, laptop.reservations.get().request) == ("reserved", urgent)
    again = proposals.propose(by=None)
    assert (again.requests, again.lines.count()) == (1, 0)
    assert proposals.lacking_now()[0] == again
    with clock_at(now() + timedelta(hours=49)):
        assert holds.release_overdue(by=None) == 1
        urgent.refresh_from_db()
        assert urgent.holds_missed == 1
        assert proposals.next_in_line(laptop) == urgent  # still first by the rules
        requests.move(urgent, "unreachable", by=None)
        assert proposals.next_in_line(laptop) == other


def test_two_of_one_household_get_one_machine() -> None:
    mother, daughter = people.person("Mere"), people.person("Fille")
    people_services.join_household(daughter, mother)
    for who in (mother, daughter):
        who.refresh_from_db()
        distribution.request(who)
    ready()
    ready()
    assert proposals.propose(by=None).lines.count() == 1


def test_a_handover_serves_the_request_of_its_recipient() -> None:
    request = distribution.request()
    handover = distribution.handover(ready(), to=request.person)
    request.refresh_from_db()
    assert (request.state, handover.request) == ("equipped", request)
    with pytest.raises(Refused):
        requests.move(request, "unreachable", by=None)


def test_a_mouse_serves_no_request() -> None:
    request = distribution.request()
    distribution.handover(inventory.device(State.READY, category="peripheral"), to=request.person)
    request.refresh_from_db()
    assert request.state == "open"


def test_a_hold_that_ends_during_the_signature() -> None:
    """Ended: the holder still gets it; given to somebody else meanwhile: a clear refusal, nothing written."""
    device, person = ready(), people.person("Tient")
    with clock_at(now() - timedelta(hours=49)):
        holds.reserve(device, person, by=None)
    holds.release_overdue(by=None)
    device.refresh_from_db()
    assert distribution.handover(device, to=person).recipient == person
    second, late = ready(), people.person("Tard")
    with clock_at(now() - timedelta(hours=49)):
        holds.reserve(second, late, by=None)
    holds.release_overdue(by=None)
    second.refresh_from_db()
    holds.reserve(second, people.person("Suivant"), by=None)
    second.refresh_from_db()
    with pytest.raises(Refused):
        distribution.handover(second, to=late)


def test_precarity_is_looked_at_or_the_database_refuses() -> None:
    device = inventory.device(State.READY, lot=collection.lot(head=collection.CAPPED))
    person = people.person()
    line = distribution.line(device, price_cents=6_000)
    with pytest.raises(Refused, match="L3212-2"):
        distribution.services.hand_over(
            [line], person, kind="sale", signed_name="Awa", payment="cash", by=people.user(Role.COUNTER)
        )
    with pytest.raises(IntegrityError, match="eligibility"), transaction.atomic():
        distribution.Handover.objects.create(
            number="R", kind="sale", person=person, signed_name="A", total_cents=1, payment="cash",
            basis="precarity",
        )  # fmt: skip
    sold = distribution.handover(device, kind="sale", price_cents=6_000, to=person)
    assert (sold.basis, EligibilityCheck.objects.count()) == ("precarity", 1)


def test_the_states_of_a_request_are_a_table_of_the_models() -> None:
    assert set(Request.WAITING) < set(Request.State.values)
