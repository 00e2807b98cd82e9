"""Ranks without gaps: the counter's row is locked until the transaction ends, so a rank given back is given
again.
"""

from django.db import transaction

from rebond.records.models import Sequence


def take(name: str, count: int = 1) -> int:
    """Reserve ``count`` ranks under ``name``; returns the first. Must run inside the transaction that uses
    them.
    """
    assert transaction.get_connection().in_atomic_block, "a rank is taken by the transaction that uses it"
    locked = Sequence.objects.select_for_update().filter(name=name)
    sequence = locked.first()
    if sequence is None:
        Sequence.objects.get_or_create(
            name=name
        )  # two first comers: one makes the row, both then wait for it
        sequence = locked.get()
    sequence.last += count
    sequence.save(update_fields=["last"])
    return sequence.last - count + 1
