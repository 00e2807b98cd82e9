"""Copy the demonstration year: the database itself copies the rows, its guards lifted, then everything is verified."""

from collections.abc import Mapping

from django.core.management.color import no_style
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from rebond.command import soundness
from rebond.command.scale import counters, mapping
from rebond.command.scale.tables import DISTINCT, PEOPLE, Table, tables
from rebond.command.terminal import end_progress, progress
from rebond.common import database
from rebond.common.search import fold
from rebond.impact import indicators
from rebond.inventory.models import Device
from rebond.people.models import Organisation
from rebond.records.models import Sequence

AT_ONCE = 20
"""Copies written by one statement: enough for the database, little enough for the temporary mapping."""

Widths = Mapping[type[models.Model], int]


def multiply(connection: BaseDatabaseWrapper, times: int) -> None:
    """Make of one demonstration year ``times`` of them, in one transaction. Reports and papers are not copied.

    AssertionError when a promise or a figure does not hold afterwards: nothing is kept then.
    """
    with _bulk(connection), transaction.atomic():
        database.lift(connection)
        with connection.cursor() as cursor:
            _copy_people(cursor, min(times, DISTINCT))
            _copy_all(cursor, connection.vendor, times)
            counters.rebuild(cursor)
            _rebuild_searches(cursor, connection.vendor)
            _advance(connection, cursor, times)
        database.install(connection)
        _verify(connection)


def _copy_all(cursor: CursorWrapper, vendor: str, times: int) -> None:
    widths = {table.model: _width(table.model) for table in tables(_Anything(), vendor)}
    base, copied = mapping.Base(), tables(widths, vendor)
    mapping.create(cursor)
    for first in range(1, times, AT_ONCE):
        last = min(first + AT_ONCE, times) - 1
        mapping.fill(cursor, base.written(first, last))
        for table in copied:
            cursor.execute(_statement(table, widths, first, last))
        progress(_("%(n)d of %(all)d devices") % {"n": (last + 1) * widths[Device], "all": times * widths[Device]})
    cursor.execute("DROP TABLE scale_written")
    end_progress()
