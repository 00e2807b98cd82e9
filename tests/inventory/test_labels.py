"""Labels are printed, drawn by poppler as a printer would, and read by a barcode reader."""

import subprocess
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from rebond.inventory.labels import Label, label_roll, label_sheet
from rebond.inventory.numbers import compose

THERMAL_DPI = 203
MILLIMETRES = 72 / 25.4


def label(
    rank: int, title: str = "Portable · Lenovo ThinkPad T480", line: str = "Mairie de Lanester"
) -> Label:
    number = compose("DEF", 2026, rank)
    return Label(number, f"https://rebond.exemple.fr/m/{number}", title, line)


def drawn(pages: bytes, page: int = 1, smooth: bool = True) -> Image.Image:
    aliasing = [] if smooth else ["-aa", "no", "-aaVector", "no"]
    argv = [
        "pdftoppm",
        "-gray",
        *aliasing,
        "-r",
        str(THERMAL_DPI),
        "-f",
        str(page),
        "-l",
        str(page),
        "-singlefile",
        "-",
    ]
    shown = subprocess.run(argv, input=pages, capture_output=True, check=True, timeout=60)
    return Image.open(BytesIO(shown.stdout))


def codes(image: Image.Image) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(image)}


def page_sizes_mm(pages: bytes) -> list[tuple[float, float]]:
    boxes = [page.mediabox for page in PdfReader(BytesIO(pages)).pages]
    return [
        (round(float(box.width) / MILLIMETRES, 1), round(float(box.height) / MILLIMETRES, 1)) for box in boxes
    ]


def test_single_label_is_read_by_a_scanner_as_a_thermal_printer_draws_it() -> None:
    printed = label_roll([label(417)])
    assert page_sizes_mm(printed) == [(57.0, 32.0)]
    assert codes(drawn(printed)) == {"https://rebond.exemple.fr/m/DEF-26-00417-8"}


def test_single_label_has_no_gray_that_thermal_paper_would_lose() -> None:
    image = drawn(label_roll([label(417)]), smooth=False)
    assert {level for _, level in image.getcolors() or []} == {0, 255}


def test_full_sheet_gives_all_its_codes() -> None:
    labels = [label(rank) for rank in range(1, 22)]
    printed = label_sheet(labels)
    assert page_sizes_mm(printed) == [(210.0, 297.0)]
    assert codes(drawn(printed)) == {label.url for label in labels}


def test_labels_fall_where_the_sheet_is_cut() -> None:
    image = drawn(label_sheet([label(rank) for rank in range(1, 22)]))
    pixel = THERMAL_DPI / 25.4
    for code in zxingcpp.read_barcodes(image):
        rank = int(code.text.split("-")[-2]) - 1
        left, top = (7.21 + rank % 3 * 66.04) * pixel, (15.15 + rank // 3 * 38.1) * pixel
        corners = (code.position.top_left, code.position.bottom_right)
        assert all(left < corner.x < left + 63.5 * pixel for corner in corners)
        assert all(top < corner.y < top + 38.1 * pixel for corner in corners)


def test_half_used_sheet_starts_after_its_empty_places_and_goes_on() -> None:
    labels = [label(rank) for rank in range(1, 24)]
    printed = label_sheet(labels, skip=20)
    pages = [codes(drawn(printed, page)) for page in (1, 2, 3)]
    assert len(page_sizes_mm(printed)) == 3
    assert pages == [{labels[0].url}, {label.url for label in labels[1:22]}, {labels[22].url}]
    first = drawn(printed)
    assert first.crop((0, 0, first.width, first.height * 6 // 7 - 150)).getextrema() == (255, 255)


@pytest.mark.parametrize("skip", [-1, 21])
def test_a_place_that_the_sheet_does_not_have_is_refused(skip: int) -> None:
    with pytest.raises(ValueError, match="after"):
        label_sheet([label(1)], skip=skip)


def test_no_label_is_no_sheet() -> None:
    with pytest.raises(ValueError, match="0 labels"):
        label_sheet([])


def test_number_is_written_in_full_and_hostile_or_endless_text_stays_inside() -> None:
    long = label(123_456, title="#panic() $ \\ " + "Très-long-modèle " * 40, line="漢字 😀 " + "x" * 300)
    printed = label_roll([long])
    words = PdfReader(BytesIO(printed)).pages[0].extract_text()
    assert "DEF-26-" in words
    assert "123456-" in words
    assert page_sizes_mm(printed) == [(57.0, 32.0)]
    image = drawn(printed)
    assert codes(image) == {long.url}
    edge = round(1.5 / 25.4 * THERMAL_DPI) - 2
    assert image.crop((0, image.height - edge, image.width, image.height)).getextrema() == (255, 255)


def test_same_label_is_the_same_file() -> None:
    assert label_roll([label(1)]) == label_roll([label(1)])
