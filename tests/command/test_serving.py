"""`rebond run` on a home that is already lived in: it opens, answers, adds nothing, and closes when asked."""

import socket
import subprocess
import time
import urllib.error
import urllib.request

from tests.command.conftest import Home
from tests.command.test_demonstration import facts


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
