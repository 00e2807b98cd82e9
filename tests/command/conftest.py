"""Homes where real `rebond` processes work; the demonstration year is lived once and copied."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNTIL = "2026-11-23"


@dataclass(frozen=True)
class Home:
    """One data home, and the commands run in it."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "rebond.sqlite3"

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "rebond.command", *map(str, words)]

    @property
    def environment(self) -> dict[str, str]:
        dropped = ("DATABASE_URL", "REBOND_SECRET_KEY", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        return kept | {
            "REBOND_HOME": str(self.root),
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONPYCACHEPREFIX": str(
                Path(tempfile.gettempdir()) / "rebond-tests-bytecode"
            ),  # starts twice as fast
        }

    def rebond(self, *words: object, status: int = 0) -> str:
        """Run a command to its end; what it printed, errors included."""
        done = subprocess.run(
            self.command(*words), env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout
        return done.stdout

    def rebond_python(self, statements: str) -> str:
        """Run Python in a process set up for this home; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{statements}"],
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "rebond.config.settings"},
            text=True, timeout=180, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        return done.stdout

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def count(self, query: str) -> int:
        [(number,)] = self.rows(f"SELECT COUNT(*) FROM {query}")
        assert isinstance(number, int)
        return number

    def write(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            for statement in statements:
                connection.execute(statement)


@pytest.fixture(scope="session")
def two_years(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Home, Home]:
    """The demonstration year lived twice, at the same time; all test workers share them. To be read only."""
    base = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    homes = (Home(base / "year-1"), Home(base / "year-2"))
    with (base / "years.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (base / "years.lived").exists():
            lives = [
                subprocess.Popen(home.command("demo", "--until", UNTIL), env=home.environment)
                for home in homes
            ]
            assert [life.wait(timeout=300) for life in lives] == [0, 0]
            (base / "years.lived").touch()
    return homes


@pytest.fixture(scope="session")
def demonstration(two_years: tuple[Home, Home]) -> Home:
    """The demonstration year. To be read; whoever writes takes a copy."""
    return two_years[0]


@pytest.fixture
def lived(demonstration: Home, tmp_path: Path) -> Home:
    """A copy of the demonstration."""
    shutil.copytree(demonstration.root, tmp_path / "lived")
    return Home(tmp_path / "lived")


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("prepared") / "home")
    home.rebond_python("from rebond.command import installation; installation.prepare()")
    return home


@pytest.fixture
def prepared(_prepared: Home, tmp_path: Path) -> Home:
    """A home as `rebond up` leaves it: keys, tables, communes, no association."""
    shutil.copytree(_prepared.root, tmp_path / "prepared")
    return Home(tmp_path / "prepared")


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    return Home(tmp_path / "empty")
