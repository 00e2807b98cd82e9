"""`serve`: open the doors, as fast as possible."""

import argparse
import errno
import gc
import socket
import sys
from typing import Any

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from rebond.command import installation
from rebond.command.terminal import say
from rebond.common.errors import Refused
from rebond.erasure.reader import reader

BLOCKING_THREADS = 4  # design/stack.md: more threads gain nothing, Python runs one at a time
STOP_LIMIT_S = 10
SWITCH_S = 0.0005  # a thread that computes lets the others go on after this: ten times sooner than by default


def serve(arguments: argparse.Namespace) -> int:
    """Only serve, as fast as possible: nothing is prepared here."""
    check_port_is_free(arguments.host, arguments.port)
    installation.check_ready()
    say(_("Rebond is open at %(url)s (Ctrl+C closes it).") % {"url": url(arguments)})
    return open_doors(arguments)


def url(arguments: argparse.Namespace) -> str:
    """The address to type in a browser."""
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    return f"http://{host}:{arguments.port}/"


def check_port_is_free(host: str, port: int) -> None:
    """The server shares its port with whoever asks the same way: a second one would not complain."""
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


def open_doors(arguments: argparse.Namespace) -> int:
    """Load the application once, then let the workers share it: they are forked from here."""
    load_application()
    connections.close_all()  # a connection does not survive a fork
    gc.freeze()  # what is loaded stays shared between the workers
    Server(
        settings.WSGI_APPLICATION,
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_LIMIT_S,
        log_level=LogLevels.warning,
    ).serve(target_loader=open_worker)
    return 0


def open_worker(target: str = settings.WSGI_APPLICATION) -> Any:
    """What each worker does first, once it is a process of its own."""
    sys.setswitchinterval(SWITCH_S)
    reader.start()
    return load_application(target)


def load_application(target: str = settings.WSGI_APPLICATION) -> Any:
    """The WSGI application, with every address it knows already imported."""
    application = import_string(target)
    assert get_resolver().url_patterns
    return application
