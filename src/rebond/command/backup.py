"""`backup`: one file with the whole database, made while Rebond works."""

import argparse
import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

import rebond
from rebond.command import archive, installation, postgresql
from rebond.command.terminal import box, say
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.common.units import bytes_fr


def run(arguments: argparse.Namespace) -> int:
    """Copy the database, describe it, pack it. The file gets its name when it is whole, never before."""
    target: Path = arguments.file.absolute()
    installation.check_database_exists()
    _check_target(target)
    try:
        with archive.beside(target) as folder:
            copy = folder / archive.MEMBERS[connection.vendor]
            rows = _copy_sqlite(copy) if installation.is_sqlite() else postgresql.dump(copy)
            archive.pack(copy, _manifest(copy, rows), target)
    except (OSError, sqlite3.Error) as error:
        raise Refused(
            _("The backup could not be written: %(error)s.") % {"error": error},
            _("Nothing was left under this name. Is the disk full, or was it unplugged?"),
        ) from error
    say(_("Backup written: %(file)s (%(size)s)") % {"file": target, "size": bytes_fr(target.stat().st_size)})
    _remind_of_keys()
    return 0


def _check_target(target: Path) -> None:
    if target.exists():
        raise Refused(
            _("%(file)s exists already.") % {"file": target},
            _("Choose another name: nothing is overwritten."),
        )
    if not target.parent.is_dir():
        raise Refused(_("There is no folder %(folder)s.") % {"folder": target.parent})


def _copy_sqlite(copy: Path) -> dict[str, int]:
    """SQLite's own online copy: a moment of the database, whoever writes meanwhile."""
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without its -wal
    os.chmod(copy, 0o600)
    return archive.rows(copy)


def _manifest(copy: Path, rows: dict[str, int]) -> archive.Manifest:
    return archive.Manifest(
        format=archive.FORMAT,
        version=rebond.__version__,
        made_at=now().isoformat(timespec="seconds"),
        engine=connection.vendor,
        sha256=archive.sha256(copy),
        size_bytes=copy.stat().st_size,
        rows=rows,
    )


def _remind_of_keys() -> None:
    box(
        [
            _("The two keys are NOT in this file, so that whoever finds it cannot sign in your name."),
            _("Copy them once, by hand, to a safe place:"),
            *(f"  {key}" for key in installation.key_files()),
        ]
    )
