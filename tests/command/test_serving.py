"""`rebond run` on a home that is already lived in: it opens, answers, adds nothing, and closes when asked.
`rebond serve` while benches knock all at once.
"""

import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.command.conftest import Home
from tests.command.test_demonstration import facts
from tests.factories import evidence


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_answer(url: str, server: "subprocess.Popen[str]") -> int:
    """The status of the first page, asked for until the doors are open."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=20) as page:
                return int(page.status)
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.05)
    raise AssertionError(f"no page: status {server.poll()}")


def test_run_again_opens_what_is_there_and_adds_nothing(lived: Home) -> None:
    lived.rebond("seal")  # or the server would, at some moment of its own
    before, port = facts(lived), free_port()
    server = subprocess.Popen(
        lived.command("run", "--port", port), env=lived.environment, stdout=subprocess.PIPE, text=True
    )
    with server:
        assert first_answer(f"http://127.0.0.1:{port}/connexion/", server) == 200
        server.terminate()
        told, _ = server.communicate(timeout=30)
    assert server.returncode == 0
    assert f":{port}/" in told
    assert "coordination" in told
    assert facts(lived) == before


def test_reports_that_come_together_are_all_attached_though_a_worker_is_killed(prepared: Home) -> None:
    """Eight benches at once, one worker shot in the middle: what was not answered is sent again."""
    secret, port = prepared.rebond("token", "banc").split()[-1], free_port()
    bodies = [
        evidence.raw(evidence.report(serial=f"SN{rank:04}", drives=[evidence.drive(f"D{rank:04}")]))
        for rank in range(64)
    ]
    server = subprocess.Popen(
        prepared.command("serve", "--port", port), env=prepared.environment, stdout=subprocess.DEVNULL
    )
    with server, ThreadPoolExecutor(8) as benches:
        try:
            assert first_answer(f"http://127.0.0.1:{port}/connexion/", server) == 200
            sent = [benches.submit(send_until_kept, port, secret, body) for body in bodies]
            time.sleep(0.2)
            [victim, _other] = children(server.pid)
            os.kill(victim, signal.SIGKILL)
            assert {status for one in sent for status in [one.result()]} <= {200, 201, 202}
            wait_until_attached(prepared, len(bodies))
        finally:
            server.terminate()
    assert prepared.count("evidence_report") == prepared.count("inventory_device") == len(bodies)


def send_until_kept(port: int, secret: str, body: bytes) -> int:
    """As the agent's outbox does: again until it is answered; the status of the answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/reports", body, {"Authorization": f"Bearer {secret}"}
    )
    for _try in range(100):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return int(answer.status)
        except (ConnectionError, urllib.error.URLError, http.client.HTTPException):
            time.sleep(0.1)
    raise AssertionError("never answered")


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def wait_until_attached(home: Home, wanted: int) -> None:
    deadline = time.monotonic() + 90
    while home.count("evidence_reading WHERE status = 'linked'") < wanted:
        assert time.monotonic() < deadline, home.rows(
            "SELECT status, COUNT(*) FROM evidence_reading GROUP BY 1"
        )
        time.sleep(0.1)
