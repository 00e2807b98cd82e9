"""Draw a QR code."""

from io import BytesIO

import segno

QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004


def svg(text: str) -> str:
    """A QR code of ``text``: one self-contained SVG without a size, black on white with its quiet zone.

    Error correction is M (15 % may be scratched), or better where the same number of modules allows it.
    ValueError when the text does not fit (more than 2 331 bytes).
    """
    drawing = BytesIO()
    code = segno.make_qr(text, error="m", encoding="utf-8")
    code.save(
        drawing,
        kind="svg",
        border=QUIET_ZONE,
        light="#fff",
        xmldecl=False,
        nl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return drawing.getvalue().decode()
