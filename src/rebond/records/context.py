"""National figures quoted beside ours: each dated, cited, with the day on which it was checked."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.records import journal
from rebond.records.models import ContextFigure

MOST_SHOWN = 6


def context_figures() -> list[ContextFigure]:
    """Those of the latest years; one query."""
    return list(ContextFigure.objects.all()[:MOST_SHOWN])


@transaction.atomic
def save(row: ContextFigure, *, by: User) -> ContextFigure:
    """Write or correct one; a year to come has no data."""
    if row.year > today().year:
        raise Refused(_("%(year)d has not come yet.") % {"year": row.year})
    if row.checked_on > today():
        raise Refused(_("It cannot have been checked after today."))
    row.written_by = by
    row.save()
    journal.write("context.written", row, by=by, year=row.year, value=str(row.value))
    return row


@transaction.atomic
def remove(row: ContextFigure, *, by: User) -> None:
    """Take one away; the journal keeps what it said."""
    journal.write("context.removed", row, by=by, year=row.year, what=row.what, value=str(row.value))
    row.delete()


_READ_ON = date(2026, 11, 22)
FIRST = (
    (2024, "part du reconditionné dans les téléphones vendus par les quatre opérateurs", Decimal("4"), "%",
     "téléphones vendus par les quatre opérateurs, France",
     "note d’audit citant Arcep, enquête annuelle « Pour un numérique soutenable », édition 2026"),
    (2024, "part du reconditionné dans les téléphones vendus ailleurs", Decimal("29"), "%",
     "autres canaux de vente, France",
     "note d’audit citant Arcep, enquête annuelle « Pour un numérique soutenable », édition 2026"),
    (2023, "personnes qui ont un smartphone acheté reconditionné ou d’occasion", Decimal("21"), "%",
     "répondants, France", "Baromètre du numérique (Arcep, CGE, ANCT), cité par Mobile Europe, 2024"),
    (2020, "part du reconditionné dans les smartphones vendus", Decimal("13"), "%",
     "smartphones, tous canaux, France",
     "ADEME, 2022, citée par la presse (Alliancy, boutique-box-internet)"),
)  # fmt: skip
"""What the founders' study of 22 November 2026 could read, at second hand: to be read again at its source."""


def first_figures() -> list[ContextFigure]:
    """The rows that a new installation begins with; not saved."""
    return [
        ContextFigure(
            year=year, what=what, value=value, unit=unit, perimeter=perimeter, citation=citation,
            checked_on=_READ_ON,
        )
        for year, what, value, unit, perimeter, citation in FIRST
    ]  # fmt: skip
