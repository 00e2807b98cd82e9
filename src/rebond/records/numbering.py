"""Ranks without gaps: the counter's row is locked until the transaction ends, so a rank given back is given
again.
"""

from django.db import connection

from rebond.records.models import Sequence

_TAKE = (
    f"INSERT INTO {Sequence._meta.db_table} (name, last) VALUES (%s, %s)"
    f" ON CONFLICT (name) DO UPDATE SET last = {Sequence._meta.db_table}.last + excluded.last RETURNING last"
)


def take(name: str, count: int = 1) -> int:
    """Reserve ``count`` ranks under ``name``; returns the first. Must run inside the transaction that uses
    them.
    """
    assert connection.in_atomic_block, "a rank is taken by the transaction that uses it"
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [name, count])
        [last] = cursor.fetchone()
    return int(last) - count + 1


def hold(name: str) -> None:
    """Let nobody take a number of this sequence until the transaction ends; takes none."""
    Sequence.objects.get_or_create(name=name)
    list(Sequence.objects.select_for_update().filter(name=name))
