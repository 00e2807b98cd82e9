"""Is the data gone? Decided from values alone. Absence of proof is never proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Attempt:
    """One erasure attempt on one drive. ``errors`` counts sectors or steps that failed."""

    result: str
    verification: str
    errors: int
    tool: str
    finished_at: datetime
    by_hand: bool = False
    witness: str = ""


@dataclass(frozen=True)
class SeenDrive:
    """A drive seen in the device during its present reception."""

    drive: int
    settled: bool


@dataclass(frozen=True)
class Gate:
    """What stands between a device and the way out. Open when nothing does."""

    unproven: tuple[int, ...]
    nothing_seen: bool

    @property
    def is_open(self) -> bool:
        return not self.unproven and not self.nothing_seen


def proves(attempt: Attempt, *, debt_since: datetime, now: datetime) -> bool:
    """Whether an attempt is a proof: a verified success without error, since the drive was last received, not
    in the future; typed by hand it also needs a witness. Source: docs/domain.md, promise 1.
    """
    return (
        attempt.result == "success"
        and attempt.verification in ("sampled", "full")
        and attempt.errors == 0
        and bool(attempt.tool.strip())
        and debt_since <= attempt.finished_at <= now
        and (not attempt.by_hand or bool(attempt.witness.strip()))
    )


def why_not(attempt: Attempt, *, debt_since: datetime, now: datetime) -> str:
    """The first reason (a code) why an attempt proves nothing; empty when it proves."""
    checks = (
        (attempt.result != "success", attempt.result),
        (attempt.errors > 0, "errors"),
        (attempt.verification not in ("sampled", "full"), "not_verified"),
        (not attempt.tool.strip(), "no_tool"),
        (attempt.finished_at < debt_since, "before_reception"),
        (attempt.finished_at > now, "in_the_future"),
        (attempt.by_hand and not attempt.witness.strip(), "no_witness"),
    )
    return next((code for failed, code in checks if failed), "")


def gate(*, holds_data: bool, seen: Sequence[SeenDrive], said_empty: bool) -> Gate:
    """The gate of one device. A thing that may hold data and in which no drive was ever seen stays shut until
    a named person says that there is none.
    """
    unproven = tuple(row.drive for row in seen if not row.settled)
    return Gate(unproven, nothing_seen=holds_data and not seen and not said_empty)
