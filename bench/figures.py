"""Statistics of a run and the table that shows them. Pure."""

import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.endpoints import (
    ENDPOINTS,
    GOALS,
    LIST_BYTES_GOAL,
    LIST_QUERIES_GOAL,
    PEERS_SOURCE,
    STEADY_MEDIAN_MS,
    STEADY_RATIO,
    Endpoint,
    Goal,
)

Figures = dict[str, Any]
"""The figures of one measurement at one size, by name (units in the names)."""

Results = dict[str, dict[str, Figures]]
"""Measurement -> number of devices, as text -> figures: the shape of build/bench.json."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that a `share` (0 to 1) of the values do not exceed; ValueError when empty."""
    if not values:
        raise ValueError("no value to take a percentile of")
    return sorted(values)[max(math.ceil(share * len(values)), 1) - 1]


def latency(milliseconds: Sequence[float]) -> Figures:
    """Median, p95 and p99 of the requests."""
    return {
        "median_ms": round(statistics.median(milliseconds), 2),
        "p95_ms": round(percentile(milliseconds, 0.95), 2),
        "p99_ms": round(percentile(milliseconds, 0.99), 2),
    }


def ratio(by_size: Mapping[str, Figures], figure: str = "median_ms") -> float | None:
    """The figure at the largest size over the same at the smallest; None with fewer than two sizes."""
    sizes = sorted(by_size, key=int)
    if len(sizes) < 2 or not by_size[sizes[0]][figure]:
        return None
    return round(float(by_size[sizes[-1]][figure] / by_size[sizes[0]][figure]), 2)


def reached(goal: Goal, value: float) -> bool:
    """Whether a figure meets its goal."""
    return value >= goal.bound if goal.at_least else value <= goal.bound


def markdown(results: Results) -> str:
    """Both tables: the pages, then the rest; a measurement that was not made has no line."""
    sizes = sorted({size for by_size in results.values() for size in by_size}, key=int)
    return "\n".join(
        [*_page_table(results, sizes), "", *_other_table(results, sizes), "", f"Peer: {PEERS_SOURCE}."]
    )


def _page_table(results: Results, sizes: Sequence[str]) -> Iterator[str]:
    yield _line(
        "page", *(f"{size}: median / p95 ms" for size in sizes), "ratio", "queries", "kB", "goal", "peer"
    )
    yield _line(*["---"] * (len(sizes) + 6))
    for endpoint in ENDPOINTS:
        if endpoint.name in results:
            yield _page_line(endpoint, results[endpoint.name], sizes)


def _page_line(endpoint: Endpoint, by_size: Mapping[str, Figures], sizes: Sequence[str]) -> str:
    last = by_size[max(by_size, key=int)]
    return _line(
        endpoint.name,
        *(f"{by_size[s]['median_ms']} / {by_size[s]['p95_ms']}" if s in by_size else "" for s in sizes),
        _shown(ratio(by_size)),
        _shown(last["queries"]),
        f"{last['bytes'] / 1000:.1f}",
        f"{_page_goal(endpoint)} {_verdict(_page_reached(endpoint, by_size))}",
        f"{endpoint.peer_ms:g} ms" if endpoint.peer_ms is not None else "",
    )


def _page_goal(endpoint: Endpoint) -> str:
    bounds = f"p95 ≤ {endpoint.goal_ms:g} ms"
    if endpoint.steady:
        bounds += f", median ≤ {STEADY_MEDIAN_MS} ms, ratio ≤ {STEADY_RATIO}"
    if endpoint.name.startswith("list_"):
        bounds += f", ≤ {LIST_QUERIES_GOAL} queries, ≤ {LIST_BYTES_GOAL // 1000} kB"
    return bounds


def _page_reached(endpoint: Endpoint, by_size: Mapping[str, Figures]) -> bool:
    """At every size; a steady page also between sizes, and a list is light and asks the database little."""
    return (
        all(figures["p95_ms"] <= endpoint.goal_ms for figures in by_size.values())
        and (not endpoint.steady or _is_steady(by_size))
        and (not endpoint.name.startswith("list_") or _is_light(by_size))
    )


def _is_steady(by_size: Mapping[str, Figures]) -> bool:
    quick = all(figures["median_ms"] <= STEADY_MEDIAN_MS for figures in by_size.values())
    growth = ratio(by_size)
    return quick and (growth is None or growth <= STEADY_RATIO)


def _is_light(by_size: Mapping[str, Figures]) -> bool:
    return all(
        figures["bytes"] <= LIST_BYTES_GOAL and (figures["queries"] or 0) <= LIST_QUERIES_GOAL
        for figures in by_size.values()
    )


def _other_table(results: Results, sizes: Sequence[str]) -> Iterator[str]:
    yield _line("measurement", *sizes, "goal", "peer")
    yield _line(*["---"] * (len(sizes) + 3))
    for goal in GOALS:
        if by_size := results.get(goal.measurement):
            verdict = _verdict(all(reached(goal, figures[goal.figure]) for figures in by_size.values()))
            yield _line(
                f"{goal.measurement} {goal.figure}",
                *(_shown(by_size[s][goal.figure]) if s in by_size else "" for s in sizes),
                f"{'≥' if goal.at_least else '≤'} {goal.bound:g} {verdict}",
                goal.peer,
            )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", " ")


def _verdict(good: bool) -> str:
    return "✔" if good else "✖"
