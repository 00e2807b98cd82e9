"""Is it good? Every function tested, nothing essential broken or absent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.collection.categories import Category
from rebond.refurbishment.rules import CHECKS, ESSENTIAL, failing, missing, wording
from rebond.refurbishment.words import LABELS

categories = st.sampled_from(sorted(CHECKS))
results = st.dictionaries(
    st.sampled_from(sorted(LABELS)), st.sampled_from(["passed", "failed", "absent", "maybe"])
)


def test_every_category_has_its_checks_and_every_check_its_words() -> None:
    assert set(CHECKS) == set(Category.values)
    assert {name for names in CHECKS.values() for name in names} == set(LABELS)


@given(categories, results)
def test_each_check_is_missing_failing_or_good_and_never_two(category: str, told: dict[str, str]) -> None:
    left, broken = missing(category, told), failing(category, told)
    good = [
        name
        for name in CHECKS[category]
        if told.get(name) == "passed" or (told.get(name) == "absent" and name not in ESSENTIAL)
    ]
    assert sorted([*left, *broken, *good]) == sorted(CHECKS[category])


@given(categories, results, st.booleans())
def test_reconditioned_needs_every_function_and_the_data_gone(
    category: str, told: dict[str, str], gone: bool
) -> None:
    tested = all(told.get(name) in ("passed", "absent") for name in CHECKS[category])
    assert wording(category, told, data_is_gone=gone) == (
        "reconditioned" if tested and gone else "second_hand"
    )


@pytest.mark.parametrize("name", sorted(ESSENTIAL & set(CHECKS["laptop"])))
def test_what_is_essential_may_not_be_absent(name: str) -> None:
    told = dict.fromkeys(CHECKS["laptop"], "passed") | {name: "absent"}
    assert failing("laptop", told) == [name]


def test_a_camera_may_be_absent_and_not_broken() -> None:
    told = dict.fromkeys(CHECKS["laptop"], "passed")
    assert failing("laptop", told | {"camera": "absent"}) == []
    assert failing("laptop", told | {"camera": "failed"}) == ["camera"]
