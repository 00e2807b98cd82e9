"""Verbs of the classroom."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import EARLIEST, today
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.records import journal
from rebond.training.models import HeadCount


@transaction.atomic
def count_heads(
    *, kind: str, title: str, held_on: date, minutes: int, people: int, by: User | None
) -> HeadCount:
    """Write down how many people came."""
    if not EARLIEST <= held_on <= today():
        raise Refused(_("People are counted on the day or after it."), _("Example: 3 November 2026."))
    row = HeadCount.objects.create(
        kind=kind, title=title, held_on=held_on, minutes=minutes, people=people, recorded_by=by
    )
    journal.write("training.counted", row, by=by, people=people, minutes=minutes)
    return row
