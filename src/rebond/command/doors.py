"""The small process that watches over the server's workers.

`serve` replaces itself by this one once all is ready: what checking and migrating loaded goes with it, and
each worker loads the application for itself. It imports nothing of ours at its top, so that it stays small.
"""

import gc
import sys
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

APPLICATION = "rebond.config.wsgi:application"
BLOCKING_THREADS = 4  # design/stack.md: more threads gain nothing, Python runs one at a time
STOP_LIMIT_S = 10
SWITCH_S = 0.0005  # a thread that computes lets the others go on after this: ten times sooner than by default


def main(host: str, port: str, workers: str) -> None:
    """Open the doors until told to stop."""
    Server(
        APPLICATION,
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=int(workers),
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_LIMIT_S,
        log_level=LogLevels.warning,
    ).serve(target_loader=open_worker)


def open_worker(_target: str) -> Any:
    """What each worker does first: load the application and every address it knows, begin to read and to
    seal.
    """
    # Here and not above: only the workers need them.
    from django.urls import get_resolver

    from rebond.config.wsgi import application  # first: it makes Django ready

    # isort: split
    from rebond.command.chores import caretaker
    from rebond.erasure.reader import reader
    from rebond.records.sealer import sealer

    assert get_resolver().url_patterns
    gc.freeze()  # what is loaded lives as long as the worker
    sys.setswitchinterval(SWITCH_S)
    reader.start()
    sealer.start()
    caretaker.start()
    return application


if __name__ == "__main__":
    main(*sys.argv[1:])
