"""The association's own words and photographs, year by year, for its yearly report."""

from io import BytesIO
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.records import journal
from rebond.records.models import YearPhoto, YearWords

MOST_PHOTOS: Final = 8
LARGEST_BYTES: Final = 25_000_000
MOST_PIXELS: Final = 60_000_000
_SIDE: Final = 1600


@transaction.atomic
def tell(year: int, part: str, words: str, *, by: User) -> None:
    """Write one part; empty words take it away."""
    _check_year(year)
    if part not in YearWords.Part.values:
        raise Refused(_("There is no such part."))
    known = YearWords.objects.filter(year=year, part=part).first()
    if not words.strip():
        if known:
            known.delete()
        return
    if known and known.words == words:
        return
    row, _is_new = YearWords.objects.update_or_create(
        year=year, part=part, defaults={"words": words, "written_by": by, "written_at": now()}
    )
    journal.write("yearbook.told", row, by=by, year=year, part=part)


@transaction.atomic
def add_photo(year: int, raw: bytes, *, caption: str, shows: str, by: User) -> YearPhoto:
    """Keep a photograph, smaller and without what the camera wrote in it. Raises Refused."""
    _check_year(year)
    if YearPhoto.objects.filter(year=year).count() >= MOST_PHOTOS:
        raise Refused(_("%(n)d photographs a year at most.") % {"n": MOST_PHOTOS}, _("Take one away first."))
    row = YearPhoto.objects.create(
        year=year, caption=caption, shows=shows, body=_lighter(raw), added_by=by, added_at=now()
    )
    journal.write("yearbook.photo", row, by=by, year=year)
    return row


@transaction.atomic
def remove_photo(row: YearPhoto, *, by: User) -> None:
    """Take one away: nothing of it is kept."""
    journal.write("yearbook.photo_removed", row, by=by, year=row.year)
    row.delete()


def _check_year(year: int) -> None:
    if not 1990 <= year <= today().year:
        raise Refused(_("Choose a year that has begun."))


def _lighter(raw: bytes) -> bytes:
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(raw) > LARGEST_BYTES:
        raise Refused(_("This photograph is too large."))
    try:
        with Image.open(BytesIO(raw), formats=("JPEG", "PNG")) as file:
            if file.width * file.height > MOST_PIXELS:
                raise Refused(_("This photograph is too large."))
            image = ImageOps.exif_transpose(file).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(_("This is not a photograph that can be read."), _("JPEG or PNG.")) from error
    image.thumbnail((_SIDE, _SIDE))
    image.info.clear()  # a comment may hold a place or a name
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
