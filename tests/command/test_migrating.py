"""An association that has worked for a year brings its database up to date."""

import sqlite3
import subprocess
import sys
from contextlib import closing

from tests.command.conftest import Home


def migrate(home: Home, *words: str) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "rebond.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", *words],
        env=home.environment | settings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_tables_with_a_year_of_rows_are_changed_and_their_guards_come_back(lived: Home) -> None:
    """Back to the first version of the devices, then forward: SQLite makes the table again both ways."""
    before = lived.count("inventory_device")
    migrate(lived, "inventory", "0001")
    migrate(lived)
    assert lived.count("inventory_device") == before
    assert "✘" not in lived.rebond("check", "--figures")


def test_handovers_of_the_past_get_the_month_of_their_step(lived: Home) -> None:
    migrate(lived, "distribution", "0006")
    migrate(lived)
    assert "✘" not in lived.rebond("check", "--figures")
    with closing(sqlite3.connect(lived.database)) as base:
        [(wrong, right)] = base.execute(
            "SELECT SUM(m.month <> h.month), SUM(m.month = h.month) FROM distribution_handoveritem i"
            " JOIN distribution_handover h ON h.id = i.handover_id JOIN inventory_move m"
            " ON m.device_id = i.device_id AND m.reception = i.reception AND m.counts_as = 'handed_over'"
        ).fetchall()
    assert wrong == 0
    assert right > 300


def test_a_database_that_lost_its_guards_is_not_served_and_gets_them_back(lived: Home) -> None:
    lived.write("DROP TRIGGER gate_device")
    assert "rebond up" in lived.rebond("serve", "--port", "1", status=1)
    migrate(lived)
    assert "✘" not in lived.rebond("check")
