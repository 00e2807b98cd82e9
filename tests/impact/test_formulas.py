"""The CO2e of one device: the study's own figures, then the families' answers in their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.common.dates import month_key, today
from rebond.distribution.models import Alternative
from rebond.impact import donor_story, formulas, indicators


@pytest.mark.parametrize(
    ("category", "kg"),
    [("laptop", 37.7), ("desktop", 25.7), ("monitor", 11.4), ("phone", 22.4), ("tablet", 20.3)],
)
def test_the_central_values_are_those_of_the_study(category: str, kg: float) -> None:
    assert formulas.avoided_kg(category, 0.5, is_measured=False) == pytest.approx(kg, abs=0.06)


@pytest.mark.parametrize(("substitution", "kg"), [(0.25, 11.6), (0.71, 59.7), (1, 90.0)])
def test_one_input_changed_gives_the_study_s_column(substitution: float, kg: float) -> None:
    assert formulas.avoided_kg("laptop", substitution, is_measured=False) == pytest.approx(kg, abs=0.06)


@given(st.sampled_from(sorted(formulas.FOOTPRINTS)), st.floats(0, 1), st.floats(0, 1))
def test_the_more_would_have_bought_the_more_is_avoided(category: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    less, more = (formulas.avoided_kg(category, share, is_measured=True) for share in (low, high))
    assert less <= more


def test_fewer_than_thirty_answers_measure_nothing() -> None:
    assert formulas.measured_substitution({"new": 10, "nothing": 19}) is None
    assert formulas.measured_substitution({"new": 10, "nothing": 30}) == 0.25


@pytest.mark.django_db
def test_thirty_answers_move_the_range_and_keep_its_width() -> None:
    before = donor_story._co2e({"laptop": 10})
    Alternative.objects.create(month=month_key(today()), category="laptop", answer="new", n=10)
    Alternative.objects.create(month=month_key(today()), category="laptop", answer="nothing", n=30)
    Alternative.objects.create(month=month_key(today()), category="monitor", answer="new", n=99)
    assert indicators.alternatives(today().year) == {"new": 10, "nothing": 30}
    after = donor_story._co2e({"laptop": 10})
    assert after[2] - after[0] == before[2] - before[0]
    assert after[1] < before[1]
