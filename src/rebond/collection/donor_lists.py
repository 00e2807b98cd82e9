"""Read the list that a donor sends: a spreadsheet nobody agreed on. Bytes in, lines and their problems out; no row of ours is read.

XLSX, XLS, ODS (calamine) or CSV in any encoding; headers on any of the first rows, on one row or two; merged cells;
totals at the bottom; French numbers and dates; serial numbers that a spreadsheet turned into 1,23E+15.
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

import charset_normalizer
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from rebond.collection.rules import no_serial, serial_key
from rebond.common.dates import EARLIEST, today
from rebond.common.search import fold

MOST_ROWS, MOST_COLUMNS = 100_000, 300
HEADER_ROWS = 40  # headers are looked for this far down
SURE, LIKELY, GUESSED = 1.0, 0.8, 0.5
_LARGEST_EXACT = 10**15  # a spreadsheet keeps fifteen digits
_OLE = b"\xd0\xcf\x11\xe0"
_EATEN = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
_SERIAL = re.compile(r"(?=.*\d)[A-Z0-9][A-Z0-9._/-]{4,39}", re.IGNORECASE)
_YEAR = re.compile(r"\b(19[89]\d|20[0-7]\d)\b")
_TOTAL = re.compile(r"\b(sous-?\s?total|total)\b")

_MONTHS: Final = (
    "janv",
    "fevr",
    "mars",
    "avri",
    "mai",
    "juin",
    "juil",
    "aout",
    "sept",
    "octo",
    "nove",
    "dece",
)
_DAY = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[ t].*)?")
_WRITTEN_DAY = re.compile(
    rf"(?P<day>\d{{1,2}})(?:er)? (?P<month>(?:{'|'.join(_MONTHS)})[a-z]*) (?P<year>\d{{4}})"
)
_YEAR_ALONE = re.compile(r"(?:\d{1,2}[/-])?((?:19|20)\d\d)")

FIELDS: Final = ("serial", "maker", "model", "category", "asset_tag", "made_in", "quantity", "note")
PAST_FIELDS: Final = (
    "serial",
    "maker",
    "model",
    "category",
    "asset_tag",
    "arrived_on",
    "left_on",
    "quantity",
)
"""What is kept of an old register: no note, no name of anybody."""
_HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "serial": ("numero de serie", "n° de serie", "no serie", "num serie", "n serie", "n/s", "s/n", "sn", "serial",
               "serial number", "device serial number", "serie", "service tag", "ns"),
    "maker": ("marque", "fabricant", "constructeur", "manufacturer", "device manufacturer", "maker", "brand"),
    "model": ("modele", "model", "device model", "designation", "reference", "libelle", "description", "materiel"),
    "category": ("categorie", "category", "type", "device type", "nature", "famille", "type de materiel"),
    "asset_tag": ("asset tag", "numero d'inventaire", "n° inventaire", "inventaire", "immobilisation", "nom", "etiquette",
                  "code", "dhid", "numero interne"),
    "made_in": ("annee", "date d'achat", "date achat", "purchase date", "mise en service", "date de mise en service",
                "year", "annee d'achat"),
    "quantity": ("quantite", "qte", "nombre", "nb", "quantity", "qty"),
    "arrived_on": ("date d'entree", "date entree", "entree", "entree le", "date de reception", "recu le", "reception",
                   "date d'arrivee", "arrivee", "date", "collecte le", "date de collecte", "annee de collecte"),
    "left_on": ("date de sortie", "date sortie", "sortie", "sortie le", "remis le", "date de remise", "donne le",
                "vendu le", "date de vente"),
    "note": ("note", "notes", "remarque", "remarques", "observation", "observations", "commentaire", "etat"),
}  # fmt: skip
_KNOWN: Final[dict[str, set[str]]] = {
    "Snipe-IT": {"asset tag", "serial", "model", "category", "manufacturer"},
    "GLPI": {"nom", "numero de serie", "fabricant", "modele", "type"},
    "eReuse": {"dhid", "device serial number", "device model", "device manufacturer"},
}
_CATEGORIES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("monitor", ("ecran", "moniteur", "monitor", "display", "tft")),
    ("all_in_one", ("tout-en-un", "tout en un", "all in one", "all-in-one", "aio")),
    ("laptop", ("portable", "laptop", "notebook", "ultrabook", "thinkpad", "latitude", "elitebook", "probook",
                "macbook")),
    ("tablet", ("tablette", "tablet", "ipad")),
    ("phone", ("smartphone", "telephone", "mobile", "iphone", "gsm")),
    ("printer", ("imprimante", "printer", "copieur", "multifonction", "laserjet")),
    ("server", ("serveur", "server", "proliant", "poweredge")),
    ("desktop", ("fixe", "desktop", "unite centrale", "uc", "tour", "poste", "optiplex", "thinkcentre", "workstation",
                 "ordinateur", "pc")),
    ("peripheral", ("clavier", "souris", "station d'accueil", "dock", "webcam", "casque", "peripherique", "hub")),
)  # fmt: skip


class UnreadableListError(Exception):
    """Why the file is no list: a code (see web/reception/lists.py for its words)."""


@dataclass(frozen=True)
class Table:
    """The cells as text, the header row's rank (-1: none), what wrote it when that is known."""

    rows: list[list[str]]
    header: int
    titles: list[str]
    origin: str = ""


@dataclass(frozen=True)
class Mapped:
    """Which column holds a field, and how sure that is (SURE, LIKELY, GUESSED)."""

    column: int
    confidence: float


@dataclass(frozen=True)
class Line:
    """One machine, or several alike; ``problems`` are codes, the first one first."""

    rank: int  # row of the file, from 1
    serial: str = ""
    maker: str = ""
    model: str = ""
    category: str = ""
    asset_tag: str = ""
    made_in: int | None = None
    quantity: int = 1
    note: str = ""
    arrived_on: date | None = None
    arrived_year: int | None = None  # all that a cell may say
    left_on: date | None = None
    problems: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        """The serial as devices are compared by."""
        return serial_key(self.serial)


def read(body: bytes) -> Table:
    """The sheet that holds most. Raises UnreadableListError: empty, encrypted, html, broken, too_wide, too_long."""
    if not body.strip():
        raise UnreadableListError("empty")
    start = body[:1024].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise UnreadableListError("html")
    rows = _spreadsheet(body) if body[:4] in (b"PK\x03\x04", _OLE) else _csv(body)
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise UnreadableListError("empty")
    if len(rows) > MOST_ROWS:
        raise UnreadableListError("too_long")
    header, titles = _header(rows)
    named = {fold(title) for title in titles}
    origin = next((name for name, wanted in _KNOWN.items() if wanted <= named), "")
    return Table(rows, header, titles, origin)


def propose(
    table: Table, remembered: Mapping[str, str] | None = None, fields: Sequence[str] = FIELDS
) -> dict[str, Mapped]:
    """Field to column. ``remembered``: folded title to field, as the last list of the kind was read."""
    found: dict[str, Mapped] = {}
    taken: set[int] = set()
    for column, title in enumerate(table.titles):
        told = (remembered or {}).get(fold(title), "")
        if told in fields and told not in found:
            found[told], taken = Mapped(column, SURE), taken | {column}
    for exact in (True, False):
        for name in fields:
            for column, title in enumerate(table.titles):
                if name not in found and column not in taken and _names(fold(title), name, exact=exact):
                    found[name], taken = Mapped(column, SURE if exact else LIKELY), taken | {column}
    sample = table.rows[table.header + 1 : table.header + 201]
    for name, test in (("serial", _looks_serial), ("category", _looks_category)):
        if name not in found:
            for column in range(len(table.titles)):
                values = [row[column] for row in sample if column < len(row) and row[column]]
                if column not in taken and len(values) >= max(2, len(sample) // 2) and test(values):
                    found[name], taken = Mapped(column, GUESSED), taken | {column}
                    break
    return found


def lines(table: Table, mapping: Mapping[str, int]) -> list[Line]:
    """Every machine of the list with its problems; blank rows, repeated headers and totals are left out."""
    found, seen = [], Counter[str]()
    titles = [fold(title) for title in table.titles]
    for rank, row in enumerate(table.rows[table.header + 1 :], start=table.header + 2):
        cells = {name: row[column] if column < len(row) else "" for name, column in mapping.items()}
        if not any(cells.values()) or _is_total(rank, row, cells) or [fold(cell) for cell in row] == titles:
            continue
        line = _line(rank, cells, row)
        if line.key:
            seen[line.key] += 1
            if seen[line.key] > 1:
                line = _with(line, "twice")
        found.append(line)
    return found


def day_of(text: str) -> tuple[date | None, int | None]:
    """The day and its year in a cell: « 03/11/2016 », « 3 novembre 2016 », « 2016-11-03 »; « 11/2016 » and « 2016 »
    say the year only. Nothing before 1990 nor after today.
    """
    words = fold(text)
    found = _DAY.fullmatch(words) or _ISO_DAY.fullmatch(words) or _WRITTEN_DAY.fullmatch(words)
    if not found:
        year = _YEAR_ALONE.fullmatch(words)
        known = int(year[1]) if year else 0
        return None, known if EARLIEST.year <= known <= today().year else None
    told = found.groupdict()
    month = _MONTHS.index(told["month"][:4]) + 1 if told["month"].isalpha() else int(told["month"])
    year_of = int(told["year"]) + (2000 if len(told["year"]) == 2 else 0)
    try:
        day = date(year_of, month, int(told["day"]))
    except ValueError:
        return None, None
    return (day, day.year) if EARLIEST <= day <= today() else (None, None)


def category_of(*texts: str) -> str:
    """The category that these words name, empty when they name none."""
    for text in texts:
        words = fold(text)
        for category, hints in _CATEGORIES:
            if any(re.search(rf"\b{re.escape(hint)}s?\b", words) for hint in hints):
                return category
    return ""


def _spreadsheet(body: bytes) -> list[list[str]]:
    if body[:4] == _OLE and "EncryptedPackage".encode("utf-16-le") in body:
        raise UnreadableListError("encrypted")
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(body))
        sheets = [book.get_sheet_by_index(n) for n in range(len(book.sheet_names))]
    except PasswordError as error:
        raise UnreadableListError("encrypted") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableListError("broken") from error
    sheet = max(sheets, key=lambda one: one.height * min(one.width, MOST_COLUMNS), default=None)
    if sheet is None or not sheet.height:
        raise UnreadableListError("empty")
    if sheet.height > MOST_ROWS:
        raise UnreadableListError("too_long")
    if sheet.width > MOST_COLUMNS:
        raise UnreadableListError("too_wide")
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    top, left = sheet.start or (0, 0)
    for (first, from_), (last, to) in sheet.merged_cell_ranges or []:
        for row in range(first - top, min(last - top + 1, len(rows))):
            for column in range(
                from_ - left, min(to - left + 1, len(rows[row]) if 0 <= row < len(rows) else 0)
            ):
                if row >= 0 and column >= 0:
                    rows[row][column] = rows[first - top][from_ - left]
    return rows


def _text(cell: Any) -> str:
    """A cell as somebody reads it; a number too long for a spreadsheet keeps the mark of it."""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        if abs(cell) >= _LARGEST_EXACT:
            return f"{cell:.2E}".replace(".", ",")
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return " ".join(str(cell).split())


def _csv(body: bytes) -> list[list[str]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(body[:200_000]).best()
        text = body.decode(best.encoding if best else "cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableListError("broken")
    first = [line for line in text.splitlines()[:20] if line.strip()]
    separator = max(";\t,|", key=lambda sign: sum(line.count(sign) for line in first))
    rows = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            if len(row) > MOST_COLUMNS:
                raise UnreadableListError("too_wide")
            rows.append([" ".join(cell.split()) for cell in row])
            if len(rows) > MOST_ROWS:
                raise UnreadableListError("too_long")
    except csv.Error as error:
        raise UnreadableListError("broken") from error
    return rows


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """The rank of the last header row and the titles, one row's or two rows' joined."""
    best: tuple[int, int, list[str]] = (0, -1, [])
    for rank, row in enumerate(rows[:HEADER_ROWS]):
        for titles in (list(row), _joined(rows[rank - 1], row) if rank else list(row)):
            score = len(
                {name for title in titles for name in _HEADERS if _names(fold(title), name, exact=True)}
            )
            if score > best[0]:
                best = score, rank, titles
    width = max(len(row) for row in rows[:200])
    score, rank, titles = best
    if score < 2 and not (score and len(rows[rank]) <= 2):
        if not _looks_titles(rows):
            return -1, [""] * width
        rank, titles = 0, list(rows[0])
    return rank, titles + [""] * (width - len(titles))


def _looks_titles(rows: Sequence[Sequence[str]]) -> bool:
    """A first row of words over rows that hold figures: titles that nobody knows yet."""
    first = rows[0]
    words = all(cell and not any(char.isdigit() for char in cell) for cell in first)
    return words and any(any(char.isdigit() for char in cell) for row in rows[1:6] for cell in row)


def _joined(above: Sequence[str], row: Sequence[str]) -> list[str]:
    padded = [*above, *[""] * (len(row) - len(above))]
    return [
        f"{over} {title}".strip() if over != title else title
        for over, title in zip(padded, row, strict=False)
    ]


def _names(title: str, name: str, *, exact: bool) -> bool:
    title = title.strip(" .:*")
    if exact:
        return title in _HEADERS[name]
    return any(len(word) > 3 and re.search(rf"\b{re.escape(word)}\b", title) for word in _HEADERS[name])


def _looks_serial(values: Sequence[str]) -> bool:
    like = [value for value in values if _SERIAL.fullmatch(value)]
    return len(like) >= 0.8 * len(values) and len(set(like)) >= 0.9 * len(like)


def _looks_category(values: Sequence[str]) -> bool:
    return sum(bool(category_of(value)) for value in values) >= 0.7 * len(values)


def _is_total(rank: int, row: Sequence[str], cells: Mapping[str, str]) -> bool:
    """« Total », and where the serial would be nothing, or a number that may count the rows above."""
    said, serial = next((cell for cell in row if cell), ""), cells.get("serial", "")
    counts = serial.isascii() and serial.isdigit() and int(serial[:9]) <= rank
    return bool(_TOTAL.search(fold(said))) and (counts or not _SERIAL.fullmatch(serial))


def _line(rank: int, cells: Mapping[str, str], row: Sequence[str]) -> Line:
    problems = []
    serial = cells.get("serial", "")
    if _EATEN.fullmatch(serial):
        serial, problems = "", ["eaten_serial"]
    elif no_serial(serial):
        serial, problems = "", ["no_serial"]
    told = cells.get("category", ""), cells.get("model", ""), cells.get("note", "")
    category = category_of(*told) or category_of(*row)
    if not category:
        problems.append("no_category")
    arrived_on, arrived_year = day_of(cells.get("arrived_on", ""))
    left_on, _left_year = day_of(cells.get("left_on", ""))
    if any(cells.get(name) and day_of(cells[name]) == (None, None) for name in ("arrived_on", "left_on")):
        problems.append("bad_date")
    if arrived_on and left_on and left_on < arrived_on:
        left_on, problems = None, [*problems, "left_before"]
    year = _YEAR.search(cells.get("made_in", ""))
    if cells.get("made_in") and not year:
        problems.append("bad_year")
    quantity = re.sub(r"\s", "", cells.get("quantity", "")) or "1"
    if not quantity.isascii() or not quantity.isdigit() or not 0 < int(quantity[:6]) <= 10_000:
        quantity, problems = "1", [*problems, "bad_quantity"]
    return Line(
        rank, serial[:80], cells.get("maker", "")[:80], cells.get("model", "")[:120], category,
        cells.get("asset_tag", "")[:80], int(year[1]) if year else None, int(quantity), cells.get("note", "")[:300],
        arrived_on, arrived_year, left_on, tuple(problems),
    )  # fmt: skip


def _with(line: Line, problem: str) -> Line:
    facts = {name: getattr(line, name) for name in line.__dataclass_fields__}
    return Line(**facts | {"problems": (*line.problems, problem)})
