"""A printed attendance sheet, filled in with a pen and photographed badly."""

import random
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from rebond.training import sheet_layout as layout

DPI = 200
MM = DPI / 25.4


def drawn(pdf: bytes, folder: Path, page: int = 1) -> Image.Image:
    """The page as poppler draws it: another program than the one that printed it."""
    (folder / "sheet.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-gray", "-png"]
    subprocess.run([*command, str(folder / "sheet.pdf"), str(folder / "page")], check=True, timeout=60)
    return Image.open(next(folder.glob("page*.png"))).convert("L")


def filled(paper: Image.Image, told: dict[int, str], seed: int = 1) -> Image.Image:
    """A shaky cross in a box, a scribble where people sign."""
    dice, pen = random.Random(seed), ImageDraw.Draw(paper)
    for rank, status in told.items():
        x, y = layout.BOXES[status] * MM, layout.line_centre(rank) * MM
        arm = layout.BOX_MM * MM * 0.33
        for side in (1, -1):
            ends = [(x - arm, y - arm * side), (x + arm, y + arm * side)]
            pen.line([(a + dice.uniform(-3, 3), b + dice.uniform(-3, 3)) for a, b in ends], fill=40, width=4)
        if status == "seen":
            left = layout.SIGNATURE[0] * MM + 30
            points = [(left + n * 6, y + dice.uniform(-18, 18)) for n in range(30)]
            pen.line(points, fill=50, width=3)
    return paper


def photographed(paper: Image.Image, *, turn: float = 2.5, seed: int = 1) -> bytes:
    """From above and askew, on a grey table, badly lit, slightly out of focus, as a JPEG."""
    dice = random.Random(seed)
    table = Image.new("L", (paper.width + 500, paper.height + 500), 120)
    table.paste(paper, (250, 250))
    table = table.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=120)
    width, height = table.size

    def corner(x: float, y: float) -> tuple[float, float]:
        return x + dice.uniform(0, 90) * (1 if x == 0 else -1), y + dice.uniform(0, 90) * (
            1 if y == 0 else -1
        )

    flat = [(0.0, 0.0), (0.0, height), (width, height), (width, 0.0)]
    rows, values = [], []
    for (x, y), (u, v) in zip(flat, [corner(*point) for point in flat], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    lens = np.linalg.solve(np.array(rows, float), np.array(values, float))
    table = table.transform(table.size, Image.Transform.PERSPECTIVE, list(lens), Image.Resampling.BICUBIC)
    shade = Image.linear_gradient("L").resize(table.size).point(lambda n: 150 + n * 100 // 255)
    table = Image.composite(table, Image.new("L", table.size, 60), shade)
    out = BytesIO()
    table.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=80)
    return out.getvalue()
