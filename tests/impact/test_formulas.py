"""Roundings of what is shown, and the CO2e of one donor's machines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.common.dates import month_key, today
from rebond.distribution.models import Alternative
from rebond.impact import donor_story, formulas, indicators


@pytest.mark.parametrize(
    ("value", "shown"), [(0, 0), (7, 7), (12_461, 12_000), (-1_550, -1_600), (26_370, 26_000), (99.6, 100)]
)
def test_an_estimate_is_shown_with_two_digits(value: float, shown: int) -> None:
    assert formulas.two_digits(value) == shown


@given(st.floats(1, 1e9))
def test_two_digits_are_within_five_per_cent(value: float) -> None:
    assert abs(formulas.two_digits(value) - value) <= max(0.05 * value, 0.5) + 1e-6


@pytest.mark.django_db
def test_thirty_answers_take_the_place_of_the_convention() -> None:
    before = donor_story._co2e({"laptop": 10, "server": 3})
    Alternative.objects.create(month=month_key(today()), category="laptop", answer="new", n=10)
    Alternative.objects.create(month=month_key(today()), category="laptop", answer="nothing", n=30)
    Alternative.objects.create(month=month_key(today()), category="monitor", answer="new", n=99)
    assert indicators.alternatives(today().year) == {"new": 10, "nothing": 30}
    after = donor_story._co2e({"laptop": 10, "server": 3})
    assert all(now < then for now, then in zip(after, before, strict=True))
