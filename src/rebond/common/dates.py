"""What time is it? One clock for all rooms, which the demonstration may set to a past day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_clock: ContextVar[datetime | None] = ContextVar("set_clock", default=None)

EARLIEST = date(1990, 1, 1)


def now() -> datetime:
    """The present instant, aware."""
    return _set_clock.get() or timezone.now()


def today() -> date:
    """Today's date where the association lives."""
    return timezone.localdate(now())


def month_key(day: date) -> int:
    """Month as a sortable number: 202611 for November 2026."""
    return day.year * 100 + day.month


@contextmanager
def clock_at(instant: datetime) -> Iterator[None]:
    """Within the block, :func:`now` answers ``instant``. For the demonstration year and imports dated in the
    past.
    """
    token = _set_clock.set(instant)
    try:
        yield
    finally:
        _set_clock.reset(token)
