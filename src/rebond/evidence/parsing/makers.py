"""One name per manufacturer, whatever the firmware wrote, and names that hide in another field."""

import re
from typing import NamedTuple

from rebond.evidence.parsing.placeholders import clean

_KNOWN: tuple[tuple[str, str], ...] = (
    (r"hp\b|hpe\b|hewlett.?packard", "HP"),
    (r"compaq", "Compaq"),
    (r"lenovo", "Lenovo"),
    (r"dell\b", "Dell"),
    (r"asus", "ASUS"),
    (r"acer\b", "Acer"),
    (r"apple\b", "Apple"),
    (r"dynabook", "Dynabook"),
    (r"toshiba", "Toshiba"),
    (r"microsoft", "Microsoft"),
    (r"fujitsu.?siemens", "Fujitsu Siemens"),
    (r"fujitsu", "Fujitsu"),
    (r"super ?micro", "Supermicro"),
    (r"msi\b|micro-?star", "MSI"),
    (r"samsung", "Samsung"),
    (r"giga-?byte", "Gigabyte"),
    (r"sony\b", "Sony"),
    (r"huawei", "Huawei"),
    (r"google", "Google"),
    (r"intel\b", "Intel"),
    (r"medion", "Medion"),
    (r"packard ?bell", "Packard Bell"),
    (r"panasonic|matsushita", "Panasonic"),
    (r"lg\b", "LG"),
    (r"ibm\b|international business machines", "IBM"),
    (r"nec\b", "NEC"),
    (r"vmware", "VMware"),
    (r"innotek|virtualbox", "VirtualBox"),
    (r"oracle|sun microsystems", "Oracle"),
    (r"qemu", "QEMU"),
    (r"asrock", "ASRock"),
    (r"biostar", "Biostar"),
    (r"elitegroup|ecs\b", "ECS"),
    (r"gateway", "Gateway"),
    (r"alienware", "Alienware"),
    (r"xiaomi|timi\b", "Xiaomi"),
    (r"razer", "Razer"),
    (r"clevo", "Clevo"),
    (r"wortmann|terra\b", "Wortmann"),
    (r"foxconn|hon hai", "Foxconn"),
    (r"pegatron", "Pegatron"),
    (r"positivo", "Positivo"),
    (r"zotac", "Zotac"),
    (r"shuttle", "Shuttle"),
)
_DRIVES: tuple[tuple[str, str], ...] = (
    (r"wdc\b|wd[ \d]|western digital", "Western Digital"),
    (r"st\d{3,}|seagate", "Seagate"),
    (r"samsung|mz[a-z0-9]{4}", "Samsung"),
    (r"hgst", "HGST"),
    (r"hitachi|hts\d|hdt\d|hds\d", "Hitachi"),
    (r"toshiba|kbg\d|mk\d{4}g", "Toshiba"),
    (r"kingston", "Kingston"),
    (r"crucial|ct\d{3,}", "Crucial"),
    (r"micron|mtfd", "Micron"),
    (r"intel|ssdsc|ssdpe", "Intel"),
    (r"sandisk", "SanDisk"),
    (r"sk ?hynix|hynix|hfs\d", "SK hynix"),
    (r"fujitsu|mh[tvwyz]\d", "Fujitsu"),
    (r"maxtor", "Maxtor"),
    (r"lite-?on", "LITE-ON"),
    (r"transcend|ts\d+g", "Transcend"),
    (r"quantum", "Quantum"),
    (r"ibm", "IBM"),
)


def _one_of(names: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({pattern})" for pattern, _ in names), re.IGNORECASE)


_KNOWN_PATTERN = _one_of(_KNOWN)
_DRIVES_PATTERN = _one_of(_DRIVES)
_LEGAL_FORM = re.compile(
    r"[\s,]+(inc|corp(oration)?|co|company|ltd|limited|llc|gmbh|ag|kg|s\.?a|b\.?v|computer|electronics|int'?l"
    r"|international|technology|tech|intelligent)\b\.?,?$",
    re.IGNORECASE,
)
_LENOVO_NAME = re.compile(
    r"\b(think|idea|yoga|legion|lenovo|miix|flex|loq|xiaoxin|erazer|horizon|netvista)", re.IGNORECASE
)
_LENOVO_PREFIX = re.compile(r"^lenovo[\s_-]+", re.IGNORECASE)
_EMPTY_LENOVO_NAME = re.compile(
    r"(lenovo[\s_-]*)?(product|computer|think\w*\s*(product|computer))?", re.IGNORECASE
)


class Naming(NamedTuple):
    """How one SMBIOS structure names itself, as printed."""

    maker: str | None
    product: str | None
    version: str | None


def normalise(value: object) -> str | None:
    """`Hewlett-Packard`, `HP Inc.` give `HP`; an unknown maker loses only its legal form."""
    text = clean(value)
    if text is None:
        return None
    known = _KNOWN_PATTERN.match(text)
    if known and known.lastindex:
        return _KNOWN[known.lastindex - 1][1]
    while (shorter := _LEGAL_FORM.sub("", text)) != text and shorter:
        text = shorter
    return text


def of_drive(model: str | None, vendor: object = None) -> str | None:
    """Who made a drive: by its model's prefix (firmware rarely says more), else what the tool says."""
    known = _DRIVES_PATTERN.match(model or "")
    if known and known.lastindex:
        return _DRIVES[known.lastindex - 1][1]
    named = clean(vendor)
    return None if named in ("ATA", "NVMe", "USB", "Generic") else named


def readable_model(maker: str | None, product: object, version: object) -> str | None:
    """The name people use. Lenovo, like IBM before it, has a type code as product and the name as version."""
    model, name = clean(product), clean(version)
    if maker not in ("Lenovo", "IBM") or name is None or not _LENOVO_NAME.search(name):
        return model
    if _EMPTY_LENOVO_NAME.fullmatch(name):
        return model
    return _LENOVO_PREFIX.sub("", name)


def name_machine(system: Naming, board: Naming) -> tuple[str | None, str | None, bool]:
    """Maker and model of the machine, else of its board (then the last value is true)."""
    maker = normalise(system.maker)
    model = readable_model(maker, system.product, system.version)
    if model or not clean(board.product):
        return maker, model, False
    board_maker = normalise(board.maker) or maker
    return board_maker, readable_model(board_maker, board.product, board.version), True
