"""Figures by town: nobody fewer than five is told, whatever is taken from whatever."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rebond.impact import towns
from rebond.impact.towns import Town

CODES = [f"{number:05d}" for number in range(1, 13)]
ROWS = [
    Town(code, f"epci{rank // 2}", f"dep{rank // 4}", f"reg{rank // 8}") for rank, code in enumerate(CODES)
]
PEOPLE = st.dictionaries(st.sampled_from(["", *CODES]), st.integers(0, 12))


def sheet(people: Mapping[str, int], level: str, code: str) -> int:
    return towns.amount(people, towns.included(people, ROWS, level, code))


@given(PEOPLE)
def test_no_town_with_few_people_is_told_nor_had_from_the_total(people: dict[str, int]) -> None:
    shown = towns.told(people)
    assert all(people[code] >= 5 for code in shown)
    rest = sum(people.values()) - sum(people[code] for code in shown)
    assert rest == 0 or rest >= 5 or not shown


@given(PEOPLE)
def test_one_sheet_less_those_inside_it_never_leaves_one_to_four(people: dict[str, int]) -> None:
    shown = towns.told(people)
    told = {code: people[code] for code in shown}
    levels = {
        "epci": lambda town: town.epci, "departement": lambda town: town.departement,
        "region": lambda town: town.region,
    }  # fmt: skip
    inside: dict[str, dict[str, int]] = {"commune": told}
    for level, of in levels.items():
        inside[level] = {code: sheet(people, level, code) for code in {of(row) for row in ROWS}}
    for code, whole in inside["epci"].items():
        left = whole - sum(told.get(row.insee, 0) for row in ROWS if row.epci == code)
        assert left == 0 or left >= 5
    for code, whole in inside["departement"].items():
        left = whole - sum(
            inside["epci"][name] for name in {row.epci for row in ROWS if row.departement == code}
        )
        assert left == 0 or left >= 5
    left = sum(people.values()) - sum(inside["region"].values())
    assert left == 0 or left >= 5 or not any(inside["region"].values())
    for code, whole in inside["region"].items():
        names = {row.departement for row in ROWS if row.region == code}
        left = whole - sum(inside["departement"][name] for name in names)
        assert left == 0 or left >= 5


@given(PEOPLE)
def test_a_wider_territory_counts_all_that_the_smaller_ones_count(people: dict[str, int]) -> None:
    for row in ROWS:
        counted = [
            towns.included(people, ROWS, level, code)
            for level, code in (
                ("commune", row.insee),
                ("departement", row.departement),
                ("region", row.region),
            )
        ]
        for smaller, wider in pairwise(counted):
            assert smaller <= wider


def test_the_few_of_two_towns_are_told_together_where_they_are_five() -> None:
    people = {"00001": 20, "00002": 5, "00003": 3, "00004": 2}
    assert towns.told(people) == {"00001", "00002"}
    assert sheet(people, "commune", "00003") == 0
    assert sheet(people, "epci", "epci1") == 5
    alone = {"00001": 20, "00002": 3}
    assert towns.told(alone) == frozenset()  # the three would be the total less the twenty
