"""When many reports come at once, each is kept at once and attached a moment later, one after the other.

Keeping a report takes a few milliseconds and answers the bench; attaching it takes ten. A process attaches
one report at a time: whoever finds it busy leaves the report to the process's reader, a thread, which works
between two waves. What a killed process left behind is « pending » in the database, and any reader takes it
up.
"""

import logging
import queue
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, close_old_connections

from rebond.erasure import intake
from rebond.evidence import services as evidence
from rebond.evidence.models import Reading
from rebond.evidence.parsing.facts import MachineFacts

MOST_WAITING = 1000  # then whoever brings the next one waits for its turn
MANY_WAITING = 500  # then they are attached even while others come
CALM_S = 0.05
LEFT_BEHIND = timedelta(minutes=1)
logger = logging.getLogger(__name__)


class Reader:
    """Attaches the reports that its process puts off. One a process; `start` it after a fork."""

    def __init__(self) -> None:
        self._attaching = threading.Lock()
        self._waiting: queue.Queue[tuple[int, MachineFacts]] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._last_taken = 0.0

    def start(self) -> None:
        """Begin to read, first of all what an earlier process left."""
        self._thread = threading.Thread(target=self._read, name="reader", daemon=True)
        self._thread.start()

    def take(self, raw: bytes, *, sender: evidence.Sender) -> intake.Taken:
        """:func:`intake.take`, put off while this process is busy with another report: the reading is then
        still « pending ».
        """
        self._last_taken = time.monotonic()
        accepted = evidence.store(raw, sender=sender)
        if accepted.facts is None or not self._put_off(accepted.report.pk, accepted.facts):
            with self._attaching:
                return intake.attach_stored(accepted, sender=sender)
        reading = Reading.objects.select_related("device").get(report=accepted.report)
        return intake.Taken(accepted.report, reading, accepted.is_new)

    def _put_off(self, report: int, facts: MachineFacts) -> bool:
        if self._thread is None or not (self._attaching.locked() or self._waiting.qsize()):
            return False
        try:
            self._waiting.put_nowait((report, facts))
        except queue.Full:
            return False
        return True

    def _read(self) -> None:
        """The thread: it outlives whatever a report or the database does to it."""
        older_than: timedelta | None = timedelta()
        while True:
            try:
                if older_than is not None:
                    intake.finish_pending(older_than=older_than)
                older_than = self._read_next()
            except DatabaseError:
                # The report is kept and « pending »: it is found again in a minute.
                logger.exception("a report could not be attached")
            finally:
                close_old_connections()

    def _read_next(self) -> timedelta | None:
        """Attach what was put off; after a quiet minute, how old a report left behind by others is."""
        try:
            report, facts = self._waiting.get(timeout=LEFT_BEHIND.total_seconds())
        except queue.Empty:
            return LEFT_BEHIND
        self._wait_for_calm()
        with self._attaching:
            intake.finish(report, facts)
        return None

    def _wait_for_calm(self) -> None:
        """Attach between two waves: while benches knock, keeping what they bring comes first."""
        while time.monotonic() < self._last_taken + CALM_S and self._waiting.qsize() < MANY_WAITING:
            time.sleep(CALM_S / 5)


reader = Reader()
