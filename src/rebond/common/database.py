"""Guards: rules that the database itself keeps, written once for SQLite and PostgreSQL.

A guard is a trigger. Django rebuilds SQLite tables when a migration changes them and drops their triggers on
the way, so guards are not migrations: each room lists its own in ``guards.py`` and all are (re)installed
after every migrate.
"""

from dataclasses import dataclass
from typing import Literal

from django.db import DatabaseError, models
from django.db.backends.base.base import BaseDatabaseWrapper

Event = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]

_DISK_FULL = "53100"
_REFUSED = "23514"  # check_violation: Django raises IntegrityError


@dataclass(frozen=True)
class Guard:
    """One trigger. ``action`` empty: refuse with ``message``; otherwise the SQL run after the event.

    ``when`` and ``action`` are plain SQL that both databases understand, with NEW and OLD.
    """

    name: str
    table: str
    event: Event
    when: str = ""
    message: str = ""
    columns: str = ""
    action: str = ""
    vendor: str = ""  # only this database needs it

    @property
    def timing(self) -> str:
        return "AFTER" if self.action else "BEFORE"

    @property
    def _event(self) -> str:
        return f"{self.event} OF {self.columns}" if self.columns else self.event

    def sqlite(self) -> list[str]:
        when = f" WHEN {self.when}" if self.when else ""
        body = self.action or f"SELECT RAISE(ABORT, '{self.message}')"
        return [
            f"DROP TRIGGER IF EXISTS {self.name}",
            f"CREATE TRIGGER {self.name} {self.timing} {self._event} ON {self.table} FOR EACH ROW{when}"
            f" BEGIN {body}; END",
        ]

    def postgresql(self) -> list[str]:
        body = self.action or f"RAISE EXCEPTION '{self.message}' USING ERRCODE = '{_REFUSED}'"
        guarded = f"IF {self.when} THEN {body}; END IF;" if self.when else f"{body};"
        row = "NEW" if self.event in ("INSERT", "UPDATE") else "OLD"
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $guard$ BEGIN {guarded} RETURN {row}; END $guard$",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"CREATE TRIGGER {self.name} {self.timing} {self._event} ON {self.table}"
            f" FOR EACH {each} EXECUTE FUNCTION {self.name}()",
        ]

    def drop(self, vendor: str) -> str:
        suffix = "" if vendor == "sqlite" else f" ON {self.table}"
        return f"DROP TRIGGER IF EXISTS {self.name}{suffix}"


_guards: dict[str, Guard] = {}


def register(*guards: Guard) -> None:
    """Called by each room's ``guards.py``."""
    for guard in guards:
        _guards[guard.name] = guard


def registered(vendor: str) -> list[Guard]:
    """The guards that a database of this vendor must hold."""
    return [guard for guard in _guards.values() if guard.vendor in ("", vendor)]


def append_only(table: str) -> tuple[Guard, ...]:
    """Rows of ``table`` may be added, never changed nor removed."""
    message = f"{table} is append-only"
    return Guard(f"{table}_no_update", table, "UPDATE", message=message), *kept(table, message)


def kept(table: str, message: str) -> tuple[Guard, ...]:
    """Rows of ``table`` are never removed, neither one by one nor (PostgreSQL) all at once."""
    return (
        Guard(f"{table}_no_delete", table, "DELETE", message=message),
        Guard(f"{table}_no_truncate", table, "TRUNCATE", message=message, vendor="postgresql"),
    )


def unchanged_but(model: type[models.Model], *columns: str) -> str:
    """SQL, true when an update changes nothing of a row but ``columns``."""
    kept_columns = [field.column for field in model._meta.concrete_fields if field.column not in columns]
    return "(" + " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in kept_columns) + ")"


def install(connection: BaseDatabaseWrapper) -> None:
    """(Re)create every guard whose table is there: on the way back to an older version some are not."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in registered(connection.vendor):
            if guard.table not in tables:
                continue
            for statement in guard.sqlite() if connection.vendor == "sqlite" else guard.postgresql():
                cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Drop every guard, those of an older version too: only for bulk copies and migrations, which
    :func:`install` follows.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            return
        for guard in registered(connection.vendor):
            cursor.execute(guard.drop(connection.vendor))


def refresh_statistics(connection: BaseDatabaseWrapper) -> None:
    """SQLite looks again at how its tables are filled, where it thinks it useful; PostgreSQL does so itself.

    0x10002: every table, since SQLite 3.46, not only those that this connection has read.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 400")  # rows read of each index: a few milliseconds
            cursor.execute("PRAGMA optimize = 0x10002")


def is_full(error: DatabaseError) -> bool:
    """Whether the database could not write because its disk is full: SQLite's words, PostgreSQL's code."""
    return "database or disk is full" in str(error) or getattr(error.__cause__, "sqlstate", "") == _DISK_FULL


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the guards that the database lost."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return sorted({guard.name for guard in registered(connection.vendor)} - present)
