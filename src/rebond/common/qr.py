"""Draw a QR code."""

import re

import zxingcpp

_SIZE = re.compile(r'width="(\d+)" height="\d+"')


QUIET_MODULES = 4
"""Around the code (ISO/IEC 18004)."""


def modules(text: str) -> int:
    """How many modules wide the code of ``text`` is, without its quiet zone."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    width = _SIZE.search(str(zxingcpp.write_barcode_to_svg(code, add_quiet_zones=True, scale=1)))
    assert width is not None
    return int(width[1]) - 2 * QUIET_MODULES


def svg(text: str) -> str:
    """A QR code of ``text`` (an address: ASCII): one self-contained SVG without a size, black on white with
    its quiet zone of four modules (ISO/IEC 18004).

    Error correction is M: 15 % may be scratched. ValueError when the text does not fit (more than 2 331
    bytes).
    """
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    drawing = str(zxingcpp.write_barcode_to_svg(code, add_quiet_zones=True))
    return _SIZE.sub(r'viewBox="0 0 \1 \1"', drawing[drawing.index("<svg") :], count=1)
