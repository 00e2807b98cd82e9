"""Copy the demonstration year: the database copies its rows, guards lifted, then everything is verified."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Q
from django.utils.translation import gettext as _

from rebond.command import soundness
from rebond.command.scale import mapping
from rebond.command.scale.tables import COPIED, DISTINCT, PEOPLE, Table, tables, width
from rebond.command.terminal import end_progress, progress
from rebond.common import database
from rebond.common.search import Searchable, fold
from rebond.impact import indicators
from rebond.inventory.models import Device
from rebond.people.models import Organisation
from rebond.records import counting
from rebond.records.models import Sequence

AT_ONCE = 20
"""Copies written by one statement: enough for the database, little enough for the temporary mapping."""
_CACHE_KB = 131_072

Widths = Mapping[type[models.Model], int]


def multiply(connection: BaseDatabaseWrapper, times: int) -> None:
    """Make ``times`` demonstration years of one, in one transaction. Reports and papers are not copied.

    AssertionError when a promise or a figure does not hold afterwards: nothing is kept then.
    """
    with _bulk(connection), transaction.atomic():
        database.lift(connection)
        widths = {model: width(model) for model in (*COPIED, *PEOPLE)}
        with connection.cursor() as cursor:
            _copy_people(min(times, DISTINCT), widths)
            with _without_indexes(cursor, connection.vendor):
                _copy_all(cursor, tables(widths, connection.vendor), widths, times)
            counting.rebuild(connection)
            _rebuild_searches(cursor, connection.vendor)
            _advance(connection, cursor, times)
        database.install(connection)
        _verify(connection)


@contextmanager
def _bulk(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """SQLite writes each page once instead of twice, and leaves references to those who ask `rebond check`.

    They hold in every copy when they hold in the first: the same statement makes them all.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = DELETE")
        cursor.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        try:
            yield
        finally:
            cursor.execute("PRAGMA journal_mode = WAL")


@contextmanager
def _without_indexes(cursor: CursorWrapper, vendor: str) -> Iterator[None]:
    """SQLite builds an index of many rows much faster than it adds them one by one."""
    if vendor != "sqlite":
        yield
        return
    names = ", ".join(f"'{model._meta.db_table}'" for model in COPIED)
    cursor.execute(
        "SELECT name, sql FROM sqlite_master"
        f" WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({names})"
    )
    indexes = cursor.fetchall()
    for name, _sql in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, sql in indexes:
        cursor.execute(sql)


def _copy_people(times: int, widths: Widths) -> None:
    """Donors and families again, under other names where the name is an organisation's."""
    for model in PEOPLE:
        rows = list(model._default_manager.order_by("pk"))
        for k in range(1, times):
            model._default_manager.bulk_create([_again(row, k, k * widths[model]) for row in rows])


def _again(row: models.Model, k: int, offset: int) -> models.Model:
    again = copy(row)
    again.pk = row.pk + offset
    if isinstance(again, Organisation):
        again.name, again.siret = mapping.name_of(again.name, k), ""
        again.search_text = fold(again.name, again.siret, again.contact_name)
    return again


def _copy_all(cursor: CursorWrapper, copied: list[Table], widths: Widths, times: int) -> None:
    base = mapping.Base()
    mapping.create(cursor)
    for first in range(1, times, AT_ONCE):
        last = min(first + AT_ONCE, times) - 1
        mapping.fill(cursor, base.written(first, last))
        for table in copied:
            cursor.execute(_statement(table, widths, first, last))
        progress(
            _("%(n)d of %(all)d devices") % {"n": (last + 1) * widths[Device], "all": times * widths[Device]}
        )
    cursor.execute("DROP TABLE scale_written")
    end_progress()


def _statement(table: Table, widths: Widths, first: int, last: int) -> str:
    """INSERT … SELECT of the copies ``first`` to ``last`` of one table."""
    fields = table.model._meta.concrete_fields
    written = f" JOIN scale_written w ON w.tbl = '{table.name}' AND w.k = c.k AND w.id = t.id"
    return (
        f"INSERT INTO {table.name} ({', '.join(field.attname for field in fields)})"
        f" WITH RECURSIVE c(k) AS (SELECT {first} UNION ALL SELECT k + 1 FROM c WHERE k < {last})"
        f" SELECT {', '.join(_column(table, field, widths) for field in fields)}"
        f" FROM c CROSS JOIN {table.name} t{written if table.written else ''}"
        f" WHERE t.id <= {widths[table.model]} AND {table.only}"
    )


def _column(table: Table, field: "models.Field[Any, Any]", widths: Widths) -> str:
    """What one column of a copy holds: a key is shifted by as many rows as the copies before it have."""
    name = field.attname
    target = table.model if field.primary_key else field.related_model
    offset = widths.get(target) if isinstance(target, type) else None
    if name in table.sql:
        return table.sql[name]
    if name in table.written:
        return f"w.{name}"
    if offset is None:
        return f"t.{name}"
    return f"t.{name} + {f'(c.k % {DISTINCT})' if target in PEOPLE else 'c.k'} * {offset}"


def _rebuild_searches(cursor: CursorWrapper, vendor: str) -> None:
    if vendor == "sqlite":
        for model in apps.get_models():
            if issubclass(model, Searchable):
                table = f"{model._meta.db_table}_fts"
                cursor.execute(f"INSERT INTO {table}({table}) VALUES('rebuild')")


def _advance(connection: BaseDatabaseWrapper, cursor: CursorWrapper, times: int) -> None:
    """The next number and the next key come after those of the copies."""
    ranks = Q()
    for name in ("device-", "lot-", "don-", "handover-"):
        ranks |= Q(name__startswith=name)
    Sequence.objects.filter(ranks).update(last=F("last") * times)
    for statement in connection.ops.sequence_reset_sql(no_style(), [*COPIED, *PEOPLE]):
        cursor.execute(statement)


def _verify(connection: BaseDatabaseWrapper) -> None:
    assert database.missing(connection) == []
    assert soundness.breaches(connection) == []
    assert indicators.recount() == []
