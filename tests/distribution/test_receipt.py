"""Receipts are printed for real, then read back with pypdf."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from rebond.distribution.receipt import ReceiptFacts, ReceiptLine, receipt
from rebond.records.document import Issuer

LAPTOP = ReceiptLine(
    number="DEF-26-00417-8",
    description="Portable Lenovo ThinkPad T480",
    wording="reconditionné",
    serial="PF1ABCDE",
    price_cents=6_000,
)
MOUSE = ReceiptLine(description="Souris sans fil", wording="d’occasion", price_cents=250)
SALE = ReceiptFacts(
    issuer=Issuer(name="Défis", lines=["7 rue du Port, 56100 Lorient", "SIRET 123 456 789 00012"]),
    number="R-2026-00031",
    handed_over_on=date(2026, 11, 3),
    recipient="Awa Diallo",
    kind="vente solidaire",
    lines=[LAPTOP, MOUSE],
    payment="espèces",
    warranty_months=6,
)
GIFT = replace(SALE, kind="don", lines=[replace(LAPTOP, price_cents=None)], payment="")


def pages(facts: ReceiptFacts) -> list[str]:
    """The words of each page, every run of white space made one space."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(receipt(facts))).pages]


def test_sale_says_all_that_was_agreed() -> None:
    (page,) = pages(SALE)
    for words in (
        "Défis", "7 rue du Port, 56100 Lorient", "SIRET 123 456 789 00012", "R-2026-00031", "Reçu de remise",
        "Vente solidaire", "Remis à Awa Diallo", "mardi 3 novembre 2026",
        "DEF-26-00417-8 Portable Lenovo ThinkPad T480 reconditionné PF1ABCDE 60 €",
        "Souris sans fil d’occasion 2,50 €", "Total", "Règlement : espèces", "62,50 €",
        "Garantie 6 mois à compter de la remise", "La personne qui reçoit le matériel :", "page 1 sur 1",
    ):  # fmt: skip
        assert words in page


def test_gift_shows_no_price_at_all() -> None:
    (page,) = pages(GIFT)
    assert "Don" in page
    assert "Aucune somme n’a été demandée." in page
    for absent in ("€", "Prix", "Total", "Règlement"):
        assert absent not in page


def test_line_without_price_beside_a_priced_one_stays_blank() -> None:
    (page,) = pages(replace(SALE, lines=[LAPTOP, replace(MOUSE, price_cents=None)]))
    assert page.count("60 €") == 2
    assert "2,50" not in page


def test_loan_says_when_it_comes_back_and_others_do_not() -> None:
    (loan,) = pages(replace(GIFT, kind="prêt", due_on=date(2027, 1, 1)))
    assert "Prêt" in loan
    assert "À rendre le vendredi 1er janvier 2027" in loan
    assert "À rendre" not in pages(GIFT)[0]


def test_no_warranty_is_not_mentioned() -> None:
    assert "Garantie" not in pages(replace(SALE, warranty_months=None))[0]


def test_typed_signature_takes_the_place_of_the_box() -> None:
    (page,) = pages(replace(SALE, signature="Awa Diallo"))
    assert (
        "Signature Awa Diallo Nom saisi par la personne qui reçoit le matériel, le mardi 3 novembre" in page
    )
    assert "La personne qui reçoit le matériel :" not in page


def test_twelve_machines_go_on_under_the_same_header() -> None:
    lines = [
        replace(LAPTOP, number=f"DEF-26-{rank:05}-X", description="Tout-en-un " * 10) for rank in range(12)
    ]
    first, second = pages(replace(SALE, lines=lines))
    assert "page 1 sur 2" in first
    assert "page 2 sur 2" in second
    assert second.startswith("Numéro Description N° de série Prix")
    assert [f"DEF-26-{rank:05}-X" in first + second for rank in range(12)] == [True] * 12
    assert "720 €" in second


LONG = "Maximilienne-Anastasie" * 12


@pytest.mark.parametrize(
    "facts",
    [
        replace(SALE, recipient=LONG),
        replace(SALE, signature=LONG),
        replace(SALE, issuer=Issuer(name="x" * 200, lines=["y" * 200])),
        replace(SALE, lines=[replace(LAPTOP, description="z" * 200, serial="S" * 120)]),
    ],
)
def test_endless_words_stay_inside_the_margins(facts: ReceiptFacts) -> None:
    argv = ["pdftoppm", "-gray", "-r", "72", "-f", "1", "-l", "1", "-singlefile", "-"]
    shown = subprocess.run(argv, input=receipt(facts), capture_output=True, check=True, timeout=60)
    page = Image.open(BytesIO(shown.stdout))
    margin = round(19 / 25.4 * 72)
    assert page.crop((page.width - margin, 0, page.width, page.height)).getextrema() == (255, 255)


def test_words_of_people_are_never_code() -> None:
    (page,) = pages(replace(SALE, recipient='#panic("x") $a$ *b* \\ @c <d> 漢'))
    assert 'Remis à #panic("x") $a$ *b* \\ @c <d> □' in page


def test_receipt_is_an_archive_dated_of_the_handover_and_always_the_same() -> None:
    printed = receipt(SALE)
    assert receipt(SALE) == printed
    about = PdfReader(BytesIO(printed)).metadata
    assert about is not None
    assert (about.title, about.author) == ("Reçu de remise R-2026-00031", "Défis")
    assert about.creation_date == datetime(2026, 11, 3, tzinfo=UTC)
    assert b"<pdfaid:part>3" in printed
