"""What happens when: steps lived in order, each with the clock of its own instant, in opening hours."""

import heapq
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rebond.common.dates import clock_at, now

TOWN = ZoneInfo("Europe/Paris")
OPENS, OPEN_MINUTES = time(9), 8 * 60
CLOSED = (0, 6)  # Monday and Sunday

Step = Callable[[], None]
Days = tuple[int, int]


class Agenda:
    """A year to live. A step may plan later ones; what would fall on ``until`` or after never happens."""

    def __init__(self, dice: random.Random, until: date) -> None:
        self.dice = dice
        self.until = until
        self._steps: list[tuple[datetime, int, Step]] = []
        self._planned = 0

    def on(self, day: date, step: Step) -> None:
        """Plan a step on a day, or on the next day when the doors are open."""
        minutes = self.dice.randrange(OPEN_MINUTES)
        self._plan(datetime.combine(open_day(day), OPENS, TOWN) + timedelta(minutes=minutes), step)

    def later(self, days: Days, step: Step) -> None:
        """Plan a step some days from now (least, most); no day: within two hours."""
        wait = self.dice.randint(*days)
        if wait:
            self.on(now().astimezone(TOWN).date() + timedelta(days=wait), step)
        else:
            self._plan(now() + timedelta(minutes=self.dice.randint(15, 120)), step)

    def live(self) -> None:
        """Live every step in order."""
        while self._steps:
            instant, _rank, step = heapq.heappop(self._steps)
            with clock_at(instant):
                step()

    def _plan(self, instant: datetime, step: Step) -> None:
        if instant.astimezone(TOWN).date() < self.until:
            self._planned += 1  # two steps of one minute stay in the order they were planned in
            heapq.heappush(self._steps, (instant, self._planned, step))


def open_day(day: date) -> date:
    """That day, or the next one when the doors are open."""
    while day.weekday() in CLOSED:
        day += timedelta(days=1)
    return day


def last_open_day(before: date) -> date:
    """The latest day before ``before`` when the doors are open."""
    day = before - timedelta(days=1)
    while day.weekday() in CLOSED:
        day -= timedelta(days=1)
    return day
