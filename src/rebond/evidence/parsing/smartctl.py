"""smartctl -j: one document per drive, alone or in a list; empty readers and closed bridges give none."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from rebond.evidence.parsing import makers
from rebond.evidence.parsing.facts import DriveFacts, MachineFacts, Media, Unreadable
from rebond.evidence.parsing.placeholders import clean, whole

_FIRST_INSTANT, _LAST_INSTANT = (946_684_800, 4_102_444_800)  # 2000-01-01 to 2100-01-01, UTC


def recognises(root: object) -> bool:
    """True for what smartctl prints with -j."""
    return isinstance(root, dict) and isinstance(root.get("smartctl"), dict)


def parse(documents: Sequence[Mapping[str, object]]) -> MachineFacts:
    """The drives of these documents, one each. Raises Unreadable('no_machine') when none tells of a drive."""
    drives = [_drive(document) for document in documents if _tells_a_drive(document)]
    if not drives:
        raise Unreadable("no_machine", "smartctl")
    instants = [instant for document in documents if (instant := _instant(document))]
    return MachineFacts(
        drives=tuple(drives),
        sources=("smartctl",),
        warnings=("smartctl_without_drive",) * any(_is_mute(document) for document in documents),
        reported_at=max(instants, default=None),
        drives_were_listed=True,
    )


def _part(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = document.get(name)
    return part if isinstance(part, dict) else {}


def _model(document: Mapping[str, object]) -> str | None:
    names = ("model_name", "scsi_model_name", "product", "scsi_product")
    return next((model for name in names if (model := clean(document.get(name)))), None)


def _size(document: Mapping[str, object]) -> int | None:
    return whole(_part(document, "user_capacity").get("bytes")) or whole(document.get("nvme_total_capacity"))


def _is_mute(document: Mapping[str, object]) -> bool:
    return not (_model(document) or clean(document.get("serial_number")) or _size(document))


def _tells_a_drive(document: Mapping[str, object]) -> bool:
    is_optical = "CD/DVD" in str(_part(document, "device_type").get("name", ""))
    is_empty_reader = _is_usb(document) and not _size(document)
    return not (is_optical or is_empty_reader or _is_mute(document))


def _is_usb(document: Mapping[str, object]) -> bool:
    device = _part(document, "device")
    kind = str(device.get("type", ""))
    is_bridge = kind.startswith(("usb", "sntasmedia", "sntjmicron", "sntrealtek"))
    return is_bridge or "USB" in str(device.get("info_name"))


def _drive(document: Mapping[str, object]) -> DriveFacts:
    model = _model(document)
    passed = _part(document, "smart_status").get("passed")
    bus = "usb" if _is_usb(document) else str(_part(document, "device").get("protocol", "")).lower()[:20]
    return DriveFacts(
        serial=clean(document.get("serial_number")),
        wwn=_wwn(_part(document, "wwn")),
        maker=makers.of_drive(model, document.get("vendor") or document.get("scsi_vendor")),
        model=model,
        firmware=clean(document.get("firmware_version") or document.get("scsi_revision")),
        size_bytes=_size(document),
        media=_media(document, bus),
        bus=bus,
        smart_passed=passed if isinstance(passed, bool) else None,
        power_on_hours=whole(_part(document, "power_on_time").get("hours")),
    )


def _media(document: Mapping[str, object], bus: str) -> Media:
    if bus in ("usb", "nvme"):
        return "usb" if bus == "usb" else "nvme"
    turns = whole(document.get("rotation_rate"))
    if turns is None:
        return "unknown"
    return "hdd" if turns else "ssd"


def _wwn(parts: Mapping[str, object]) -> str | None:
    """World Wide Name as 16 hexadecimal digits: NAA (1), OUI (6), vendor's number (9)."""
    naa, oui, number = (whole(parts.get(name)) for name in ("naa", "oui", "id"))
    if naa is None or oui is None or number is None:
        return None
    wwn = f"{naa:x}{oui:06x}{number:09x}"
    return wwn if len(wwn) == 16 else None


def _instant(document: Mapping[str, object]) -> datetime | None:
    seconds = whole(_part(document, "local_time").get("time_t"))
    if seconds is None or not _FIRST_INSTANT <= seconds < _LAST_INSTANT:
        return None
    return datetime.fromtimestamp(seconds, UTC)
