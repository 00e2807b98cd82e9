"""The order of a day's stops: hours held, van not overfilled, the same each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rebond.collection import routing
from rebond.collection.routing import Stop

LANESTER, LORIENT, HENNEBONT, QUIMPER = (47.76, -3.34), (47.75, -3.37), (47.80, -3.28), (48.00, -4.10)
MORNING, EVENING = 8 * 60, 18 * 60


def stop(key: int, place=LORIENT, *, load: int = 5, earliest: int = MORNING, latest: int = EVENING) -> Stop:
    return Stop(key, place, load, earliest, latest)


def plan(*stops: Stop, capacity: int = 100, back_by: int = EVENING) -> routing.Plan:
    return routing.plan(LANESTER, stops, capacity=capacity, leave_at=MORNING, back_by=back_by)


def test_lanester_to_quimper_is_about_what_the_road_says():
    assert 70 < routing.kilometres(LANESTER, QUIMPER) < 90  # 68 to 75 km by the N165, from door to door


def test_a_stop_with_an_early_hour_goes_first_though_it_is_far():
    found = plan(
        stop(1, LORIENT), stop(2, QUIMPER, latest=MORNING + 120), stop(3, HENNEBONT, earliest=15 * 60)
    )
    assert [visit.key for visit in found.visits].index(2) < 2
    assert found.visits[-1].key == 3
    assert found.visits[-1].at >= 15 * 60
    assert not found.left_out


def test_what_does_not_fit_is_said():
    assert len(plan(stop(1, load=60), stop(2, HENNEBONT, load=60)).left_out) == 1
    assert plan(stop(1, QUIMPER, latest=MORNING + 10)).left_out == (1,)
    assert plan(stop(1, QUIMPER), back_by=MORNING + 30).left_out == (1,)
    assert plan().visits == ()


def test_without_what_pyvrp_finds_the_nearest_order_still_holds():
    stops = [stop(1, QUIMPER), stop(2, LORIENT), stop(3, HENNEBONT)]
    order = routing._nearest(LANESTER, stops, 100, MORNING, EVENING)
    assert [one.key for one in order] == [2, 3, 1]


PLACE = st.tuples(st.floats(47.5, 48.5), st.floats(-4.5, -2.5))
STOPS = st.lists(
    st.tuples(PLACE, st.integers(1, 60), st.integers(MORNING, EVENING), st.integers(0, 300)), max_size=7
)


@given(STOPS, st.integers(1, 150))
@settings(max_examples=40, deadline=None)
def test_a_plan_breaks_no_hour_and_overfills_no_van(told, capacity):
    stops = [
        Stop(key, place, load, early, early + wide) for key, (place, load, early, wide) in enumerate(told)
    ]
    found, by_key = plan(*stops, capacity=capacity), {one.key: one for one in stops}
    seen = [visit.key for visit in found.visits]
    assert sorted([*seen, *found.left_out]) == sorted(by_key)
    assert found.load == sum(by_key[key].load for key in seen) <= capacity
    assert all(by_key[visit.key].earliest <= visit.at <= by_key[visit.key].latest for visit in found.visits)
    assert not seen or found.back_at <= EVENING
    assert found == plan(*stops, capacity=capacity)
