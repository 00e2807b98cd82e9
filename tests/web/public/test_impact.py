"""The public results: a year in one screen, without account; its rows, its method, its open data."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from frictionless import Package

from rebond.common.dates import today
from rebond.impact import co2e, results
from rebond.inventory.states import State
from rebond.people.models import Person
from rebond.people.roles import Role
from rebond.people.services import save_person
from rebond.records import balances
from tests.factories import distribution, inventory, people, training

pytestmark = pytest.mark.django_db


def lived(n: int = 3) -> None:
    people.association()
    for rank in range(n):
        person = save_person(Person(given_name="Awa", family_name=f"Kerouanton{rank}"))
        distribution.handover(inventory.device(State.READY), to=person)


def test_the_year_in_one_screen_names_nobody_and_opens_on_its_rows(client: Client) -> None:
    lived()
    page = client.get(reverse("web:impact"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Kerouanton" not in text
    assert len(page.content) < 200_000
    rows = client.get(reverse("web:impact_rows", args=["handed_over"]), {"annee": today().year})
    assert rows.content.decode().count('class="number"') == 3
    assert client.get(reverse("web:impact_method")).status_code == 200


def test_fewer_than_five_people_are_not_told() -> None:
    lived(3)
    found = results.results(today().year)
    assert (found["I9"].value, found["I9"].records) == (None, 3)
    assert found["I9"].told_records is None
    lived(2)
    assert results.results(today().year)["I9"].value == 5


def test_what_came_back_is_not_reused_and_what_has_no_factor_is_said() -> None:
    lived(2)
    server = inventory.device(State.READY)
    type(server).objects.filter(pk=server.pk).update(category="server")
    distribution.handover(server, to=people.organisation("association"))
    found = results.results(today().year)
    assert found.without_factor == {"server": 1}
    assert found["I6"].value == pytest.approx(2 * co2e.central_kg("laptop"))
    assert found["I6"].records == 2


def test_declared_figures_stand_beside_and_are_never_added() -> None:
    lived(1)
    by = people.user(Role.COORDINATOR)
    year = today().year
    balances.declare(year, {"collected": 500, "refurbished": 400, "families": 1200}, source="2025", by=by)
    found = results.results(year)
    assert (found["I1"].value, found["I1"].declared) == (1, 500)
    assert found["I9"].declared == 1200


def test_a_year_without_data_and_a_year_to_come_are_told_in_words(client: Client) -> None:
    people.association()
    assert client.get(reverse("web:impact"), {"annee": "2001"}).status_code == 200
    for name in ("web:impact", "web:impact_method"):
        assert client.get(reverse(name), {"annee": today().year + 1}).status_code == 404
    for text in ("x", "-1", "99999999999999999999", "٣"):
        assert client.get(reverse("web:impact"), {"annee": text}).status_code in (200, 404)
    assert client.get(reverse("web:impact_rows", args=["nothing"])).status_code == 404


def test_the_open_data_is_read_back_by_frictionless(client: Client, tmp_path: Path) -> None:
    lived()
    training.head_count()
    for name, file in (
        ("impact_package", "datapackage.json"),
        ("impact_months", "mois.csv"),
        ("impact_years", "indicateurs.csv"),
    ):
        (tmp_path / file).write_bytes(client.get(reverse(f"web:{name}")).content)
    package = Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["message"])
    rows = package.get_resource("mois").read_rows()
    assert {(row["event"], row["machines"]) for row in rows} >= {("handed_over", 3)}
    told = client.get(reverse("web:impact_json")).json()
    by_code = {row["code"]: row for row in told if row["year"] == today().year}
    years = package.get_resource("indicateurs").read_rows()
    assert {row["code"] for row in years} == set(by_code)
    assert "Kerouanton" not in json.dumps(told)
    assert by_code["I1c"]["value"] == 3


def test_the_page_asks_as_many_questions_whatever_the_rows(client: Client) -> None:
    lived(1)
    counts = []
    for n in (0, 4):
        lived(n)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("web:impact"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
