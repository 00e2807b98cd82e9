"""Rows are found by any fragment of three letters, whatever is typed, on both engines."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rebond.common import search
from rebond.common.search import find_ids, fold, fragments, matching
from rebond.inventory.models import Device
from rebond.people import services
from rebond.people.models import Organisation, Person
from tests.factories import inventory, people


def test_folding_forgets_case_accents_and_spaces() -> None:
    assert fold("  Écran", "", "PLAT ") == "ecran plat"
    assert fold("a\0b") == "a b"


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_short_words_are_not_looked_up_and_five_are_enough() -> None:
    assert fragments("le pc de marie") == ["marie"]
    assert len(fragments("aaa bbb ccc ddd eee fff")) == 5


@pytest.mark.django_db
def test_any_fragment_finds_the_newest_first_page_after_page() -> None:
    found = [services.save_person(Person(family_name=f"Kervella {rank}")).pk for rank in range(5)]
    people.person("Le Goff")
    assert find_ids(Person, "rvel", connection) == found[::-1]
    first = find_ids(Person, "KERVÉLLA", connection, limit=2)
    assert (first, find_ids(Person, "kervella", connection, limit=2, before=first[-1])) == (
        found[:2:-1],
        found[2:0:-1],
    )
    assert find_ids(Person, "kervella goff", connection) == []


@pytest.mark.django_db
def test_what_is_old_and_what_is_common_is_found_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_RECENT", 3)
    names = ["Kervella", "Kervella", *["Le Goff"] * 5]
    rows = [services.save_person(Person(family_name=name)).pk for name in names]
    assert find_ids(Person, "kervella", connection, limit=5) == [rows[1], rows[0]]
    assert find_ids(Person, "goff", connection, limit=2) == [rows[6], rows[5]]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["KERVÉLLA", "kerv 100%", "kerv goff", "le", "", 'a"b', "_erve"])
def test_the_condition_without_limit_finds_what_the_ids_name(query: str) -> None:
    for name in ("Kervella", "Kervella 100%", "Le Goff"):
        services.save_person(Person(family_name=name))
    rows = Person.objects.filter(matching(Person, query, connection.vendor)).order_by("-pk")
    assert [row.pk for row in rows] == find_ids(Person, query, connection)


@pytest.mark.django_db
def test_the_index_follows_every_change() -> None:
    town = people.organisation()
    device = inventory.device()
    assert find_ids(Device, "lanester", connection) == [device.pk]
    town.name = "Ville de Lorient"
    services.save_organisation(town)
    assert (
        find_ids(Organisation, "lorient", connection),
        find_ids(Organisation, "lanester", connection)[:1] == [town.pk],
    ) == ([town.pk], False)
    inventory.services.describe(device, by=None, serial="PF-1ABC")
    assert find_ids(Device, "1abc", connection) == [device.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["100%", "a_b_c", 'dou"ble', "NEAR(abc def)", "abc*", "-abc", "abc\0def", "'; DROP", "\\x\\y\\z", "%%%"],
)
def test_signs_are_only_signs(query: str) -> None:
    exact = services.save_organisation(
        Organisation(name=f"Structure {query.replace(chr(0), ' ')}", kind="company")
    )
    services.save_organisation(Organisation(name="Structure axbxc 100x double", kind="company"))
    assert find_ids(Organisation, f"structure {query}", connection)[-1:] == [exact.pk]


class AnyQuery(TestCase):
    """Whatever is typed, an answer and no error."""

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
    def test_any_query_is_answered(self, query: str) -> None:
        assert find_ids(Person, query, connection) == []
