"""The best proposal for the whole stock: a flow solved by HiGHS. Pure.

Needs that are served by the same machines are one class, machines that are as good as each other another:
requests (their points) on one side, classes in the middle, counts of machines on the other. The matrix is
that of a network, so the solution of the linear programme is whole. Requests weigh far more than fits: among
those who can be served together, the ones with the most points are (a transversal matroid: no trade serves
two small ones for a great one without room for it).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rebond.distribution import matching
from rebond.distribution.matching import Ask, Machine, Requirement

Profile = tuple[object, ...]
_SERVED = 10_000.0
_POINT = 100.0


@dataclass(frozen=True, slots=True)
class Line:
    """One machine for one request."""

    ask: Ask
    machine: Machine


@dataclass(frozen=True, slots=True)
class Solution:
    """``lines``: by points, the most first. ``unserved``: the requests left, in the same order."""

    lines: list[Line]
    unserved: list[Ask]


def solve(asks: Sequence[Ask], machines: Sequence[Machine]) -> Solution:
    """Serve as many points as the machines allow. Ties: the older request (its smaller key)."""
    needs: dict[Requirement, list[Ask]] = defaultdict(list)
    for ask in sorted(asks, key=_order):
        needs[matching.required_by(ask)].append(ask)
    kinds: dict[Profile, list[Machine]] = defaultdict(list)
    for machine in sorted(machines, key=lambda one: (one.ready_day, one.key)):
        kinds[machine.profile].append(machine)
    flows = _flows(needs, kinds)
    lines = []
    for need, given in flows.items():
        chosen = [machine for profile, n in given for machine in _take(kinds[profile], n)]
        chosen.sort(key=lambda machine: (-matching.fit(need, machine), machine.ready_day, machine.key))
        lines += [Line(ask, machine) for ask, machine in zip(needs[need], chosen, strict=False)]
    lines.sort(key=lambda line: _order(line.ask))
    served = {line.ask.key for line in lines}
    return Solution(lines, sorted((ask for ask in asks if ask.key not in served), key=_order))


def _order(ask: Ask) -> tuple[int, int]:
    return -matching.points(ask), ask.key


def _take(stock: list[Machine], n: int) -> Iterable[Machine]:
    taken, stock[:] = stock[:n], stock[n:]
    return taken


def _flows(
    needs: dict[Requirement, list[Ask]], kinds: dict[Profile, list[Machine]]
) -> dict[Requirement, list[tuple[Profile, int]]]:
    """How many machines of each profile go to each class of needs."""
    edges = [
        (need, profile, matching.fit(need, stock[0]))
        for need in needs
        for profile, stock in kinds.items()
        if not need.lacks(stock[0])
    ]
    values = _solved(edges, needs, kinds) if edges else []
    found: dict[Requirement, list[tuple[Profile, int]]] = defaultdict(list)
    for (need, profile, _fit), value in zip(edges, values, strict=False):
        if round(value):
            found[need].append((profile, round(value)))
    return found


def _solved(
    edges: Sequence[tuple[Requirement, Profile, int]],
    needs: dict[Requirement, list[Ask]],
    kinds: dict[Profile, list[Machine]],
) -> Sequence[float]:
    """The columns: machines along each edge, then each request served or not. RuntimeError: HiGHS gave up."""
    import highspy  # here: the library is loaded by who asks for a proposal

    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    into: dict[Requirement, list[int]] = defaultdict(list)
    out: dict[Profile, list[int]] = defaultdict(list)
    for column, (need, profile, fit) in enumerate(edges):
        model.addCol(float(fit), 0.0, float(len(kinds[profile])), 0, [], [])
        into[need].append(column)
        out[profile].append(column)
    first = len(edges)
    for need, columns in into.items():
        for ask in needs[need]:
            model.addCol(_SERVED + _POINT * matching.points(ask), 0.0, 1.0, 0, [], [])
        served = range(first, first + len(needs[need]))
        first = served.stop
        chosen = [*columns, *served]
        model.addRow(0.0, 0.0, len(chosen), chosen, [1.0] * len(columns) + [-1.0] * len(served))
    for profile, columns in out.items():
        model.addRow(0.0, float(len(kinds[profile])), len(columns), columns, [1.0] * len(columns))
    model.changeObjectiveSense(highspy.ObjSense.kMaximize)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS: {model.getModelStatus()}")
    values: Sequence[float] = model.getSolution().col_value
    return values
