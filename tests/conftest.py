"""One association, its users, and a database in the chosen engine for every test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_home = Path(tempfile.mkdtemp(prefix="rebond-tests-"))
os.environ["REBOND_HOME"] = str(_home)
os.environ["REBOND_SECRET_KEY"] = "a key for the tests only"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rebond.config.settings")
