"""The printed twin: sheets printed for a half-day, and their photographs read, then confirmed by a human."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common import pdf, qr
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.common.units import day_fr
from rebond.people.models import Association, Person, User
from rebond.people.services import association
from rebond.records import journal
from rebond.training import sheet_layout as layout
from rebond.training.attendance import Telling, roster, tell
from rebond.training.models import Attendance, AttendanceSheet, HalfDay, SheetPhoto
from rebond.training.words import Status

_TEMPLATE: Final = Path(__file__).with_name("paper_templates") / "sheet.typ"
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_WHY: Final = {
    "image": gettext_lazy("This file is not a photograph (JPEG or PNG)."),
    "large": gettext_lazy("This photograph is too large: 20 MB at most."),
    "no_code": gettext_lazy("No code of ours was seen on this photograph."),
    "crooked": gettext_lazy("This photograph could not be straightened."),
}


@transaction.atomic
def sheets_of(half_day: HalfDay, *, by: User | None) -> list[AttendanceSheet]:
    """The sheets of the list as it is now; printed again unchanged, they keep their codes."""
    row = HalfDay.objects.select_for_update().get(pk=half_day.pk)
    people = [line.person.pk for line in roster(row)]
    pages = [people[n : n + layout.LINES] for n in range(0, max(len(people), 1), layout.LINES)]
    known = {(sheet.page, tuple(sheet.lines)): sheet for sheet in row.sheets.order_by("pk")}
    found = []
    for page, lines in enumerate(pages, 1):
        sheet = known.get((page, tuple(lines)))
        if sheet is None:
            code = "".join(secrets.choice(_ALPHABET) for _n in range(16))
            sheet = AttendanceSheet.objects.create(
                half_day=row, code=code, page=page, lines=lines, printed_at=now(), printed_by=by
            )
        found.append(sheet)
    return found


def draw(sheets: Sequence[AttendanceSheet]) -> bytes:
    """Their PDF, one A4 each."""
    founder = association() or Association(name="Rebond")
    half_day = HalfDay.objects.select_related("session__training", "session__room__venue").get(
        pk=sheets[0].half_day_id
    )
    session = half_day.session
    people = Person.objects.in_bulk([key for sheet in sheets for key in sheet.lines])
    teacher = half_day.trainer or session.trainer
    facts: dict[str, pdf.Json] = {
        "name": founder.name,
        "title": session.training.name,
        "when": f"{day_fr(half_day.day)}, {half_day.clock}",
        "where": f"{session.room}",
        "trainer": session.outside_trainer or (teacher.display_name if teacher else ""),
        "pages": [
            {
                "page": f"{sheet.page} / {len(sheets)}",
                "code": sheet.code,
                "lines": [str(people[key]) for key in sheet.lines],
            }
            for sheet in sheets
        ],
        "layout": {
            "mark": layout.MARK_MM, "marks": [list(mark) for mark in layout.MARKS], "qr": list(layout.QR),
            "first": layout.FIRST_LINE, "line": layout.LINE_MM, "count": layout.LINES,
            "box": layout.BOX_MM, "boxes": dict(layout.BOXES), "signature": list(layout.SIGNATURE),
        },
    }  # fmt: skip
    images = {sheet.code: qr.svg(address(founder, sheet)) for sheet in sheets}
    return pdf.render(
        _TEMPLATE, facts, images, timestamp=datetime.combine(half_day.day, datetime.min.time(), UTC)
    )


def address(founder: Association, sheet: AttendanceSheet) -> str:
    """What the code says: the page where the photograph is taken in."""
    return f"{founder.public_url.rstrip('/')}/salle/feuilles/{sheet.code}/"


def take_in(body: bytes, *, by: User | None, expected: HalfDay | None = None) -> tuple[SheetPhoto, bool]:
    """Keep a photograph and what was read of it; the same file twice is the first one (False).

    Refused, and nothing kept: no code of ours, or a sheet of another half-day than the one looked at.
    """
    # Imported at the first photograph: heavy libraries that most processes never need.
    from rebond.training import sheet_reading

    try:
        seen = sheet_reading.read(body)
    except sheet_reading.NotASheet as error:
        raise Refused(
            str(_WHY[error.reason]), _("Lay the sheet flat, in the light, its four black squares in sight.")
        ) from error
    sheet = _sheet_of(seen.code, expected)
    lines = (seen.lines or ())[: len(sheet.lines)]
    told = [
        {"person": key, "box": line.box, "signed": line.is_signed, "sure": line.is_sure}
        for key, line in zip(sheet.lines, lines, strict=False)
    ]
    digest = hashlib.sha256(body).hexdigest()
    try:
        with transaction.atomic():
            photo = SheetPhoto.objects.create(
                sheet=sheet, sha256=digest, media_type="image/jpeg", body=seen.kept, read=told,
                taken_at=now(), taken_by=by,
            )  # fmt: skip
            journal.write("sheet.photographed", sheet.half_day, by=by, sha256=digest, read=len(told))
    except IntegrityError:  # photographed once, sent twice
        return SheetPhoto.objects.get(sha256=digest), False
    return photo, True


def _sheet_of(code: str, expected: HalfDay | None) -> AttendanceSheet:
    """The sheet that was photographed, of the half-day looked at."""
    sheet = AttendanceSheet.objects.filter(code=code).select_related("half_day__session__training").first()
    if sheet is None:
        raise Refused(_("This sheet was not printed here."))
    if expected is not None and sheet.half_day_id != expected.pk:
        raise Refused(
            _("This is the sheet of “%(title)s”, %(day)s.")
            % {"title": sheet.half_day.session.training.name, "day": day_fr(sheet.half_day.day)},
            _("Open that half-day, or take another photograph."),
        )
    return sheet


@transaction.atomic
def confirm(photo: SheetPhoto, statuses: Mapping[int, str], *, by: User) -> int:
    """A human looked: each person's presence as they say it, signed on paper. Returns how many were told.

    A second photograph of the same sheet corrects the first: a person is present once.
    """
    row = (
        SheetPhoto.objects.select_for_update(of=("self",)).select_related("sheet__half_day").get(pk=photo.pk)
    )
    signed = {line["person"]: bool(line["signed"]) for line in row.read}
    people = Person.objects.in_bulk([key for key in row.sheet.lines if key in statuses])
    for key, person in people.items():
        status = statuses[key]
        if status == Status.UNKNOWN:
            continue
        is_signed = signed.get(key, status == Status.SEEN)
        kind = Attendance.Signature.PAPER if is_signed else Attendance.Signature.TRAINER
        telling = Telling(
            status=status, signature_kind=kind if status == Status.SEEN else "",
            origin=Attendance.Origin.PAPER,
        )  # fmt: skip
        tell(row.sheet.half_day, person, telling, by=by)
    row.confirmed_at, row.confirmed_by = now(), by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    journal.write("sheet.confirmed", row.sheet.half_day, by=by, people=len(people))
    return len(people)


def proposed(photo: SheetPhoto) -> list[dict[str, Any]]:
    """Each line as it was read, with its person: what the page of confirmation shows."""
    people = Person.objects.in_bulk(photo.sheet.lines)
    read = {line["person"]: line for line in photo.read}
    nothing = {"box": "", "signed": False, "sure": False}
    return [{"who": people[key], **nothing, **read.get(key, {})} for key in photo.sheet.lines]
