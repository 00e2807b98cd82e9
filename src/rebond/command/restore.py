"""`restore`: put a backup back, after having looked at it from all sides."""

import argparse
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from rebond.command import archive, installation, postgresql
from rebond.command.terminal import box, say
from rebond.common.errors import Refused


def run(arguments: argparse.Namespace) -> int:
    """Verify, put in place in one step, then bring up to date. The database of before is kept beside."""
    if not arguments.file.is_file():
        raise Refused(_("There is no file %(file)s.") % {"file": arguments.file})
    installation.prepare_keys()
    if installation.is_sqlite():
        _restore_sqlite(arguments.file, replace=arguments.replace)
    else:
        _restore_postgresql(arguments.file)
    call_command("migrate", verbosity=0)  # also puts guards and search indexes in place
    installation.forget_head()
    say(_("The backup is back in place."))
    box(
        [
            _("The keys are not in a backup. If this is a new computer, copy your own over these:"),
            *(f"  {key}" for key in installation.key_files()),
        ]
    )
    return 0


def _restore_sqlite(source: Path, *, replace: bool) -> None:
    database = installation.database_file()
    if database.exists() and not replace:
        raise Refused(
            _("There is data already in %(file)s.") % {"file": database},
            _("To put the backup in its place and keep it beside, add --replace."),
        )
    with archive.beside(database) as folder:
        manifest, copy = archive.unpack(source, folder)
        _check_sound(manifest, copy)
        if database.exists():
            say(_("The data of before is kept: %(file)s") % {"file": _set_aside(database)})
        archive.keep(copy)
        os.replace(copy, database)
    archive.keep(database.parent)


def _check_sound(manifest: archive.Manifest, copy: Path) -> None:
    """A file that matches its hash may have been made of a damaged database."""
    if manifest.engine != "sqlite":
        raise Refused(_("This backup is of a PostgreSQL database."), _("Name an empty one in DATABASE_URL."))
    try:
        wrong = archive.faults(copy)
    except sqlite3.DatabaseError as error:
        wrong = [str(error)]
    if wrong or archive.rows(copy) != manifest.rows:
        raise Refused(
            _("The database of this backup is damaged: %(why)s")
            % {"why": "; ".join(wrong[:5]) or _("rows are missing")},
            _("Nothing was changed. Try another backup."),
        )


def _set_aside(database: Path) -> Path:
    """Give the present database a second, dated name; refused while a running Rebond holds it open."""
    aside = database.with_name(f"{database.stem}-{timezone.localtime():%Y%m%d-%H%M%S}{database.suffix}")
    with closing(sqlite3.connect(database, timeout=1)) as last:
        try:
            last.execute("PRAGMA journal_mode = DELETE").fetchone()  # needs to be alone, and empties the -wal
        except sqlite3.OperationalError as error:
            raise Refused(
                _("Rebond is open on this data."),
                _("Close it (Ctrl+C where it was started), then start again."),
            ) from error
    os.link(database, aside)
    return aside


def _restore_postgresql(source: Path) -> None:
    if connection.introspection.table_names():
        raise Refused(
            _("This PostgreSQL database is not empty."),
            _("Create an empty one with createdb, name it in DATABASE_URL, and start again."),
        )
    folder = installation.home_folder()
    free = shutil.disk_usage(folder).free
    if free < source.stat().st_size:
        raise Refused(_("There is not enough room left in %(folder)s.") % {"folder": folder})
    with archive.beside(folder / "database") as inside:
        manifest, copy = archive.unpack(source, inside)
        if manifest.engine != "postgresql":
            raise Refused(
                _("This backup is of a SQLite database."), _("Unset DATABASE_URL, and start again.")
            )
        postgresql.load(copy)
