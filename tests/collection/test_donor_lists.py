"""Spreadsheets as donors have them: headers anywhere, merged cells, totals, eaten serials; bad files told."""

from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from rebond.collection import donor_lists
from rebond.collection.donor_lists import Line, UnreadableListError
from rebond.common.dates import EARLIEST, today


def xlsx(rows, *, merged=(), start: int = 0) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for rank, row in enumerate(rows, start=start):
            sheet.write_row(rank, 0, row)
        for first, column, last, words in merged:
            sheet.merge_range(first, column, last, column, words)
    return out.getvalue()


MONTHS = "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre"


def understood(body: bytes, **remembered: str) -> list[Line]:
    table = donor_lists.read(body)
    mapping = {name: mapped.column for name, mapped in donor_lists.propose(table, remembered).items()}
    return donor_lists.lines(table, mapping)


def test_headers_below_a_title_are_found_and_the_total_is_left_out() -> None:
    found = understood(
        xlsx([
            ["Parc informatique de la mairie"], [],
            ["Type", "Marque", "Modèle", "N° de série", "Date d'achat"],
            ["PC portable", "HP", "EliteBook 840", "5CG7123ABC", "12/03/2018"],
            ["Écran", "Dell", "P2419H", "CN0ABC123", "2019"], ["Total", "", "2 machines", "", ""],
        ])
    )  # fmt: skip
    assert [(line.category, line.maker, line.serial, line.made_in) for line in found] == [
        ("laptop", "HP", "5CG7123ABC", 2018), ("monitor", "Dell", "CN0ABC123", 2019),
    ]  # fmt: skip
    assert [line.problems for line in found] == [(), ()]


def test_a_total_that_counts_the_serials_is_no_machine() -> None:
    rows = [["Type", "Marque", "N° de série"], *(["UC", "Dell", f"SN{n:05d}"] for n in range(12_000))]
    assert len(understood(xlsx([*rows, ["Total", "", 12_000]]))) == 12_000


def test_a_serial_eaten_by_the_spreadsheet_is_never_kept_as_if_it_were_one() -> None:
    found = understood(
        xlsx(
            [["Type", "N° de série"], ["UC", 1.23456789012345e17], ["UC", "1,23E+15"], ["UC", 123456789012.0]]
        )
    )
    assert [(line.serial, line.problems) for line in found] == [
        ("", ("eaten_serial",)), ("", ("eaten_serial",)), ("123456789012", ()),
    ]  # fmt: skip


def test_merged_cells_and_headers_on_two_rows() -> None:
    rows = [
        ["", "Matériel", ""],
        ["Service", "Type", "N° de série"],
        ["", "", "AA11BB22"],
        ["", "", "AA11BB23"],
    ]
    found = understood(xlsx(rows, merged=[(2, 1, 3, "Portable")]))
    assert [(line.category, line.serial) for line in found] == [
        ("laptop", "AA11BB22"),
        ("laptop", "AA11BB23"),
    ]


def test_without_headers_serials_and_categories_are_guessed_from_what_they_hold() -> None:
    rows = [[f"PC fixe n°{n}", f"CZC{n}45ABC"] for n in range(10, 20)]
    table = donor_lists.read(xlsx(rows))
    mapping = donor_lists.propose(table)
    assert table.header == -1
    assert (mapping["serial"].column, mapping["serial"].confidence) == (1, donor_lists.GUESSED)
    assert mapping["category"].column == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "mac_roman"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_in_the_encodings_of_french_spreadsheets(encoding: str, separator: str) -> None:
    rows = [
        ["Catégorie", "Modèle", "Numéro de série", "Quantité"],
        ["Écran", "Société à l'été", "ECR-12345", "3"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    [line] = understood(text.encode(encoding))
    assert (line.category, line.model, line.serial, line.quantity) == (
        "monitor", "Société à l'été", "ECR-12345", 3,
    )  # fmt: skip


def test_the_same_serial_twice_a_missing_one_and_a_wrong_year_are_told_line_by_line() -> None:
    found = understood(
        "Type;N° de série;Année;Quantité\nUC;AA11BB22;2019;1\nUC;aa11-bb22;19;x\nmystère;;2020;1\n".encode()
    )
    assert [line.problems for line in found] == [
        (), ("bad_year", "bad_quantity", "twice"), ("no_serial", "no_category"),
    ]  # fmt: skip
    assert [line.rank for line in found] == [2, 3, 4]


def test_a_formula_stays_words() -> None:
    [line] = understood(b"Type;Modele;Serial\nUC;=cmd|'/C calc'!A1;AA11BB22\n")
    assert line.model.startswith("=cmd")


@pytest.mark.parametrize(
    ("titles", "origin"),
    [
        ("Asset Tag;Serial;Model;Category;Manufacturer;Status", "Snipe-IT"),
        ("Nom;Statut;Fabricant;Numéro de série;Type;Modèle;Lieu", "GLPI"),
        ("DHID;Device Type;Device Serial Number;Device Model;Device Manufacturer", "eReuse"),
    ],
)
def test_exports_of_known_programs_are_recognised(titles: str, origin: str) -> None:
    table = donor_lists.read(f"{titles}\n".encode())
    assert table.origin == origin
    assert {"serial", "maker", "model", "category"} <= donor_lists.propose(table).keys()


def test_columns_remembered_from_the_last_list_win() -> None:
    body = b"Repere;Truc;Chose\nAA11BB22;UC;x\n"
    assert understood(body, repere="serial", truc="category")[0].serial == "AA11BB22"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"), (b"  \n", "empty"), (b"<html><table><tr><td>x</td></tr></table></html>", "html"),
        (b"PK\x03\x04 broken", "broken"), (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "broken"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"a\0b;c", "broken"), (b";" * 16_383, "too_wide"),
        (b"x\n" * (donor_lists.MOST_ROWS + 1), "too_long"),
    ],
)  # fmt: skip
def test_what_is_no_list_says_why(body: bytes, code: str) -> None:
    with pytest.raises(UnreadableListError) as told:
        donor_lists.read(body)
    assert str(told.value) == code


def test_a_sheet_of_16_384_columns_is_refused_before_it_fills_the_memory() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Type")
        sheet.write(3, 16_383, "loin")
    with pytest.raises(UnreadableListError, match="too_wide"):
        donor_lists.read(out.getvalue())


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        table = donor_lists.read(body)
    except UnreadableListError:
        return
    donor_lists.lines(table, {name: mapped.column for name, mapped in donor_lists.propose(table).items()})


@given(st.dates(min_value=EARLIEST, max_value=date(2026, 1, 1)))
def test_a_day_is_read_in_every_way_people_write_it(day):
    months = MONTHS.split(",")
    written = f"{day.day}{'er' if day.day == 1 else ''} {months[day.month - 1]} {day.year}"
    for text in (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%Y}", day.isoformat(),
                 f"{day.isoformat()} 00:00:00", written, written.upper()):  # fmt: skip
        assert donor_lists.day_of(text) == (day, day.year), text
    if day.year >= 2000:
        assert donor_lists.day_of(f"{day:%d/%m/%y}") == (day, day.year)


@given(st.text(max_size=30))
def test_any_text_is_a_past_day_or_none(text):
    day, year = donor_lists.day_of(text)
    assert day is None or EARLIEST <= day <= today()
    assert year is None or EARLIEST.year <= year <= today().year


@pytest.mark.parametrize("text", ["", "31/02/2016", "3 novembre", "01/01/2099", "12/1889", "1,23E+15"])
def test_no_day_and_no_year_is_guessed(text):
    assert donor_lists.day_of(text) == (None, None)


def test_a_month_or_a_year_alone_says_the_year():
    assert donor_lists.day_of("11/2016") == donor_lists.day_of("2016") == (None, 2016)
