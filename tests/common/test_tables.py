"""Exports are read back with csv and with calamine, which shares no code with what wrote them."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import BinaryIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from rebond.common import tables
from rebond.common.tables import Column, TableTooLarge, csv_chunks, write_ods, write_xlsx

TEXT = [Column("words", "Mots", "text")]
COLUMNS = [
    Column("number", "Numéro", "text"),
    Column("cores", "Cœurs", "integer"),
    Column("price", "Prix (€)", "decimal"),
    Column("received_on", "Reçu le", "date"),
    Column("erased_at", "Effacé le", "datetime"),
    Column("size", "Taille (octets)", "bytes"),
]
ROW = [
    "DEF-26-00417-8",
    4,
    Decimal("12.50"),
    date(2026, 11, 3),
    datetime(2026, 11, 3, 14, 5, tzinfo=UTC),
    256_060_514_304,
]
FORMULAS = [
    "=1+1",
    "+33 2 97",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\u00a0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\x00=1",
    "\ufeff=1",
]

NEVER = re.compile("[\ufffe\uffff]")  # not characters: kept or dropped, nobody sees them

Write = Callable[[Sequence[Column], Iterator[Sequence[object]], BinaryIO], None]
sheets = pytest.mark.parametrize("write", [write_xlsx, write_ods])


def from_csv(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> list[list[str]]:
    written = b"".join(csv_chunks(columns, rows)).decode("utf-8-sig")
    return list(csv.reader(StringIO(written, newline=""), delimiter=";"))


def from_sheet(
    write: Write, columns: Sequence[Column], rows: Sequence[Sequence[object]]
) -> list[list[object]]:
    out = BytesIO()
    write(columns, iter(rows), out)
    book = CalamineWorkbook.from_filelike(BytesIO(out.getvalue()))
    assert book.sheet_names == ["Données"]
    return book.get_sheet_by_index(0).to_python()


def test_csv_opens_in_a_french_spreadsheet() -> None:
    assert (
        b"".join(csv_chunks(COLUMNS, [ROW, [None] * 6]))
        == (
            "\ufeffNuméro;Cœurs;Prix (€);Reçu le;Effacé le;Taille (octets)\r\n"
            "DEF-26-00417-8;4;12,50;2026-11-03;2026-11-03 14:05:00;256060514304\r\n"
            ";;;;;\r\n"
        ).encode()
    )


def test_csv_writes_decimals_without_exponent() -> None:
    columns = [Column("x", "x", "decimal")]
    assert from_csv(columns, [[0.0000001], [Decimal("1E+3")], [2]])[1:] == [["0,0000001"], ["1000"], ["2"]]


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_formulas_become_text(formula: str) -> None:
    assert from_csv(TEXT, [[formula]]) == [["Mots"], ["'" + formula.replace("\x00", "")]]


def test_csv_titles_cannot_be_formulas_either() -> None:
    assert from_csv([Column("x", "=1", "text")], []) == [["'=1"]]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), max_size=5))
@example([["a\x00b", 'é;"\r\n'], ["'=", ""]])
def test_csv_gives_any_text_back(rows: list[list[str]]) -> None:
    columns = [*TEXT, Column("more", "Suite", "text")]
    for written, row in zip(from_csv(columns, rows)[1:], rows, strict=True):
        for cell, text in zip(written, row, strict=True):
            shown = "".join(char for char in text if char in "\t\n\r" or char >= " ")
            assert NEVER.sub("", cell).removeprefix("'") == NEVER.sub("", shown).removeprefix("'")
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))


def test_csv_streams_in_batches_and_refuses_a_short_row() -> None:
    pulled = 0

    def rows() -> Iterator[list[str]]:
        nonlocal pulled
        for _ in range(10_000):
            pulled += 1
            yield ["x"]

    chunks = csv_chunks(TEXT, rows())
    next(chunks)
    assert pulled == 0
    next(chunks)
    assert pulled == 2_000
    assert b"".join(chunks).count(b"\r\n") == 8_000
    with pytest.raises(ValueError, match=r"shorter|longer"):
        list(csv_chunks(TEXT, [["a", "b"]]))


@sheets
def test_sheets_keep_the_type_of_each_cell(write: Write) -> None:
    titles, row, empty = from_sheet(write, COLUMNS, [ROW, [None] * 5 + [1]])
    assert titles == [column.title for column in COLUMNS]
    assert row == [
        "DEF-26-00417-8",
        4.0,
        12.5,
        date(2026, 11, 3),
        datetime(2026, 11, 3, 14, 5),
        256_060_514_304.0,
    ]
    assert empty == [""] * 5 + [1.0]


@sheets
def test_sheets_hold_no_formula_and_no_link(write: Write) -> None:
    texts = [*FORMULAS[:4], "http://exemple.fr", "mailto:a@exemple.fr", "00417"]
    out = BytesIO()
    write(TEXT, iter([[text] for text in texts]), out)
    book = CalamineWorkbook.from_filelike(BytesIO(out.getvalue()))
    assert book.get_sheet_by_index(0).to_python()[1:] == [[text] for text in texts]
    with ZipFile(out) as package:
        markup = b"".join(package.read(name) for name in package.namelist() if name.endswith(".xml"))
    for forbidden in (b"<f>", b"table:formula", b"<hyperlink", b"text:a "):
        assert forbidden not in markup


@sheets
@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
@example(text="  deux  espaces\tet une tabulation \nligne\r\n\rfin ")
@example(text="_x0041_ & <b> ]]> \"'")
def test_sheets_give_any_text_back(write: Write, text: str) -> None:
    expected = "".join(char for char in text if char in "\t\n\r" or char >= " ").translate(
        {0xFFFE: None, 0xFFFF: None}
    )
    expected = expected.replace("\r\n", "\n").replace("\r", "\n")
    if write is write_ods:  # calamine skips <text:tab/>, see the next test
        expected = expected.replace("\t", "")
    _, *rows = from_sheet(write, [*TEXT, Column("n", "N", "integer")], [[text, 1]])
    assert rows == [[expected, 1.0]]


def test_ods_names_its_tabs_and_spaces() -> None:
    out = BytesIO()
    write_ods(TEXT, [["a\tb  c "]], out)
    with ZipFile(out) as package:
        assert b'<text:p>a<text:tab/>b<text:s text:c="2"/>c<text:s text:c="1"/></text:p>' in package.read(
            "content.xml"
        )


@sheets
def test_sheets_write_nothing_past_the_limit(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 5)
    assert len(from_sheet(write, TEXT, [["x"]] * 4)) == 5
    out = BytesIO()
    with pytest.raises(TableTooLarge, match="export as CSV"):
        write(TEXT, iter([["x"]] * 5), out)
    assert out.getvalue() == b""


def test_the_limit_is_the_one_of_excel() -> None:
    assert tables.SHEET_ROWS == 1_048_576


def test_xlsx_refuses_a_text_that_it_would_have_to_cut() -> None:
    out = BytesIO()
    assert from_sheet(write_xlsx, TEXT, [["x" * 32_767]])[1] == ["x" * 32_767]
    with pytest.raises(TableTooLarge, match="32,767 characters"):
        write_xlsx(TEXT, [["x" * 32_768]], out)
    assert out.getvalue() == b""


@sheets
def test_sheets_refuse_a_short_row(write: Write) -> None:
    with pytest.raises(ValueError, match="shorter"):
        write(COLUMNS, iter([["x"]]), BytesIO())


def test_ods_is_a_valid_package() -> None:
    out = BytesIO()
    write_ods(COLUMNS, [ROW], out)
    with ZipFile(out) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", ZIP_STORED)
        assert package.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        manifest = ElementTree.fromstring(package.read("META-INF/manifest.xml"))
        content = ElementTree.fromstring(package.read("content.xml"))
    space = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
    assert [entry.attrib[f"{space}full-path"] for entry in manifest] == ["/", "content.xml"]
    assert content.attrib["{urn:oasis:names:tc:opendocument:xmlns:office:1.0}version"] == "1.2"
