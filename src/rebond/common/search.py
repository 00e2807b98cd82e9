"""Finding rows by any fragment of their words, as you type, without growing with the table.

A searchable row keeps ``search_text``: its words, lower case, without accents. SQLite answers from an FTS5
trigram index, PostgreSQL from a pg_trgm GIN index; both stream the newest matches first and stop at
the limit.
"""

import unicodedata
from typing import ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

from rebond.common.database import Guard

MIN_FRAGMENT = 3  # a trigram index cannot see less
_RECENT = 5_000

_searchable: list[type["Searchable"]] = []


def fold(*parts: str) -> str:
    """Lower case, no accents, single spaces: «Écran plat» becomes «ecran plat». A NUL, which no database
    takes, parts words.
    """
    text = unicodedata.normalize("NFKD", " ".join(part for part in parts if part)).replace("\0", " ")
    return " ".join("".join(char for char in text if not unicodedata.combining(char)).lower().split())


class Searchable(models.Model):
    """A row that can be found by its words; the room's services keep ``search_text`` true."""

    search_text = models.TextField(default="", editable=False)
    forgets: ClassVar = False
    """Whether a word taken away leaves no trace in the index, which otherwise keeps it until it is tidied."""

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if not getattr(getattr(cls, "Meta", None), "abstract", False):
            _searchable.append(cls)


def fragments(query: str) -> list[str]:
    """The words of a query that are long enough to be looked up; at most five."""
    return [word for word in fold(query[:200]).split() if len(word) >= MIN_FRAGMENT][:5]


def find_ids(
    model: type[Searchable],
    query: str,
    connection: BaseDatabaseWrapper,
    limit: int = 50,
    before: int | None = None,
) -> list[int]:
    """Primary keys of the newest ``limit`` rows holding every word of ``query`` as a fragment, newest first.

    ``before`` is the key of the last row of the previous page. No word of three letters: no row.
    """
    words = fragments(query)
    if not words:
        return []
    table = model._meta.db_table
    ceiling = before if before is not None else 2**62
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s AND rowid < %s"
                " ORDER BY rowid DESC LIMIT %s",
                [_phrase(words), ceiling, limit],
            )
            return [row[0] for row in cursor.fetchall()]
        return _newest_on_postgresql(cursor, table, words, ceiling, limit)


def _newest_on_postgresql(
    cursor: CursorWrapper, table: str, words: list[str], ceiling: int, limit: int
) -> list[int]:
    """A common word is found among the newest rows, read by key; the trigram index is asked for a rare one,
    whose rows are few enough to be put in order.
    """
    likes = " AND ".join("search_text LIKE %s" for _ in words)
    patterns = [f"%{_literal(word)}%" for word in words]
    recent = f"SELECT id, search_text FROM {table} WHERE id < %s ORDER BY id DESC LIMIT {_RECENT}"
    newest = "ORDER BY id DESC LIMIT %s"
    cursor.execute(f"SELECT id FROM ({recent}) recent WHERE {likes} {newest}", [ceiling, *patterns, limit])
    found = [row[0] for row in cursor.fetchall()]
    if len(found) < limit:
        # Without MATERIALIZED a rare word makes PostgreSQL walk the whole primary key backwards.
        whole = f"WITH found AS MATERIALIZED (SELECT id FROM {table} WHERE {likes} AND id < %s)"
        cursor.execute(f"{whole} SELECT id FROM found {newest}", [*patterns, ceiling, limit])
        found = [row[0] for row in cursor.fetchall()]
    return found


def matching(model: type[Searchable], query: str, vendor: str) -> Q:
    """Every row that :func:`find_ids` would find without a limit, as a condition: for files, not pages."""
    words = fragments(query)
    if not words:
        return Q(pk__in=[])
    if vendor == "sqlite":
        table = f"{model._meta.db_table}_fts"
        return Q(pk__in=RawSQL(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [_phrase(words)]))
    return Q(*(Q(search_text__contains=word) for word in words))


def _phrase(words: list[str]) -> str:
    """The words as FTS5 reads them: each in quotes, all wanted."""
    return " ".join('"' + word.replace('"', '""') + '"' for word in words)


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the indexes that are missing, filled from the rows already there."""
    for model in _searchable:
        table = model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {table}_trgm ON {table} USING gin (search_text gin_trgm_ops)"
                )
                continue
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [f"{table}_fts"])
            if cursor.fetchone() is None:
                cursor.execute(
                    f"CREATE VIRTUAL TABLE {table}_fts USING fts5(search_text, content='{table}',"
                    " content_rowid='id', tokenize='trigram', detail='full')"
                )
                cursor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES('rebuild')")
            if model.forgets:
                cursor.execute(f"INSERT INTO {table}_fts({table}_fts, rank) VALUES('secure-delete', 1)")


def triggers() -> list[Guard]:
    """On SQLite the index follows its table by triggers; PostgreSQL keeps its own."""
    found = []
    for model in _searchable:
        table = model._meta.db_table
        add = f"INSERT INTO {table}_fts(rowid, search_text) VALUES (NEW.id, NEW.search_text)"
        remove = (
            f"INSERT INTO {table}_fts({table}_fts, rowid, search_text)"
            " VALUES('delete', OLD.id, OLD.search_text)"
        )
        found += [
            Guard(f"{table}_fts_insert", table, "INSERT", action=add, vendor="sqlite"),
            Guard(f"{table}_fts_delete", table, "DELETE", action=remove, vendor="sqlite"),
            Guard(
                f"{table}_fts_update",
                table,
                "UPDATE",
                columns="search_text",
                when="NEW.search_text <> OLD.search_text",
                action=f"{remove}; {add}",
                vendor="sqlite",
            ),
        ]
    return found
