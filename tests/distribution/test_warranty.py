"""The last day of a warranty."""

from datetime import date

import pytest

from rebond.distribution.rules import warranty_end


@pytest.mark.parametrize(
    ("handed_over_on", "months", "end"),
    [
        (date(2026, 3, 3), 6, date(2026, 9, 3)),
        (date(2026, 11, 3), 6, date(2027, 5, 3)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 1, 1), 23, date(2027, 12, 1)),
    ],
)
def test_it_ends_the_same_day_or_the_last_of_a_shorter_month(
    handed_over_on: date, months: int, end: date
) -> None:
    assert warranty_end(handed_over_on, months) == end


def test_no_months_no_warranty() -> None:
    assert warranty_end(date(2026, 3, 3), 0) is None
