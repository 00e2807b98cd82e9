"""Work that runs by itself, row by row: one row that breaks stops no other."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import transaction

_Row = TypeVar("_Row")
logger = logging.getLogger(__name__)


def one_by_one(rows: Iterable[_Row], work: Callable[[_Row], Any]) -> int:
    """Do ``work`` on each, each in its own transaction; returns for how many it did something (``work``
    answers False for nothing).

    A row that breaks is told in the log by its kind and key, and waits for the next turn. Raises
    RuntimeError at the end when every one broke: then it is not a row, it is the work.
    """
    done = fine = broken = 0
    for row in rows:
        try:
            with transaction.atomic():
                did = work(row)
        except Exception as error:  # noqa: BLE001  whatever is wrong with this row, the others are due
            logger.error("%s %s: %s", type(row).__name__, getattr(row, "pk", ""), type(error).__name__)
            broken += 1
        else:
            fine += 1
            done += did is not False
    if broken and not fine:
        raise RuntimeError(f"{broken} rows out of {broken} broke")
    return done
