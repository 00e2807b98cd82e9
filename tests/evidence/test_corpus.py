"""Real dumps of other people's machines, against the counts measured on the development half.

Where the peers' expected values differ from ours on purpose: eReuse keeps a Lenovo's type code as model and
gives none to a PC built from parts; hw-probe's labels are a heuristic (the corpus README says so).
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from rebond.evidence.parsing import MachineFacts, Unreadable, makers, read
from rebond.evidence.parsing.placeholders import clean

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"
pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs the corpus of real dumps in ../shared/corpus"
)

READ_KINDS = ("lshw-json", "dmidecode")
POWER_SUPPLY_ONLY = [
    "Dedibox_XC_SSD_SATA_2016",
    "Dell_DL380p_Gen8_2",
    "Dell_DSS_1500",
    "Dell_Latitude_3550",
    "Fujitsu_ESPRIMO_P5730",
    "Kimsufi_OVH",
    "MSI_MS-7817",
    "ProLiant_DL360p_Gen8_2",
    "ProLiant_DL380_Gen9",
    "ProLiant_DL380p_Gen8",
    "Supermicro_4",
    "Supermicro_SYS-2028TP-HC1R",
    "Supermicro_SYS-2028TP-HC1R_2",
    "Supermicro_X11SSL-CF",
    "Unknown_1",
    "Workstation_Lenovo_10A9004TFR",
    "nucIntel",
    "psu-1",
    "psu-2",
    "supermicro_SYS-5038ML-H8TRF",
]
SAY_NOTHING = {
    **{f"glpi-agent/{name}": "no_machine" for name in POWER_SUPPLY_ONLY},
    "insights-core/dmidecode-dmidecode_fail": "no_machine",  # no SMBIOS at all
    "insights-core/dmidecode-dmidecode_oddities": "no_machine",  # ports and slots only
    "linuxhw-dmi/08A0AE4B59C8": "no_machine",  # header only
    "linuxhw-dmi/456CDEB0E8B2": "no_machine",  # header only
    "linuxhw-dmi/65716C719DDC": "no_machine",  # unreadable table
}
HW_PROBE = {
    "Notebook": "laptop",
    "Convertible": "laptop",
    "Desktop": "desktop",
    "Mini Pc": "desktop",
    "Stick Pc": "desktop",
    "All In One": "all_in_one",
    "Server": "server",
    "Tablet": "tablet",
}
EREUSE = {"Desktop": "desktop", "Laptop": "laptop", "Netbook": "laptop", "Server": "server"}
MEASURED = {
    "read": {"machines": (530, 555)},
    "ereuse": {
        "maker": (23, 26),
        "model": (12, 26),
        "serial": (25, 26),
        "category": (25, 25),
        "ram": (23, 24),
        "cpu": (24, 25),
        "drives": (25, 26),
    },
    "glpi-agent": {
        "maker": (17, 17),
        "model": (17, 17),
        "serial": (17, 17),
        "uuid": (16, 17),
        "board_serial": (17, 17),
        "ram": (14, 15),
    },
    "hw-probe": {"maker": (411, 433), "model": (424, 433), "category": (403, 426)},
}

Comparison = tuple[str, object, object]


@cache
def index() -> list[dict[str, str]]:
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t"))


def is_dev(row: dict[str, str]) -> bool:
    return row["split"] == "dev"


def expected(row: dict[str, str]) -> dict:
    return json.loads((CORPUS / row["expected"]).read_bytes())["expect"]


def rows_of(*sources: str) -> list[dict[str, str]]:
    return [
        row
        for row in index()
        if row["kind"] in READ_KINDS and row["expected"] and row["path"].startswith(sources) and is_dev(row)
    ]


def readable(*sources: str) -> Iterator[tuple[MachineFacts, dict]]:
    """Facts and expected values of every dump that says something of a machine."""
    for row in rows_of(*sources):
        if SAY_NOTHING.get(row["machine"]) is None:
            yield read({"dump": (CORPUS / row["path"]).read_bytes()}), expected(row)


def agreements(comparisons: Iterator[Comparison]) -> dict[str, tuple[int, int]]:
    """By fact, how many values agree and how many were compared."""
    agreed, compared = Counter[str](), Counter[str]()
    for fact, theirs, ours in comparisons:
        compared[fact] += 1
        agreed[fact] += theirs == ours
    return {fact: (agreed[fact], compared[fact]) for fact in compared}


def test_every_machine_is_read_or_says_nothing():
    machines: dict[str, dict[str, bytes]] = {}
    for row in filter(is_dev, index()):
        machines.setdefault(row["machine"], {})[row["path"]] = (CORPUS / row["path"]).read_bytes()
    wanted = sorted({row["machine"] for row in index() if row["kind"] in READ_KINDS and is_dev(row)})
    refused = {}
    for name in wanted:
        try:
            read(machines[name])
        except Unreadable as refusal:
            refused[name] = refusal.code
    assert refused == SAY_NOTHING
    assert (len(wanted) - len(refused), len(wanted)) == MEASURED["read"]["machines"]


def test_no_dump_of_any_tool_crashes():
    codes = Counter[str]()
    for row in index():
        try:
            read({"dump": (CORPUS / row["path"]).read_bytes()})
        except Unreadable as refusal:
            codes[refusal.code] += 1
        else:
            codes["read"] += 1
    assert codes["read"] >= 719
    assert sum(codes.values()) == len(index())


def test_agreement_with_ereuse():
    def comparisons() -> Iterator[Comparison]:
        for facts, expect in readable("ereuse-workbench", "devicehub"):
            device, parts = expect["device"], expect["components"]
            yield "maker", makers.normalise(device["manufacturer"]), facts.maker
            yield "model", clean(device["model"]), facts.model
            yield "serial", clean(device["serialNumber"]), facts.serial
            if device["type"] in EREUSE:
                yield "category", EREUSE[device["type"]], facts.category
            if ram := sum(mebibytes(part) for part in parts if part["type"] == "RamModule"):
                yield "ram", ram * 2**20, facts.ram_bytes
            if cpus := [part for part in parts if part["type"] == "Processor"]:
                yield "cpu", bare(cpus[0]["model"]), bare(facts.cpu)
            drives = [part for part in parts if part["type"] in ("HardDrive", "SolidStateDrive")]
            ours = [drive.serial for drive in facts.drives if drive.media != "usb"]
            yield ("drives", sorted(drive["serialNumber"] for drive in drives), sorted(filter(None, ours)))

    assert agreements(comparisons()) == MEASURED["ereuse"]


def test_agreement_with_glpi_agent():
    def comparisons() -> Iterator[Comparison]:
        for facts, expect in readable("glpi-agent"):
            if "system" not in expect:
                continue
            system, board = expect["system"], expect["baseboard"]
            yield ("maker", makers.normalise(system["manufacturer"] or board["manufacturer"]), facts.maker)
            yield "model", clean(system["product"] or board["product"]), facts.model
            yield "serial", clean(system["serial"]), facts.serial
            yield "uuid", (system["uuid"] or "").lower() or None, facts.uuid
            yield "board_serial", clean(board["serial"]), facts.board_serial
            if "memory_slots" in expect:
                mebi = sum(int(slot.get("size_mib") or 0) for slot in expect["memory_slots"])
                yield "ram", mebi * 2**20 or None, facts.ram_bytes

    assert agreements(comparisons()) == MEASURED["glpi-agent"]


def test_agreement_with_hw_probe():
    def comparisons() -> Iterator[Comparison]:
        for facts, expect in readable("linuxhw-dmi"):
            label = expect["hw_probe_label"]
            yield "maker", makers.normalise(label["vendor"]), facts.maker
            ours, theirs = letters(facts.model), letters(label["model"])
            yield "model", True, bool(ours) and (ours in theirs or theirs in ours)
            if label["form_factor"] in HW_PROBE:
                yield "category", HW_PROBE[label["form_factor"]], facts.category

    assert agreements(comparisons()) == MEASURED["hw-probe"]


def mebibytes(part: dict) -> int:
    """eReuse writes 1024.0 or '1024.0 mebibyte'."""
    return int(float(str(part.get("size") or 0).split()[0]))


def bare(model: str | None) -> str:
    """eReuse drops (R) and (TM)."""
    return " ".join(re.sub(r"\((R|TM|C)\)", "", model or "", flags=re.IGNORECASE).split())


def letters(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]", "", (text or "").lower())
