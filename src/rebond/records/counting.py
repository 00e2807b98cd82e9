"""Kept counters: small tables that triggers fill, so that a page never counts rows.

Each says here, in one SQL statement that both databases understand, what it must equal. The same statement
fills it the first time, fills it again after a bulk copy, and proves it (``rebond check --figures``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Counter:
    """``rows``: a SELECT of ``keys`` and of a number, grouped by keys, from the rows that are counted.
    ``figure``: its name where several counters share one table (records.Tally).
    """

    name: str
    table: str
    keys: tuple[str, ...]
    rows: str
    figure: str = ""

    @property
    def _mine(self) -> str:
        return f"figure = '{self.figure}'" if self.figure else "1 = 1"

    def rebuild(self, cursor: CursorWrapper) -> None:
        """Empty it and count its rows again."""
        columns = ", ".join((*self.keys, "n"))
        cursor.execute(f"DELETE FROM {self.table} WHERE {self._mine}")
        if self.figure:
            cursor.execute(
                f"INSERT INTO {self.table} (figure, {columns})"
                f" SELECT '{self.figure}', counted.* FROM ({self.rows}) counted"
            )
        else:
            cursor.execute(f"INSERT INTO {self.table} ({columns}) {self.rows}")

    def differences(self, cursor: CursorWrapper) -> Iterator[str]:
        """One line for each cell that is not what its rows say."""
        named = ", ".join(f"{key} AS k{rank}" for rank, key in enumerate(self.keys))
        given = ", ".join(f"k{rank}" for rank in range(len(self.keys)))
        names = ", ".join((*(f"k{rank}" for rank in range(len(self.keys))), "counted"))
        cursor.execute(
            f"WITH real_rows ({names}) AS ({self.rows})"
            f" SELECT {given}, SUM(kept), SUM(counted) FROM ("
            f"SELECT {named}, n AS kept, 0 AS counted FROM {self.table} WHERE {self._mine}"
            f" UNION ALL SELECT {given}, 0, counted FROM real_rows) both_sides"
            f" GROUP BY {given} HAVING SUM(kept) <> SUM(counted) ORDER BY {given}"
        )
        for *cell, kept, counted in cursor.fetchall():
            yield _("%(counter)s: %(kept)d kept, %(counted)d counted") % {
                "counter": " ".join(map(str, (self.name, *cell))), "kept": kept, "counted": counted,
            }  # fmt: skip


_counters: dict[str, Counter] = {}


def register(*counters: Counter) -> None:
    """Called by each stage's ``counters.py``, beside the triggers that keep them; in the order of need."""
    for counter in counters:
        _counters[counter.name] = counter


def registered() -> list[Counter]:
    """All of them; one that is counted from another comes after it."""
    return list(_counters.values())


def rebuild(connection: BaseDatabaseWrapper) -> None:
    """Count everything again, all or nothing: some seconds for half a million devices."""
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for counter in registered():
            counter.rebuild(cursor)


def bump(table: str, keys: str, values: str, n: str = "1") -> str:
    """SQL: add ``n`` to the cell ``keys`` = ``values``, made when missing."""
    return add(table, keys, f"VALUES ({values}, {n})")


def add(table: str, keys: str, rows: str) -> str:
    """SQL: add to many cells at once. ``rows`` yields keys and a number, one line for each cell."""
    return (
        f"INSERT INTO {table} ({keys}, n) {rows}"
        f" ON CONFLICT ({keys}) DO UPDATE SET n = {table}.n + excluded.n"
    )
