"""The demonstration year up to today, lived once for all the journeys that walk in it."""

import fcntl
import shutil
from pathlib import Path

import pytest

from tests.journey.browser import rebond


@pytest.fixture(scope="session")
def _lived_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """All test workers share it. To be copied, never written."""
    base = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    home = base / "year-of-journeys"
    with (base / "year-of-journeys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (base / "year-of-journeys.lived").exists():
            rebond(home, "demo")
            (base / "year-of-journeys.lived").touch()
    return home


@pytest.fixture(scope="module")
def year(_lived_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration year for one module."""
    home = tmp_path_factory.mktemp("year") / "home"
    shutil.copytree(_lived_once, home)
    return home
