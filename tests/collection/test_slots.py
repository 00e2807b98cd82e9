"""Half-days that donors choose: never one too many, never a holiday, freed when the day moves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.collection import links, services, slots
from rebond.collection.models import Donation, DonorLink, Half
from rebond.collection.slots import Slot
from rebond.common.dates import public_holidays, today
from rebond.common.errors import Refused
from tests.factories import collection, people
from tests.installation import Installation

EVERY_DAY = {(weekday, Half.MORNING): 1 for weekday in slots.WEEKDAYS}


@pytest.fixture
def link(db) -> DonorLink:
    collection.donation()
    return links.open_link(people.organisation("company"), by=people.user())[0]


def announced(link: DonorLink, slot: Slot) -> Donation:
    return links.announce(link, announced={"laptop": 1}, wished_on=None, slot=slot, note="", files={})


def test_the_holidays_are_those_of_the_code_du_travail():
    assert date(2026, 4, 6) in public_holidays(2026)  # Easter Monday
    assert date(2027, 5, 6) in public_holidays(2027)  # Ascension
    assert date(2027, 5, 17) in public_holidays(2027)  # Whit Monday
    assert len(public_holidays(2026)) == 11


@given(st.integers(min_value=1990, max_value=2079))
def test_each_year_has_its_holidays_and_no_other_years(year):
    days = public_holidays(year)
    assert {day.year for day in days} == {year}
    assert 10 <= len(days) <= 11  # Ascension may fall on the 1st or the 8th of May


@pytest.mark.django_db
def test_without_half_days_nothing_is_proposed():
    assert slots.free() == []


def test_a_half_day_is_proposed_while_it_has_a_place_and_never_on_a_closed_day(link):
    slots.set_slots(EVERY_DAY, by=people.user())
    free = slots.free()
    closed = public_holidays(today().year) | public_holidays(today().year + 1)
    assert free
    assert all(slot.day.weekday() < 6 and slot.day not in closed for slot in free)
    assert free[0].day >= today() + slots.SOONEST
    donation = announced(link, free[0])
    assert donation.pickup_on == free[0].day
    assert slots.hours_of(donation) == slots.HOURS[Half.MORNING]
    assert free[0].code not in {slot.code for slot in slots.free()}
    with pytest.raises(Refused):
        announced(link, free[0])
    assert Donation.objects.filter(pickup_on=free[0].day).count() == 1  # refused, nothing is written


def test_a_cancelled_donation_or_another_day_gives_the_place_back(link):
    slots.set_slots(EVERY_DAY, by=people.user())
    first, second = slots.free()[:2]
    moved, cancelled = announced(link, first), announced(link, second)
    services.change_donation(
        moved, legal_head=moved.legal_head, announced={"laptop": 1}, note="", by=people.user(),
        pickup_on=first.day + timedelta(days=50),
    )  # fmt: skip
    services.cancel_donation(cancelled, reason="moved", by=people.user())
    assert {first.code, second.code} <= {slot.code for slot in slots.free()}
    assert slots.hours_of(moved) is None


@pytest.mark.slow
def test_the_last_place_of_a_half_day_is_taken_once(installation: Installation):
    link, day = installation.do("open_slots"), installation.do("first_slot")
    answers = installation.together(*[("choose_first_slot", link, day)] * 4)
    assert sorted(answers) == ["Refused", "Refused", "Refused", "done"]
    assert installation.do("first_slot") > day
