"""Measure one data home:  python -m bench.measure HOME --devices N --token TOKEN [--rounds 5] [--requests 20]

Prints JSON: measurement -> figures. The uploads are made last and stay in the home: give a copy to spare it.
"""

import argparse
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import server
from bench.endpoints import ENDPOINTS, EXPORT, PASSWORD, USERNAME, Endpoint
from bench.figures import Figures, latency
from bench.upload import ingest
from bench.visitor import Unexpected, Visitor

WARM_REQUESTS = 3
FRAGMENT_LENGTH = 8
SAMPLING_S = 0.05

Visitors = dict[str, Visitor]
"""By the endpoint's `visitor`: one connection each."""


def measure(
    home: Path, devices: int, token: str, rounds: int, requests: int, reports: int
) -> dict[str, Figures]:
    """Every measurement on one home, in the order: start, pages, memory, export, disk, uploads."""
    results = {"startup": server.startup(home)}
    with server.serving(home) as (pid, port, _), visitors(port, token) as people:
        paths = found_paths(people)
        results |= pages(people, paths, rounds, requests)
        results["memory"] = server.memory(pid)
        results["export_csv"] = export(people["staff"], pid)
        results["disk_per_device"] = {"bytes": round(server.disk_bytes(home) / devices)}
        results["ingest"] = ingest(port, token, reports)
    return results


@contextmanager
def visitors(port: int, token: str) -> Iterator[Visitors]:
    """A member of staff logged in through the form, a stranger, and an agent with its token."""
    username, _, password = os.environ.get("REBOND_BENCH_LOGIN", f"{USERNAME}:{PASSWORD}").partition(":")
    with ExitStack() as opened:
        people = {
            "staff": opened.enter_context(Visitor(port)),
            "stranger": opened.enter_context(Visitor(port)),
            "agent": opened.enter_context(Visitor(port, {"Authorization": f"Bearer {token}"})),
        }
        people["staff"].log_in(username, password)
        yield people


def found_paths(people: Visitors) -> dict[str, str]:
    """Each endpoint's path on this home; the number, serial and lot it needs are found by looking."""
    staff = people["staff"]
    number = first_match(r"/appareils/([A-Z0-9]+-\d\d-\d{5,}-[A-Z0-9])/", staff, "/appareils/")
    facts = {
        "number": number,
        "lot": first_match(r"/quai/lots/(\d+)/", staff, f"/appareils/{number}/"),
        "serial": end_of(first_serial(json.loads(people["agent"].get("/api/v1/devices?limit=50").text))),
    }
    return {endpoint.name: older_path(endpoint, staff, facts) for endpoint in ENDPOINTS}


def first_match(pattern: str, visitor: Visitor, path: str) -> str:
    """The first group of the first match in a page; Unexpected when there is none."""
    found = re.search(pattern, visitor.get(path).text)
    if found is None:
        raise Unexpected(f"{path} shows nothing like {pattern}")
    return found.group(1)


def first_serial(listing: Any) -> str:
    """The first `serial` long enough to be searched by its end, at any depth of the API's list."""
    inner = listing.values() if isinstance(listing, dict) else listing if isinstance(listing, list) else ()
    serial = listing.get("serial") if isinstance(listing, dict) else None
    if isinstance(serial, str) and len(serial) > FRAGMENT_LENGTH:
        return serial
    return next((found for value in inner if (found := first_serial(value))), "")


def end_of(serial: str) -> str:
    """What is left on a worn label; Unexpected when there is no serial.

    Its end: copies of one machine (rebond.command.scale) share the beginning, and would be found together.
    """
    if not serial:
        raise Unexpected("no device of the first fifty has a serial")
    return serial[-FRAGMENT_LENGTH:]


def older_path(endpoint: Endpoint, staff: Visitor, facts: dict[str, str]) -> str:
    """The endpoint's path with its facts filled in, after following the « older » link as often as asked."""
    path = endpoint.path.format(**facts)
    for _ in range(endpoint.older):
        target = staff.get(path).older()
        path = path.partition("?")[0] + target if target.startswith("?") else target
    return path


def pages(people: Visitors, paths: dict[str, str], rounds: int, requests: int) -> dict[str, Figures]:
    """Latency of every endpoint. Rounds go over all of them in turn, so that noise hits all alike."""
    taken: dict[str, list[float]] = {endpoint.name: [] for endpoint in ENDPOINTS}
    seen: dict[str, Figures] = {}
    for turn in range(rounds):
        for endpoint in ENDPOINTS:
            visitor, path = people[endpoint.visitor], paths[endpoint.name]
            for _ in range(0 if turn else WARM_REQUESTS):
                visitor.get(path)
            for _ in range(requests):
                answer = visitor.get(path)
                taken[endpoint.name].append(answer.total_ms)
            seen[endpoint.name] = {"queries": answer.queries, "bytes": len(answer.body), "path": path}
    return {name: latency(ms) | seen[name] for name, ms in taken.items()}


def export(staff: Visitor, pid: int) -> Figures:
    """The whole list as CSV: time, time to the first byte, and how much memory the server took meanwhile."""
    before = server.memory(pid)["rss_bytes"]
    with highest_rss(pid) as peak:
        answer = staff.get(EXPORT)
    return {
        "seconds": round(answer.total_ms / 1e3, 3),
        "first_byte_ms": round(answer.first_byte_ms, 2),
        "bytes": len(answer.body),
        "rows": answer.body.count(b"\n") - 1,
        "rss_growth_bytes": max(max(peak) - before, 0),
    }


@contextmanager
def highest_rss(pid: int) -> Iterator[list[int]]:
    """Resident memory of the server, sampled all along; the list holds one value at least when it is left."""
    samples: list[int] = []
    done = threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLING_S):
            samples.append(server.memory(pid)["rss_bytes"])

    sampler = threading.Thread(target=sample)
    sampler.start()
    try:
        yield samples
    finally:
        done.set()
        sampler.join()
        samples.append(server.memory(pid)["rss_bytes"])


def main(argv: list[str]) -> int:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="bench.measure", description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--devices", type=int, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--reports", type=int, default=400)
    given = parser.parse_args(argv)
    results = measure(
        given.home.absolute(), given.devices, given.token, given.rounds, given.requests, given.reports
    )
    print(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
