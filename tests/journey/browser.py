"""A real Chromium and a real server, for the journeys."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WHY_SKIPPED = "Chromium is not installed: sudo apt-get install chromium"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless; the test is skipped, saying so, where there is none (never in CI)."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), WHY_SKIPPED
        pytest.skip(WHY_SKIPPED)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rebond(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, on a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "rebond.command", *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )


def environment(home: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("REBOND_", "DATABASE_"))
    }
    return kept | {"REBOND_HOME": str(home), "PYTHONPATH": str(Path(__file__).parents[2] / "src")}


@contextmanager
def served(home: Path, command: str = "serve") -> Iterator[str]:
    """The address of a server of that home; it is ended by its own process id."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rebond.command", command, "--port", str(port)],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(600):
        assert process.poll() is None, "the server stopped by itself"
        try:
            urllib.request.urlopen(f"{address}/accessibilite/", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")


def watched(page: Page) -> list[str]:
    """Errors of the page's console and requests that left this machine, as they come."""
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(("http://127.0.0.1", "data:")) else troubles.append(request.url)
        ),
    )
    return troubles


def sign_in(page: Page, address: str, username: str, password: str) -> None:
    page.goto(f"{address}/connexion/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main form button.primary")
    page.wait_for_url(lambda url: "connexion" not in url)
