"""Fair by stated rules, whole by a solver: compared with a brute force on small stocks."""

from itertools import permutations
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from rebond.distribution import matching
from rebond.distribution.matching import Ask, Machine
from rebond.distribution.solver import solve

_USES: Final = ("school", "procedures", "work", "video", "accessibility")

asks = st.builds(
    Ask,
    key=st.just(0),
    uses=st.sets(st.sampled_from(_USES), min_size=1).map(frozenset),
    wanted=st.sampled_from(["", "laptop", "desktop"]),
    connection=st.sampled_from(["", "none", "mobile", "fixed"]),
    urgency=st.integers(0, 2),
    children_at_school=st.integers(0, 3),
    days_waited=st.integers(-2, 800),
)
machines = st.builds(
    Machine,
    key=st.just(0),
    category=st.sampled_from(["laptop", "desktop", "all_in_one"]),
    memory_gb=st.sampled_from([0, 4, 8, 16]),
    cores=st.sampled_from([0, 1, 4]),
    has_camera=st.sampled_from([True, False, None]),
    has_wifi=st.sampled_from([True, False, None]),
    grade=st.sampled_from(["A", "B", "C", ""]),
    ready_day=st.integers(739_000, 739_400),
)


def numbered(rows: list, first: int) -> list:
    """The same, each with a key of its own."""
    fields = rows[0].__dataclass_fields__ if rows else ()
    return [
        type(row)(**{name: getattr(row, name) for name in fields} | {"key": first + rank})
        for rank, row in enumerate(rows)
    ]


@settings(max_examples=120, deadline=None)
@given(st.lists(asks, max_size=4), st.lists(machines, max_size=4))
def test_the_solver_serves_as_many_points_as_any_assignment_can(wants: list, stock: list) -> None:
    wants, stock = numbered(wants, 1), numbered(stock, 100)
    found = solve(wants, stock)
    served = {line.ask.key for line in found.lines}
    assert len({line.machine.key for line in found.lines}) == len(found.lines) == len(served)
    assert not [line for line in found.lines if matching.required_by(line.ask).lacks(line.machine)]
    assert served | {ask.key for ask in found.unserved} == {ask.key for ask in wants}
    assert _worth(served, wants) == _best(wants, stock)


def _worth(served: set[int], wants: list[Ask]) -> int:
    return sum(10_000 + 100 * matching.points(ask) for ask in wants if ask.key in served)


def _best(wants: list[Ask], stock: list[Machine]) -> int:
    """Every way to give the machines, one after the other."""
    seats = [*stock, *[None] * len(wants)]
    best = 0
    for order in permutations(seats, len(wants)):
        pairs = zip(wants, order, strict=True)
        served = {ask.key for ask, one in pairs if one and not matching.required_by(ask).lacks(one)}
        best = max(best, _worth(served, wants))
    return best


def test_the_points_are_those_that_are_stated() -> None:
    plain = Ask(1, frozenset({"school"}), days_waited=23)
    assert matching.points(plain) == 23
    assert matching.points(Ask(1, frozenset({"school"}), urgency=2, children_at_school=2)) == 120 + 30
    assert matching.points(Ask(1, frozenset({"school"}), days_waited=4_000)) == 365


def test_a_camera_that_nobody_tested_is_no_camera() -> None:
    needed = matching.requirement(frozenset({"video"}), "laptop", "mobile")
    facts = {"key": 1, "category": "laptop", "memory_gb": 8, "cores": 4, "grade": "B", "ready_day": 1}
    assert needed.lacks(Machine(has_camera=None, has_wifi=True, **facts)) == ["camera"]
    assert needed.lacks(Machine(has_camera=True, has_wifi=None, **facts)) == ["wifi"]
    assert needed.lacks(Machine(has_camera=True, has_wifi=True, **facts)) == []


def test_the_best_machine_is_left_to_whoever_needs_it() -> None:
    facts = {"category": "laptop", "cores": 4, "has_wifi": True, "grade": "B", "ready_day": 1}
    small = Machine(key=1, memory_gb=4, has_camera=False, **facts)
    great = Machine(key=2, memory_gb=16, has_camera=True, **facts)
    modest = Ask(10, frozenset({"procedures"}), wanted="laptop", urgency=2)
    video = Ask(11, frozenset({"video"}), wanted="laptop")
    found = {line.ask.key: line.machine.key for line in solve([modest, video], [great, small]).lines}
    assert found == {10: 1, 11: 2}
