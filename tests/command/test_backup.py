"""A backup holds every row and no key; a restore puts exactly that back, or changes nothing."""

import hashlib
import json
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command.conftest import Home
from tests.command.test_demonstration import facts


@pytest.fixture(scope="module")
def made(demonstration: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    file = tmp_path_factory.mktemp("backup") / "sauvegarde.zip"
    return file, demonstration.rebond("backup", file)


@pytest.fixture
def backup(made: tuple[Path, str], tmp_path: Path) -> Path:
    """A backup that the test may spoil."""
    (tmp_path / "backup").mkdir()
    return Path(shutil.copy(made[0], tmp_path / "backup"))


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same zip with other contents."""
    with zipfile.ZipFile(backup) as zipped:
        contents = {name: zipped.read(name) for name in zipped.namelist()}
    change(contents)
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in contents.items():
            zipped.writestr(name, content)
    return backup


def test_round_trip_gives_every_row_back(demonstration: Home, empty: Home, backup: Path) -> None:
    empty.rebond("restore", backup)
    assert facts(empty) == facts(demonstration)
    empty.rebond("check", "--figures")


def test_keys_are_not_inside_and_the_screen_says_so(demonstration: Home, made: tuple[Path, str]) -> None:
    file, told = made
    assert "secret.key" in told
    assert "signing.key" in told
    with zipfile.ZipFile(file) as zipped:
        assert sorted(zipped.namelist()) == ["manifest.json", "rebond.sqlite3"]
        everything = b"".join(zipped.read(name) for name in zipped.namelist())
    for key in ("secret.key", "signing.key", "signing.passphrase"):
        assert (demonstration.root / key).read_bytes().strip() not in everything


def test_backup_is_readable_by_its_owner_alone_and_leaves_nothing_else(made: tuple[Path, str]) -> None:
    file, _told = made
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_backup_never_overwrites(demonstration: Home, tmp_path: Path) -> None:
    file = tmp_path / "s.zip"
    file.write_text("something dear")
    demonstration.rebond("backup", file, status=1)
    assert file.read_text() == "something dear"


def test_full_disk_leaves_no_half_file(demonstration: Home, tmp_path: Path) -> None:
    """The largest file allowed stands for the room left on a disk."""
    file = tmp_path / "s.zip"
    done = subprocess.run(
        demonstration.command("backup", file), env=demonstration.environment,
        text=True, timeout=60, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000)),
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_restore_refuses_where_there_is_data_and_changes_nothing(lived: Home, backup: Path) -> None:
    lived.write("UPDATE people_association SET phone = '02 61 91 12 34'")
    before = facts(lived)
    assert "--replace" in lived.rebond("restore", backup, status=1)
    assert facts(lived) == before


def test_replace_keeps_the_data_of_before_beside(lived: Home, demonstration: Home, backup: Path) -> None:
    lived.write("UPDATE people_association SET phone = '02 61 91 12 34'")
    before = facts(lived)
    lived.rebond("restore", backup, "--replace")
    assert facts(lived) == facts(demonstration)
    [aside] = lived.root.glob("rebond-*.sqlite3")
    aside.rename(lived.database)
    assert facts(lived) == before


def test_restore_is_refused_while_somebody_works_on_the_data(lived: Home, backup: Path) -> None:
    reader = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('SELECT 1 FROM people_user').fetchall(); print('open', flush=True); sys.stdin.read()"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", reader, str(lived.database)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "open\n"
        before = facts(lived)
        lived.rebond("restore", backup, "--replace", status=1)
        assert facts(lived) == before
        worker.kill()


@pytest.mark.parametrize("place", [0.2, 0.6, 0.97])
def test_one_wrong_byte_is_refused(empty: Home, backup: Path, place: float) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    backup.write_bytes(content)
    empty.rebond("restore", backup, status=1)
    assert not empty.database.exists()


def test_cut_file_is_refused(empty: Home, backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-100_000])
    empty.rebond("restore", backup, status=1)
    assert not empty.database.exists()


def test_other_database_under_the_same_manifest_is_refused(empty: Home, backup: Path) -> None:
    def change(contents: dict[str, bytes]) -> None:
        contents["rebond.sqlite3"] = contents["rebond.sqlite3"].replace(b"ThinkPad", b"ThinkBad")

    empty.rebond("restore", rewritten(backup, change), status=1)
    assert not empty.database.exists()


def test_damaged_database_with_a_hash_that_fits_is_refused(empty: Home, backup: Path) -> None:
    def change(contents: dict[str, bytes]) -> None:
        database = bytearray(contents["rebond.sqlite3"])
        database[8_192 : 8_192 + 4_096] = bytes(4_096)
        manifest = json.loads(contents["manifest.json"]) | {"sha256": hashlib.sha256(database).hexdigest()}
        contents |= {"rebond.sqlite3": bytes(database), "manifest.json": json.dumps(manifest).encode()}

    empty.rebond("restore", rewritten(backup, change), status=1)
    assert not empty.database.exists()


def test_any_other_file_is_refused(empty: Home, tmp_path: Path) -> None:
    (tmp_path / "photo.zip").write_bytes(b"not a zip")
    empty.rebond("restore", tmp_path / "photo.zip", status=1)
    empty.rebond("restore", tmp_path / "absent.zip", status=1)
    assert not empty.database.exists()
