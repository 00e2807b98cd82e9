from io import BytesIO

import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rebond.common.qr import svg

PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: gray)
#image(bytes(sys.inputs.code), width: 200pt)"""


def read(drawing: str) -> zxingcpp.Barcode:
    page = typst.compile(PAGE, format="png", sys_inputs={"code": drawing}, ignore_system_fonts=True)
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(page)))
    return code


def test_svg_is_read_back_with_enough_correction_for_a_scratched_label() -> None:
    code = read(svg("https://exemple.fr/m/DEF-26-00417-8"))
    assert code.text == "https://exemple.fr/m/DEF-26-00417-8"
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.ec_level in {"M", "Q", "H"}


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60))
def test_any_address_is_read_back(text: str) -> None:
    assert read(svg(text)).text == text


def test_svg_stands_alone_and_scales() -> None:
    drawing = svg("x")
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29">')
    assert "href" not in drawing
    assert svg("x") == drawing


def test_text_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="Data too large"):
        svg("é" * 2_000)
