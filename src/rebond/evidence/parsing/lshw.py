"""lshw -json: one object, a list, or the bare sequence of objects that old versions print."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rebond.evidence.parsing import category, makers
from rebond.evidence.parsing.facts import Category, DriveFacts, MachineFacts, Media, Unreadable
from rebond.evidence.parsing.placeholders import LARGEST, LONGEST, clean, clean_uuid, whole

_SKU = re.compile(r" \((.*)\)$")
_PART_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9]{5,}(#[A-Z0-9]{3})?")
_WHOLE_MMC = re.compile(r"/dev/mmcblk\d+")
_SOLDERED_MMC = re.compile(r"/dev/mmcblk\d+(boot\d|rpmb)")
_CLASSES = (
    *("system", "bus", "memory", "processor", "bridge", "storage", "disk", "volume"),
    *("network", "display", "power", "generic"),
)


@dataclass(frozen=True, slots=True)
class _Node:
    """One node of lshw's tree and the node above it."""

    said: Mapping[str, object]
    parent: "_Node | None"

    def text(self, name: str) -> str:
        value = self.said.get(name)
        return value[:LONGEST] if isinstance(value, str) else ""

    def names(self, name: str) -> list[str]:
        """A value that lshw prints as one string or as a list of strings."""
        value = self.said.get(name)
        return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]

    def setting(self, name: str) -> object:
        settings = self.said.get("configuration")
        return settings.get(name) if isinstance(settings, dict) else None

    def can(self, *capabilities: str) -> bool:
        named = self.said.get("capabilities")
        return isinstance(named, dict) and any(capability in named for capability in capabilities)

    @property
    def kind(self) -> str:
        """The node's id without its index: `disk:1` is a `disk`."""
        return self.text("id").partition(":")[0]

    @property
    def children(self) -> list["_Node"]:
        below = self.said.get("children")
        return (
            [_Node(child, self) for child in below if isinstance(child, dict)]
            if isinstance(below, list)
            else []
        )

    def ancestors(self) -> Iterator["_Node"]:
        above = self.parent
        while above:
            yield above
            above = above.parent


def recognises(root: object) -> bool:
    """True for a node of lshw's tree."""
    if not isinstance(root, dict):
        return False
    if isinstance(root.get("configuration"), dict) and isinstance(root.get("capabilities"), dict):
        return True
    return isinstance(root.get("id"), str) and root.get("class") in _CLASSES


def parse(roots: Sequence[Mapping[str, object]], *, as_root: bool = True) -> MachineFacts:
    """The machine of these trees. Without root rights (`as_root` false) lshw does not see every drive."""
    nodes = list(_walk(roots))
    warnings = _hidden_drives(nodes) if as_root else ("lshw_without_root",)
    facts = replace(
        _identity(nodes),
        ram_bytes=_ram(nodes),
        drives=tuple(_drives(nodes)),
        drives_were_listed=as_root and "nvme_not_listed" not in warnings and _lists_storage(nodes),
    )
    if not facts.says_something() and not facts.drives_were_listed:
        raise Unreadable("no_machine", "lshw")
    return replace(facts, warnings=facts.warnings + warnings)


def _identity(nodes: list[_Node]) -> MachineFacts:
    nowhere = _Node({}, None)
    system = next((node for node in nodes if node.parent is None and _is_machine(node)), nowhere)
    board = next((node for node in nodes if node.kind == "core"), nowhere)
    maker, model, from_board = makers.name_machine(
        makers.Naming(system.text("vendor"), _without_sku(system), system.text("version")),
        makers.Naming(board.text("vendor"), board.text("product"), board.text("version")),
    )
    has_battery = any(node.text("class") == "power" and node.kind == "battery" for node in nodes)
    cpu, cores = _processor(nodes)
    return MachineFacts(
        maker=maker,
        model=model,
        serial=clean(system.text("serial")),
        uuid=clean_uuid(system.setting("uuid")),
        board_serial=clean(board.text("serial")),
        category=category.decide(model, _chassis(system), has_battery),
        cpu=cpu,
        cpu_cores=cores,
        sources=("lshw",),
        warnings=("model_from_board",) * from_board,
    )


def _walk(roots: Sequence[Mapping[str, object]]) -> Iterator[_Node]:
    """Every node, parents first, in the order printed."""
    waiting = [_Node(root, None) for root in reversed(roots)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def _is_machine(node: _Node) -> bool:
    return node.text("class") in ("system", "") and bool(node.said)


def _without_sku(system: _Node) -> str:
    """lshw appends the SKU to the product, `HP 8100 Elite (AY032AV)`; new versions also tell it apart."""
    product = system.text("product").strip()
    ending = _SKU.search(product)
    if ending is None:
        return product
    said = ending[1].strip()
    is_sku = said == str(system.setting("sku")).strip() or _PART_NUMBER.fullmatch(said) or clean(said) is None
    return product[: ending.start()] if is_sku else product


def _chassis(system: _Node) -> Category:
    chassis = system.setting("chassis")
    return category.of_chassis(chassis if isinstance(chassis, str) else None, system.text("description"))


def _processor(nodes: list[_Node]) -> tuple[str | None, int | None]:
    """Name of the first processor, and cores of all of them when every one tells its own."""
    fitted = [
        node
        for node in nodes
        if node.text("class") == "processor" and not node.said.get("disabled") and clean(node.text("product"))
    ]
    counts = [str(node.setting("cores")) for node in fitted]
    name = clean(fitted[0].text("product")) if fitted else None
    if not counts or not all(count.isascii() and count.isdecimal() and len(count) < 6 for count in counts):
        return name, None
    return name, sum(map(int, counts)) or None


def _ram(nodes: list[_Node]) -> int | None:
    """Bytes of system memory; without its total, the sum of its banks."""
    memories = [
        node
        for node in nodes
        if node.text("class") == "memory"
        and node.kind == "memory"
        and "Flash" not in node.text("description")
    ]
    total = sum(
        whole(memory.said.get("size")) or sum(whole(bank.said.get("size")) or 0 for bank in memory.children)
        for memory in memories
    )
    return total if 0 < total <= LARGEST else None


def _lists_storage(nodes: list[_Node]) -> bool:
    return any(node.text("class") in ("storage", "disk") for node in nodes)


def _hidden_drives(nodes: list[_Node]) -> tuple[str, ...]:
    """Old versions of lshw see NVMe controllers without their drives, and RAID cards show volumes only."""
    storages = [node for node in nodes if node.text("class") == "storage"]
    codes = []
    if any(
        _is_nvme(node) and all(below.text("class") != "disk" for below in node.children) for node in storages
    ):
        codes.append("nvme_not_listed")
    if any("raid" in node.text("description").lower() for node in storages):
        codes.append("raid_controller")
    return tuple(codes)


def _is_nvme(node: _Node) -> bool:
    return node.can("nvm_express", "nvme") or "non-volatile memory" in node.text("description").lower()


def _drives(nodes: list[_Node]) -> Iterator[DriveFacts]:
    for node in nodes:
        if _WHOLE_MMC.fullmatch(next(iter(node.names("logicalname")), "")):
            yield _mmc(node)
        elif node.text("class") == "disk" and _holds_data(node):
            yield _drive(node)


def _holds_data(node: _Node) -> bool:
    """False for a medium (told by the drive it sits in), an optical drive and an empty card reader."""
    if node.kind in ("medium", "cdrom") or node.can("cd-r", "cd-rw", "dvd", "audio"):
        return False
    return _size(node) is not None or not node.can("removable")


def _size(node: _Node) -> int | None:
    media = [child for child in node.children if child.kind == "medium"]
    return next((size for part in (node, *media) if (size := whole(part.said.get("size")))), None)


def _drive(node: _Node) -> DriveFacts:
    """A SATA, SCSI or USB disk, or an NVMe namespace, whose name is on the controller above it."""
    bus = _bus(node)
    named = node.parent if bus == "nvme" and node.parent and not node.text("product") else node
    model = clean(named.text("product")) or clean(node.text("description"))
    return DriveFacts(
        serial=clean(named.text("serial")),
        maker=makers.of_drive(model, named.text("vendor")),
        model=model,
        firmware=clean(named.text("version")),
        size_bytes=_size(node),
        media=_media(node, bus),
        bus=bus,
    )


def _bus(node: _Node) -> str:
    if node.text("businfo").startswith("nvme") or node.kind in ("namespace", "nvme"):
        return "nvme"
    if any(above.kind == "usb" or above.text("businfo").startswith("usb") for above in node.ancestors()):
        return "usb"
    return "ata" if "ATA" in node.text("description") else "scsi"


def _media(node: _Node, bus: str) -> Media:
    if bus == "usb":
        return "usb"
    if bus == "nvme":
        return "nvme"
    if node.can("5400rpm", "7200rpm", "10000rpm", "15000rpm"):
        return "hdd"
    return "ssd" if "SSD" in node.text("product").upper() else "unknown"


def _mmc(node: _Node) -> DriveFacts:
    """An eMMC has boot partitions beside it, an SD card has none."""
    card = node.parent if node.parent and not node.text("product") else node
    beside = [name for sibling in card.children for name in sibling.names("logicalname")]
    return DriveFacts(
        serial=clean(card.text("serial")),
        maker=makers.of_drive(clean(card.text("product")), card.text("vendor")),
        model=clean(card.text("product")),
        size_bytes=_size(node),
        media="emmc" if any(_SOLDERED_MMC.fullmatch(name) for name in beside) else "sd",
        bus="mmc",
    )
