"""The printed twin, filled in with a pen, photographed askew, read back."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader

from rebond.common.errors import Refused
from rebond.people.roles import Role
from rebond.training import sheets
from rebond.training.models import Attendance, HalfDay, SheetPhoto
from rebond.training.sheet_reading import NotASheet, read
from tests.factories import paper, people, training

pytestmark = pytest.mark.django_db


def _half_day(n: int = 5) -> HalfDay:
    course = training.session(days=(-1,), places=40)
    for rank in range(n):
        training.place(course, training.learner(f"Prénom{rank:02d}"))
    return course.half_days.get()


TOLD = {0: "seen", 1: "excused", 2: "seen", 3: "noshow"}


@pytest.mark.parametrize(("turn", "seed"), [(0.0, 1), (3.0, 2), (-4.0, 3), (88.0, 4), (180.0, 5)])
def test_boxes_are_read_on_a_photograph_taken_askew(tmp_path: Path, turn: float, seed: int) -> None:
    printed = sheets.sheets_of(_half_day(), by=None)
    photo = paper.photographed(
        paper.filled(paper.drawn(sheets.draw(printed), tmp_path), TOLD, seed), turn=turn, seed=seed
    )
    seen = read(photo, 5)
    assert seen.code == printed[0].code
    assert seen.lines is not None
    assert [line.box for line in seen.lines] == ["seen", "excused", "seen", "noshow", ""]
    assert [line.is_sure for line in seen.lines] == [True, True, True, True, False]
    assert [line.is_signed for line in seen.lines] == [True, False, True, False, False]


def test_a_photograph_is_taken_in_once_and_a_human_confirms_it(tmp_path: Path) -> None:
    half_day, by = _half_day(), people.user(Role.TRAINER)
    printed = sheets.sheets_of(half_day, by=by)
    body = paper.photographed(paper.filled(paper.drawn(sheets.draw(printed), tmp_path), TOLD))
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
    kept = bytes(SheetPhoto.objects.get().body)
    with Image.open(BytesIO(kept)) as image:
        assert (image.format, max(image.size)) == ("JPEG", 2_400)
    assert read(kept).code == printed[0].code  # what is kept can be read again


def test_what_a_telephone_adds_is_not_kept(tmp_path: Path) -> None:
    page = paper.drawn(sheets.draw(sheets.sheets_of(_half_day(1), by=None)), tmp_path)
    exif = Image.Exif()
    exif[0x0110] = "Telephone of Bernadette"
    out = BytesIO()
    page.save(out, "JPEG", exif=exif)
    assert b"Bernadette" in out.getvalue()
    assert b"Bernadette" not in read(out.getvalue()).kept


def test_the_sheet_of_another_half_day_is_refused_and_named(tmp_path: Path) -> None:
    half_day, other = _half_day(2), training.session(days=(-3,)).half_days.get()
    body = paper.photographed(paper.drawn(sheets.draw(sheets.sheets_of(half_day, by=None)), tmp_path))
    with pytest.raises(Refused, match=half_day.session.training.name):
        sheets.take_in(body, by=None, expected=other)
    assert not SheetPhoto.objects.exists()


def test_two_crosses_and_a_tick_without_signature_are_not_sure(tmp_path: Path) -> None:
    page = paper.drawn(sheets.draw(sheets.sheets_of(_half_day(2), by=None)), tmp_path)
    page = paper.filled(paper.filled(page, {0: "seen"}), {0: "excused"})
    seen = read(paper.photographed(page), 2)
    assert seen.lines is not None
    assert (seen.lines[0].box, seen.lines[0].is_sure) == ("", False)


def test_a_torn_corner_keeps_the_photograph_and_asks_a_human(tmp_path: Path) -> None:
    page = paper.drawn(sheets.draw(sheets.sheets_of(_half_day(2), by=None)), tmp_path)
    ImageDraw.Draw(page).rectangle([0, page.height - 200, 250, page.height], fill=255)
    assert read(paper.photographed(page)).lines is None


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
