"""Old registers taken in as declared rows of the past: shown apart, never added to what was counted."""

import hashlib
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from rebond.collection import links
from rebond.collection.categories import Category
from rebond.collection.donor_lists import Line, Table
from rebond.collection.models import PastDevice, PastRegister
from rebond.common.dates import EARLIEST, now, today
from rebond.common.errors import Refused
from rebond.common.search import fold
from rebond.people.models import User
from rebond.records import journal

_AT_ONCE = 1_000


def keep(name: str, body: bytes, *, default_year: int | None) -> PastRegister:
    """The file as it was sent; the same one twice is one, and keeps the year it was told last while it is not
    taken in.
    """
    if len(body) > links.LARGEST_FILE_BYTES:
        raise Refused(_("A file is larger than 10 MB."), _("Cut it into several files."))
    if default_year is not None and not EARLIEST.year <= default_year <= today().year:
        raise Refused(_("An old register is of a year between 1990 and now."))
    row, is_new = PastRegister.objects.get_or_create(
        sha256=hashlib.sha256(body).hexdigest(),
        defaults={"name": name[-200:], "body": body, "default_year": default_year},
    )
    if not is_new and row.taken_in_at is None and default_year is not None:
        row.default_year = default_year
        row.save(update_fields=["default_year"])
    return row


def remembered() -> dict[str, str]:
    """Folded title to field, as the last old register was read."""
    last = PastRegister.objects.exclude(taken_in_at=None).order_by("-taken_in_at").first()
    return dict(last.columns) if last else {}


def year_of(line: Line, register: PastRegister) -> int | None:
    """The year a line came in; None: nothing says it."""
    return line.arrived_year or register.default_year


@transaction.atomic
def take_in(
    register: PastRegister, table: Table, mapping: Mapping[str, int], *, found: Sequence[Line], by: User
) -> PastRegister:
    """Keep every line that has a year; twice changes nothing. The lines left out are counted."""
    register = PastRegister.objects.select_for_update().defer("body").get(pk=register.pk)
    if register.taken_in_at:
        return register
    dated = [(line, year) for line in found if (year := year_of(line, register))]
    if not dated:
        raise Refused(
            _("No line of this file has a year."), _("Choose the column of the dates, or say the year.")
        )
    register.columns = {
        fold(table.titles[column]): name for name, column in mapping.items() if table.titles[column]
    }
    register.left_out = len(found) - len(dated)
    register.taken_in_at, register.taken_in_by = now(), by
    register.save(update_fields=["columns", "left_out", "taken_in_at", "taken_in_by"])
    PastDevice.objects.bulk_create((_row(register, line, year) for line, year in dated), batch_size=_AT_ONCE)
    kept, left_out = len(dated), register.left_out
    journal.write("register.taken_in", register, by=by, lines=kept, left_out=left_out, sha256=register.sha256)
    return register


@transaction.atomic
def forget(register: PastRegister, *, by: User) -> None:
    """It was read wrong: the lines go, the file stays, and may be read again."""
    journal.write("register.forgotten", register, by=by, lines=register.devices.count())
    register.devices.all().delete()
    register.taken_in_at = register.taken_in_by = None
    register.save(update_fields=["taken_in_at", "taken_in_by"])


def years() -> list[dict[str, int]]:
    """Machines declared by year, the newest first: ``year``, ``came``, and ``left`` of those, by a day."""
    gone = Sum("quantity", filter=Q(left_on__isnull=False), default=0)
    rows = PastDevice.objects.order_by("-year").values("year").annotate(came=Sum("quantity"), left=gone)
    return [{"year": row["year"], "came": row["came"], "left": row["left"]} for row in rows]


@transaction.atomic
def delete(register: PastRegister, *, by: User) -> None:
    """The file and its lines go; the journal keeps that they were here."""
    journal.write("register.deleted", register, by=by, sha256=register.sha256)
    register.delete()


def registers() -> list[PastRegister]:
    """The latest hundred, with ``lines``: how many are kept."""
    rows = PastRegister.objects.defer("body").select_related("taken_in_by")
    return list(rows.annotate(lines=Count("devices")).order_by("-pk")[:100])


def _row(register: PastRegister, line: Line, year: int) -> PastDevice:
    return PastDevice(
        register=register, rank=line.rank, year=year, arrived_on=line.arrived_on, left_on=line.left_on,
        serial=line.serial, serial_key=line.key, maker=line.maker, model=line.model,
        category=line.category or Category.OTHER.value, asset_tag=line.asset_tag, quantity=line.quantity,
    )  # fmt: skip
