"""The CO2e of a second life: the founders' own calculation to the digit, and what its inputs may do to it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.impact import co2e
from rebond.impact.co2e import Range

CHECK = Path(__file__).resolve().parents[2] / "../shared/data/impact/check.py"
OURS = {
    "laptop": "laptop", "desktop": "desktop_pro", "monitor": "monitor", "phone": "smartphone",
    "tablet": "tablet",
}  # fmt: skip
MIX = {"laptop": 250, "desktop": 60, "monitor": 45, "phone": 32, "tablet": 13}
shares = st.floats(0, 1)


ASK = """
import json, check
lot = {"laptop": 250, "desktop_pro": 60, "monitor": 45, "smartphone": 32, "tablet": 13}
told = {name: [check.central(name), check.mc({name: 1})] for name in check.CATS}
print(json.dumps(told | {"lot": [None, check.mc(lot)]}))
"""


@pytest.fixture(scope="module")
def theirs() -> dict[str, Any]:
    """The founders' calculation, run by itself: one machine of each category, and the demonstration lot."""
    if not CHECK.exists():
        pytest.skip("the founders' calculation is not here")
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(
        command, cwd=CHECK.parent, check=True, capture_output=True, text=True, timeout=120,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def as_they_print(found: co2e.Spread) -> list[Any]:
    quantiles = [round(one, 1) for one in (found.low, found.median, found.high)]
    return [quantiles, round(found.mean, 1), round(found.below_zero * 100, 1)]


@pytest.mark.parametrize("category", OURS)
def test_one_machine_is_the_founders_calculation_to_the_digit(theirs: dict[str, Any], category: str) -> None:
    central, drawn = theirs[OURS[category]]
    assert co2e.central_kg(category) == central
    assert as_they_print(co2e.spread({category: 1})) == drawn


def test_the_demonstration_lot_is_the_founders_calculation_to_the_digit(theirs: dict[str, Any]) -> None:
    assert as_they_print(co2e.spread(MIX)) == theirs["lot"][1]
    assert round(co2e.mass_kg(MIX), 1) == 1000.9


def test_the_demonstration_lot_is_what_the_study_prints() -> None:
    found = co2e.spread(MIX)
    assert [round(one / 1000, 1) for one in (found.low, found.central, found.high)] == [6.4, 12.5, 26.4]
    assert round(co2e.raw_materials_kg({"laptop": 250}) / 1000) == 43


@pytest.mark.parametrize(
    ("name", "kg"),
    [
        ("substitution", (11.6, 59.7)), ("second_life", (21.8, 69.5)), ("embodied", (30.0, 64.7)),
        ("own", (44.7, 22.7)), ("refurbished", (43.3, 32.2)),
    ],
)  # fmt: skip
def test_one_input_changed_gives_the_study_s_table(name: str, kg: tuple[float, float]) -> None:
    found = {row[0]: row[3:] for row in co2e.sensitivity("laptop")}
    assert [round(one, 1) for one in found[name]] == pytest.approx(kg, abs=0.11)


def test_a_laptop_avoids_nothing_below_one_new_one_in_seven() -> None:
    assert co2e.even_share("laptop") == pytest.approx(0.14, abs=0.005)


@pytest.mark.parametrize("category", ["all_in_one", "server", "", "fr"])
def test_a_category_without_factor_is_an_error_never_another_s(category: str) -> None:
    for ask in (co2e.factor, co2e.central_kg, lambda name: co2e.spread({name: 1})):
        with pytest.raises(co2e.MissingFactor):
            ask(category)


def test_three_answers_measure_nothing_and_thirty_do() -> None:
    assert co2e.measured({"laptop": {"new": 1, "nothing": 2}}) == ()
    [(category, share)] = co2e.measured({"laptop": {"new": 10, "nothing": 30}})
    assert (category, share.value) == ("laptop", 0.25)
    assert (round(share.low, 3), round(share.high, 3)) == (0.156, 0.376)  # Wilson, 90 %, 10 of 40


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_is_within_its_interval_and_within_zero_and_one(told: tuple[int, int]) -> None:
    found = co2e.wilson(*told)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (2, 1), (-1, 3)])
def test_a_share_of_nobody_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="out of"):
        co2e.wilson(part, whole)


@given(st.sampled_from(sorted(co2e.FACTORS)), shares, shares)
def test_the_more_would_have_bought_new_the_more_is_avoided(name: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert co2e.central_kg(name, substitution=low) <= co2e.central_kg(name, substitution=high) + 1e-9


@given(st.dictionaries(st.sampled_from(sorted(co2e.FACTORS)), st.integers(0, 900)))
def test_a_range_is_in_order_and_grows_with_the_machines(mix: dict[str, int]) -> None:
    found, twice = co2e.spread(mix), co2e.spread({name: 2 * n for name, n in mix.items()})
    assert found.low <= found.median <= found.high
    assert twice.central == pytest.approx(2 * found.central)
    assert twice.high == pytest.approx(2 * found.high)


def test_an_answer_takes_the_place_of_the_convention_and_of_the_market_s_share() -> None:
    asked = (("laptop", Range(0.2, 0.25, 0.3)),)
    assert co2e.refurbished_share("laptop", asked) == co2e.NOTHING
    assert co2e.central_kg("laptop", asked) < co2e.central_kg("laptop")
    assert co2e.spread(MIX, asked).high < co2e.spread(MIX).high
