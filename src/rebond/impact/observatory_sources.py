"""Where the open data of a network comes from: pages, files and folders, each read within limits.

A source is somebody else's file: whatever cannot be read to its end, or is not what an installation
publishes, is ``Refused`` in words, and the others go on. Only the columns that are added up leave this module
(:data:`KEPT`): a column that we do not know is dropped at the door.
"""

import csv
import json
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from glob import glob
from http.client import HTTPException, HTTPMessage
from io import StringIO
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import IO, Final
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.common.units import bytes_fr

KEPT: Final = ("year", "code", "value", "low", "high", "records", "method")
"""The columns of an installation's file (open_data.YEARS) that are read. Its labels are not: ours are."""
MOST_BYTES: Final = 20_000_000
MOST_LINES: Final = 5_000
"""A century of every indicator is some two thousand lines."""
LONGEST_CELL: Final = 64
LONGEST_NAME: Final = 80
WAIT_S: Final = 10.0
"""Without an answer; a whole file may take six times as long."""
_WHOLE_S: Final = 60.0
_REDIRECTS: Final = 5
_PACKAGE: Final = "datapackage.json"
_PAGE, _FILE = "impact/", "donnees/indicateurs.csv"
_SUFFIXES: Final = (".csv", ".parquet")
_OTHER_TABLES: Final = ("mois.csv", "observatoire.csv", "observatoire.parquet")
"""What stands in the same folders and holds no indicator: months of one installation, and our own sums."""

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: at ``url``, or else at ``path``. ``name`` is shown; the rest of a path is not."""

    name: str
    url: str = ""
    path: Path = Path()

    @property
    def is_parquet(self) -> bool:
        return (self.url or self.path.name).lower().endswith(".parquet")

    @property
    def same(self) -> str:
        """Equal for two words that mean the same file."""
        return self.url or str(self.path.resolve())


@dataclass(frozen=True, slots=True)
class Left:
    """A source that is not added up, and why."""

    name: str
    reason: str


def clean(name: str) -> str:
    """A name as it may be shown: 80 characters on a line, none that moves a cursor or turns words round."""
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in name[:1000])
    told = " ".join(seen.split())
    return told if len(told) <= LONGEST_NAME else told[: LONGEST_NAME - 1].rstrip() + "…"


def sources(words: Sequence[str]) -> Iterator[Source | Left]:
    """What was typed, one file each, in that order; a word that leads nowhere is told."""
    for word in words:
        if "://" in word:
            try:
                yield _address(word)
            except (Refused, ValueError) as error:
                reason = str(error) if isinstance(error, Refused) else _("This is not an address.")
                yield Left(clean(word.partition("://")[2].rpartition("@")[2].partition("?")[0]), reason)
        else:
            try:
                found = _files(word)
            except OSError:  # a name too long to be one
                found = []
            yield from found
            if not found:
                yield Left(clean(Path(word).name or word), _("No CSV nor Parquet file was found."))


def _address(word: str) -> Source:
    """An installation's file, from the address of its page or as it is given, without its query."""
    parts = urlsplit(word.strip())
    scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
    if scheme not in ("http", "https") or not host:
        raise Refused(_("Only http and https addresses are read."))
    if parts.username is not None:
        raise Refused(_("An address with a password is not read: open data needs none."))
    path = quote(unquote(parts.path), safe="/") or "/"
    if not path.lower().endswith(_SUFFIXES):
        folder = path if path.endswith("/") else f"{path}/"
        path = folder + _FILE if folder.endswith(f"/{_PAGE}") else folder + _PAGE + _FILE
    usual = {"http": 80, "https": 443}[scheme]
    # An address of IPv6 is written between brackets.
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port not in (None, usual) else "")
    return Source(clean(place), url=urlunsplit((scheme, place, path, "", "")))


def _files(word: str) -> list[Source]:
    path = Path(word)
    if path.is_file():
        return [_file(path)]
    inside = path.rglob("*") if path.is_dir() else map(Path, glob(word, recursive=True))
    return [
        _file(one)
        for one in sorted(inside)
        if one.suffix.lower() in _SUFFIXES and one.name not in _OTHER_TABLES and one.is_file()
    ]


def _file(path: Path) -> Source:
    """Files that all have the same name are told apart by their folder."""
    common = path.stem == "indicateurs"
    return Source(clean(f"{path.resolve().parent.name}/{path.name}" if common else path.name), path=path)


def raw(source: Source) -> bytes:
    """The bytes of a source, at most 20 MB, or Refused."""
    return fetched(source.url, MOST_BYTES) if source.url else _read(source.path)


def title(source: Source) -> str:
    """What the installation calls itself in its data package, when there is one that can be read."""
    try:
        if source.url:
            package = fetched(urljoin(source.url, _PACKAGE), MOST_BYTES // 100)
        elif source.path.stem == "indicateurs":
            package = _read(source.path.with_name(_PACKAGE))
        else:
            return source.name
        told = json.loads(package)
    except (Refused, ValueError, RecursionError):
        return source.name
    name = told.get("title") if isinstance(told, dict) else None
    return (clean(name) if isinstance(name, str) else "") or source.name


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _within(file.read(MOST_BYTES + 1), MOST_BYTES)
    except OSError as error:
        raise Refused(_("This file cannot be read.")) from error


def _within(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise Refused(_("Larger than %(size)s.") % {"size": bytes_fr(most)})
    return data


class _SameScheme(HTTPRedirectHandler):
    """Follows an address that moved, never to another scheme: neither down to http nor to a file."""

    max_redirections = _REDIRECTS

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme != urlsplit(req.full_url).scheme:
            fp.close()
            raise Refused(_("This address leads to another scheme (http, https): give the other one."))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetched(url: str, most: int) -> bytes:
    """What an address answers, at most ``most`` bytes, within 10 s of silence and 60 s in all."""
    before = time.monotonic()
    parts: list[bytes] = []
    size = 0
    try:
        # The address was checked to be http or https (_address), and _SameScheme keeps it so.
        with build_opener(_SameScheme).open(Request(url), timeout=WAIT_S) as answer:
            while part := answer.read1(65_536):
                size += len(part)
                parts.append(part)
                if size > most:
                    break
                if time.monotonic() - before > _WHOLE_S:
                    raise Refused(_("This address is too slow."))
    except HTTPError as error:
        error.close()
        raise Refused(_("This address answers %(status)s.") % {"status": error.code}) from error
    except (OSError, HTTPException, ValueError) as error:
        raise Refused(_("This address does not answer.")) from error
    return _within(b"".join(parts), most)


def rows_of_csv(data: bytes) -> list[Row]:
    """The kept columns of each line, in the order of :data:`KEPT`; Refused when it is no such table."""
    try:
        text = data.decode("utf-8-sig")
        lines = csv.reader(StringIO(text, newline=""), strict=True)
        header = next(lines, [])
        places = kept_places(header)
        found = list(islice(filter(None, lines), MOST_LINES + 1))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(_("This is not a CSV in UTF-8 as Rebond publishes it.")) from error
    if any(len(line) != len(header) for line in found):
        raise Refused(_("A line has not as many cells as there are columns."))
    return checked(list(map(itemgetter(*places), found)))


def kept_places(header: Sequence[str]) -> list[int]:
    """Where the kept columns stand; Refused when one is missing, or twice there."""
    if any(header.count(name) != 1 for name in KEPT):
        raise Refused(_("The columns are not those of the yearly indicators of Rebond."))
    return [header.index(name) for name in KEPT]


def checked(rows: list[Row]) -> list[Row]:
    """The same rows; Refused when they are none, too many or too long to be indicators."""
    if not rows:
        raise Refused(_("There is no figure in it."))
    if len(rows) > MOST_LINES:
        raise Refused(_("There are too many lines in it."))
    if any(len(cell) > LONGEST_CELL or "\0" in cell for row in rows for cell in row):
        raise Refused(_("A cell is too long to be a figure."))
    return rows
