"""Reports as the bench agent sends them."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from rebond.common.dates import now
from rebond.erasure import intake
from rebond.evidence.services import Sender
from tests.factories import people


def drive(serial: str = "50026B7783D25098", **changes: Any) -> dict[str, Any]:
    return {
        "serial": serial,
        "model": "KINGSTON SA400S37240G",
        "size_bytes": 240_057_409_536,
        "media": "ssd",
    } | changes


def erasure(
    serial: str = "50026B7783D25098", *, finished_at: datetime | None = None, **changes: Any
) -> dict[str, Any]:
    """A verified success that ended now, unless changed."""
    return {
        "drive_serial": serial,
        "method": "overwrite with zeros",
        "technique": "overwrite",
        "level": "clear",
        "tool": "rebond-agent",
        "tool_version": "0.1.0",
        "result": "success",
        "verification": "full",
        "errors": 0,
        "finished_at": instant(finished_at or now()),
    } | changes


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def report(
    *,
    number: str | None = None,
    serial: str | None = "PC0A1B2C",
    reported_at: datetime | None = None,
    drives: list[dict[str, Any]] | None = None,
    erasures: list[dict[str, Any]] | None = None,
    **machine: Any,
) -> dict[str, Any]:
    """A report of version 1 with a fresh id, as a dict."""
    return {
        "format": "rebond.report.v1",
        "report_id": str(uuid.uuid4()),
        "reported_at": instant(reported_at or now()),
        "agent": {"name": "rebond-agent", "version": "0.1.0"},
        "number": number,
        "machine": {"maker": "LENOVO", "model": "ThinkPad T450", "serial": serial, "category": "laptop"}
        | machine,
        "drives": drives or [],
        "erasures": erasures or [],
    }


def raw(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()


def take(
    content: dict[str, Any] | bytes, *, source: str = "upload", filename: str = "", **where: Any
) -> intake.Taken:
    """Send a report through the door named ``source``."""
    body = content if isinstance(content, bytes) else raw(content)
    return intake.take(body, sender=Sender(source, by=people.user(), filename=filename), **where)


YEARS = timedelta(days=365)
