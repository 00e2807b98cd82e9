"""Trainings and open workshops: how many came, nobody named."""

from datetime import date, timedelta
from functools import partial

from rebond.command.demo.year import Year
from rebond.command.demo_facts import Course
from rebond.common.dates import today
from rebond.training import services as training

HALF_DAY_MINUTES = 180


def plan_courses(year: Year, first: date) -> None:
    """Every course once in the year, a half-day a week."""
    days = (year.agenda.until - first).days
    for rank, course in enumerate(year.facts.trainings):
        start = first + timedelta(days=(rank * 17) % (days - 90))
        enrolled = year.dice.randint(5, 11)
        for week in range(course.half_days):
            year.agenda.on(start + timedelta(days=7 * week), partial(_hold, year, course, enrolled))


def _hold(year: Year, course: Course, enrolled: int) -> None:
    training.count_heads(
        kind=course.kind, title=course.title, held_on=today(), minutes=HALF_DAY_MINUTES,
        people=max(1, enrolled - year.dice.choice((0, 0, 0, 1, 1, 2))), by=year.crew.trainer,
    )  # fmt: skip
