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

ROOT = Path(__file__).resolve().parents[2]
PURE = ROOT / "src/rebond/evidence"
LSHW = b"""{"id": "pc", "class": "system", "vendor": "HP", "product": "8100", "serial": "C1",
 "configuration": {"chassis": "tower", "uuid": "305f33cc-33ca-11b2-a85c-aad0993c0c99"}, "capabilities": {},
 "children": [{"id": "core", "class": "bus", "children": [
  {"id": "cpu", "class": "processor", "product": "i3", "configuration": {"cores": "2"}},
  {"id": "memory", "class": "memory", "size": 8589934592},
  {"id": "disk", "class": "disk", "serial": "S1",
   "product": "ST3", "size": 500107862016, "logicalname": ["/dev/sda"]}]}]}"""
DMIDECODE = b"""# dmidecode 3.3
Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: HP
\tSerial Number: C1
Handle 0x0004, DMI type 4, 42 bytes
\tVersion: i3
\tCore Count: 2
Handle 0x0011, DMI type 17, 40 bytes
\tSize: 8 GB
"""
SMARTCTL = b"""[{"smartctl": {"exit_status": 0}, "device": {"type": "nvme", "protocol": "NVMe"},
 "model_name": "X",
 "serial_number": "S1", "wwn": {"naa": 5, "oui": 6980, "id": 2674672716},
 "user_capacity": {"bytes": 512110190592},
 "smart_status": {"passed": true}, "power_on_time": {"hours": 9}, "local_time": {"time_t": 1711370961}}]"""
NWIPE = b"""[2026/11/23 09:00:00]    info: nwipe 0.37
[2026/11/23 09:00:02]  notice:   verify   = 1 (last pass)
[2026/11/23 09:00:03]  notice: Invoking method 'Fill With Zeros' on /dev/sda
!   sda |           0 |                    0 |                    0
    sda | Erased |  76 MB/s | 01:09:57 | WDC/W1
"""

SEEDS = (
    LSHW,
    DMIDECODE,
    SMARTCTL,
    NWIPE,
    *(path.read_bytes() for path in sorted((ROOT / "contract/samples").glob("*.json"))),
)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
KEYS = st.sampled_from(
    [
        "id",
        "class",
        "children",
        "size",
        "serial",
        "product",
        "vendor",
        "version",
        "configuration",
        "capabilities",
        "logicalname",
        "description",
        "smartctl",
        "device",
        "wwn",
        "naa",
        "oui",
        "local_time",
        "time_t",
        "user_capacity",
        "bytes",
        "model_name",
        "rotation_rate",
        "format",
        "raw",
        "machine",
        "drives",
    ]
) | st.text(max_size=5)
JSON = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=4) | st.dictionaries(KEYS, below, max_size=6)
)


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
            assert "\0" not in value
            value.encode()  # a lone surrogate would fail here, and in the database
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


@pytest.mark.parametrize(
    "raw", [b"a" + b"\n" * 300_000, NWIPE + b"[2026/11/23 10:00:00] info: Found /dev/" + b"a, 1" * 90_000]
)
def test_hostile_repetitions_end(raw):
    check(raw)


@pytest.mark.parametrize(
    "path", [*sorted((PURE / "parsing").glob("*.py")), PURE / "bundles.py"], ids=lambda path: path.stem
)
def test_the_pure_part_imports_no_django(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    assert [name for name in names if name.startswith("django")] == []
    ours = {name for name in names if name.startswith("rebond.") and "evidence.parsing" not in name}
    assert ours <= {"rebond.evidence.contract.checker"}
