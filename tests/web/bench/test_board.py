"""The board shows what waits, at a constant cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.inventory.states import State
from rebond.people.roles import Role
from rebond.web.bench import board
from rebond.web.bench.board import columns
from tests.factories import inventory, people, refurbishment

pytestmark = pytest.mark.django_db


def _counts() -> dict[str, int]:
    return {column.code: column.count for column in columns()}


def test_board_counts_each_stage() -> None:
    inventory.device()
    refurbishment.job(inventory.device(State.CLEARED), checked=True)
    refurbishment.job(inventory.device(State.CLEARED), done=True)
    inventory.device(State.READY)
    inventory.device(State.SCRAPPED)
    inventory.device(State.DISMANTLED)
    inventory.device(State.HANDED_OVER)
    assert _counts() == {"erase": 1, "check": 1, "approve": 1, "ready": 1, "recycle": 2}


def test_board_puts_what_waits_longest_first() -> None:
    first, second = inventory.device(), inventory.device()
    [to_erase] = [column for column in columns() if column.code == "erase"]
    assert [card.device for card in to_erase.cards] == [first, second]


def test_a_large_pile_of_finished_sheets_is_not_counted_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "FINISHED_SHOWN", 2)
    finished = [inventory.device(State.CLEARED) for _rank in range(3)]
    for machine in finished:
        refurbishment.job(machine, done=True)
    stages = {column.code: column for column in columns()}
    assert [card.device for card in stages["approve"].cards] == finished
    assert (stages["approve"].count_words, stages["check"].count_words) == ("≥ 2", "≤ 1")


def test_board_counts_the_unproven_drives_of_a_card() -> None:
    machine = inventory.device()
    inventory.drive(machine)
    inventory.drive(machine, erased=True)
    [to_erase] = [column for column in columns() if column.code == "erase"]
    assert [card.pending for card in to_erase.cards] == [1]


def test_board_costs_the_same_with_one_and_thirty_machines(client: Client) -> None:
    client.force_login(people.user(Role.READER))
    inventory.device()
    with CaptureQueriesContext(connection) as with_one:
        client.get(reverse("web:bench"))
    for _rank in range(29):
        inventory.device()
    with CaptureQueriesContext(connection) as with_thirty:
        answer = client.get(reverse("web:bench"))
    assert answer.status_code == 200
    assert len(with_one) == len(with_thirty)


def test_empty_board_teaches(client: Client) -> None:
    client.force_login(people.user(Role.READER))
    assert reverse("web:reception") in client.get(reverse("web:bench")).content.decode()
