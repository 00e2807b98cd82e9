"""`demo`, and the demonstration that `run` loads: one year, then as many copies as asked."""

import argparse
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from rebond.command import installation
from rebond.command.demo import bench, cast, classroom, counter, dock, needs, oddities, waste
from rebond.command.demo.agenda import TOWN
from rebond.command.scale import copies
from rebond.command.terminal import say
from rebond.common import database
from rebond.common.dates import clock_at, today
from rebond.common.errors import Refused
from rebond.impact import indicators
from rebond.inventory.models import Device
from rebond.people.models import Association

DAYS = 365


def run(arguments: argparse.Namespace) -> int:
    """Write the demonstration year in an empty database, and copy it ``scale`` - 1 times."""
    until = arguments.until or today()
    if until > today():
        raise Refused(_("The demonstration year cannot end after today."))
    installation.prepare()
    load(seed=arguments.seed, until=until)
    if arguments.scale > 1:
        copies.multiply(connection, arguments.scale)
    database.refresh_statistics(connection)
    say(
        _("The demonstration is ready: %(n)d devices. Open it with: rebond run")
        % {"n": Device.objects.count()}
    )
    for line in login_lines():
        say(line)
    return 0


@contextmanager
def _no_collector() -> Iterator[None]:
    """A million short-lived rows and no cycle worth looking for: one second in fifteen."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def login_lines() -> list[str]:
    """Who may sign in, in words."""
    names = ", ".join(username for username, _name, _role in cast.LOGINS)
    return [
        _("This is a demonstration: nobody in it exists."),
        _("Users: %(names)s") % {"names": names},
        _("Password of each: %(password)s") % {"password": cast.PASSWORD},
    ]


def load(*, seed: int, until: date) -> None:
    """Live the year that ends the day before ``until``, in one transaction. Same seed and day, same year."""
    if Association.objects.exists():
        raise Refused(
            _("This database already belongs to an association: the demonstration needs an empty one."),
            _("Choose another folder, for example: REBOND_HOME=demonstration rebond run"),
        )
    first = until - timedelta(days=DAYS)
    with transaction.atomic(), _no_collector():
        with clock_at(datetime.combine(first, time(8), TOWN)):
            year = cast.open_house(seed, until)
            dock.plan_arrivals(year, first, bench.begin)
            dock.plan_announcements(year)
            waste.plan_recycler(year)
            classroom.plan_courses(year, first)
            oddities.plan_oddities(year)
        year.agenda.live()
        counter.reserve_some(year)
        needs.at_the_end(year)
        classroom.at_the_end(year)
        assert indicators.recount() == []
        assert database.missing(connection) == []
