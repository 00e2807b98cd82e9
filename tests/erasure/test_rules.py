"""When is the data gone? From values alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.erasure.rules import Attempt, SeenDrive, gate, proves, why_not

RECEIVED = datetime(2026, 11, 3, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PROOF = Attempt(
    result="success",
    verification="full",
    errors=0,
    tool="nwipe",
    finished_at=NOW - timedelta(days=1),
    by_hand=True,
    witness="Anne",
)

attempts = st.builds(
    Attempt,
    result=st.sampled_from(["success", "failure", "aborted", "not_run"]),
    verification=st.sampled_from(["none", "sampled", "full"]),
    errors=st.integers(0, 3),
    tool=st.sampled_from(["nwipe", " ", ""]),
    finished_at=st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    by_hand=st.booleans(),
    witness=st.sampled_from(["Anne", " ", ""]),
)


def test_a_verified_success_since_the_reception_proves() -> None:
    assert proves(PROOF, debt_since=RECEIVED, now=NOW)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"result": "failure"}, "failure"),
        ({"result": "aborted"}, "aborted"),
        ({"result": "not_run"}, "not_run"),
        ({"errors": 1}, "errors"),
        ({"verification": "none"}, "not_verified"),
        ({"verification": "maybe"}, "not_verified"),
        ({"tool": "  "}, "no_tool"),
        ({"finished_at": RECEIVED - timedelta(microseconds=1)}, "before_reception"),
        ({"finished_at": NOW + timedelta(microseconds=1)}, "in_the_future"),
        ({"witness": " "}, "no_witness"),
    ],
)
def test_one_thing_missing_proves_nothing_and_says_which(change: dict[str, object], code: str) -> None:
    attempt = replace(PROOF, **change)  # type: ignore[arg-type]
    assert (
        proves(attempt, debt_since=RECEIVED, now=NOW),
        why_not(attempt, debt_since=RECEIVED, now=NOW),
    ) == (False, code)


def test_a_machine_is_its_own_witness() -> None:
    assert proves(replace(PROOF, by_hand=False, witness=""), debt_since=RECEIVED, now=NOW)


@given(attempts)
def test_proof_and_reason_always_agree(attempt: Attempt) -> None:
    assert proves(attempt, debt_since=RECEIVED, now=NOW) == (
        why_not(attempt, debt_since=RECEIVED, now=NOW) == ""
    )


@given(attempts, st.timedeltas(timedelta(), timedelta(days=60)))
def test_a_renewed_debt_never_makes_a_proof(attempt: Attempt, later: timedelta) -> None:
    before = proves(attempt, debt_since=RECEIVED, now=NOW)
    assert before or not proves(attempt, debt_since=RECEIVED + later, now=NOW)


drives = st.lists(st.builds(SeenDrive, drive=st.integers(1, 9), settled=st.booleans()), max_size=4)


@given(holds_data=st.booleans(), seen=drives, said_empty=st.booleans())
def test_gate_opens_only_when_all_is_settled_and_something_was_said(
    holds_data: bool, seen: list[SeenDrive], said_empty: bool
) -> None:
    found = gate(holds_data=holds_data, seen=seen, said_empty=said_empty)
    owes_nothing = all(row.settled for row in seen)
    assert found.is_open == (owes_nothing and (bool(seen) or said_empty or not holds_data))
    assert found.unproven == tuple(row.drive for row in seen if not row.settled)


def test_absence_of_rows_is_never_proof() -> None:
    assert not gate(holds_data=True, seen=[], said_empty=False).is_open


def test_saying_empty_does_not_cover_a_drive_that_was_seen() -> None:
    assert not gate(holds_data=True, seen=[SeenDrive(1, settled=False)], said_empty=True).is_open
