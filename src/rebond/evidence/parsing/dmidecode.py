"""dmidecode's text, whole or partial (`-t baseboard`), from 1999 to today, with or without handles (`-q`)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from rebond.evidence.parsing import category, makers
from rebond.evidence.parsing.facts import MachineFacts, Unreadable
from rebond.evidence.parsing.placeholders import LARGEST, clean, clean_uuid

SYSTEM, BOARD, CHASSIS, PROCESSOR, MODULE, MEMORY, BATTERY = 1, 2, 3, 4, 6, 17, 22

_MARK = re.compile(
    r"^(# ?dmidecode \d|[ \t]*Handle 0x[0-9A-Fa-f]{1,4}|[ \t]+DMI type \d+, \d+ bytes)", re.MULTILINE
)
_HANDLE = re.compile(r"\n[ \t]*Handle 0x")
_TYPE = re.compile(r"DMI type (\d{1,3})\b")
_TITLES = {
    "System Information": SYSTEM,
    "Base Board Information": BOARD,
    "Chassis Information": CHASSIS,
    "Processor Information": PROCESSOR,
    "Memory Module Information": MODULE,
    "Memory Device": MEMORY,
    "Portable Battery": BATTERY,
}
_READ = frozenset(_TITLES.values())
_TITLE = re.compile(rf"^({'|'.join(_TITLES)})[ \t\r]*$", re.MULTILINE)
_SIZE = re.compile(r"(\d{1,9}) ?([KMGT])i?B\b", re.IGNORECASE)
_POWERS = {"K": 10, "M": 20, "G": 30, "T": 40}


@dataclass(slots=True)
class _Structure:
    """One SMBIOS structure: its type and its first-level fields as printed."""

    kind: int | None = None
    fields: dict[str, str] = field(default_factory=dict)

    def get(self, *names: str) -> str | None:
        return next((self.fields[name] for name in names if self.fields.get(name)), None)


def recognises(text: str) -> bool:
    """True when the text is dmidecode's, whatever its version."""
    return bool(_MARK.search(text) or _TITLE.search(text))


def parse(text: str) -> MachineFacts:
    """The machine's identity, processor and memory. Raises Unreadable('no_machine') for an empty table."""
    structures = _structures(text)
    facts = _identity(structures)
    if not facts.says_something():
        raise Unreadable("no_machine", "dmidecode")
    return facts


def _structures(text: str) -> list[_Structure]:
    """The structures that are read here; the many others of a table are passed over unopened."""
    preamble, *handled = _HANDLE.split(f"\n{text}")
    found: list[_Structure] = []
    _add_lines(found, preamble)
    for block in handled:
        kind = _TYPE.search(block)
        if kind and int(kind[1]) not in _READ:
            continue
        found.append(_Structure())
        _add_lines(found, block)
    return found


def _add_lines(found: list[_Structure], text: str) -> None:
    """Fields of the last structure; without handles (`-q`), a title begins the next one."""
    for line in text.splitlines():
        if (kind := _TITLES.get(line.rstrip())) and (not found or found[-1].fields):
            found.append(_Structure(kind))
        elif found:
            _add(found[-1], line)


def _add(structure: _Structure, line: str) -> None:
    if structure.kind is None and (kind := _TYPE.search(line)):
        structure.kind = int(kind[1])
        return
    name, colon, value = line.strip().partition(":")
    if colon and value:
        structure.fields.setdefault(name, value.strip())


def _identity(structures: list[_Structure]) -> MachineFacts:
    system, board, chassis = (_first(structures, kind) for kind in (SYSTEM, BOARD, CHASSIS))
    maker, model, from_board = makers.name_machine(_naming(system), _naming(board))
    kind = category.of_chassis(chassis.get("Type", "Chassis Type"))
    serial = clean(system.get("Serial Number"))
    if serial is None and kind != "server":  # a server's chassis may hold several machines
        serial = clean(chassis.get("Serial Number"))
    cpu, cores = _processor(structures)
    return MachineFacts(
        maker=maker,
        model=model,
        serial=serial,
        uuid=clean_uuid(system.get("UUID")),
        board_serial=clean(board.get("Serial Number")),
        category=category.decide(model, kind, _has_battery(structures)),
        cpu=cpu,
        cpu_cores=cores,
        ram_bytes=_ram(structures),
        sources=("dmidecode",),
        warnings=("model_from_board",) * from_board,
    )


def _naming(structure: _Structure) -> makers.Naming:
    """In the words of today's dmidecode, or of the versions before 2003."""
    return makers.Naming(
        structure.get("Manufacturer", "Vendor"),
        structure.get("Product Name", "Product"),
        structure.get("Version"),
    )


def _of(structures: Iterable[_Structure], kind: int) -> list[_Structure]:
    return [structure for structure in structures if structure.kind == kind]


def _first(structures: list[_Structure], kind: int) -> _Structure:
    return next(iter(_of(structures, kind)), _Structure())


def _processor(structures: list[_Structure]) -> tuple[str | None, int | None]:
    """Name of the first processor, and cores of all of them when every one tells its own."""
    fitted = [
        cpu for cpu in _of(structures, PROCESSOR) if "unpopulated" not in (cpu.get("Status") or "").lower()
    ]
    name = next((name for cpu in fitted if (name := clean(cpu.get("Version", "Processor Version")))), None)
    counts = [cpu.get("Core Count") or "" for cpu in fitted]
    if not counts or not all(count.isdecimal() and len(count) < 6 for count in counts):
        return name, None
    return name, sum(map(int, counts)) or None


def _ram(structures: list[_Structure]) -> int | None:
    """Bytes fitted: memory devices, without the BIOS's own flash chip, or the older memory modules."""
    devices = [device for device in _of(structures, MEMORY) if device.get("Type") != "Flash"]
    sizes = [_bytes(device.get("Size")) for device in devices]
    if not any(sizes):
        sizes = [_bytes(module.get("Installed Size")) for module in _of(structures, MODULE)]
    total = sum(sizes)
    return total if 0 < total <= LARGEST else None


def _bytes(text: str | None) -> int:
    size = _SIZE.match(text or "")
    return int(size[1]) << _POWERS[size[2].upper()] if size else 0


def _has_battery(structures: list[_Structure]) -> bool:
    """True for a battery with a name: some desktop boards declare an empty one."""
    return any(
        clean(battery.get("Name")) or clean(battery.get("Manufacturer"))
        for battery in _of(structures, BATTERY)
    )
