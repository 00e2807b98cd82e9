"""`run` and `up`: make ready what lacks, then open the doors."""

import argparse

from django.db import connection
from django.utils.translation import gettext as _

from rebond.command import demonstration, installation, serving
from rebond.command.demo import SEED
from rebond.command.terminal import box, say
from rebond.common import database
from rebond.common.dates import today
from rebond.people.services import association


def run(arguments: argparse.Namespace) -> int:
    """Prepare everything, live the demonstration year if the database is new, then serve."""
    serving.check_port_is_free(arguments.host, arguments.port)
    installation.prepare()
    if association() is None:
        say(_("The database is new: one year of a demonstration association is being written (about 20 s)…"))
        demonstration.load(seed=SEED, until=today())
    founder = association()
    lines = [_("Rebond is open at %(url)s") % {"url": serving.url(arguments)}]
    if founder and founder.is_demonstration:
        lines += ["", *demonstration.login_lines()]
    box(lines)
    database.refresh_statistics(connection)
    return serving.open_doors(arguments)


def up(arguments: argparse.Namespace) -> int:
    """Prepare everything for a real association, without demonstration data, then serve."""
    serving.check_port_is_free(arguments.host, arguments.port)
    installation.prepare()
    lines = [_("Rebond is open at %(url)s") % {"url": serving.url(arguments)}]
    if association() is None:
        lines.append(_("Open this address now: the first page creates your association and your account."))
    box(lines)
    database.refresh_statistics(connection)
    return serving.open_doors(arguments)
