"""The demonstration year: always the same, and true in every figure; its copies too."""

import hashlib
import sqlite3
from contextlib import closing

from tests.command.conftest import UNTIL, Home

MULTIPLY = """
from django.db import connection
from rebond.command.scale.copies import multiply
multiply(connection, {})
"""
LOOK_AT_WORDS = """
from django.db import connection
from rebond.common.search import find_ids
from rebond.inventory.models import Device
from rebond.inventory.numbers import normalise
from rebond.inventory.services import words
donors = "lot__donation__donor_organisation", "lot__donation__donor_person"
rows = list(Device.objects.select_related(*donors).order_by("pk"))
print(len(rows), sum(row.search_text != words(row) for row in rows))
print(sum(normalise(row.number) != row.number for row in rows))
print(find_ids(Device, rows[-1].number, connection) == [rows[-1].pk])
"""
RECEIVE_THREE = """
from rebond.inventory.services import receive
from rebond.people.models import User
receive(None, category="laptop", quantity=3, by=User.objects.first())
"""


def facts(home: Home) -> dict[str, str]:
    """A hash of every row of every table of ours; password hashes are salted and left out."""
    found = {}
    with closing(sqlite3.connect(home.database)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_fts%'"
            " AND name NOT LIKE 'django_%' AND name NOT LIKE 'auth_%' AND name NOT LIKE 'sqlite_%'"
            " ORDER BY name"
        ).fetchall()
        for (table,) in tables:
            columns = [
                row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[1] != "password"
            ]
            digest = hashlib.sha256()
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1"):
                digest.update(repr(row).encode())
            found[table] = digest.hexdigest()
    return found


def test_same_seed_and_day_give_the_same_year(two_years: tuple[Home, Home]) -> None:
    first, second = two_years
    assert facts(first) == facts(second)


def test_the_year_is_the_reference_associations(demonstration: Home) -> None:
    assert demonstration.count("inventory_device") == 500
    assert demonstration.count("collection_lot") == 30
    assert (demonstration.count("collection_round"), demonstration.count("collection_roundstop")) == (1, 2)
    donors = demonstration.rows(
        "SELECT COUNT(DISTINCT donor_organisation_id), COUNT(DISTINCT donor_person_id)"
        " FROM collection_donation"
    )
    assert donors == [(13, 1)]
    [(handed_over,)] = demonstration.rows(
        "SELECT SUM(n) FROM inventory_monthtally WHERE event = 'handed_over'"
    )
    assert 360 <= int(str(handed_over)) <= 440
    held = demonstration.count("training_halfday WHERE cosigned_at IS NOT NULL")
    assert demonstration.count("training_headcount") + held >= 100


def test_the_year_holds_every_situation(demonstration: Home) -> None:
    states = {state for (state,) in demonstration.rows("SELECT DISTINCT state FROM inventory_device")}
    assert states >= {
        "received",
        "cleared",
        "ready",
        "reserved",
        "handed_over",
        "recycled",
        "refused",
        "lost",
        "merged",
    }
    lacking = [
        rows
        for rows in (
            "distribution_return",
            "erasure_destruction",
            "erasure_nodrivestatement",
            "erasure_erasure WHERE source = 'hand' AND witness <> ''",
            "erasure_erasure WHERE result = 'failure'",
            "inventory_drive WHERE data_state = 'unproven'",
            "distribution_reservation WHERE ended_at IS NULL",
            f"collection_donation WHERE status = 'announced' AND pickup_on > '{UNTIL}'",
            "collection_donation WHERE status = 'cancelled'",
            "evidence_reading WHERE status = 'to_review'",
            "records_paper WHERE kind = 'receipt'",
        )
        if demonstration.count(rows) == 0
    ]
    assert lacking == []


def test_nothing_in_the_year_is_in_the_future_nor_older_than_it(demonstration: Home) -> None:
    for table, column in (
        ("inventory_move", "at"),
        ("records_journalentry", "at"),
        ("evidence_report", "received_at"),
    ):
        assert demonstration.count(f"{table} WHERE {column} >= '{UNTIL}' OR {column} < '2025-11-22'") == 0


def test_second_pair_of_eyes_is_somebody_else(demonstration: Home) -> None:
    assert demonstration.count("refurbishment_job WHERE approved_by_id = done_by_id") == 0


def test_demonstration_is_refused_where_an_association_lives(lived: Home) -> None:
    before = facts(lived)
    assert "REBOND_HOME" in lived.rebond("demo", status=1)
    assert facts(lived) == before


def test_copies_are_whole_distinct_and_sound(lived: Home) -> None:
    once = {
        table: lived.count(table) for table in ("inventory_move", "inventory_drive", "refurbishment_check")
    }
    lived.rebond_python(MULTIPLY.format(2))
    assert lived.count("inventory_device") == 1000
    assert {table: lived.count(table) for table in once} == {table: 2 * n for table, n in once.items()}
    for column in ("number", "serial_key", "uuid_key"):
        assert (
            lived.rows(
                f"SELECT {column} FROM inventory_device WHERE {column} <> '' GROUP BY 1 HAVING COUNT(*) > 1"
            )
            == []
        )
    donors = lived.rows(
        "SELECT COUNT(DISTINCT donor_organisation_id), COUNT(DISTINCT donor_person_id)"
        " FROM collection_donation"
    )
    assert donors == [(26, 2)]
    lived.rebond("check", "--figures")


def test_copies_are_found_by_their_own_words(lived: Home) -> None:
    lived.rebond_python(MULTIPLY.format(3))
    assert lived.rebond_python(LOOK_AT_WORDS).split()[-4:] == ["1500", "0", "0", "True"]


def test_numbers_go_on_after_the_copies(lived: Home) -> None:
    lived.rebond_python(MULTIPLY.format(2))
    lived.rebond_python(RECEIVE_THREE)
    assert lived.count("inventory_device") == 1003
