"""Every kind of entry that the source writes has its words, and its icon is in the sprite."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import rebond
from rebond.distribution.models import Request
from rebond.distribution.services import take_back
from rebond.inventory import services
from rebond.inventory.states import State
from rebond.records.models import JournalEntry
from rebond.web.life import WORDS, icon, sentence
from tests.factories import inventory, people, refurbishment

SOURCE = Path(rebond.__file__).parent
SPRITE = SOURCE / "web/static/vendor/tabler-icons/icons.svg"


STATES_OF = {
    "f'request.{to}'": ("request", Request.State.values),
    "f'enrolment.{row.state}'": ("enrolment", ["enrolled", "waiting"]),
    "f'enrolment.{state}'": ("enrolment", ["excused", "revoked"]),
    "f'referral.{state}'": ("referral", ["accepted", "refused", "expired"]),
}
"""Kinds that end with a state: which states."""


def kinds_written() -> set[str]:
    """The first argument of each ``journal.write…(…)`` of the source."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and _is_write(call.func):
                found |= set(_kinds(call.args[0], path))
    return found


def _is_write(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in {"write", "write_many"}
        and isinstance(function.value, ast.Name)
        and function.value.id == "journal"
    )


def _kinds(argument: ast.expr, path: Path) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _kinds(argument.body, path)
        yield from _kinds(argument.orelse, path)
    elif ast.unparse(argument) == "f'device.{row.state}'":
        yield from (f"device.{state}" for state in State.values)
    elif ast.unparse(argument) in STATES_OF:
        room, states = STATES_OF[ast.unparse(argument)]
        yield from (f"{room}.{state}" for state in states)
    else:
        raise AssertionError(f"{path}: teach this test which kinds {ast.unparse(argument)} can be")


def test_every_kind_written_in_the_source_has_words_and_no_other():
    assert kinds_written() == set(WORDS)


def test_every_icon_is_in_the_sprite():
    sprite = SPRITE.read_text()
    assert [words.icon for words in WORDS.values() if f'id="{words.icon}"' not in sprite] == []


@pytest.mark.django_db
def test_a_whole_life_reads_as_sentences():
    device = inventory.device(State.HANDED_OVER)
    take_back(device, reason="keyboard", by=people.user())
    with override("en"):
        said = [
            sentence(entry) for entry in JournalEntry.objects.filter(subject_kind="device").order_by("id")
        ]
    assert said[0] == f"Received: {device.lot.number}"
    assert said[-1] == "Received"  # why it came back may speak of a person: it stays on the return
    assert "Every drive proven: data gone" in said


@pytest.mark.django_db
def test_every_entry_of_a_busy_house_has_a_sentence_and_an_icon():
    for state in State:
        inventory.device(state)
    refurbishment.job(inventory.device(State.CLEARED), checked=True)
    services.describe(inventory.device(), by=people.user(), maker="Lenovo")
    entries = list(JournalEntry.objects.all())
    assert len({entry.kind for entry in entries}) > 20
    assert all(
        sentence(entry) and icon(entry) in {words.icon for words in WORDS.values()} for entry in entries
    )


def test_a_kind_from_another_age_is_shown_as_it_stands():
    entry = JournalEntry(kind="round.driven", data={"van": "1"})
    assert (sentence(entry), icon(entry)) == ("round.driven", "history")
