"""nwipe's text log, 0.34 to 0.42: one or several runs, each with its summary tables.

Only the row `Erased` of the table "Drive Status" proves an erasure, and only without errors: nwipe also
prints "Nwipe successfully completed" when it wiped nothing. All it does is overwrite: never more than clear.
Its clock has no zone; bench images run in UTC, and instants are read as such.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rebond.evidence.parsing import makers
from rebond.evidence.parsing.facts import ErasureFacts, MachineFacts, Result, Unreadable, Verification
from rebond.evidence.parsing.placeholders import LARGEST, clean, clean_uuid

_LINE = re.compile(r"\[(20\d\d/\d\d/\d\d \d\d:\d\d:\d\d)\]\s+(?:nwipe: )?(\w+): (.*)")
_MARK = re.compile(
    r"^\[20\d\d/\d\d/\d\d \d\d:\d\d:\d\d\]\s+(nwipe: )?(debug|info|notice|warning|error|fatal): ",
    re.MULTILINE,
)
_RUN = re.compile(r"^(?=\[[^\]\n]+\][ \t]+info: nwipe \d)", re.MULTILINE)
_WRAPPED = re.compile(r"\n {20,}")
_VERSION = re.compile(r"info: nwipe (\d[\w.+-]*)")
_STATUS = re.compile(
    r"^[ !|]*(?:/dev/)?([\w-]+)[ \t]*\|[ \t]*(Erased|-FAILED-|UABORTED|INSANITY)[ \t]*\|"
    r"[^|\n]*\|[^|\n]*\|[ \t]*([^\n]*?)(?:/([^/\n]*))?$",
    re.MULTILINE,
)
_ERRORS = re.compile(
    r"^[ !]*(?:/dev/)?([\w-]+)[ \t]*\|[ \t]*(\d{1,18})[ \t]*\|[ \t]*(\d{1,18})"
    r"[ \t]*(?:\|[ \t]*(\d{1,18})[ \t]*)?\|?[ \t]*$",
    re.MULTILINE,
)
_OPTION = re.compile(r"(method|verify)\s*=\s*(.+)")
_INVOKED = re.compile(r"Invoking method '([^']+)' on (?:device )?'?/dev/([\w-]+)")
_FOUND = re.compile(r"Found /dev/([\w-]+),(?:\s*[A-Z]{2,6}\s*,)?\s*(.+?),\s*[\d.]+ ?[KMGTP]?B\b.*?S/N=(.*)")
_SERIAL = re.compile(r"/dev/([\w-]+) has serial number (.+)")
_SIZE = re.compile(r"/dev/([\w-]+), sect/blk/dev \d+/\d+/(\d{1,19})|'/dev/([\w-]+)' is size (\d{1,19})")
_FAILURE = re.compile(r"\[FAILURE\]|>>>\s*FAIL|-FAILED-")
_DEVICE = re.compile(r"/dev/([\w-]+)")
_IDENTITY = re.compile(
    r"(system-(?:manufacturer|product-name|version|serial-number|uuid)|baseboard-serial-number) = (.*)"
)
_HIDDEN = re.compile(r"HIDDEN SECTORS DETECTED")
_LONGEST_LINE = 2_000
_RESULTS: dict[str, Result] = {"Erased": "success", "UABORTED": "aborted"}
_VERIFICATIONS: dict[str, Verification] = {"1": "full", "2": "full"}


@dataclass(slots=True)
class _Wipe:
    """What one run says of one drive."""

    method: str = ""
    model: str | None = None
    serial: str | None = None
    size_bytes: int | None = None
    status: str = ""
    errors: int = 0
    failed: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None


def recognises(text: str) -> bool:
    """True for a log with nwipe's time stamps that names nwipe or one of its tables."""
    return _MARK.search(text) is not None and ("nwipe" in text.lower() or "Drive Status" in text)


def parse(text: str) -> MachineFacts:
    """One ErasureFacts per run and drive to be wiped. Raises Unreadable('no_machine') without any fact."""
    text = _WRAPPED.sub("", text.replace("\r", ""))
    erasures = tuple(erasure for run in _RUN.split(text) for erasure in _erasures(run))
    said = {name: value for name, value in _IDENTITY.findall(text)}
    maker = makers.normalise(said.get("system-manufacturer"))
    facts = MachineFacts(
        maker=maker,
        model=makers.readable_model(maker, said.get("system-product-name"), said.get("system-version")),
        serial=clean(said.get("system-serial-number")),
        uuid=clean_uuid(said.get("system-uuid")),
        board_serial=clean(said.get("baseboard-serial-number")),
        erasures=erasures,
        sources=("nwipe",),
        warnings=("hidden_sectors",) * bool(_HIDDEN.search(text)),
        reported_at=max((erasure.finished_at for erasure in erasures if erasure.finished_at), default=None),
    )
    if not facts.says_something():
        raise Unreadable("no_machine", "nwipe")
    return facts


def _erasures(run: str) -> Iterator[ErasureFacts]:
    version = _VERSION.search(run)
    options: dict[str, str] = {}
    wipes: dict[str, _Wipe] = {}
    last = None
    for line in run.splitlines():
        if read := _LINE.match(line[:_LONGEST_LINE]):
            at = _instant(read[1])
            last = at or last
            _read_line(read[3], at, options, wipes)
    _read_tables(run, wipes)
    for wipe in wipes.values():
        if wipe.status and wipe.finished_at is None:  # its row was printed at the end of the run
            wipe.finished_at = last
        if wipe.method or wipe.status:
            yield _erasure(wipe, options, version[1] if version else "")


def _read_line(words: str, at: datetime | None, options: dict[str, str], wipes: dict[str, _Wipe]) -> None:
    if option := _OPTION.match(words.strip()):
        options[option[1]] = option[2].strip()
    elif found := _FOUND.search(words):
        wipe = wipes.setdefault(found[1], _Wipe())
        wipe.model, wipe.serial = clean(found[2]), clean(found[3])
    elif serial := _SERIAL.search(words):
        wipes.setdefault(serial[1], _Wipe()).serial = clean(serial[2])
    elif size := _SIZE.search(words):
        wipes.setdefault(size[1] or size[3], _Wipe()).size_bytes = _count(size[2] or size[4])
    elif invoked := _INVOKED.search(words):
        wipe = wipes.setdefault(invoked[2], _Wipe())
        wipe.method, wipe.started_at = invoked[1], at
    elif (device := _DEVICE.search(words)) and (named := wipes.get(device[1])):
        named.failed |= _FAILURE.search(words) is not None
        named.finished_at = at if named.method else None


def _read_tables(run: str, wipes: dict[str, _Wipe]) -> None:
    for row in _ERRORS.finditer(run):
        wipes.setdefault(row[1], _Wipe()).errors = sum(int(count or 0) for count in row.groups()[1:])
    for row in _STATUS.finditer(run):
        wipe = wipes.setdefault(row[1], _Wipe())
        wipe.status = row[2]
        wipe.model, wipe.serial = (wipe.model or clean(row[3]), wipe.serial or clean(row[4]))


def _erasure(wipe: _Wipe, options: dict[str, str], version: str) -> ErasureFacts:
    method = clean(wipe.method or options.get("method")) or ""
    return ErasureFacts(
        drive_serial=wipe.serial,
        drive_model=wipe.model,
        size_bytes=wipe.size_bytes,
        method=method,
        technique="overwrite",
        level="clear",
        tool="nwipe",
        tool_version=version[:40],
        result=_result(wipe, method),
        verification=_VERIFICATIONS.get(options.get("verify", "")[:1], "none"),
        errors=wipe.errors,
        started_at=wipe.started_at,
        finished_at=wipe.finished_at,
    )


def _result(wipe: _Wipe, method: str) -> Result:
    """Reading zeros or ones back (`Verify Zeros`) writes nothing: it is an erasure that was not run."""
    if method.lower().startswith("verify"):
        return "not_run"
    if wipe.errors or wipe.failed:
        return "failure"
    return _RESULTS.get(wipe.status, "failure")


def _count(digits: str) -> int | None:
    return int(digits) if int(digits) <= LARGEST else None


def _instant(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:  # the shape of a date, but not one: 2024/13/45
        return None
