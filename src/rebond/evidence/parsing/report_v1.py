"""Our own agent's report, version 1: checked against the shipped schema, then taken as it is."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fastjsonschema import JsonSchemaValueException

from rebond.evidence.contract.checker import check
from rebond.evidence.parsing import makers
from rebond.evidence.parsing.facts import DriveFacts, ErasureFacts, MachineFacts, Unreadable
from rebond.evidence.parsing.placeholders import clean, clean_uuid

FORMAT = "rebond.report.v1"


def recognises(root: object) -> bool:
    """True for a document that calls itself a report of ours, whatever its version."""
    return isinstance(root, dict) and str(root.get("format")).startswith("rebond.report.")


def parse(report: Mapping[str, Any]) -> MachineFacts:
    """The report's own facts, without `raw`. Raises Unreadable('schema') naming the first faulty place."""
    _check(report)
    machine = report["machine"]
    try:
        erasures = tuple(_erasure(said) for said in report["erasures"])
        reported_at = datetime.fromisoformat(report["reported_at"])
        sent_at = _instant(report.get("sent_at"))
    except ValueError as error:  # the pattern lets 31 February pass
        raise Unreadable("schema", str(error)) from None
    maker = makers.normalise(machine.get("maker"))
    return MachineFacts(
        report_id=report["report_id"],
        number=clean(report.get("number")),
        maker=maker,
        model=clean(machine.get("model")),
        serial=clean(machine.get("serial")),
        uuid=clean_uuid(machine.get("uuid")),
        board_serial=clean(machine.get("board_serial")),
        category=machine.get("category") or "",
        cpu=clean(machine.get("cpu")),
        cpu_cores=machine.get("cpu_cores"),
        ram_bytes=machine.get("ram_bytes"),
        drives=tuple(_drive(said) for said in report["drives"]),
        erasures=erasures,
        sources=("report_v1",),
        reported_at=reported_at,
        sent_at=sent_at,
        drives_were_listed=True,
    )


def _check(report: Mapping[str, Any]) -> None:
    try:
        check(report)  # type: ignore[no-untyped-call]
    except JsonSchemaValueException as error:
        raise Unreadable("schema", error.message) from None


def raw_outputs(report: Mapping[str, Any]) -> Iterator[tuple[str, str | list[object]]]:
    """What the tools printed, by name: their text, or the JSON documents that stand in for it."""
    for tool, output in report.get("raw", {}).items():
        yield tool, [output] if isinstance(output, dict) else output


def _drive(said: Mapping[str, Any]) -> DriveFacts:
    model = clean(said.get("model"))
    return DriveFacts(
        serial=clean(said.get("serial")),
        wwn=clean(said.get("wwn")),
        maker=clean(said.get("maker")) or makers.of_drive(model),
        model=model,
        firmware=clean(said.get("firmware")),
        size_bytes=said.get("size_bytes"),
        media=said.get("media", "unknown"),
        bus=said.get("bus", ""),
        smart_passed=said.get("smart_passed"),
        power_on_hours=said.get("power_on_hours"),
    )


def _erasure(said: Mapping[str, Any]) -> ErasureFacts:
    return ErasureFacts(
        drive_serial=clean(said["drive_serial"]),
        drive_model=clean(said.get("drive_model")),
        size_bytes=said.get("size_bytes"),
        method=clean(said["method"]) or "",
        technique=said["technique"],
        level=said["level"],
        tool=clean(said["tool"]) or "",
        tool_version=clean(said["tool_version"]) or "",
        result=said["result"],
        verification=said["verification"],
        errors=said["errors"],
        started_at=_instant(said.get("started_at")),
        finished_at=_instant(said.get("finished_at")),
        operator=clean(said.get("operator")),
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
