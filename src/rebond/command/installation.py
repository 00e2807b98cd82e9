"""One installation: its home, its database, and whether they are ready."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from rebond.common import database
from rebond.common.errors import Refused
from rebond.config import home as homes
from rebond.people import services as people


def prepare() -> None:
    """Create what lacks: the home, its keys, the tables, the communes. What is there is kept."""
    prepare_keys()
    call_command("migrate", verbosity=0)
    people.load_communes()


def prepare_keys() -> None:
    """Create the missing keys, and use them from now on: the settings were read before they existed."""
    check_keys_are_whole()
    homes.prepare(settings.HOME)
    if not os.environ.get("REBOND_SECRET_KEY"):
        settings.SECRET_KEY = settings.HOME.secret_key.read_text()


def check_keys_are_whole() -> None:
    """An empty key would sign nothing and open every door: it is refused, never replaced in silence."""
    if empty := homes.empty_keys(settings.HOME):
        raise Refused(
            _("The file %(path)s is empty: it should hold a key.") % {"path": empty[0]},
            _(
                "Copy it back from where you keep it. If you have no copy, remove the file: a new key is"
                " made, and everybody signs in again."
            ),
        )


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def database_file() -> Path:
    """The SQLite file, wherever the settings put it."""
    return Path(settings.DATABASES["default"]["NAME"])


def check_database_exists() -> None:
    """Refused before anything opens (and so creates) an empty SQLite file."""
    if is_sqlite() and not database_file().exists():
        raise Refused(
            _("There is no Rebond data in %(home)s.") % {"home": settings.HOME.root},
            _("To try Rebond: rebond run. For your association: rebond up. Is REBOND_HOME the right folder?"),
        )


def check_migrated() -> None:
    """Refused while the database is older than this version."""
    missing = missing_migrations()
    if missing:
        raise Refused(
            _("The database is older than this version of Rebond (%(n)d changes to make).")
            % {"n": len(missing)},
            _("Make a backup, then start once with: rebond up."),
        )


def check_ready() -> None:
    """Refused while keys or migrations are missing."""
    check_database_exists()
    check_keys_are_whole()
    if not settings.HOME.secret_key.exists() and not os.environ.get("REBOND_SECRET_KEY"):
        raise Refused(
            _("The file secret.key is missing from %(home)s.") % {"home": settings.HOME.root},
            _("Copy it back from where you keep it, or make a new one with: rebond up."),
        )
    check_migrated()
    if database.missing(connection):  # a migration that was killed
        raise Refused(
            _("The database lost some of its guards: it would let data leave without a proof."),
            _("Start once with: rebond up. It puts them back."),
        )


def forget_head() -> None:
    """What is restored is older than the last head signed here: that one is kept beside, under its date."""
    head = settings.HOME.last_head
    if head.exists():
        head.rename(head.with_name(f"last-head-{timezone.localtime():%Y%m%d-%H%M%S}.json"))


def missing_migrations() -> list[str]:
    """Names of the migrations that the database has not had."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def home_folder() -> Path:
    """The data home."""
    root: Path = settings.HOME.root
    return root


def key_files() -> tuple[Path, Path, Path]:
    """The files that no backup holds."""
    return settings.HOME.secret_key, settings.HOME.signing_key, settings.HOME.passphrase_file
