"""Attempts and proofs."""

from typing import Any

from rebond.common.dates import now
from rebond.erasure import services
from rebond.erasure.models import Erasure
from rebond.inventory.models import Drive
from tests.factories import people


def facts(**changes: Any) -> services.ErasureFacts:
    """A verified success, ended now, unless changed."""
    told = {
        "method": "zero",
        "tool": "nwipe",
        "result": "success",
        "verification": "full",
        "finished_at": now(),
        "witness": "Anne",
    }
    return services.ErasureFacts(**(told | changes))


def attempt(drive: Drive, *, source: str = "hand", **changes: Any) -> Erasure:
    return services.record(drive, facts(**changes), by=people.user(), source=source)


def proof(drive: Drive) -> Erasure:
    """An attempt that proves."""
    found = attempt(drive)
    assert found.proves
    return found


def failure(drive: Drive) -> Erasure:
    """An attempt that failed."""
    return attempt(drive, result="failure", verification="none", errors=12)
