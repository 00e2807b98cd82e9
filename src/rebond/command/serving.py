"""`run`, `up` and `serve`: make ready what must be, then open the doors."""

import argparse
import errno
import gc
import socket

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rebond.command import demonstration, installation
from rebond.command.demo import SEED
from rebond.command.terminal import box, say
from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.erasure.intake import finish_pending
from rebond.evidence.models import Reading
from rebond.people.services import association

BLOCKING_THREADS = 4  # design/stack.md: more threads gain nothing, Python runs one at a time
STOP_LIMIT_S = 10


def run(arguments: argparse.Namespace) -> int:
    """Prepare everything, live the demonstration year if the database is new, then serve."""
    _check_port_is_free(arguments.host, arguments.port)
    installation.prepare()
    if association() is None:
        say(_("The database is new: one year of a demonstration association is being written (about 20 s)…"))
        demonstration.load(seed=SEED, until=today())
    founder = association()
    lines = [_("Rebond is open at %(url)s") % {"url": _url(arguments)}]
    if founder and founder.is_demonstration:
        lines += ["", *demonstration.login_lines()]
    box(lines)
    return _open_doors(arguments)


def up(arguments: argparse.Namespace) -> int:
    """Prepare everything for a real association, without demonstration data, then serve."""
    _check_port_is_free(arguments.host, arguments.port)
    installation.prepare()
    lines = [_("Rebond is open at %(url)s") % {"url": _url(arguments)}]
    if association() is None:
        lines.append(_("Open this address now and fill in the first page: it creates your association and your account."))
    box(lines)
    return _open_doors(arguments)


def serve(arguments: argparse.Namespace) -> int:
    """Only serve, as fast as possible: nothing is prepared here."""
    _check_port_is_free(arguments.host, arguments.port)
    installation.check_ready()
    say(_("Rebond is open at %(url)s (Ctrl+C closes it).") % {"url": _url(arguments)})
    return _open_doors(arguments)


def _url(arguments: argparse.Namespace) -> str:
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    return f"http://{host}:{arguments.port}/"


def _check_port_is_free(host: str, port: int) -> None:
    """The server shares its port with whoever asks the same way, so a second one would not complain by itself."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise Refused(
                _("Port %(port)d is already taken: is Rebond already open?") % {"port": port},
                _("Close the other program, or choose another port: --port %(port)d") % {"port": port + 1},
            ) from error


def _open_doors(arguments: argparse.Namespace) -> int:
    """Load the application once, then let the workers share it: they are forked from here."""
    if Reading.objects.filter(status=Reading.Status.PENDING).exists():
        finish_pending()
    load_application()
    connections.close_all()  # a connection does not survive a fork
    gc.freeze()  # what is loaded stays shared between the workers
    Server(
        settings.WSGI_APPLICATION.replace(".application", ":application"),
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_LIMIT_S,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def load_application() -> None:
    """Import the WSGI application and every address it knows."""
    import_string(settings.WSGI_APPLICATION)
    assert get_resolver().url_patterns
