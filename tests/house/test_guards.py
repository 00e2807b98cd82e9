"""Every guard of the database is attacked, and is the one that refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from rebond.common import database
from rebond.common.database import Guard
from tests.factories import people
from tests.house import guard_attacks as attacks

pytestmark = pytest.mark.django_db
VENDORS = ("sqlite", "postgresql")


def every_guard() -> list[Guard]:
    found = {guard.name: guard for vendor in VENDORS for guard in database.registered(vendor)}
    return list(found.values())


def here(guard: Guard) -> None:
    if guard.vendor not in ("", connection.vendor):
        pytest.skip(f"only {guard.vendor} has this guard")


@pytest.mark.parametrize(
    "guard", [guard for guard in every_guard() if not guard.action], ids=lambda guard: guard.name
)
def test_guard_refuses_its_attack(guard: Guard) -> None:
    here(guard)
    attack = attacks.attack_of(guard)
    assert attack is not None, f"{guard.name} is never attacked: add it to tests/house/guard_attacks.py"
    house = attacks.House.build()
    if guard.event == "TRUNCATE":
        attacks.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match=guard.message), transaction.atomic():
        attack(house)


@pytest.mark.parametrize(
    "guard", [guard for guard in every_guard() if guard.action], ids=lambda guard: guard.name
)
def test_following_guard_is_what_keeps_its_counter_or_index_true(guard: Guard) -> None:
    here(guard)
    effect = attacks.effect_of(guard)
    assert effect is not None, f"{guard.name} is never tried: add it to tests/house/guard_attacks.py"
    people.association()
    effect.act()
    assert effect.wrong() == []
    attacks.execute(guard.drop(connection.vendor))
    assert guard.name in database.missing(connection)
    effect.act()
    assert effect.wrong() != []


def test_no_guard_is_missing_after_migrate() -> None:
    assert database.missing(connection) == []


def test_lifted_guards_come_back() -> None:
    database.lift(connection)
    assert database.missing(connection) == sorted(
        guard.name for guard in database.registered(connection.vendor)
    )
    database.install(connection)
    assert database.missing(connection) == []


def test_replacing_a_row_is_refused_like_a_deletion() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is a statement of SQLite")
    house = attacks.House.build()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        attacks.execute("INSERT OR REPLACE INTO records_journalentry SELECT * FROM records_journalentry")
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        attacks.execute(
            "REPLACE INTO inventory_sighting SELECT * FROM inventory_sighting WHERE device_id = %s",
            house.waiting.pk,
        )


@pytest.mark.parametrize(
    ("law", "category", "price_cents", "basis"),
    [
        ("cg3p-l3212-2-2", "laptop", 1, "precarity"),
        ("cg3p-l3212-2-3", "laptop", 18_001, "precarity"),
        ("cg3p-l3212-2-3", "laptop", 6_000, ""),
        ("cg3p-l3212-2-3", "server", 6_000, "precarity"),
    ],
    ids=["never sold", "over its cap", "without a basis", "no cap for it"],
)
def test_no_line_of_sale_escapes_the_law(law: str, category: str, price_cents: int, basis: str) -> None:
    with pytest.raises(IntegrityError, match="the law of its donation"), transaction.atomic():
        attacks._sell(law, category, price_cents, basis)


def test_a_lawful_line_of_sale_is_written() -> None:
    assert attacks._sell("cg3p-l3212-2-3", "laptop", 18_000, "precarity").pk
