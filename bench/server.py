"""Starts `rebond serve` on a data home and looks at what it costs: time to start, memory, disk."""

import os
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.endpoints import LOGIN
from bench.figures import Figures
from bench.visitor import Unexpected, Visitor

REBOND = Path(__file__).resolve().parents[1] / ".venv/bin/rebond"
START_LIMIT_S = 60
STOP_LIMIT_S = 15
PROC = Path("/proc")


def environment(home: Path) -> dict[str, str]:
    """The environment of every command: this data home, and query counts in the responses."""
    return os.environ | {"REBOND_HOME": str(home), "REBOND_BENCH": "1"}


def rebond(home: Path, *arguments: str, timeout_s: float = 4 * 3600) -> str:
    """Run a command to its end and return what it printed; subprocess.CalledProcessError when it fails."""
    command = [str(REBOND), *arguments]
    done = subprocess.run(
        command, env=environment(home), check=True, timeout=timeout_s, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def migrate(home: Path) -> None:
    """Bring a home that an earlier version built up to date."""
    command = [
        str(REBOND.with_name("python")),
        "-m",
        "django",
        "migrate",
        "--skip-checks",
        "--verbosity",
        "0",
    ]
    settings = {"DJANGO_SETTINGS_MODULE": "rebond.config.settings"}
    subprocess.run(command, env=environment(home) | settings, check=True, timeout=3600)


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, int, float]]:
    """A running server as (process id, port, seconds from spawn to its first 200), stopped at the end.

    What it prints goes to `<home>.log`.
    """
    port = free_port()
    with home.with_suffix(".log").open("ab") as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(REBOND), "serve", "--port", str(port)],
            env=environment(home),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for_first_page(process, port)
            yield process.pid, port, time.perf_counter() - started
        finally:
            stop(process)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_first_page(process: subprocess.Popen[bytes], port: int) -> None:
    """Return at the first 200; Unexpected when the server ends or stays silent."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with Visitor(port) as visitor:
                visitor.get(LOGIN)
            return
        except ConnectionError:
            time.sleep(0.01)
    raise Unexpected(f"the server gave no page in {START_LIMIT_S} s (status {process.poll()}); see the log")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the server and its workers: they are a process group of their own."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_LIMIT_S)


def startup(home: Path, tries: int = 3) -> Figures:
    """Seconds from spawn to the first page, several times."""
    seconds = []
    for _ in range(tries):
        with serving(home) as (_, _, first_page_s):
            seconds.append(round(first_page_s, 3))
    return {"median_s": statistics.median(seconds), "all_s": seconds}


def memory(pid: int) -> Figures:
    """Resident and proportional memory of a process and its descendants, in bytes."""
    rss = pss = 0
    tree = descendants(pid)
    for member in tree:
        try:
            rollup = (PROC / str(member) / "smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
        rss += kilobytes(rollup, "Rss") * 1024
        pss += kilobytes(rollup, "Pss") * 1024
    return {"rss_bytes": rss, "pss_bytes": pss, "processes": len(tree)}


def kilobytes(rollup: str, field: str) -> int:
    """One field of /proc/<pid>/smaps_rollup; StopIteration when it is absent."""
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith(f"{field}:"))


def descendants(pid: int) -> list[int]:
    """The process and all it started, directly or not."""
    children: dict[int, list[int]] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            # The command's name may hold blanks and brackets: state and parent follow the last bracket.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    tree = [pid]
    for member in tree:
        tree += children.get(member, [])
    return tree


def disk_bytes(home: Path) -> int:
    """What the data home takes on the disk."""
    return sum(path.stat().st_blocks * 512 for path in home.rglob("*") if path.is_file())
