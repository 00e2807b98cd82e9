"""An observatory of 1 000 installations, ten years, fifteen indicators each, from files to the page:
python -m bench.observatory

Writes CSV and Parquet files in a temporary folder, adds them up by the command, from the disk and from a
server on the loopback address, and prints one line of JSON.
"""

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.server import free_port

INSTALLATIONS, YEARS = 1_000, 10
HEADER = "year,code,label,unit,value,low,high,records,share_estimated,declared,method\n"
CODES = ("I1", "I1b", "I1c", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I10h", "I11", "I12")


def main() -> None:
    """Time both kinds of files; the process is the one that a person starts."""
    told: dict[str, dict[str, float | int]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "csv", random.Random(1))
        _as_parquet(folder / "csv", folder / "parquet")
        for form in ("csv", "parquet"):
            told[f"observatory_{form}"] = _timed([str(folder / form)], folder / f"out-{form}")
        with _served(folder / "csv", folder / "site") as addresses:
            told["observatory_http"] = _timed(addresses, folder / "out-http")
    print(json.dumps(told))


def _write(folder: Path, dice: random.Random) -> None:
    folder.mkdir()
    last = time.localtime().tm_year - 1
    for rank in range(INSTALLATIONS):
        years = range(last - YEARS + 1, last + 1)
        lines = [_line(year, code, dice.randrange(5, 80)) for year in years for code in CODES]
        (folder / f"installation-{rank:04d}.csv").write_text(HEADER + "".join(lines), encoding="utf-8")


def _line(year: int, code: str, n: int) -> str:
    bounds = f"{n - 1},{n + 1}" if code == "I6" else ","
    return f'{year},{code},"an indicator, in words",unit,{n},{bounds},{n},0.0,,rebond-1/2026-11-22\n'


def _as_parquet(source: Path, target: Path) -> None:
    import duckdb

    target.mkdir()
    for path in sorted(source.glob("*.csv")):
        duckdb.execute(f"COPY (FROM read_csv('{path}')) TO '{target / path.stem}.parquet'")


@contextmanager
def _served(source: Path, site: Path) -> Iterator[list[str]]:
    """The pages of as many installations, behind one server of another process."""
    for path in source.glob("*.csv"):
        folder = site / path.stem / "impact" / "donnees"
        folder.mkdir(parents=True)
        (folder / "indicateurs.csv").hardlink_to(path)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "http.server",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(site),
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield [f"http://127.0.0.1:{port}/{path.name}/impact/" for path in sorted(site.iterdir())]
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    for _attempt in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server of files does not answer")


def _timed(words: list[str], out: Path) -> dict[str, float | int]:
    before = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "rebond.command", "observatory", *words, "--out", str(out)],
        env=os.environ | {"REBOND_HOME": str(out.with_name("home"))},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - before
    return {
        "installations": INSTALLATIONS,
        "lines": INSTALLATIONS * YEARS * len(CODES),
        "seconds": round(seconds, 2),
        "page_bytes": (out / "index.html").stat().st_size,
    }


if __name__ == "__main__":
    main()
