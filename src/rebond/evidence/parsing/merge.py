"""Several tools' facts on one machine, made one. No tool's silence erases what another said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from rebond.evidence.parsing.facts import DriveFacts, MachineFacts

# Who is believed first: our agent, then the firmware's own words, then what lshw makes of them.
_IDENTITY_ORDER = ("report_v1", "dmidecode", "lshw", "nwipe", "smartctl")
_DRIVES_ORDER = ("report_v1", "smartctl", "lshw")  # lshw cuts a SATA drive's model to 16 characters
_NOT_KEY = re.compile(r"[^A-Z0-9]")
_CUT_MODEL = 12
_NOTHING_SAID = (None, "", "unknown")


def merge(readings: Sequence[MachineFacts]) -> MachineFacts:
    """The first value said of each fact, in the tools' order of trust; drives and erasures of all, once."""
    if len(readings) == 1:
        return readings[0]
    ranked = sorted(readings, key=lambda facts: _rank(facts, _IDENTITY_ORDER))
    joined = ranked[0]
    for facts in ranked[1:]:
        joined = replace(joined, **_missing(joined, facts))
    return replace(
        joined,
        drives=_drives(sorted(readings, key=lambda facts: _rank(facts, _DRIVES_ORDER))),
        erasures=tuple(dict.fromkeys(erasure for facts in ranked for erasure in facts.erasures)),
        sources=_once(source for facts in ranked for source in facts.sources),
        warnings=_warnings(ranked),
        drives_were_listed=any(facts.drives_were_listed for facts in readings),
    )


def _rank(facts: MachineFacts, order: tuple[str, ...]) -> int:
    return min((order.index(source) for source in facts.sources if source in order), default=len(order))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _missing(known: MachineFacts | DriveFacts, other: MachineFacts | DriveFacts) -> dict[str, Any]:
    """What `other` says where `known` says nothing."""
    unsaid = [field.name for field in fields(known) if getattr(known, field.name) in _NOTHING_SAID]
    return {name: value for name in unsaid if (value := getattr(other, name)) is not None}


def _warnings(ranked: Sequence[MachineFacts]) -> tuple[str, ...]:
    """The warnings that the merge did not settle, and `serials_differ` when the files may mix machines."""
    codes = [code for facts in ranked for code in facts.warnings]
    if any(facts.model and "model_from_board" not in facts.warnings for facts in ranked[:1]):
        codes = [code for code in codes if code != "model_from_board"]
    if len({_key(facts.serial) for facts in ranked if facts.serial}) > 1:
        codes.append("serials_differ")
    return _once(codes)


def _drives(readings: Sequence[MachineFacts]) -> tuple[DriveFacts, ...]:
    """The union of all tools' drives; a drive absorbs at most one drive of each tool, so twins stay two."""
    joined: list[DriveFacts] = []
    for facts in readings:
        free = list(range(len(joined)))
        for drive in facts.drives:
            same = next((place for place in free if _is_same(joined[place], drive)), None)
            if same is None:
                joined.append(drive)
            else:
                free.remove(same)
                joined[same] = replace(joined[same], **_missing(joined[same], drive))
    return tuple(joined)


def _is_same(one: DriveFacts, other: DriveFacts) -> bool:
    """Same serial or WWN; when one tool could not read them, same size and same beginning of the model."""
    if one.wwn and other.wwn and _key(one.wwn) == _key(other.wwn):
        return True
    if one.serial and other.serial:
        return _key(one.serial) == _key(other.serial)
    return (
        one.size_bytes is not None
        and one.size_bytes == other.size_bytes
        and _key(one.model)[:_CUT_MODEL] == _key(other.model)[:_CUT_MODEL]
    )


def _key(text: str | None) -> str:
    return _NOT_KEY.sub("", (text or "").upper())
