"""Guards written once for two databases."""

import pytest
from django.db import IntegrityError, connection, transaction

from rebond.common.database import Guard, append_only, kept, missing, registered

KEPT = Guard("essai_kept", "records_sequence", "DELETE", when="OLD.last > 3", message="no rank is given back")


def test_an_append_only_table_has_its_three_guards() -> None:
    assert [guard.event for guard in append_only("t")] == ["UPDATE", "DELETE", "TRUNCATE"]
    assert [guard.vendor for guard in kept("t", "no")] == ["", "postgresql"]


def test_a_refusal_comes_before_and_an_action_after() -> None:
    assert (KEPT.timing, Guard("a", "t", "INSERT", action="SELECT 1").timing) == ("BEFORE", "AFTER")


def test_each_vendor_holds_its_own_guards_only() -> None:
    for vendor in ("sqlite", "postgresql"):
        assert {guard.vendor for guard in registered(vendor)} == {"", vendor}


@pytest.mark.django_db
def test_a_guard_refuses_only_when_its_condition_holds() -> None:
    statements = KEPT.sqlite() if connection.vendor == "sqlite" else KEPT.postgresql()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("INSERT INTO records_sequence (name, last) VALUES ('a', 3), ('b', 4)")
        cursor.execute("DELETE FROM records_sequence WHERE name = 'a'")
        with pytest.raises(IntegrityError, match="no rank is given back"), transaction.atomic():
            cursor.execute("DELETE FROM records_sequence WHERE name = 'b'")


@pytest.mark.django_db
def test_a_lost_guard_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            next(g for g in registered(connection.vendor) if g.name == "gate_device").drop(connection.vendor)
        )
    assert missing(connection) == ["gate_device"]
