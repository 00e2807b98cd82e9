"""Which device does a report speak of? Never a guess."""

from hypothesis import given
from hypothesis import strategies as st

from rebond.evidence.rules import Candidate, Match, match, same_maker

OURS = Candidate(7, "DEF-26-00007-X", "Lenovo", "PC0A1B2C")
TWIN = Candidate(8, "DEF-26-00008-Y", "LENOVO", "PC0A1B2C")
STRANGER = Candidate(9, "DEF-26-00009-Z", "Dell", "PC0A1B2C")

candidates = st.builds(
    Candidate,
    device=st.integers(1, 50),
    number=st.just("DEF"),
    maker=st.sampled_from(["", "Dell", "Lenovo"]),
    serial_key=st.sampled_from(["", "AAA", "BBB"]),
)


def test_the_number_wins_over_the_twins() -> None:
    found = match(
        named=OURS, named_number=OURS.number, twins=[STRANGER], serial_key="PC0A1B2C", maker="Lenovo"
    )
    assert found == Match(7)


def test_a_number_that_nobody_carries_is_not_guessed() -> None:
    found = match(
        named=None, named_number="DEF-26-99999-1", twins=[OURS], serial_key="PC0A1B2C", maker="Lenovo"
    )
    assert found == Match(None, "unknown_number", "DEF-26-99999-1")


def test_a_contradicting_serial_stops() -> None:
    found = match(named=OURS, named_number=OURS.number, twins=[], serial_key="OTHER", maker="Lenovo")
    assert (found.device, found.reason) == (None, "other_serial")


def test_two_machines_with_one_serial_are_several() -> None:
    found = match(named=None, named_number="", twins=[OURS, TWIN], serial_key="PC0A1B2C", maker="Lenovo")
    assert found == Match(None, "several_devices", "DEF-26-00007-X, DEF-26-00008-Y")


def test_another_maker_with_the_same_serial_is_another_machine() -> None:
    assert match(
        named=None, named_number="", twins=[STRANGER], serial_key="PC0A1B2C", maker="Lenovo"
    ) == Match(None)


def test_makers_agree_whatever_their_case_or_when_one_is_silent() -> None:
    assert [same_maker("LENOVO", "Lenovo"), same_maker("", "Dell"), same_maker("HP", "Dell")] == [
        True,
        True,
        False,
    ]


@given(
    named=st.none() | candidates,
    named_number=st.sampled_from(["", "DEF-26-00001-A"]),
    twins=st.lists(candidates, max_size=4),
    serial_key=st.sampled_from(["", "AAA", "BBB"]),
    maker=st.sampled_from(["", "Dell", "Lenovo"]),
)
def test_a_device_or_a_reason_never_both(
    named: Candidate | None, named_number: str, twins: list[Candidate], serial_key: str, maker: str
) -> None:
    found = match(named=named, named_number=named_number, twins=twins, serial_key=serial_key, maker=maker)
    assert found.device is None or found.reason == ""
    if named and found.device is not None:
        assert found.device == named.device
