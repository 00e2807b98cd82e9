"""`check`: what is well and what is not, without changing anything."""

import argparse
import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import zstandard
from django.db import connection
from django.utils.translation import gettext as _

from rebond.command import archive, installation, soundness
from rebond.command.terminal import say
from rebond.common import database
from rebond.common.units import bytes_fr
from rebond.evidence.models import Reading, Report
from rebond.evidence.services import LARGEST_REPORT_BYTES
from rebond.impact import indicators
from rebond.records import counting
from rebond.records.models import Paper

SAFE_SQLITE = (3, 51, 3)
LEAST_FREE_BYTES = 500_000_000
_AT_ONCE = 50

Findings = Iterator[str]
"""What is wrong, one line each; nothing when all is well."""


def run(arguments: argparse.Namespace) -> int:
    """Go through every question; 1 when one answer is bad."""
    installation.check_database_exists()
    if _tell(_("the database is up to date"), iter(installation.missing_migrations())):
        say(_("Make a backup, then start once with: rebond up."))  # the rest needs the tables of today
        return 1
    wrong = sum(_tell(question, answer()) for question, answer in _questions(figures=arguments.figures))
    if arguments.mend:
        counting.rebuild(connection)
        say(_("Every figure was written again from its rows."))
    if not arguments.figures:
        say(_("· figures: not counted again (add --figures)"))
    waiting = Reading.objects.filter(status=Reading.Status.PENDING).count()
    say(_("· reports kept but not read yet: %(n)d (the next start reads them)") % {"n": waiting})
    say(_("All is well.") if not wrong else _("%(n)d things are wrong.") % {"n": wrong})
    return 1 if wrong else 0


def _tell(question: str, findings: Findings) -> int:
    """Print the answer to one question; how many things are wrong."""
    found = list(findings)
    say(f"{'✘' if found else '✔'} {question}")
    for line in found:
        say(f"    {line}")
    return len(found)


def _questions(*, figures: bool) -> list[tuple[str, Callable[[], Findings]]]:
    asked: list[tuple[str, Callable[[], Findings]]] = [
        (_("the database keeps its guards"), lambda: iter(database.missing(connection))),
        (_("no device is out with unproven data"), lambda: iter(soundness.breaches(connection))),
        (_("reports are as they were received"), changed_reports),
        (_("papers are as they were issued"), changed_papers),
        (_("the keys can be read by their owner alone"), _open_keys),
        (_("there is room on the disk"), _little_room),
    ]
    if installation.is_sqlite():
        asked[:0] = [
            (_("SQLite is a safe version"), _old_sqlite),
            (_("the database is whole and its references hold"), _damage),
        ]
    if figures:
        asked.append((_("every figure equals its rows"), lambda: iter(indicators.recount())))
    return asked


def _old_sqlite() -> Findings:
    """SQLite before 3.51.3 can corrupt a WAL database."""
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        yield _("version %(version)s: older than 3.51.3, which mends a damage") % {
            "version": sqlite3.sqlite_version
        }


def _damage() -> Findings:
    try:
        yield from archive.faults(installation.database_file())
    except sqlite3.DatabaseError as error:
        yield str(error)


def changed_reports() -> Findings:
    """Each body is unpacked and hashed, some at a time."""
    unpack = zstandard.ZstdDecompressor()
    for report in Report.objects.only("sha256", "body").iterator(_AT_ONCE):
        try:
            raw = unpack.decompress(bytes(report.body), max_output_size=LARGEST_REPORT_BYTES)
        except zstandard.ZstdError as error:
            yield _("report %(id)d cannot be unpacked: %(error)s") % {"id": report.pk, "error": error}
            continue
        if hashlib.sha256(raw).hexdigest() != report.sha256:
            yield _("report %(id)d is not what was received") % {"id": report.pk}


def changed_papers() -> Findings:
    kept = Paper.objects.filter(forgotten_at=None)
    for paper in kept.only("number", "sha256", "body").iterator(_AT_ONCE):
        if hashlib.sha256(bytes(paper.body)).hexdigest() != paper.sha256:
            yield _("%(number)s is not what was issued") % {"number": paper.number}


def _open_keys() -> Findings:
    for key in installation.key_files():
        if not key.exists():
            yield _("%(key)s is missing") % {"key": key}
        elif key.stat().st_mode & 0o077:
            yield _("%(key)s can be read by others: chmod 600 %(key)s") % {"key": key}


def _little_room() -> Findings:
    folder: Path = installation.home_folder()
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        yield _("%(free)s left in %(folder)s") % {"free": bytes_fr(free), "folder": folder}
