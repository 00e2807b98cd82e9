"""Several processes at the same moment: exactly one wins, the others are told, nothing is half done."""

import pytest

from tests.installation import Installation

pytestmark = pytest.mark.slow
LOSER = {"Refused", "Stale"}


def _one_won(answers: list[str]) -> bool:
    return answers.count("done") == 1 and set(answers) <= {"done", *LOSER}


def test_two_counters_hand_over_the_same_machine_once(installation: Installation) -> None:
    [device] = installation.do("prepare", "ready", 1)
    answers = installation.together(("hand_over", device), ("hand_over", device), ("hand_over", device))
    found = installation.do("check")
    assert _one_won(answers), answers
    assert (found["handovers"], found["handover_items"], found["states"]) == (1, 1, ["handed_over"])
    assert (found["recount"], found["chain"]) == ([], True)


def test_a_handover_and_a_stock_take_do_not_both_happen(installation: Installation) -> None:
    [device] = installation.do("prepare", "ready", 1)
    answers = installation.together(("hand_over", device), ("lose", device), ("reserve", device))
    found = installation.do("check")
    # Lost after it was held is a true story; handed over and lost is not.
    assert "done" in answers
    assert not (answers[0] == "done" and answers[1] == "done"), answers
    assert found["states"] in (["handed_over"], ["lost"], ["reserved"])
    assert (found["recount"], found["chain"]) == ([], True)


def test_numbers_never_collide_and_leave_no_gap(installation: Installation) -> None:
    installation.do("prepare", "received", 0)
    series = installation.together(
        ("receive", 5), ("receive_and_fail", 4), ("receive", 5), ("receive_and_fail", 3)
    )
    found = installation.do("check")
    ranks = sorted(int(number.split("-")[2]) for number in found["numbers"])
    assert ranks == list(range(1, 11))
    assert sorted([*series[0], *series[2]]) == found["numbers"]
    assert found["recount"] == []


def test_the_first_rank_of_a_new_year_is_given_once(installation: Installation) -> None:
    assert sorted(installation.together(*[("rank", "device-99")] * 4)) == [1, 2, 3, 4]


def test_two_clicks_print_one_receipt(installation: Installation) -> None:
    installation.do("prepare", "handed_over", 1)
    assert len(set(installation.together(("receipt",), ("receipt",), ("receipt",)))) == 1
