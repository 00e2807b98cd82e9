"""Seals every minute what was written since, in the background, in one process at a time."""

import fcntl
import logging
import os
import threading
import time

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from rebond.common.errors import Refused
from rebond.records import sealing

EVERY_S = 60
logger = logging.getLogger(__name__)


class OneProcess:
    """Which of our processes does what only one may do: the one that holds the lock, until it ends."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock: int | None = None

    def is_this_one(self) -> bool:
        """Take the lock if it is free."""
        if self._lock is None:
            path = settings.HOME.root / f"{self._name}.lock"
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                return False
            self._lock = lock
        return True


class Sealer:
    """One a process; `start` it after a fork. The one that holds the lock seals, the others stand by."""

    def __init__(self) -> None:
        self._process = OneProcess("sealing")
        self._told = ""

    def start(self) -> None:
        """Begin, first of all with what an earlier process left."""
        threading.Thread(target=self._seal_for_ever, name="sealer", daemon=True).start()

    def _seal_for_ever(self) -> None:
        while True:
            try:
                if self._process.is_this_one() and sealing.is_something_waiting():
                    sealing.seal()
                    self._told = ""
            except Refused as refused:  # a key that is missing or shut: told once, tried again every minute
                self._tell(str(refused.message))
            except DatabaseError as error:
                self._tell(f"sealing failed, it is tried again: {error}")
            finally:
                close_old_connections()
            time.sleep(EVERY_S)

    def _tell(self, words: str) -> None:
        if words != self._told:
            logger.error(words)
            self._told = words


sealer = Sealer()
