"""Django's SQLite backend, with a queue at the door of the only writer.

SQLite lets one transaction write at a time and makes the others sleep, longer and longer (up to 100 ms),
until they find the door open: with four benches sending reports the door stood idle more than half of the
time. Here whoever wants to write first takes an advisory lock on a file beside the database: threads of one
process are woken at once, processes look again every half millisecond. SQLite's own lock stays the one that
keeps the data whole; the kernel gives this one back when a process dies.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

POLL_S = 0.0005
QUEUE_SUFFIX = "-queue"

_in_this_process = threading.Lock()


class Queue:
    """The place of one connection in the queue. Opened by the connection's own process: a lock of this kind
    would be shared with a fork.
    """

    def __init__(self, path: str, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._mine = False

    def enter(self) -> None:
        """Wait for our turn; OperationalError, as SQLite says it, when it does not come in time."""
        if self._mine:
            return
        deadline = time.monotonic() + self._timeout_s
        if _in_this_process.acquire(timeout=self._timeout_s):
            try:
                self._mine = self._is_let_in_before(deadline)
            finally:
                if not self._mine:
                    _in_this_process.release()
        if not self._mine:
            raise OperationalError("database is locked")

    def _is_let_in_before(self, deadline: float) -> bool:
        while not self._is_free():
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_S)
        return True

    def _is_free(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """Let the next one write."""
        if self._mine:
            self._mine = False
            fcntl.flock(self._file, fcntl.LOCK_UN)
            _in_this_process.release()

    def close(self) -> None:
        """Leave for good."""
        self.leave()
        os.close(self._file)


class DatabaseWrapper(base.DatabaseWrapper):
    """Enters the queue before BEGIN IMMEDIATE and leaves it with the transaction."""

    _queue: Queue | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._forget_queue()
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            path = f"{self.settings_dict['NAME']}{QUEUE_SUFFIX}"
            self._queue = Queue(path, conn_params.get("timeout", 5))
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        if self._queue is None:
            return super()._start_transaction_under_autocommit()
        self._queue.enter()
        return self._then_leave(super()._start_transaction_under_autocommit)

    def _commit(self) -> None:
        self._then_leave(super()._commit)

    def _rollback(self) -> None:
        self._then_leave(super()._rollback)

    def _close(self) -> None:
        super()._close()
        self._forget_queue()

    def _then_leave(self, step: Callable[[], None]) -> None:
        """Do this, and let the next one in unless it left us inside a transaction."""
        try:
            step()
        finally:
            if self._queue is not None and not self._is_in_transaction():
                self._queue.leave()

    def _is_in_transaction(self) -> bool:
        return self.connection is not None and self.connection.in_transaction

    def _forget_queue(self) -> None:
        if self._queue is not None:
            self._queue.close()
            self._queue = None
