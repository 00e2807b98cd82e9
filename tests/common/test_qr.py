import shutil
import subprocess
from io import BytesIO
from pathlib import Path

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
    assert drawing.startswith('<svg viewBox="0 0 29 29" version="1.1" xmlns="http://www.w3.org/2000/svg">')
    assert "href" not in drawing
    assert svg("x") == drawing


def test_text_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        svg("é" * 2_400)


@pytest.mark.parametrize("number", ["DEF-26-00417-8", "RBD-99-12345-A", "ABCDEF-30-99999-Z"])
def test_another_program_reads_the_label(number: str, tmp_path: Path) -> None:
    """Written and read back by one library proves little: zbar is another."""
    if shutil.which("zbarimg") is None:
        pytest.skip("zbarimg is not installed (.ci/debian-packages)")
    page = typst.compile(PAGE, format="png", sys_inputs={"code": svg(f"https://exemple.fr/m/{number}/")})
    (tmp_path / "label.png").write_bytes(page)
    command = ["zbarimg", "--quiet", "--raw", str(tmp_path / "label.png")]
    read_back = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout
    assert read_back.strip() == f"https://exemple.fr/m/{number}/"
