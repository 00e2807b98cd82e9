"""Each indicator from its own facts: slips weighed, prices paid, payroll, answers, fates, declared years."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from rebond.common.dates import clock_at, month_key, now, today
from rebond.common.errors import Refused
from rebond.distribution import aftercare, services
from rebond.distribution.models import FollowUp
from rebond.impact import co2e, exports, frozen, prices
from rebond.impact.definitions import DEFINITIONS
from rebond.impact.registers import KG
from rebond.impact.results import METHOD, ever, results, years
from rebond.impact.wording import masses, range_shown, shown
from rebond.inventory import slips
from rebond.inventory.models import Device, Move, WasteSlip
from rebond.inventory.states import State
from rebond.people.models import Person
from rebond.people.roles import Role
from rebond.records import balances
from rebond.records.models import FrozenFigures
from rebond.training.models import Attendance, YearAccounts
from tests.factories import distribution, inventory, people, training

pytestmark = pytest.mark.django_db


def equipped(n: int, **facts: object) -> list[Person]:
    found = [people.person(f"Kerouanton{rank}") for rank in range(n)]
    for person in found:
        distribution.handover(inventory.device(State.READY), to=person, **facts)  # type: ignore[arg-type]
    return found


def test_every_definition_is_told_once_with_its_period_and_method() -> None:
    found = results(today().year)
    assert [one.code for one in found.indicators] == list(DEFINITIONS)
    assert {(one.period, one.method) for one in found.indicators} == {(str(today().year), METHOD)}


def test_a_slip_that_is_weighed_takes_the_place_of_typical_masses() -> None:
    for _ in range(2):
        inventory.device(State.RECYCLED)
    number = Move.objects.filter(counts_as="recycled").values_list("reason", flat=True)[0]
    typical = 2 * float(KG["laptop"])
    before = results(today().year)["I5"]
    assert (before.value, before.estimated) == (pytest.approx(typical), 1.0)
    [machines] = [slip.machines for slip in slips.of_year(today().year) if slip.number == number]
    slips.weigh(number, kilograms=4.2, signed_on=today(), attested_by="BSD 1", organism="x", by=people.user())
    after = results(today().year)["I5"]
    assert after.value == pytest.approx(4.2 + (2 - machines) * float(KG["laptop"]))
    assert after.estimated == pytest.approx((2 - machines) * float(KG["laptop"]) / after.value)


def test_a_slip_signed_the_year_after_is_counted_once() -> None:
    """Machines that left in December under a slip signed in January: weighed then, estimated in neither."""
    new_year = timezone.make_aware(datetime(today().year, 1, 5, 9))
    with clock_at(new_year - timedelta(days=20)):
        inventory.device(State.RECYCLED)
    number = Move.objects.filter(counts_as="recycled").values_list("reason", flat=True)[0]
    with clock_at(new_year):
        by = people.user()
        slips.weigh(number, kilograms=9, signed_on=new_year.date(), attested_by="", organism="", by=by)
    Move.objects.create(
        device=inventory.device(), from_state="scrapped", to_state="recycled", counts_as="recycled",
        reception=1, month=month_key(today()), reason="another",
    )  # fmt: skip
    before, after = results(today().year - 1)["I5"], results(today().year)["I5"]
    assert (before.value, before.estimated) == (0, 0)
    assert after.value == pytest.approx(9 + float(KG["laptop"]))
    rows = {row[2]: row for row in exports.tonnages(today().year) if row[1] == 2}
    assert rows["remis au recyclage"][4] == pytest.approx(round((9 + float(KG["laptop"])) / 1000, 3))


@pytest.mark.parametrize(
    ("kilograms", "day"), [(0, today()), (-3, today()), (10**6, today()), (3, date(2079, 1, 1))]
)
def test_a_weight_that_cannot_be_is_refused(kilograms: float, day: date) -> None:
    inventory.device(State.RECYCLED)
    number = Move.objects.filter(counts_as="recycled").values_list("reason", flat=True)[0]
    for name in (number, "no such slip"):
        with pytest.raises(Refused):
            slips.weigh(
                name, kilograms=kilograms, signed_on=day, attested_by="", organism="", by=people.user()
            )
    assert not WasteSlip.objects.exists()


def test_lost_and_dismantled_machines_are_in_the_reuse_rate() -> None:
    equipped(1)
    inventory.device(State.DISMANTLED)
    inventory.device(State.LOST)
    found = results(today().year)["I2"]
    assert (found.value, found.records) == (pytest.approx(100 / 3), 3)
    inventory.bring(inventory.device(), State.RECYCLED)
    assert results(today().year)["I2"].value == pytest.approx(25)


def test_more_that_came_back_than_went_out_is_below_zero_and_has_no_rate() -> None:
    equipped(1)
    device = Device.objects.get(state=State.HANDED_OVER)
    services.take_back(device, reason="", code="fault", by=None)
    found = results(today().year)
    assert (found["I1c"].value, found["I1d"].value, found["I4"].value) == (1, 1, 0)
    assert found["I6"].value is None


def test_purchasing_power_is_told_from_five_machines_on() -> None:
    equipped(4)
    assert results(today().year)["I8"].value is None
    equipped(1)
    found = results(today().year)
    share = co2e.SUBSTITUTION.value
    assert found["I8"].value == pytest.approx(5 * 250 * share)
    assert found["I8b"].value == pytest.approx(5 * 250 * (1 - share))
    assert (found["I8"].low, found["I8"].high) == (5 * 200 * share, 5 * 600 * share)


def test_the_studys_lot_of_laptops_gives_the_studys_purchasing_power() -> None:
    """250 laptops sold 60 euros each: 24 k EUR, 17 to 67 (study, section 5)."""
    lot = {"laptop": prices.Bought(250, 250 * 60 * 100), "monitor": prices.Bought(45, 0)}
    euros = prices.given_back(lot, (), buyers=True)
    assert euros == co2e.Range(17_500, 23_750, 67_500)
    assert prices.given_back({"monitor": prices.Bought(45, 0)}, (), buyers=True) is None


def test_jobs_come_from_the_payroll_alone() -> None:
    assert results(today().year)["I11p"].value is None
    YearAccounts.objects.create(year=today().year, paid_hours=1820 * 3, integration_hours=1820)
    found = results(today().year)
    assert (found["I11p"].value, found["I11i"].value) == (3, 1)
    assert shown(found["I11p"]) == "3,0"


def test_each_yes_counts_the_months_since_the_question_before_and_silence_nothing() -> None:
    equipped(1)
    by = people.user(Role.COUNTER)
    for row in FollowUp.objects.order_by("months"):
        aftercare.answer(row, "no_answer" if row.months == 3 else "works", by=by)
    assert results(today().year)["I12"].value is None  # one person's
    equipped(4)
    for row in FollowUp.objects.filter(answered_at=None, months__lt=6):
        aftercare.answer(row, "works", by=by)
    found = results(today().year)["I12"]
    assert (found.value, found.records) == ((1 + 3 + 6) + 4 * (1 + 2), 3 + 4 * 2)
    aftercare.answer(FollowUp.objects.get(months=12, answer="works"), "unused", by=by)
    assert results(today().year)["I12"].value == found.value - 6


def test_one_learner_at_five_half_days_is_not_five_people() -> None:
    person = training.learner()
    for hour in range(5):
        half_day = training.session(days=(0,), hours=(hour * 60, hour * 60 + 60)).half_days.get()
        Attendance.objects.create(
            half_day=half_day, person=person, status="seen", minutes=60, origin="screen"
        )
    found = results(today().year)
    for code in ("I10", "I10p", "I10h"):
        assert (found[code].value, found[code].told_records) == (None, None)
    training.head_count(people_present=1)
    assert results(today().year)["I10p"].value is None  # less one head, it would be one person


def test_few_declared_people_are_not_told_and_a_declared_year_is_a_year() -> None:
    by = people.user(Role.COORDINATOR)
    balances.declare(2019, {"families": 3, "collected": 500, "trainees": 12}, source="2019", by=by)
    found = results(2019)
    assert (found["I9"].declared, found["I1"].declared, found["I10"].declared) == (None, 500, 12)
    assert found["I9"].value == 0
    assert 2019 in years()
    assert ("collected", 500, 0) in ever()


def test_a_year_that_is_not_told_is_not_in_the_sum_of_all() -> None:
    with clock_at(now() - timedelta(days=366)):
        equipped(3)
    equipped(12)
    assert dict((measure, n) for measure, _before, n in ever())["families"] == 12


def test_a_figure_published_by_an_older_method_is_computed_again_beside() -> None:
    founder = people.association()
    equipped(5)
    paper = frozen.freeze(founder, today().year, by=None)
    assert frozen.restated() == []
    FrozenFigures.objects.filter(paper=paper).update(method="rebond-1/2026-11-22")
    [(row, again)] = frozen.restated()
    assert (row.told["I9"], again["I9"].value) == (5, 5)


def test_masses_have_no_decimal_that_nobody_knows() -> None:
    assert masses(6_400, 12_461, 26_400) == [
        "6\u202f400\u00a0kg",
        "12\u202f000\u00a0kg",
        "26\u202f000\u00a0kg",
    ]
    assert masses(12_000, 23_456, 45_678) == ["12\u00a0t", "23\u00a0t", "46\u00a0t"]
    equipped(5)
    span = range_shown(results(today().year)["I8"])
    assert span == ("500\u00a0€", "1\u202f500\u00a0€")
