"""The front-end files of others are exactly those VENDOR.lock names."""

import hashlib
import tomllib
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "src/rebond/web/static/vendor"
LOCK = VENDOR / "VENDOR.lock"


def locked_files() -> list[dict[str, str]]:
    locked: list[dict[str, str]] = tomllib.loads(LOCK.read_text(encoding="utf-8"))["file"]
    return locked


def test_vendored_files_have_the_locked_sha256() -> None:
    shipped = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != LOCK
    }
    assert shipped == {entry["path"]: entry["sha256"] for entry in locked_files()}


def test_each_vendored_file_says_where_it_comes_from_and_its_licence() -> None:
    assert [sorted(entry) for entry in locked_files() if not all(entry.values())] == []
    assert {(entry["name"], entry["licence"]) for entry in locked_files()} == {
        ("bootstrap", "MIT"),
        ("@fontsource/atkinson-hyperlegible", "OFL-1.1"),
        ("@tabler/icons", "MIT"),
    }


def test_each_vendored_folder_carries_its_licence_text() -> None:
    folders = {path for path in VENDOR.iterdir() if path.is_dir()}
    assert {path.parent for path in VENDOR.glob("*/LICENSE")} == folders
