"""Labels to stick on things: on A4 sheets of a common brand, or one by one on a thermal printer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from rebond.common import pdf, qr

Layout = Literal["avery_l7160"]

_TEMPLATES = Path(__file__).with_name("label_templates")
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # the same label is the same file whenever it is printed again


@dataclass(frozen=True, slots=True)
class Label:
    """``number`` is ours, ``url`` its short public address, drawn as the QR code.

    ``title`` says category, maker and model; ``line`` whatever helps on the shelf. Each is cut at two lines.
    """

    number: str
    url: str
    title: str
    line: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """An A4 sheet of labels: how many, how large, how far apart, and the margins (millimetres)."""

    columns: int
    rows: int
    width_mm: float
    height_mm: float
    gap_mm: float
    left_mm: float
    top_mm: float


LAYOUTS: dict[Layout, Sheet] = {
    # Avery's own template: 63.5 x 38.1 mm, horizontal pitch 66.04 mm, no vertical gap.
    "avery_l7160": Sheet(
        columns=3, rows=7, width_mm=63.5, height_mm=38.1, gap_mm=2.54, left_mm=7.21, top_mm=15.15
    )
}


def label_sheet(labels: Sequence[Label], *, skip: int = 0, layout: Layout = "avery_l7160") -> bytes:
    """As many A4 pages as needed; the first ``skip`` places of the first sheet, already used, stay blank.

    ValueError when there is no label, or when ``skip`` is not a place of the sheet.
    """
    sheet = LAYOUTS[layout]
    if not labels or not 0 <= skip < sheet.columns * sheet.rows:
        raise ValueError(f"cannot print {len(labels)} labels after {skip} places of {layout}")
    return _print("sheet.typ", labels, {"skip": skip, "sheet": asdict(sheet)})


def label_roll(labels: Sequence[Label]) -> bytes:
    """One page of 57 x 32 mm for each label, all black, for the roll of a thermal printer of 203 dpi.

    ValueError when there is none.
    """
    if not labels:
        raise ValueError("no label to print")
    return _print("single.typ", labels, {})


def _print(template: str, labels: Sequence[Label], layout: dict[str, pdf.Json]) -> bytes:
    facts = {**layout, "labels": [asdict(label) for label in labels]}
    codes = {str(place): qr.svg(label.url) for place, label in enumerate(labels)}
    return pdf.render(_TEMPLATES / template, facts, codes, timestamp=_UNDATED, standards=())
