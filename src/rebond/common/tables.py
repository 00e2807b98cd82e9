"""Write one table, row after row, as CSV, XLSX or ODS: never the whole table in memory.

Text stays text: a cell that a spreadsheet would read as a formula is written so that it is not (apostrophe
in CSV, a typed text cell in XLSX and ODS). ``out`` receives its bytes only once the last row is written
without error.
"""

import csv
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "integer", "decimal", "date", "datetime", "bytes"]

SHEET_ROWS = 1_048_576
"""Rows that Excel and LibreOffice can open, header included."""
CELL_CHARACTERS = 32_767
"""Characters that Excel can open in one cell."""

_XlsxWriter: TypeAlias = Callable[[int, int, Any], int]
"""Writes a value at a row and a column; answers 0, or a negative number when Excel could not hold it."""

_SHEET = "Données"
_BATCH = 2_000
_FORMULA = re.compile(r"[\t\r]|[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠]")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SWALLOWED = re.compile(r"^ +| +$| {2,}")
_NOT_XML_BYTES = bytes(set(range(32)) - {9, 10, 13})


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names it for programs, ``title`` for people. ``bytes`` is a size, written as a whole number.

    A ``datetime`` is written as the wall clock of its own zone: convert it before.
    """

    key: str
    title: str
    kind: Kind


class TableTooLarge(ValueError):
    """A spreadsheet could not open what was asked; CSV has no such limit."""


def csv_chunks(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """CSV as French spreadsheets open it: UTF-8 with BOM, ``;``, decimal comma, ISO days, CRLF. None is an
    empty cell.

    ValueError when a row has not one cell per column.
    """
    yield "\ufeff".encode() + _csv([[_plain(column.title) for column in columns]])
    written = [_CSV_CELLS[column.kind] for column in columns]
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        cells = zip(written, zip(*batch, strict=True), strict=True)
        yield _csv(zip(*(write(values) for write, values in cells), strict=True))


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode(errors="replace").translate(None, _NOT_XML_BYTES)


def _plain(value: object) -> str:
    """A text cell that no spreadsheet will compute (OWASP, CSV injection)."""
    text = "" if value is None else _clean(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _clean(value: object) -> str:
    """Without the characters that XML 1.0 forbids, which no spreadsheet shows."""
    return _NOT_XML.sub("", str(value))


def _lines(value: object) -> str:
    """Text with one kind of line break, the only one that XML keeps."""
    return _clean(value).replace("\r\n", "\n").replace("\r", "\n")


def _comma(value: object) -> str:
    return format(Decimal(str(value)), "f").replace(".", ",")


def _each(write: Callable[[Any], str]) -> Callable[[Sequence[Any]], list[str]]:
    return lambda values: ["" if value is None else write(value) for value in values]


def _texts(values: Sequence[Any]) -> list[str]:
    """Half a million rows pass here: a first letter or digit is proof enough that a text is no formula."""
    return [value if type(value) is str and value[:1].isalnum() else _plain(value) for value in values]


_CSV_CELLS: dict[Kind, Callable[[Sequence[Any]], list[str]]] = {
    "text": _texts,
    "integer": _each(str),
    "bytes": _each(str),
    "decimal": _each(_comma),
    "date": _each(date.isoformat),
    "datetime": _each(lambda instant: instant.replace(tzinfo=None).isoformat(" ", "seconds")),
}


def write_xlsx(columns: Sequence[Column], rows: Iterable[Sequence[object]], out: BinaryIO) -> None:
    """One frozen header row, typed cells. TableTooLarge, and nothing written, past what Excel opens."""
    # Imported at the first export: a heavy library that most processes never need.
    from xlsxwriter import Workbook

    with TemporaryDirectory() as folder:
        path = Path(folder, "table.xlsx")
        with Workbook(path, {"constant_memory": True, "tmpdir": folder, "remove_timezone": True}) as book:
            sheet = book.add_worksheet(_SHEET)
            sheet.freeze_panes(1, 0)
            writers = [_xlsx_column(book, sheet, index, column.kind) for index, column in enumerate(columns)]
            _xlsx_row(0, [column.title for column in columns], [_xlsx_text(sheet)] * len(columns))
            for number, row in _numbered(rows):
                _xlsx_row(number, row, writers)
        with path.open("rb") as whole:
            shutil.copyfileobj(whole, out)


def _numbered(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows from 1 (the header is 0); TableTooLarge at the first that a spreadsheet could not open."""
    for number, row in enumerate(rows, 1):
        if number == SHEET_ROWS:
            raise TableTooLarge(
                f"a spreadsheet holds {SHEET_ROWS - 1:,} rows under its header: export as CSV"
            )
        yield number, row


def _xlsx_row(number: int, row: Sequence[object], writers: Sequence[_XlsxWriter]) -> None:
    for index, (write, value) in enumerate(zip(writers, row, strict=True)):
        if value is not None and write(number, index, value):
            raise TableTooLarge(f"row {number}: a cell of a spreadsheet holds {CELL_CHARACTERS:,} characters")


def _xlsx_column(book: "Workbook", sheet: "Worksheet", index: int, kind: Kind) -> _XlsxWriter:
    """Set the width and number format of a column and return what writes its cells."""
    number_format, width = _XLSX_FORMATS[kind]
    style = book.add_format({"num_format": number_format})
    sheet.set_column(index, index, width, style)
    if kind == "text":
        return _xlsx_text(sheet)
    write = sheet.write_datetime if kind in {"date", "datetime"} else sheet.write_number
    return lambda row, column, value: write(row, column, value, style)


def _xlsx_text(sheet: "Worksheet") -> _XlsxWriter:
    return lambda row, column, value: sheet.write_string(row, column, _lines(value))


_XLSX_FORMATS: dict[Kind, tuple[str, int]] = {
    "text": ("@", 28),
    "integer": ("#,##0", 12),
    "bytes": ("#,##0", 20),
    "decimal": ("#,##0.00", 14),
    "date": ("dd/mm/yyyy", 12),
    "datetime": ("dd/mm/yyyy hh:mm", 18),
}
"""Number format (Excel translates it to the reader's language) and width in characters."""


def write_ods(columns: Sequence[Column], rows: Iterable[Sequence[object]], out: BinaryIO) -> None:
    """OpenDocument 1.2, typed cells. TableTooLarge, and nothing written, past what LibreOffice opens.

    ValueError when a row has not one cell per column.
    """
    with TemporaryFile() as whole:
        with zipfile.ZipFile(whole, "w") as package:
            package.writestr("mimetype", _ODS_TYPE)  # first and stored: how a file tells what it is
            package.writestr("META-INF/manifest.xml", _ODS_MANIFEST, zipfile.ZIP_DEFLATED)
            content = zipfile.ZipInfo("content.xml")
            content.compress_type = zipfile.ZIP_DEFLATED
            with package.open(content, "w", force_zip64=True) as part:
                part.writelines(xml.encode() for xml in _ods_content(columns, rows))
        whole.seek(0)
        shutil.copyfileobj(whole, out)


def _ods_content(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writers = [_ODS_CELLS[column.kind] for column in columns]
    yield _ODS_HEAD
    yield f'<table:table-column table:number-columns-repeated="{len(columns)}"/>'
    titles = "".join(_ods_text(column.title) for column in columns)
    yield f"<table:table-header-rows><table:table-row>{titles}</table:table-row></table:table-header-rows>"
    for _, row in _numbered(rows):
        cells = zip(writers, row, strict=True)
        xml = "".join("<table:table-cell/>" if value is None else write(value) for write, value in cells)
        yield f"<table:table-row>{xml}</table:table-row>"
    yield _ODS_TAIL


def _ods_text(value: object) -> str:
    """Spaces and tabs that XML readers would swallow are named (ODF 1.2 part 1, 6.1.2)."""
    lines = escape(_lines(value)).replace("\t", "<text:tab/>").split("\n")
    kept = (_SWALLOWED.sub(lambda run: f'<text:s text:c="{len(run[0])}"/>', line) for line in lines)
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in kept)
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def _ods_number(value: object) -> str:
    return f'<table:table-cell office:value-type="float" office:value="{Decimal(str(value)):f}"/>'


def _ods_day(value: date) -> str:
    return _ods_moment("day", date.isoformat(value))


def _ods_instant(value: datetime) -> str:
    return _ods_moment("instant", value.replace(tzinfo=None).isoformat(timespec="seconds"))


def _ods_moment(style: str, moment: str) -> str:
    dated = f'office:value-type="date" office:date-value="{moment}"'
    return f'<table:table-cell table:style-name="{style}" {dated}/>'


_ODS_CELLS: dict[Kind, Callable[[Any], str]] = {
    "text": _ods_text,
    "integer": _ods_number,
    "bytes": _ods_number,
    "decimal": _ods_number,
    "date": _ods_day,
    "datetime": _ods_instant,
}

_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{_ODS_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_ODS_DMY = """<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>
<number:text>/</number:text><number:year number:style="long"/>"""
_ODS_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0">
<office:automatic-styles>
<number:date-style style:name="dmy">{_ODS_DMY}</number:date-style>
<number:date-style style:name="dmyhm">{_ODS_DMY}<number:text> </number:text>
<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>
</number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="dmy"/>
<style:style style:name="instant" style:family="table-cell" style:data-style-name="dmyhm"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="{_SHEET}">
"""
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
