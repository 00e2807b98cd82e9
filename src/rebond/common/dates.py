"""What time is it? One clock for all rooms, which the demonstration may set to a past day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from dateutil.easter import easter
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


def this_month() -> int:
    """The month we are in, where the association lives."""
    return month_key(today())


def public_holidays(year: int) -> set[date]:
    """The eleven of the code du travail, art. L3133-1."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    days = {easter(year) + timedelta(days=n) for n in moving}
    return days | {date(year, month, day) for month, day in fixed}


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
