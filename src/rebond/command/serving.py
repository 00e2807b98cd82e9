"""`serve`: open the doors, as fast as possible."""

import argparse
import errno
import os
import socket
import sys
from typing import NoReturn

from django.db import connections
from django.utils.translation import gettext as _

from rebond.command import installation
from rebond.command.terminal import say
from rebond.common.errors import Refused

# glibc keeps freed memory, and apart for each thread: fewer heaps, cut as soon as their end is free.
_GIVE_BACK = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "65536"}


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


def open_doors(arguments: argparse.Namespace) -> NoReturn:
    """Become the small process that watches over the workers (doors.py)."""
    connections.close_all()
    sys.stdout.flush()
    words = (arguments.host, str(arguments.port), str(arguments.workers))
    environment = os.environ | _GIVE_BACK
    os.execve(sys.executable, [sys.executable, "-m", "rebond.command.doors", *words], environment)
