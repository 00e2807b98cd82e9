"""Announced against counted against numbered."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rebond.collection.rules import Difference, differences, likely_pickup

counts = st.dictionaries(st.sampled_from(["laptop", "desktop", "monitor"]), st.integers(0, 50))


def test_less_came_than_was_said() -> None:
    [line] = differences({"laptop": 10}, {"laptop": 7}, {"laptop": 5})
    assert (line, line.missing, line.to_number) == (Difference("laptop", 10, 7, 5), -3, 2)


@given(counts, counts, counts)
def test_every_category_named_anywhere_has_one_line_and_nothing_is_lost(
    announced: dict[str, int], counted: dict[str, int], numbered: dict[str, int]
) -> None:
    lines = differences(announced, counted, numbered)
    assert [line.category for line in lines] == list(dict.fromkeys([*announced, *counted, *numbered]))
    assert sum(line.missing for line in lines) == sum(counted.values()) - sum(announced.values())
    assert sum(line.to_number for line in lines) == sum(counted.values()) - sum(numbered.values())


@given(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_a_pickup_is_within_two_years(day: date) -> None:
    today = date(2026, 11, 23)
    assert likely_pickup(day, today) == (today - timedelta(days=730) <= day <= today + timedelta(days=730))
