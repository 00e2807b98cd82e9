"""The facts read from one machine's report, as plain values. `None` and `''` mean "not said", never "no"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Media = Literal["hdd", "ssd", "nvme", "emmc", "sd", "usb", "optical", "unknown"]
Category = Literal["laptop", "desktop", "all_in_one", "server", "tablet", "other", ""]
Level = Literal["clear", "purge", ""]
Result = Literal["success", "failure", "aborted", "not_run"]
Verification = Literal["none", "sampled", "full"]


class Unreadable(ValueError):
    """Nothing usable could be read. `code` is stable and machine-readable, `detail` says where or why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class DriveFacts:
    """One thing that holds data. Optical drives and empty card readers are not drives."""

    serial: str | None = None
    wwn: str | None = None
    maker: str | None = None
    model: str | None = None
    firmware: str | None = None
    size_bytes: int | None = None
    media: Media = "unknown"
    bus: str = ""
    smart_passed: bool | None = None
    power_on_hours: int | None = None


@dataclass(frozen=True, slots=True)
class ErasureFacts:
    """What a tool says of one attempt on one drive. Instants are aware; `errors` counts every kind."""

    drive_serial: str | None
    drive_model: str | None
    size_bytes: int | None
    method: str
    technique: str
    level: Level
    tool: str
    tool_version: str
    result: Result
    verification: Verification
    errors: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """What one tool, or several merged, say of one machine.

    `uuid` is lower case. `sources` are the tools read, `warnings` codes such as `ignored:<file name>`.
    `drives_were_listed` is true only when a tool that lists drives was read: without it an empty
    `drives` says nothing.
    """

    report_id: str | None = None
    number: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    uuid: str | None = None
    board_serial: str | None = None
    category: Category = ""
    cpu: str | None = None
    cpu_cores: int | None = None
    ram_bytes: int | None = None
    drives: tuple[DriveFacts, ...] = ()
    erasures: tuple[ErasureFacts, ...] = ()
    sources: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reported_at: datetime | None = None
    sent_at: datetime | None = None
    drives_were_listed: bool = False

    def says_something(self) -> bool:
        """True when at least one fact about a machine, a drive or an erasure was found."""
        said = (self.maker, self.model, self.serial, self.uuid, self.board_serial, self.category, self.cpu)
        return any(said) or self.ram_bytes is not None or bool(self.drives or self.erasures)
