"""The keys of a home: whole or absent, never replaced in silence."""

import os
import resource
import stat
import subprocess
from pathlib import Path

import pytest

from rebond.config import home as homes
from tests.command.conftest import Home

KEYS = ("secret.key", "signing.key", "signing.passphrase")


def test_keys_are_for_their_owner_alone_and_made_once(tmp_path: Path) -> None:
    home = homes.Home(tmp_path / "home")
    homes.prepare(home)
    before = {name: (home.root / name).read_bytes() for name in KEYS}
    homes.prepare(home)
    assert {name: (home.root / name).read_bytes() for name in KEYS} == before
    assert {stat.S_IMODE((home.root / name).stat().st_mode) for name in KEYS} == {0o600}
    assert sorted(path.name for path in home.root.iterdir()) == sorted(KEYS)


def test_a_disk_full_at_the_first_start_leaves_no_half_key(tmp_path: Path) -> None:
    """The largest file allowed stands for the room left on a disk."""
    home = Home(tmp_path / "home")
    done = subprocess.run(
        [*home.command("demo")], env=home.environment, capture_output=True, timeout=60, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8)),
    )  # fmt: skip
    assert done.returncode != 0
    assert [path for path in home.root.iterdir() if path.name.endswith(".key")] == []


@pytest.mark.parametrize("name", KEYS)
def test_an_empty_key_is_refused_with_what_to_do(prepared: Home, name: str) -> None:
    os.truncate(prepared.root / name, 0)
    for words in (("serve", "--port", "1"), ("demo",)):
        told = prepared.rebond(*words, status=1)
        assert name in told
        assert "Traceback" not in told
    assert (prepared.root / name).read_bytes() == b""
