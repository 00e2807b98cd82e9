"""The office's short lists leave as files, for those who may see them and take lists away."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from rebond.people.roles import Role
from rebond.training import services
from tests.factories import inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    people.association()
    client.force_login(people.user(Role.ADMINISTRATOR))
    return client


def rows_of(client, name: str, file_format: str, query: str = "") -> list[list[object]]:
    body = b"".join(client.get(f"{reverse(f'web:{name}', args=[file_format])}{query}"))
    if file_format == "csv":
        return [line.split(";") for line in body.decode("utf-8-sig").splitlines()]
    return CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("name", ["users_export", "tokens_export", "locations_export"])
def test_what_the_administrator_keeps_leaves_in_three_formats(administrator, name, file_format):
    people.token()
    inventory.location()
    rows = rows_of(administrator, name, file_format)
    assert len(rows) >= 2


def test_a_key_leaves_without_its_secret(administrator):
    _token, secret = people.token()
    told = str(rows_of(administrator, "tokens_export", "csv"))
    assert secret not in told


def count(held_on: date, present: int) -> None:
    facts = {"kind": "training", "title": "Premiers pas", "minutes": 120, "by": people.user()}
    services.count_heads(held_on=held_on, people=present, **facts)


def test_head_counts_of_one_year_leave_alone(administrator):
    count(date(2025, 3, 1), 7)
    count(date(2026, 3, 1), 9)
    rows = rows_of(administrator, "training_rows_export", "csv", "?annee=2025")
    assert [row[-1] for row in rows[1:]] == ["7"]


def test_a_reader_takes_no_list_of_users_away(client):
    people.association()
    client.force_login(people.user(Role.READER))
    assert client.get(reverse("web:users_export", args=["csv"])).status_code == 403
