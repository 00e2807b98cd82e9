from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.common.units import bytes_fr, day_fr, money_fr, number_fr, percent_fr, ram_fr

N = "\u202f"
B = "\u00a0"


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (0, f"0{B}o"),
        (999, f"999{B}o"),
        (1_000, f"1{B}ko"),
        (1_500_000, f"1,5{B}Mo"),
        (256_060_514_304, f"256{B}Go"),
        (500_107_862_016, f"500{B}Go"),
        (999_600_000_000, f"1{B}To"),
        (1_024_209_543_168, f"1{B}To"),
        (8_001_563_222_016, f"8{B}To"),
        (9_960_000_000_000, f"10{B}To"),
    ],
)
def test_bytes_are_written_as_drives_are_sold(size_bytes: int, words: str) -> None:
    assert bytes_fr(size_bytes) == words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(8 * 2**30, f"8{B}Go"), (512 * 2**20, f"512{B}Mo"), (int(7.7 * 2**30), f"7,7{B}Go"), (2**40, f"1{B}To")],
)
def test_ram_is_written_as_memory_is_sold(size_bytes: int, words: str) -> None:
    assert ram_fr(size_bytes) == words


@pytest.mark.parametrize("write", [bytes_fr, ram_fr])
def test_negative_size_is_refused(write: object) -> None:
    with pytest.raises(ValueError, match="negative"):
        write(-1)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (6_000, f"60{B}€"),
        (1_250, f"12,50{B}€"),
        (5, f"0,05{B}€"),
        (0, f"0{B}€"),
        (-1_250, f"−12,50{B}€"),
        (123_456_789, f"1{N}234{N}567,89{B}€"),
    ],
)
def test_money_shows_cents_only_when_there_are(cents: int, words: str) -> None:
    assert money_fr(cents) == words


@given(st.integers(-(10**20), 10**20))
def test_money_loses_no_cent(cents: int) -> None:
    figures = money_fr(cents).removesuffix(f"{B}€").replace(N, "").replace(",", ".").replace("−", "-")
    assert Decimal(figures) * 100 == cents


@given(st.integers(0, 10**20))
def test_number_groups_by_three(number: int) -> None:
    head, *groups = number_fr(number).split(N)
    assert int(head + "".join(groups)) == number
    assert 1 <= len(head) <= 3
    assert {len(group) for group in groups} <= {3}


def test_number_rounds_half_up_and_knows_no_negative_zero() -> None:
    assert number_fr(Decimal("1234.565"), 2) == f"1{N}234,57"
    assert number_fr(Decimal("-0.4")) == "0"
    assert number_fr(-1_234) == f"−1{N}234"


def test_percent_is_a_ratio_times_a_hundred() -> None:
    assert percent_fr(0.8) == f"80{N}%"
    assert percent_fr(0.285, 1) == f"28,5{N}%"
    assert percent_fr(Decimal(1)) == f"100{N}%"


def test_days_are_written_in_words() -> None:
    assert day_fr(date(2026, 11, 3)) == "mardi 3 novembre 2026"
    assert day_fr(date(2026, 2, 1)) == "dimanche 1er février 2026"
