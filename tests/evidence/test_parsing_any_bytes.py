"""Any bytes at all give facts or Unreadable, and what is read can be stored."""

import ast
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebond.evidence.parsing import Unreadable, read
from rebond.evidence.parsing.placeholders import LARGEST
from tests.evidence.dumps import SEEDS

PARSING = Path(__file__).resolve().parents[2] / "src/rebond/evidence"
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
KEYS = st.sampled_from(
    "id class children size serial product vendor version configuration capabilities logicalname description smartctl "
    "device wwn naa oui local_time time_t user_capacity bytes model_name rotation_rate format raw machine drives".split()
) | st.text(max_size=5)
JSON = st.recursive(SCALARS, lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=6))


def values(facts: object):
    if isinstance(facts, dict):
        facts = list(facts.values())
    if isinstance(facts, (list, tuple)):
        for fact in facts:
            yield from values(fact)
    else:
        yield facts


def check(raw: bytes) -> None:
    try:
        facts = read({"a": raw})
    except Unreadable:
        return
    for value in values(asdict(facts)):
        if isinstance(value, str):
            assert value.encode() and "\0" not in value if value else True
        elif isinstance(value, int):
            assert 0 <= value <= LARGEST


@given(st.binary(max_size=400))
def test_random_bytes(raw):
    check(raw)


@given(JSON)
def test_any_json(document):
    check(json.dumps(document).encode())


@settings(max_examples=150)
@given(st.sampled_from(SEEDS), st.data())
def test_cut_and_mutated_dumps(seed, data):
    start = data.draw(st.integers(0, len(seed)))
    length = data.draw(st.integers(0, 50))
    check(seed[:start] + data.draw(st.binary(max_size=20)) + seed[start + length :])
    check(seed[:start])


@pytest.mark.parametrize("raw", [b"a" + b"\n" * 300_000, b"[2026/11/23 10:00:00] info: nwipe 1 Found /dev/" + b"a, 1" * 90_000])
def test_hostile_repetitions_end(raw):
    check(raw)


@pytest.mark.parametrize("path", [*sorted((PARSING / "parsing").glob("*.py")), PARSING / "bundles.py"], ids=lambda path: path.stem)
def test_the_pure_part_imports_no_django(path):
    imports = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = [alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in imports if isinstance(node, ast.ImportFrom)]
    assert [name for name in names if name.startswith("django")] == []
    assert [n for n in names if n.startswith("rebond.") and not n.startswith("rebond.evidence.parsing")] == []
