"""Pure readers of what hardware tools print: bytes in, facts out, with no Django and no clock.

Each file is recognised by its content, never by its name. Any bytes at all give MachineFacts or Unreadable.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from rebond.evidence.parsing import dmidecode, lshw, nwipe, report_v1, smartctl
from rebond.evidence.parsing.documents import decode, json_roots
from rebond.evidence.parsing.facts import DriveFacts, ErasureFacts, MachineFacts, Unreadable
from rebond.evidence.parsing.merge import merge
from rebond.evidence.parsing.placeholders import printable

__all__ = ["DriveFacts", "ErasureFacts", "MachineFacts", "Unreadable", "read"]

_LSHW_COMPLAINT = re.compile(r"^WARNING:.*(super-user|incomplete or inaccurate).*$\n?", re.MULTILINE)
_JSON_START = re.compile(r"\s*(\{|\[\s*[\[{\]])")  # an nwipe log starts with `[2026/11/23`


def read(files: Mapping[str, bytes]) -> MachineFacts:
    """What these files, all of one machine, say of it.

    A file that cannot be read gives the warning `ignored:<name>` when another one can; when none can,
    Unreadable is raised, with the first file's code.
    """
    readings: list[MachineFacts] = []
    refusals: dict[str, Unreadable] = {}
    for name, raw in files.items():
        try:
            readings += _read_text(decode(raw), refusals)
        except Unreadable as refusal:
            refusals[name] = refusal
    if not readings:
        raise next(iter(refusals.values()), Unreadable("empty"))
    facts = merge(readings)
    ignored = tuple(f"ignored:{printable(name)}" for name in refusals)
    return replace(facts, warnings=facts.warnings + ignored)


def _read_text(text: str, refusals: dict[str, Unreadable]) -> list[MachineFacts]:
    """One file's readings: one, or several for a report that carries raw outputs."""
    body = _without_complaint(text)
    if not _JSON_START.match(body):
        return [_of_text(text)]
    roots = json_roots(body)
    if len(roots) == 1 and isinstance(roots[0], dict) and report_v1.recognises(roots[0]):
        return _of_report(roots[0], refusals)
    return [_of_roots(roots, as_root=body == text)]


def _without_complaint(text: str) -> str:
    """lshw's warnings that it ran without root rights, caught with its output, are not JSON."""
    return _LSHW_COMPLAINT.sub("", text) if "WARNING:" in text else text


def _of_text(text: str) -> MachineFacts:
    if dmidecode.recognises(text):
        return dmidecode.parse(text)
    if nwipe.recognises(text):
        return nwipe.parse(text)
    raise Unreadable("unknown_format")


def _of_roots(roots: list[object], *, as_root: bool = True) -> MachineFacts:
    documents = [root for root in roots if isinstance(root, dict)]
    if smart := [document for document in documents if smartctl.recognises(document)]:
        return smartctl.parse(smart)
    if trees := [document for document in documents if lshw.recognises(document)]:
        return lshw.parse(trees, as_root=as_root)
    raise Unreadable("unknown_format")


def _of_report(report: dict[str, object], refusals: dict[str, Unreadable]) -> list[MachineFacts]:
    """The agent's own facts, and what the tools' raw outputs add to them.

    Outputs of tools that have no reader here stay in the report without a word.
    """
    readings = [report_v1.parse(report)]
    for tool, output in report_v1.raw_outputs(report):
        try:
            readings.append(_addition(_of_raw(output)))
        except Unreadable as refusal:
            if refusal.code != "unknown_format":
                refusals[f"raw/{tool}"] = refusal
    return readings


def _of_raw(output: str | list[object]) -> MachineFacts:
    if not isinstance(output, str):
        return _of_roots(output)
    body = _without_complaint(output)
    return (
        _of_roots(json_roots(body), as_root=body == output) if _JSON_START.match(body) else _of_text(output)
    )


def _addition(facts: MachineFacts) -> MachineFacts:
    """A raw output proves no erasure (the report's own list does) and may show the agent's own stick."""
    inside = tuple(drive for drive in facts.drives if drive.media != "usb")
    return replace(facts, drives=inside, erasures=())
