"""A disk that is really full: a file system of a few megabytes, made by the test and filled by the server."""

import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.visitor import Unexpected, Visitor
from tests.command.conftest import Home
from tests.command.test_serving import first_answer, free_port
from tests.factories import evidence

ROOM_MB = 2
WAL_MB = 4  # what a first write needs beside the database
KEPT = {200, 201, 202}


def mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, timeout=30, check=False).returncode == 0


@pytest.fixture
def small(lived: Home, tmp_path: Path) -> Iterator[Home]:
    """A home alone on a file system with little room left."""
    folder = tmp_path / "small"
    folder.mkdir()
    size = lived.database.stat().st_size // 2**20 + ROOM_MB + WAL_MB
    if not mount("-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(folder)):
        pytest.skip("mounting a small file system needs root's rights")
    try:
        shutil.copytree(lived.root, folder, dirs_exist_ok=True)
        yield Home(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], timeout=30, check=True)


def send(port: int, secret: str, body: bytes) -> int:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/reports", body, {"Authorization": f"Bearer {secret}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def test_a_full_disk_refuses_whole_and_takes_again_once_there_is_room(small: Home) -> None:
    secret, port = small.rebond("token", "banc").split()[-1], free_port()
    filler, before = small.root / "filler", small.count("evidence_report")
    bodies = [evidence.raw(evidence.report(serial=f"SN{rank}", note="x" * 90_000)) for rank in range(5)]
    server = subprocess.Popen(
        small.command("serve", "--port", port), env=small.environment, stdout=subprocess.DEVNULL
    )
    with server:
        try:
            assert first_answer(f"http://127.0.0.1:{port}/connexion/", server) == 200
            assert send(port, secret, bodies[0]) in KEPT
            fill(filler)
            statuses = [send(port, secret, body) for body in bodies[1:]]
            assert 507 in statuses
            assert set(statuses) <= KEPT | {507}
            with Visitor(port) as visitor, pytest.raises(Unexpected, match="answered 507"):
                visitor.log_in("coordination", "demonstration")
            filler.unlink()
            assert {send(port, secret, body) for body in bodies} <= KEPT
            with Visitor(port) as visitor:
                visitor.log_in("coordination", "demonstration")
        finally:
            server.terminate()
    assert small.count("evidence_report") == before + len(bodies)
    assert small.rows("PRAGMA integrity_check") == [("ok",)]


def fill(path: Path) -> None:
    """Take all the room that is left."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return
