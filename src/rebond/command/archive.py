"""A backup file: a zip of one database and of the manifest that says what it must be."""

import hashlib
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfileobj, rmtree
from tempfile import mkdtemp

from django.utils.translation import gettext as _

from rebond.common.errors import Refused

FORMAT = "rebond.backup.v1"
MANIFEST, MEMBERS = "manifest.json", {"sqlite": "rebond.sqlite3", "postgresql": "rebond.pgdump"}
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What the database of a backup must be. ``rows`` counts each table (empty for PostgreSQL)."""

    format: str
    version: str
    made_at: str
    engine: str
    sha256: str
    size_bytes: int
    rows: dict[str, int]


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A hidden folder of ours alone, on the same disk as ``path``, removed at the end."""
    folder = Path(mkdtemp(prefix=".rebond-", dir=path.parent))
    try:
        yield folder
    finally:
        rmtree(folder)


def pack(database: Path, manifest: Manifest, target: Path) -> None:
    """Write the zip beside ``target``, safely on the disk, then give it its name."""
    with beside(target) as folder:
        draft = folder / "draft.zip"
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as zipped:
            zipped.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
            zipped.write(database, MEMBERS[manifest.engine])
        draft.chmod(0o600)
        keep(draft)
        os.replace(draft, target)
    keep(target.parent)


def unpack(source: Path, folder: Path) -> tuple[Manifest, Path]:
    """The manifest and the database, put into ``folder``; Refused for anything but a whole backup of ours."""
    try:
        with zipfile.ZipFile(source) as zipped:
            manifest = Manifest(**json.loads(zipped.read(MANIFEST)))
            database = folder / MEMBERS[manifest.engine]
            with zipped.open(database.name) as packed, database.open("wb") as file:
                copyfileobj(packed, file, _CHUNK_BYTES)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as error:
        raise Refused(
            _("%(file)s is not a whole backup of Rebond (%(error)s).") % {"file": source, "error": error},
            _("Nothing was changed. Try another backup."),
        ) from error
    if manifest.format != FORMAT or sha256(database) != manifest.sha256:
        raise Refused(
            _("%(file)s was changed or damaged since it was made.") % {"file": source},
            _("Nothing was changed. Try another backup."),
        )
    return manifest, database


def sha256(path: Path) -> str:
    """Hash of a file, read little by little."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(path: Path) -> None:
    """Return once the disk has the file (or the folder's names) for good."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rows(database: Path) -> dict[str, int]:
    """How many rows each table of a SQLite file holds; the search indexes' own tables are left out."""
    with closing(sqlite3.connect(database)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name"
        ).fetchall()
        return {name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def faults(database: Path) -> list[str]:
    """What SQLite itself finds wrong in a file; none in a sound one."""
    with closing(sqlite3.connect(database)) as connection:
        wrong = [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(20)
    return wrong + [f"{table} {row}: no such {parent}" for table, row, parent, _rank in orphans]
