"""The printed twin, filled in with a pen, photographed askew, read back."""

import random
import subprocess
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from pypdf import PdfReader

from rebond.common.errors import Refused
from rebond.people.roles import Role
from rebond.training import sheet_layout as layout
from rebond.training import sheets
from rebond.training.models import Attendance, AttendanceSheet, HalfDay, SheetPhoto
from rebond.training.sheet_reading import NotASheet, read
from tests.factories import people, training

pytestmark = pytest.mark.django_db
DPI = 200
MM = DPI / 25.4


def _half_day(n: int = 5) -> HalfDay:
    course = training.session(days=(-1,), places=40)
    for rank in range(n):
        training.place(course, training.learner(f"Prénom{rank:02d}"))
    return course.half_days.get()


def _paper(printed: list[AttendanceSheet], folder: Path, page: int = 1) -> Image.Image:
    """The page as poppler draws it: another program than the one that printed it."""
    (folder / "sheet.pdf").write_bytes(sheets.draw(printed))
    command = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), "-gray", "-png"]
    subprocess.run([*command, str(folder / "sheet.pdf"), str(folder / "page")], check=True, timeout=60)
    return Image.open(next(folder.glob("page*.png"))).convert("L")


def _filled(paper: Image.Image, told: dict[int, str], seed: int = 1) -> Image.Image:
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


def _photographed(paper: Image.Image, *, turn: float = 2.5, seed: int = 1) -> bytes:
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


TOLD = {0: "seen", 1: "excused", 2: "seen", 3: "noshow"}


@pytest.mark.parametrize(("turn", "seed"), [(0.0, 1), (3.0, 2), (-4.0, 3), (88.0, 4), (180.0, 5)])
def test_boxes_are_read_on_a_photograph_taken_askew(tmp_path: Path, turn: float, seed: int) -> None:
    printed = sheets.sheets_of(_half_day(), by=None)
    photo = _photographed(_filled(_paper(printed, tmp_path), TOLD, seed), turn=turn, seed=seed)
    seen = read(photo, 5)
    assert seen.code == printed[0].code
    assert seen.lines is not None
    assert [line.box for line in seen.lines] == ["seen", "excused", "seen", "noshow", ""]
    assert [line.is_sure for line in seen.lines] == [True, True, True, True, False]
    assert [line.is_signed for line in seen.lines] == [True, False, True, False, False]


def test_a_photograph_is_taken_in_once_and_a_human_confirms_it(tmp_path: Path) -> None:
    half_day, by = _half_day(), people.user(Role.TRAINER)
    printed = sheets.sheets_of(half_day, by=by)
    body = _photographed(_filled(_paper(printed, tmp_path), TOLD))
    photo, is_new = sheets.take_in(body, by=by, expected=half_day)
    again, is_new_again = sheets.take_in(body, by=by, expected=half_day)
    assert (photo.pk, is_new, is_new_again) == (again.pk, True, False)
    assert not Attendance.objects.exists()  # nothing is believed before somebody looked
    told = {line["who"].pk: line["box"] or "excused" for line in sheets.proposed(photo)}
    assert sheets.confirm(photo, told, by=by) == 5
    assert sheets.confirm(photo, told, by=by) == 5  # twice: present once
    rows = Attendance.objects.values_list("status", "signature_kind", "minutes")
    assert sorted(rows) == [
        *[("excused", "", 0)] * 2, ("noshow", "", 0), *[("seen", "paper", 180)] * 2,
    ]  # fmt: skip
    assert bytes(SheetPhoto.objects.get().body) == body


def test_the_sheet_of_another_half_day_is_refused_and_named(tmp_path: Path) -> None:
    half_day, other = _half_day(2), training.session(days=(-3,)).half_days.get()
    body = _photographed(_paper(sheets.sheets_of(half_day, by=None), tmp_path))
    with pytest.raises(Refused, match=half_day.session.training.name):
        sheets.take_in(body, by=None, expected=other)
    assert not SheetPhoto.objects.exists()


def test_two_crosses_and_a_tick_without_signature_are_not_sure(tmp_path: Path) -> None:
    paper = _paper(sheets.sheets_of(_half_day(2), by=None), tmp_path)
    paper = _filled(_filled(paper, {0: "seen"}), {0: "excused"})
    seen = read(_photographed(paper), 2)
    assert seen.lines is not None
    assert (seen.lines[0].box, seen.lines[0].is_sure) == ("", False)


def test_a_torn_corner_keeps_the_photograph_and_asks_a_human(tmp_path: Path) -> None:
    paper = _paper(sheets.sheets_of(_half_day(2), by=None), tmp_path)
    ImageDraw.Draw(paper).rectangle([0, paper.height - 200, 250, paper.height], fill=255)
    assert read(_photographed(paper)).lines is None


@pytest.mark.parametrize(
    "body", [b"", b"not an image", b"\xff\xd8\xff\xe0" + b"0" * 50, b"GIF89a" + b"0" * 99]
)
def test_what_is_no_photograph_is_refused(body: bytes) -> None:
    with pytest.raises(NotASheet):
        read(body)
    with pytest.raises(Refused):
        sheets.take_in(body, by=None)


def test_a_photograph_of_something_else_is_refused() -> None:
    out = BytesIO()
    Image.new("L", (400, 400), 200).save(out, "PNG")
    with pytest.raises(NotASheet, match="no_code"):
        read(out.getvalue())


def test_printed_again_unchanged_it_keeps_its_code_and_thirty_people_take_three_sheets() -> None:
    half_day = _half_day(30)
    first = sheets.sheets_of(half_day, by=None)
    assert [sheet.code for sheet in sheets.sheets_of(half_day, by=None)] == [sheet.code for sheet in first]
    assert [len(sheet.lines) for sheet in first] == [14, 14, 2]
    reader = PdfReader(BytesIO(sheets.draw(first)))
    assert len(reader.pages) == 3
    assert "Prénom00" in reader.pages[0].extract_text()
