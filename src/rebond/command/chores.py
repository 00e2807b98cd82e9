"""What runs by itself: holds that end, messages that leave, reminders, and forgetting. `rebond chores`
runs it once; the server runs it every few minutes, in one process at a time.

Each chore is its own transaction and can be run again at any moment: what was done is not done twice.
"""

import argparse
import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, close_old_connections
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.command import installation
from rebond.command.terminal import say
from rebond.common.dates import now
from rebond.distribution import aftercare, holds, referrals
from rebond.people import messages, retention
from rebond.records import forgetting
from rebond.records.sealer import OneProcess
from rebond.training import reminders as lessons

logger = logging.getLogger(__name__)


def _forget_message_files() -> int:
    months = retention.months(retention.Purpose.MESSAGE)
    return messages.forget_files(now() - timedelta(days=30 * months))


def _forget_sessions() -> int:
    """A session may hold a sentence with a name that its page never showed."""
    return Session.objects.filter(expire_date__lt=now()).delete()[0]


CHORES: Final[tuple[tuple[str, str | Promise, Callable[[], int]], ...]] = (
    ("holds", gettext_lazy("reservations that ended"), lambda: holds.release_overdue(by=None)),
    ("reminders", gettext_lazy("reminders queued"), aftercare.remind),
    ("lessons", gettext_lazy("reminders of lessons queued"), lessons.remind),
    ("messages", gettext_lazy("messages sent"), messages.send_due),
    ("referrals_reminded", gettext_lazy("referrals that wait for ten days"), referrals.remind),
    ("referrals_expired", gettext_lazy("referrals expired"), referrals.expire),
    ("referrals_blanked", gettext_lazy("identities of referrals taken away"), referrals.blank_old),
    ("files", gettext_lazy("people forgotten"), forgetting.forget_silent),
    ("old_messages", gettext_lazy("old messages emptied"), retention.forget_old_messages),
    ("asks", gettext_lazy("old asks by the label emptied"), aftercare.forget_old_asks),
    ("message_files", gettext_lazy("files of messages removed"), _forget_message_files),
    ("sessions", gettext_lazy("old sessions removed"), _forget_sessions),
    ("openings", gettext_lazy("old openings of files forgotten"), retention.forget_old_openings),
)


def run_once() -> dict[str, int]:
    """Every chore, in order; one that fails is told and stops no other."""
    done = {}
    for name, _words, chore in CHORES:
        try:
            done[name] = chore()
        except Exception as error:  # noqa: BLE001  forgetting must not wait for a carrier's mistake
            logger.error("%s: %s", name, type(error).__name__)
            done[name] = -1
    return done


def chores(arguments: argparse.Namespace) -> int:
    """Run them now, and say what each did; 1 when one failed."""
    installation.check_ready()
    done = run_once()
    for name, words, _chore in CHORES:
        say(f"{done[name]:>6}  {words}" if done[name] >= 0 else f"     ✘  {words}")
    say(_("Everything is done.") if min(done.values()) >= 0 else _("Something failed: see the log."))
    return 0 if min(done.values()) >= 0 else 1


class Caretaker:
    """One a process; the one that holds the lock works, the others stand by."""

    def __init__(self) -> None:
        self._process = OneProcess("chores")

    def start(self) -> None:
        threading.Thread(target=self._for_ever, name="chores", daemon=True).start()

    def _for_ever(self) -> None:
        while True:
            time.sleep(settings.CHORES_EVERY_S)
            try:
                if self._process.is_this_one():
                    run_once()
            except DatabaseError as error:  # the lock's own question: asked again at the next turn
                logger.error("chores: %s", type(error).__name__)
            finally:
                close_old_connections()


caretaker = Caretaker()
