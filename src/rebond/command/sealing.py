"""`seal`, `verify` and `key`: the sealed tree from the command line."""

import argparse

from django.utils.translation import gettext as _

from rebond.command import check, installation
from rebond.command.terminal import complain, end_progress, progress, say
from rebond.common.units import number_fr
from rebond.records import sealing as records
from rebond.records import signing, verifying


def seal(arguments: argparse.Namespace) -> int:
    """Seal now what waits."""
    installation.check_ready()
    head = records.seal(_under_way)
    end_progress()
    if head is None:
        say(_("Everything was sealed already."))
        return 0
    say(
        _("%(n)s entries are sealed. Head: %(root)s")
        % {"n": number_fr(head.size), "root": bytes(head.root).hex()}
    )
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Replay everything; 1 when something was altered, removed or inserted."""
    installation.check_database_exists()
    installation.check_migrated()
    verdict = verifying.verify(_under_way)
    end_progress()
    for words in (*check.changed_reports(), *check.changed_papers()):
        verdict.tell(words)
    for words in verdict.wrong:
        complain(f"✘ {words}")
    for words in verdict.known:
        say(f"· {words}")
    say(
        _("%(leaves)s entries and %(heads)s signed heads replayed, %(waiting)s entries not sealed yet.")
        % {
            "leaves": number_fr(verdict.leaves),
            "heads": number_fr(verdict.heads),
            "waiting": number_fr(verdict.waiting),
        }
    )
    if verdict.wrong:
        say(_("Something was altered: the first line says what. Keep a copy of the data as it is."))
        return 1
    say(_("Nothing was altered, removed or inserted."))
    return 0


def _under_way(n: int) -> None:
    progress(_("%(n)s entries…") % {"n": number_fr(n)})


def key(arguments: argparse.Namespace) -> int:
    """Sign with a new key from now on."""
    installation.check_ready()
    row = signing.rotate(by=None, old_is_lost=arguments.lost)
    say(_("From now on this key signs: %(key)s") % {"key": bytes(row.public).hex()})
    say(_("Copy signing.key and its passphrase to a safe place, apart from each other."))
    return 0
