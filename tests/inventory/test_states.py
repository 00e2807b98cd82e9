"""The table of a device's life."""

import pytest

from rebond.inventory.states import GUARDED, IN_HOUSE, NEXT, OUTSIDE, State, allowed, counts_as


def test_every_state_has_its_line() -> None:
    assert set(NEXT) == set(State)


def test_nothing_leaves_recycled() -> None:
    assert NEXT[State.RECYCLED] == frozenset()


def test_every_state_is_reached_from_received() -> None:
    reached, frontier = {State.RECEIVED}, {State.RECEIVED}
    while frontier:
        frontier = {State(after) for before in frontier for after in NEXT[before]} - reached
        reached |= frontier
    assert reached == set(State)


def test_the_way_out_always_passes_by_cleared() -> None:
    unguarded = set(State) - GUARDED
    entries = {(before, after) for before in unguarded for after in NEXT[before] if after in GUARDED}
    assert entries == {(State.RECEIVED, State.CLEARED)}


def test_a_device_is_in_the_house_or_outside_or_gone() -> None:
    assert frozenset() == IN_HOUSE & OUTSIDE
    assert set(State) - IN_HOUSE - OUTSIDE == {State.RECYCLED, State.MERGED}


def test_coming_back_from_outside_is_always_as_received() -> None:
    assert {after for before in OUTSIDE for after in NEXT[before]} == {State.RECEIVED}


@pytest.mark.parametrize(
    ("origin", "destination", "figure"),
    [
        ("", State.RECEIVED, "collected"),
        (State.CLEARED, State.READY, "refurbished"),
        (State.RESERVED, State.READY, ""),
        (State.RESERVED, State.HANDED_OVER, "handed_over"),
        (State.HANDED_OVER, State.RECEIVED, "returned"),
        (State.LOST, State.RECEIVED, ""),
        (State.MERGED, State.RECEIVED, ""),
        (State.SCRAPPED, State.RECYCLED, "recycled"),
        (State.DISMANTLED, State.RECYCLED, "recycled"),
    ],
)
def test_a_step_feeds_one_figure(origin: str, destination: State, figure: str) -> None:
    assert counts_as(origin, destination) == figure


def test_nothing_is_allowed_to_stay_where_it_is() -> None:
    assert [state for state in State if allowed(state, state)] == []
