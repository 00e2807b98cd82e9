"""Verbs of the classroom."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import EARLIEST, now, today
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.records import journal
from rebond.training.models import HalfDay, HeadCount


@transaction.atomic
def count_heads(
    *, kind: str, title: str, held_on: date, minutes: int, people: int, by: User | None,
    margins: Mapping[str, int] | None = None, half_day: HalfDay | None = None, themes: Sequence[str] = (),
) -> HeadCount:  # fmt: skip
    """Write down how many people came; ``margins`` are columns of the same people, seen from four sides.

    Of one half-day there is one count: told again, it is corrected.
    """
    _check_day(held_on)
    facts = {"kind": kind, "title": title, "held_on": held_on, "minutes": minutes, "people": people}
    known = HeadCount.objects.filter(half_day=half_day).first() if half_day else None
    if known and by:
        correct_head_count(known, {**facts, **(margins or {})}, by=by)
        return known
    row = HeadCount.objects.create(
        **facts, **(margins or {}), half_day=half_day, recorded_by=by, written_at=now(),
        themes=half_day.session.training.themes if half_day else sorted(themes),
    )  # fmt: skip
    journal.write("training.counted", row, by=by, people=people, minutes=minutes)
    return row


@transaction.atomic
def correct_head_count(row: HeadCount, facts: Mapping[str, Any], *, by: User) -> None:
    """Write a head count as it should have been; the journal keeps what it was. That of a half-day keeps its
    day and its length.
    """
    if row.half_day:
        facts = {**facts, "held_on": row.half_day.day, "minutes": row.half_day.minutes}
    _check_day(facts["held_on"])
    before = HeadCount.objects.select_for_update().get(pk=row.pk)
    changed = {
        name: [_plain(getattr(before, name)), _plain(value)]
        for name, value in facts.items()
        if getattr(before, name) != value
    }
    if not changed:
        return
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    journal.write("training.corrected", row, by=by, changed=changed)


def _plain(value: date | int | str) -> int | str:
    return value.isoformat() if isinstance(value, date) else value


def _check_day(held_on: date) -> None:
    if not EARLIEST <= held_on <= today():
        raise Refused(_("People are counted on the day or after it."), _("Example: 3 November 2026."))
