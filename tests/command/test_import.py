"""Reports taken in from files: counted, never doubled, and safe from a kill at any moment."""

import json
import subprocess
import time
import zipfile
from pathlib import Path
from uuid import NAMESPACE_DNS, uuid5

import pytest

from tests.command.conftest import ROOT, Home

MANY = 150
CORPUS = ROOT / "../shared/corpus"
READABLE = (
    "devicehub-django", "devicehub-teal", "ereuse-workbench", "fusioninventory-agent", "glpi-agent",
    "insights-core", "jc", "linuxhw-dmi", "netbox-agent", "peracotta",
)  # fmt: skip


def report(n: int) -> bytes:
    return json.dumps(
        {
            "format": "rebond.report.v1",
            "report_id": str(uuid5(NAMESPACE_DNS, f"import {n}")),
            "reported_at": "2026-10-05T10:00:00Z",
            "agent": {"name": "rebond-agent", "version": "0.1.0"},
            "machine": {
                "maker": "Lenovo",
                "model": "ThinkPad T480",
                "serial": f"PFIMP{n:04d}",
                "category": "laptop",
            },
            "drives": [
                {
                    "serial": f"DRVIMP{n:04d}",
                    "model": "MZVLW256HEHP",
                    "size_bytes": 256060514304,
                    "media": "nvme",
                }
            ],
            "erasures": [],
        }
    ).encode()


def folder_of(path: Path, count: int) -> Path:
    """One machine a folder, as a bench key holds them."""
    for n in range(count):
        (path / f"machine-{n:04d}").mkdir(parents=True)
        (path / f"machine-{n:04d}/report.json").write_bytes(report(n))
    return path


def totals(home: Home) -> dict[str, int]:
    return {
        "reports": home.count("evidence_report"),
        "linked": home.count("evidence_reading WHERE status = 'linked'"),
        "devices": home.count("inventory_device"),
        "drives": home.count("inventory_drive"),
        "collected": home.count("inventory_move WHERE counts_as = 'collected'"),
    }


def all_of(count: int) -> dict[str, int]:
    return dict.fromkeys(("reports", "linked", "devices", "drives", "collected"), count)


def test_files_folders_and_zips_are_taken_in_once(prepared: Home, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "key", 3)
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as zipped:
        for n in (2, 3, 4):
            zipped.writestr(f"machine-{n}/report.json", report(n))
    (tmp_path / "five.json").write_bytes(report(5))
    paths = (folder, tmp_path / "more.zip", tmp_path / "five.json")
    prepared.rebond("import", *paths)
    assert totals(prepared) == all_of(6)
    prepared.rebond("import", *paths)
    assert totals(prepared) == all_of(6)


def test_end_counts_what_became_of_each(prepared: Home, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "key", 2)
    (tmp_path / "key/notes.txt").write_text("Bonjour")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and nothing more")
    told = prepared.rebond("import", folder, tmp_path / "broken.zip", folder / "machine-0000/report.json")
    assert "unknown_format" in told
    assert "broken_zip" in told
    assert totals(prepared) == all_of(2) | {"reports": 3}
    assert prepared.rows("SELECT reason FROM evidence_reading WHERE status = 'to_review'") == [
        ("unknown_format",)
    ]


def test_absent_path_stops_everything_before_it_begins(prepared: Home, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(report(1))
    assert "absent.json" in prepared.rebond(
        "import", tmp_path / "one.json", tmp_path / "absent.json", status=1
    )
    assert prepared.count("evidence_report") == 0


def test_lot_and_user_are_written_or_refused(lived: Home, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(report(1))
    for words in (("--lot", "LOT-26-9999"), ("--as", "personne")):
        lived.rebond("import", tmp_path / "one.json", *words, status=1)
    [(number,)] = lived.rows(
        "SELECT number FROM collection_lot WHERE closed_at IS NOT NULL ORDER BY id DESC LIMIT 1"
    )
    lived.write("UPDATE collection_lot SET closed_at = NULL, closed_by_id = NULL")
    lived.rebond("import", tmp_path / "one.json", "--lot", number, "--as", "luc")
    found = lived.rows(
        "SELECT l.number, u.username FROM inventory_device d JOIN collection_lot l ON l.id = d.lot_id"
        " JOIN evidence_reading r ON r.device_id = d.id JOIN evidence_report e ON e.id = r.report_id"
        " JOIN people_user u ON u.id = e.sent_by_id WHERE d.serial = 'PFIMP0001'"
    )
    assert found == [(number, "luc")]


def test_kill_in_the_middle_loses_and_doubles_nothing(prepared: Home, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "key", MANY)
    for least in (5, 40):
        _import_and_kill(prepared, folder, least)
    prepared.rebond("import", folder)
    assert totals(prepared) == all_of(MANY)
    prepared.rebond("check", "--figures")


def _import_and_kill(home: Home, folder: Path, least: int) -> None:
    """Start an import and kill -9 it once ``least`` reports are in and before all are."""
    worker = subprocess.Popen(home.command("import", folder), env=home.environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while home.count("evidence_report") < least and time.monotonic() < deadline:
        time.sleep(0.005)
    worker.kill()
    assert worker.wait() == -9
    assert least <= home.count("evidence_report") < MANY


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the corpus of real dumps in ../shared/corpus")
def test_the_real_machines_become_devices(prepared: Home) -> None:
    """The folders that hold lshw JSON or dmidecode, other files beside them; see docs/bench.md."""
    told = prepared.rebond("import", *(CORPUS / name for name in READABLE))
    assert prepared.count("evidence_reading WHERE status = 'linked'") == 527
    assert prepared.count("inventory_device") == 512
    waiting = "SELECT reason, COUNT(*) FROM evidence_reading WHERE status = 'to_review' GROUP BY 1"
    assert dict(prepared.rows(waiting)) == {
        "unknown_format": 193, "unknown_drive": 42, "no_machine": 26, "not_json": 2, "truncated": 1,
    }  # fmt: skip
    assert "Refusés\N{NO-BREAK SPACE}: 2." in told  # two empty files
    assert prepared.count("inventory_device WHERE maker <> '' AND model <> ''") == 502
