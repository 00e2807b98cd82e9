"""The starter guide and what a receipt prints besides the machines, read back with pypdf."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from rebond.distribution.guide import GuideFacts, guide
from tests.distribution.test_receipt import GIFT, SALE, pages

FACTS = GuideFacts(
    name="Défis", phone="02 97 00 00 00", address="7 rue du Port, Lanester", title="Lenovo ThinkPad T480",
    number="DEF-26-00417-8", system="Linux Mint 22", category="laptop",
    page_url="https://rebond.example/m/DEF-26-00417-8/", warranty="Sous garantie jusqu’au 27 mai 2027.",
    day=date(2026, 11, 27),
)  # fmt: skip


@pytest.mark.parametrize("large", [False, True])
def test_the_guide_says_how_to_begin_and_whom_to_call(large: bool) -> None:
    read = PdfReader(BytesIO(guide(FACTS, large=large)))
    words = " ".join(" ".join(page.extract_text().split()) for page in read.pages)
    for expected in (
        "DEF-26-00417-8",
        "Branchez le chargeur",
        "02 97 00 00 00",
        "Linux Mint 22",
        "27 mai 2027",
    ):
        assert expected in words
    sizes = []
    read.pages[0].extract_text(visitor_text=lambda text, _cm, _tm, _font, size: sizes.append(size))
    assert max(sizes) >= (30 if large else 20)


def test_a_desktop_is_not_told_to_plug_a_charger() -> None:
    read = PdfReader(BytesIO(guide(replace(FACTS, category="desktop"), large=False)))
    assert "Branchez l’écran" in " ".join(read.pages[0].extract_text().split())


def test_a_sale_prints_the_legal_guarantee_its_parts_and_what_goes_with_it() -> None:
    facts = replace(
        SALE, conformity_months=24, extras=["chargeur", "sac"], drawn="M1 1L90 90",
        parts=[(date(2026, 11, 3), 3_125), (date(2026, 12, 3), 3_125)],
    )  # fmt: skip
    (page,) = pages(facts)
    for expected in (
        "Garantie légale de conformité", "pendant 24 mois", "L217-3 à L217-20", "Avec : chargeur, sac.",
        "jeudi 3 décembre 2026 : 31,25 €", "Signé au doigt par",
    ):  # fmt: skip
        assert expected in page


def test_a_gift_promises_no_legal_guarantee() -> None:
    (page,) = pages(GIFT)
    assert "conformité" not in page
