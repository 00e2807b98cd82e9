"""The engine, the settings and the databases of the tests.

``REBOND_TEST_DATABASE`` chooses ``sqlite`` (default) or ``postgresql``; the latter uses the server of
``DATABASE_URL`` when there is one, otherwise it starts a real one of its own and stops it at the end. Each
xdist worker has its own database. Append-only guards forbid the flush of TransactionTestCase: what needs real
commits, other processes or a kill asks for the ``installation`` fixture.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings

from rebond.config import home as homes
from tests.installation import Installation, Server, Template

_ENGINE = os.environ.get("REBOND_TEST_DATABASE", "sqlite")
_home = Path(tempfile.mkdtemp(prefix="rebond-tests-"))
_server = Server()

os.environ["REBOND_HOME"] = str(_home)
os.environ["REBOND_SECRET_KEY"] = "a key for the tests only"
os.environ["DJANGO_SETTINGS_MODULE"] = "rebond.config.settings"


def pytest_configure(config: pytest.Config) -> None:
    """Name the database before Django reads its settings; workers inherit the server of the first process."""
    if _ENGINE == "sqlite":
        os.environ.pop("DATABASE_URL", None)
    elif "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _server.start()
    django.setup()
    homes.prepare(settings.HOME)


def pytest_unconfigure(config: pytest.Config) -> None:
    _server.stop()
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite tests on a file with a WAL, as in production, not in memory."""
    if _ENGINE == "sqlite":
        settings.DATABASES["default"]["TEST"]["NAME"] = str(_home / "tests.sqlite3")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # a strong hash is slow on purpose


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Template]:
    template = Template(tmp_path_factory.mktemp("template"), worker_id)
    template.migrate()
    yield template
    template.drop()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> homes.Home:
    """A home of this test alone: its keys, its last head."""
    found = homes.Home(tmp_path / "home")
    homes.prepare(found)
    monkeypatch.setattr(settings, "HOME", found)
    return found


@pytest.fixture
def installation(_template: Template, tmp_path: Path) -> Iterator[Installation]:
    """A whole association with its own home and database, in which other processes act (tests/actors.py)."""
    found = _template.copy(tmp_path / "home")
    yield found
    found.drop()
