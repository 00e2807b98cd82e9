"""The contract between agent and server, from the server's side."""

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

from rebond.evidence.parsing import DriveFacts, Unreadable, read

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "contract/samples").glob("*.json"))
SHIPPED = ROOT / "src/rebond/evidence/contract/report.v1.schema.json"


def sample(name: str) -> dict:
    return json.loads((ROOT / f"contract/samples/{name}.json").read_bytes())


def read_report(report: dict):
    return read({"report.json": json.dumps(report).encode()})


def test_the_public_schema_is_the_shipped_one():
    assert (ROOT / "contract/report.v1.schema.json").read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_obeys_the_schema_and_is_read(path):
    report = json.loads(path.read_bytes())
    jsonschema.Draft7Validator(json.loads(SHIPPED.read_bytes())).validate(report)
    assert read({"x": path.read_bytes()}).report_id == report["report_id"]


def test_a_full_report_is_taken_whole():
    facts = read_report(sample("laptop-erased"))
    assert (facts.number, facts.maker, facts.model, facts.category) == (
        "DEF-26-00042-K",
        "Lenovo",
        "ThinkPad T450",
        "laptop",
    )
    assert (facts.ram_bytes, facts.cpu_cores) == (8 * 1024**3, 2)
    assert facts.reported_at == datetime(2026, 11, 23, 10, 41, 7, tzinfo=UTC)
    assert [drive.serial for drive in facts.drives] == ["50026B7783D25098"]
    (erasure,) = facts.erasures
    assert (erasure.result, erasure.level, erasure.technique) == ("success", "purge", "ata_sanitize_block")
    assert erasure.finished_at == datetime(2026, 11, 23, 10, 40, 55, tzinfo=UTC)
    assert facts.drives_were_listed
    assert facts.sources == ("report_v1", "dmidecode")


def test_a_step_not_run_stays_not_run():
    assert [erasure.result for erasure in read_report(sample("desktop-not-run")).erasures] == [
        "failure",
        "not_run",
    ]


def test_a_report_without_any_fact_is_still_a_report():
    facts = read_report(sample("machine-unknown"))
    assert (facts.drives, facts.drives_were_listed, facts.warnings) == ((), True, ())


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"report_id": "7D0C"}, "report_id"),
        ({"reported_at": "2026-11-23T10:41:07"}, "reported_at"),
        ({"reported_at": "2026-02-31T10:41:07Z"}, "day"),
        ({"erasurs": []}, "erasurs"),
        ({"drives": None}, "drives"),
        ({"machine": {"ram_bytes": -1}}, "ram_bytes"),
        ({"machine": {"category": "phone"}}, "category"),
    ],
)
def test_a_fault_is_named(change, word):
    with pytest.raises(Unreadable) as refusal:
        read_report(sample("laptop-erased") | change)
    assert refusal.value.code == "schema"
    assert word in refusal.value.detail


@pytest.mark.parametrize("change", [{"errors": 1}, {"finished_at": None}, {"level": ""}])
def test_a_success_with_errors_or_without_an_end_is_refused(change):
    report = sample("laptop-erased")
    report["erasures"][0] |= change
    with pytest.raises(Unreadable) as refusal:
        read_report(report)
    assert refusal.value.code == "schema"


def test_an_unknown_version_is_refused():
    with pytest.raises(Unreadable) as refusal:
        read_report(sample("machine-unknown") | {"format": "rebond.report.v2"})
    assert refusal.value.code == "schema"


def test_raw_outputs_fill_what_the_agent_did_not_say():
    disk = {"id": "disk", "class": "disk", "serial": "S2", "product": "ST500DM002", "size": 500_107_862_016}
    stick = {"id": "usb", "class": "storage", "children": [disk | {"serial": "STICK"}]}
    lshw = {
        "id": "pc",
        "class": "system",
        "vendor": "HP",
        "product": "ProBook 430 G4",
        "children": [disk, stick],
    }
    raw = {"lshw": lshw, "lspci": "00:00.0 Host bridge", "dmidecode": "Handle 0x0001, DMI type 1"}
    facts = read_report(sample("machine-unknown") | {"raw": raw})
    assert (facts.maker, facts.model) == ("HP", "ProBook 430 G4")
    assert facts.drives == (
        DriveFacts(serial="S2", maker="Seagate", model="ST500DM002", size_bytes=500_107_862_016, bus="scsi"),
    )
    assert facts.warnings == ("ignored:raw/dmidecode",)


def test_a_raw_output_proves_no_erasure():
    log = "[2026/11/23 10:00:00]  notice: nwipe\n  sda | Erased |  31 MB/s | 00:00:01 | DISK/S1\n"
    assert read_report(sample("machine-unknown") | {"raw": {"nwipe": log}}).erasures == ()
