"""One machine as it really is, before anyone looked at it, and what the bench says of it."""

import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rebond.command.demo.year import Year
from rebond.command.demo_facts import DriveModel, MachineModel

_SIGNS = string.digits + "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SERIAL_HEADS = {"HP": ("5CG", 7), "Lenovo": ("PF", 6), "Apple": ("C02", 9), "Dell": ("", 7)}
_TOOLS: Mapping[str, tuple[str, str, str, str, str]] = {
    # media: method, technique, level, tool, version
    "hdd": ("PRNG stream, one pass", "overwrite", "clear", "nwipe", "0.34"),
    "ssd": ("ATA Sanitize, block erase", "ata_sanitize_block", "purge", "hdparm", "9.65"),
    "nvme": ("NVMe Sanitize, block erase", "nvme_sanitize_block", "purge", "nvme-cli", "2.3"),
    "emmc": ("Secure discard", "block_discard_secure", "purge", "blkdiscard", "2.38"),
}


@dataclass(frozen=True)
class Machine:
    """A thing in a donor's cupboard. ``drive`` None: there is none inside."""

    model: MachineModel
    serial: str
    uuid: str
    ram_bytes: int | None
    drive: DriveModel | None
    drive_serial: str
    power_on_hours: int

    @property
    def category(self) -> str:
        return self.model.category


def draw_machine(year: Year, model: MachineModel, *, has_drive: bool = True) -> Machine:
    """One specimen of a model, with a serial in its maker's manner."""
    head, length = _SERIAL_HEADS.get(model.maker, ("", 10))
    serial = head + _signs(year, length)
    drive = year.dice.choice(model.drives) if model.drives and has_drive else None
    return Machine(
        model=model,
        serial=serial,
        uuid=str(year.identity(model.maker, serial)),
        ram_bytes=year.dice.choice(model.ram_bytes) if model.ram_bytes else None,
        drive=drive,
        drive_serial=_signs(year, 12) if drive else "",
        power_on_hours=year.dice.randrange(2_000, 31_000),
    )


def _signs(year: Year, length: int) -> str:
    return "".join(year.dice.choices(_SIGNS, k=length))


def erasure(machine: Machine, *, succeeds: bool, finished_at: datetime) -> dict[str, object]:
    """One attempt on the machine's drive, as the bench tells it."""
    assert machine.drive is not None
    method, technique, level, tool, version = _TOOLS[machine.drive.media]
    return {
        "drive_serial": machine.drive_serial,
        "method": method,
        "technique": technique,
        "level": level,
        "tool": tool,
        "tool_version": version,
        "result": "success" if succeeds else "failure",
        "verification": "sampled" if succeeds else "none",
        "errors": 0 if succeeds else 24,
        "started_at": _instant(finished_at - timedelta(minutes=machine.drive.size_bytes // 12_000_000_000)),
        "finished_at": _instant(finished_at),
    }


def report(
    year: Year, machine: Machine, *, number: str, reported_at: datetime, erasures: list[dict[str, object]]
) -> bytes:
    """The bench's report v1 of one run on this machine."""
    return json.dumps(
        {
            "format": "rebond.report.v1",
            "report_id": str(year.identity("report", machine.uuid, number, reported_at)),
            "reported_at": _instant(reported_at),
            "agent": {"name": "rebond-agent", "version": "0.1.0"},
            "station": "Banc 1",
            "number": number,
            "machine": _told(machine),
            "drives": [_drive(machine, machine.drive)] if machine.drive else [],
            "erasures": erasures,
        },
        ensure_ascii=False,
    ).encode()


def _told(machine: Machine) -> dict[str, object]:
    return {
        "maker": machine.model.maker,
        "model": machine.model.model,
        "serial": machine.serial,
        "uuid": machine.uuid,
        "category": machine.category,
        "cpu": machine.model.cpu,
        "cpu_cores": machine.model.cores,
        "ram_bytes": machine.ram_bytes,
    }


def _drive(machine: Machine, drive: DriveModel) -> dict[str, object]:
    return {
        "serial": machine.drive_serial,
        "maker": drive.maker,
        "model": drive.model,
        "size_bytes": drive.size_bytes,
        "media": drive.media,
        "smart_passed": machine.power_on_hours < 30_000,
        "power_on_hours": machine.power_on_hours,
    }


def _instant(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
