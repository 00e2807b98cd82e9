"""Every code that our readers and matchers raise has words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from rebond.erasure.models import Erasure
from rebond.web.bench import reasons

_SRC = Path(__file__).resolve().parents[3] / "src" / "rebond"
_NAMES_A_REASON = {"Unreadable": 0, "review": 1, "Match": 1}  # the call, and which argument is the code


def _codes(node: ast.expr) -> Iterator[str]:
    """The codes that an argument may hold: a literal, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)


def _raised() -> set[str]:
    found = set()
    for file in [*(_SRC / "evidence").rglob("*.py"), *(_SRC / "erasure").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = _NAMES_A_REASON.get(name)
            if place is not None and len(node.args) > place:
                found |= set(_codes(node.args[place]))
    return found


def test_every_code_raised_has_words_and_no_words_are_left_over() -> None:
    assert _raised() == set(reasons.REASONS)


def test_every_reason_why_an_attempt_proves_nothing_has_words() -> None:
    tree = ast.parse((_SRC / "erasure" / "rules.py").read_text())
    [why_not] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "why_not"]
    literals = {node.value for node in ast.walk(why_not) if isinstance(node, ast.Constant)}
    said = {word for word in literals if isinstance(word, str) and word in reasons.WHY_NOT}
    results = {result for result in Erasure.Result.values if result != Erasure.Result.SUCCESS}
    assert said | results == set(reasons.WHY_NOT)


def test_a_warning_names_the_file_that_was_ignored() -> None:
    assert "photo.jpg" in reasons.warning_words("ignored:photo.jpg")


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert "from_the_future" in reasons.sentence("from_the_future")


def test_a_refused_erasure_names_its_drive() -> None:
    assert "WD-123" in reasons.refused_erasure_words("unknown_drive: WD-123")
    assert reasons.refused_erasure_words("A sentence.") == "A sentence."
