"""One clock for all rooms."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rebond.common.dates import clock_at, month_key, now, today


def test_today_is_where_the_association_lives() -> None:
    with clock_at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert today() == date(2027, 1, 1)


def test_the_clock_goes_back_to_its_time_even_after_an_error() -> None:
    past = datetime(2020, 2, 29, 12, tzinfo=UTC)
    try:
        with clock_at(past):
            assert now() == past
            raise KeyError
    except KeyError:
        assert now() - past > timedelta(days=365)


@given(st.dates(), st.dates())
def test_months_sort_as_their_days(one: date, other: date) -> None:
    assert one > other or month_key(one) <= month_key(other)
