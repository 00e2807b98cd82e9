from string import ascii_uppercase, digits

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rebond.inventory.numbers import NotOurNumber, compose, normalise

SIGNS = digits + ascii_uppercase
ON_A_FRENCH_KEYBOARD = str.maketrans("1234567890-/:.AQZWMaqzwm", "&é\"'(-è_çà)!M:QAWZ?qawz,")

numbers = st.builds(
    compose,
    st.text(ascii_uppercase, min_size=2, max_size=6),
    st.integers(2000, 2099),
    st.integers(1, 99_999) | st.integers(1, 10**8),
)


def refusal(text: str) -> str:
    with pytest.raises(NotOurNumber) as refused:
        normalise(text)
    return refused.value.reason


def test_a_number_is_composed_as_printed() -> None:
    assert compose("DEF", 2026, 417) == "DEF-26-00417-8"
    assert compose("DEF", 2026, 123_456).startswith("DEF-26-123456-")


@pytest.mark.parametrize(
    ("prefix", "year", "rank"),
    [
        ("D", 2026, 1),
        ("def", 2026, 1),
        ("D2F", 2026, 1),
        ("ABCDEFG", 2026, 1),
        ("DEF", 26, 1),
        ("DEF", 2100, 1),
        ("DEF", 2026, 0),
    ],
)
def test_no_number_is_composed_from_what_could_not_be_read_back(prefix: str, year: int, rank: int) -> None:
    with pytest.raises(ValueError, match="no number for"):
        compose(prefix, year, rank)


@given(numbers)
def test_every_number_is_its_own_normal_form(number: str) -> None:
    assert normalise(number) == number


@given(numbers)
def test_a_number_is_understood_however_it_is_typed_or_scanned(number: str) -> None:
    address = f"https://exemple.fr/m/{number}"
    joined, spaced = number.replace("-", ""), number.replace("-", " ")
    typed = [number.lower(), joined, spaced, f" {number}\r\n", address, address + "/"]
    assert {normalise(text) for text in typed} == {number}


@given(numbers)
def test_a_scan_through_the_wrong_keyboard_is_undone(number: str) -> None:
    for text in (number, number.lower(), f"https://exemple.fr/m/{number}"):
        assert normalise(text.translate(ON_A_FRENCH_KEYBOARD)) == number


def test_a_half_wrong_keyboard_is_undone_too() -> None:
    assert normalise("DEF)26)àà'&è)8") == "DEF-26-00417-8"
    assert refusal("DEF)26)àà'&-)K") == "check"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DEF",
        "5CG0123ABC",
        "DEF-26-417-8",
        "DEF-26-000417-8",
        "DEF-26-00417",
        "DEF/26-00417-8",
        "DÉF-26-00417-8",
        "DEF-26-٠٠٤١٧-8",
    ],
)
def test_what_is_not_written_like_ours_is_refused_for_its_shape(text: str) -> None:
    assert refusal(text) == "shape"


def test_the_letter_o_is_not_taken_for_a_zero() -> None:
    assert refusal("DEF-26-OO417-8") == "shape"


@given(numbers, st.data())
def test_any_wrong_character_is_caught(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([place for place, sign in enumerate(number) if sign != "-"]))
    wrong = data.draw(st.sampled_from(SIGNS))
    assume(wrong != number[place])
    typo = number[:place] + wrong + number[place + 1 :]
    assert refusal(typo) in {"shape", "check"}
    assert refusal(typo.replace("-", "")) in {"shape", "check"}


def swapped(number: str, place: int) -> str:
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


@given(numbers, st.data())
def test_two_swapped_neighbours_are_caught_unless_of_consecutive_value(
    number: str, data: st.DataObject
) -> None:
    sequence = number.replace("-", "")
    place = data.draw(st.integers(0, len(sequence) - 2))
    gap = abs(SIGNS.index(sequence[place]) - SIGNS.index(sequence[place + 1]))
    assume(gap not in {0, 1, 35})
    assert refusal(swapped(sequence, place)) in {"shape", "check"}


def test_swaps_of_consecutive_digits_that_pass_are_as_rare_as_documented() -> None:
    """MOD 37,36 has this blind spot ; this keeps its size written down and true."""
    passed = tried = 0
    for rank in range(1, 20_000):
        sequence = compose("DEF", 2026, rank).replace("-", "")
        for place in range(5, 9):
            if abs(int(sequence[place]) - int(sequence[place + 1])) == 1:
                tried += 1
                try:
                    passed += normalise(swapped(sequence, place)) != sequence
                except NotOurNumber:
                    continue
    assert (passed, tried) == (300, 13_800)
