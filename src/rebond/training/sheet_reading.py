"""Read a photographed attendance sheet: find its code, straighten it, look into its boxes. Pure: bytes in,
facts out.

What is not clearly ticked or clearly empty is « not sure », and a person decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import dist, hypot
from typing import Final, Literal

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter, ImageOps, ImageStat, UnidentifiedImageError

from rebond.common import qr
from rebond.training import sheet_layout as layout

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_PIXELS: Final = 60_000_000
FORMATS: Final = ("JPEG", "PNG")
KEPT_SIDE: Final = 2_400
"""What is kept of a photograph, in points: its pen strokes stay readable, its weight falls tenfold."""
_CODE: Final = re.compile(r"feuilles/([a-z0-9]{16})/")
_LARGEST_SIDE: Final = 4000
_PX_MM: Final = 8
_SEARCH_MM: Final = (9.0, 20.0, 16.0, 20.0)
"""How far around its likely place a mark is looked for: near the code, then further and further from it."""
_SQUARE: Final = (0.42, 0.74)
"""Spread of a mark's points, in half sides: a square has 0.58, the edge of a dark table more."""
_CROOKED_MM: Final = 2.5
"""Marks that would put the code this far from where it is were not the marks."""
_INNER: Final = 0.6
"""Share of a box that is looked into: its printed edge stays out."""
_TICKED, _EMPTY, _SIGNED = 0.10, 0.03, 0.008
"""Shares of dark points: a tick, an empty box, a signature. Between the first two, nobody can be sure."""
Point = tuple[float, float]


class NotASheet(ValueError):
    """``reason``: ``image``, ``large``, ``no_code``, ``crooked``."""

    def __init__(self, reason: Literal["image", "large", "no_code", "crooked"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LineRead:
    """What one line shows: ``box`` is the status ticked, empty when none is; two ticks are not sure."""

    box: str
    is_signed: bool
    is_sure: bool


@dataclass(frozen=True, slots=True)
class SheetRead:
    """``lines`` is None when the code was read and the boxes could not be: the photograph is still kept.

    ``kept`` is that photograph as a JPEG, reduced, without what a telephone adds (where it was, whose it is).
    """

    code: str
    kept: bytes
    lines: Sequence[LineRead] | None


def read(body: bytes, n_lines: int | None = None) -> SheetRead:
    """The sheet in a photograph. ``n_lines``: how many lines are filled (all by default).

    NotASheet when it is no image, too large, or holds no code of ours.
    """
    image, kept = _opened(body)
    code, text, corners = _coded(image)
    flat = _straightened(image, text, corners)
    if flat is None:
        return SheetRead(code, kept, None)
    return SheetRead(code, kept, [_line(flat, rank) for rank in range(n_lines or layout.LINES)])


def _opened(body: bytes) -> tuple[Image.Image, bytes]:
    if len(body) > MOST_BYTES:
        raise NotASheet("large")
    try:
        with Image.open(BytesIO(body), formats=FORMATS) as file:
            if file.width * file.height > MOST_PIXELS:
                raise NotASheet("large")
            colours = ImageOps.exif_transpose(file).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotASheet("image") from error
    image = colours.convert("L")
    image.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    colours.thumbnail((KEPT_SIDE, KEPT_SIDE))
    kept = BytesIO()
    colours.save(kept, "JPEG", quality=82)
    return image, kept.getvalue()


def _coded(image: Image.Image) -> tuple[str, str, list[Point]]:
    """Our code, the text around it, and the corners of its QR clockwise from its own top left."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for code in zxingcpp.read_barcodes(image, formats=formats):
        match = _CODE.search(code.text)
        if match:
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            return match[1], code.text, [(float(point.x), float(point.y)) for point in corners]
    raise NotASheet("no_code")


def _straightened(image: Image.Image, code: str, corners: Sequence[Point]) -> Image.Image | None:
    """The page seen from above, at eight points a millimetre; None when one of its marks is not found.

    The code tells roughly where the nearest mark is, which tells better where the next one is, and so on.
    """
    on_page, in_photo = _qr_on_page(code), list(corners)
    nearest_first = sorted(layout.MARKS, key=lambda mark: hypot(mark[0] - 176, mark[1] - 34))
    marks: list[Point] = []
    for mark, reach in zip(nearest_first, _SEARCH_MM, strict=True):
        matrix = _affine(on_page + nearest_first[: len(marks)], in_photo + marks)
        found = _mark(image, matrix, mark, reach)
        if found is None:
            return None
        marks.append(found)
    matrix = _homography([(x * _PX_MM, y * _PX_MM) for x, y in nearest_first], marks)
    back = _homography(marks, [(x, y) for x, y in nearest_first])
    seen = [_apply(back, corner) for corner in corners]
    if max(dist(one, other) for one, other in zip(seen, on_page, strict=True)) > _CROOKED_MM:
        return None
    size = (round(layout.PAGE[0] * _PX_MM), round(layout.PAGE[1] * _PX_MM))
    return image.transform(
        size, Image.Transform.PERSPECTIVE, matrix, Image.Resampling.BILINEAR, fillcolor=255
    )


def _qr_on_page(text: str) -> list[Point]:
    """Where the code's own corners are printed, its quiet zone left out, in millimetres."""
    left, top, side = layout.QR
    quiet = side * qr.QUIET_MODULES / (qr.modules(text) + 2 * qr.QUIET_MODULES)
    near_x, near_y, far_x, far_y = left + quiet, top + quiet, left + side - quiet, top + side - quiet
    return [(near_x, near_y), (far_x, near_y), (far_x, far_y), (near_x, far_y)]


def _homography(origin: Sequence[Point], target: Sequence[Point]) -> list[float]:
    """The eight numbers of the plane's projection that best sends ``origin`` (four points or more) to
    ``target``.
    """
    rows, values = [], []
    for (x, y), (u, v) in zip(origin, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    best, _rest, rank, _values = np.linalg.lstsq(np.array(rows, float), np.array(values, float), rcond=None)
    if rank < 8:
        raise NotASheet("crooked")
    return [float(n) for n in best]


def _affine(origin: Sequence[Point], target: Sequence[Point]) -> list[float]:
    """Like :func:`_homography`, without perspective: from a small code it errs less far away."""
    rows = np.array([[x, y, 1] for x, y in origin], float)
    best, _rest, rank, _values = np.linalg.lstsq(rows, np.array(target, float), rcond=None)
    if rank < 3:
        raise NotASheet("crooked")
    return [*(float(n) for n in best[:, 0]), *(float(n) for n in best[:, 1]), 0.0, 0.0]


def _apply(matrix: Sequence[float], point: Point) -> Point:
    a, b, c, d, e, f, g, h = matrix
    x, y = point
    depth = g * x + h * y + 1
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def _mark(image: Image.Image, matrix: Sequence[float], mark: Point, reach: float) -> Point | None:
    """The centre, in the photograph, of the black square printed at ``mark``; None when there is none."""
    px = _PX_MM
    around = [(mark[0] - reach, mark[1] - reach), (mark[0] + reach, mark[1] - reach),
              (mark[0] + reach, mark[1] + reach), (mark[0] - reach, mark[1] + reach)]  # fmt: skip
    side = round(2 * reach * px)
    corners = [(0.0, 0.0), (float(side), 0.0), (float(side), float(side)), (0.0, float(side))]
    to_photo = _homography(corners, [_apply(matrix, point) for point in around])
    window = image.transform(
        (side, side), Image.Transform.PERSPECTIVE, to_photo, Image.Resampling.BILINEAR, fillcolor=255
    )
    points = np.asarray(window, float)
    half = layout.MARK_MM * px / 2
    inside = np.asarray(window.filter(ImageFilter.BoxBlur(half * 0.8)), float)
    about = np.asarray(window.filter(ImageFilter.BoxBlur(half * 2.2)), float)
    row, column = np.unravel_index(int((about - inside).argmax()), inside.shape)  # dark amid light: no table
    paper, ink = float(np.percentile(points, 85)), float(inside[row, column])
    if ink > paper * 0.55 or about[row, column] < paper * 0.55:
        return None
    rows, columns = np.nonzero(points < (paper + ink) / 2)
    near = (abs(rows - row) < half * 1.6) & (abs(columns - column) < half * 1.6)
    spreads = (columns[near].std() / half, rows[near].std() / half)  # 1/√3 for a square
    if not all(_SQUARE[0] < spread < _SQUARE[1] for spread in spreads):
        return None
    return _apply(to_photo, (float(columns[near].mean()) + 0.5, float(rows[near].mean()) + 0.5))


def _line(page: Image.Image, rank: int) -> LineRead:
    y = layout.line_centre(rank)
    half = layout.BOX_MM * _INNER / 2
    shares = {
        status: _dark(page, x - half, y - half, x + half, y + half) for status, x in layout.BOXES.items()
    }
    left, right = layout.SIGNATURE
    inside = layout.LINE_MM / 2 - 1.5
    is_signed = _dark(page, left + 1.5, y - inside, right - 1.5, y + inside) > _SIGNED
    ticked = [status for status, share in shares.items() if share >= _TICKED]
    doubtful = any(_EMPTY < share < _TICKED for share in shares.values())
    box = ticked[0] if len(ticked) == 1 else ""
    is_sure = len(ticked) == 1 and not doubtful and (box != "seen" or is_signed)
    return LineRead(box, is_signed, is_sure)


def _dark(page: Image.Image, left: float, top: float, right: float, bottom: float) -> float:
    """The share of points much darker than the paper around them."""
    box = page.crop(tuple(round(n * _PX_MM) for n in (left, top, right, bottom)))  # type: ignore[arg-type]
    around = page.crop(
        tuple(round(n * _PX_MM) for n in (left - 3, top - 3, right + 3, bottom + 3))  # type: ignore[arg-type]
    )
    paper = float(np.percentile(np.asarray(around), 80))
    dark = box.point(lambda n: 255 if n < paper * 0.72 else 0)
    return ImageStat.Stat(dark).mean[0] / 255
