"""Measure Rebond at several sizes and compare with the goals and the peers:  python -m bench.run

Data homes are built once under build/bench-<devices>/ by `rebond demo --scale`, and measured on a copy.
Writes build/bench.json and prints the tables.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from bench import server
from bench.figures import Figures, Results, markdown
from bench.measure import measure

BUILD = Path(__file__).resolve().parents[1] / "build"
DEVICES_PER_SCALE = 500
"""A demonstration year collects this many computers: `--scale 2` makes 1 000."""
TOKEN_COMMAND = ("token", "bench")
"""Makes an agent's token and prints it as its last word."""


def built_home(devices: int) -> Path:
    """The data home of this size, built when it is not there whole. 500 000 devices take minutes."""
    home = BUILD / f"bench-{devices}"
    finished = home / "bench-ready"
    if not finished.exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        server.rebond(home, "demo", "--scale", str(devices // DEVICES_PER_SCALE))
        server.rebond(home, "seal")  # or the server would, for minutes, while it is measured
        finished.touch()
    server.migrate(home)
    return home


def measured(devices: int, rounds: int, requests: int, reports: int) -> dict[str, Figures]:
    """Measure on a copy, so that what is uploaded does not stay in the home that is used again."""
    copy = BUILD / f"bench-{devices}-copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(built_home(devices), copy)
    try:
        token = server.rebond(copy, *TOKEN_COMMAND).split()[-1]
        return measure(copy, devices, token, rounds, requests, reports)
    finally:
        shutil.rmtree(copy)


def told_by(module: str, *homes: Path) -> dict[str, Figures]:
    """What one module measures in a process of its own."""
    command = [sys.executable, "-m", f"bench.{module}", *map(str, homes)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=1800)
    figures: dict[str, Figures] = json.loads(told.stdout.splitlines()[-1])
    return figures


def apart(module: str) -> dict[str, Figures]:
    """Papers and lists, in a home of their own: their size is not that of the stock."""
    home = BUILD / f"bench-{module}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    try:
        return told_by(module, home)
    finally:
        shutil.rmtree(home)


def on_a_copy(module: str, devices: int) -> dict[str, Figures]:
    """What one module measures on a copy of a home: it writes in it as it likes."""
    copy = BUILD / f"bench-{module}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(built_home(devices), copy)
    try:
        return told_by(module, copy)
    finally:
        shutil.rmtree(copy)


def by_measurement(by_size: dict[int, dict[str, Figures]]) -> Results:
    """Turn size -> measurement -> figures into measurement -> size -> figures."""
    results: Results = {}
    for devices, measurements in by_size.items():
        for name, figures in measurements.items():
            results.setdefault(name, {})[str(devices)] = figures
    return results


def main(argv: list[str]) -> int:
    """Build, measure, write, print."""
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 500_000], metavar="DEVICES")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=20, help="requests of each page in each round")
    parser.add_argument("--reports", type=int, default=400, help="reports uploaded")
    given = parser.parse_args(argv)
    if bad := [size for size in given.sizes if size < DEVICES_PER_SCALE or size % DEVICES_PER_SCALE]:
        parser.error(f"sizes are multiples of {DEVICES_PER_SCALE}: {bad}")
    by_size = {
        size: measured(size, given.rounds, given.requests, given.reports) for size in sorted(given.sizes)
    }
    results = by_measurement(by_size)
    for module in ("papers", "lists"):
        results |= {name: {str(min(by_size)): figures} for name, figures in apart(module).items()}
    largest = max(by_size)
    results |= {name: {str(largest): figures} for name, figures in on_a_copy("counter", largest).items()}
    smallest = min(by_size)
    results |= {name: {str(smallest): told} for name, told in on_a_copy("classroom", smallest).items()}
    results |= {name: {str(largest): told} for name, told in told_by("results", built_home(largest)).items()}
    results |= {name: {str(smallest): told} for name, told in told_by("observatory").items()}
    (BUILD / "bench.json").write_text(json.dumps(results, indent=1), encoding="utf-8")
    print(markdown(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
