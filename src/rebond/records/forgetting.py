"""Forgetting somebody: every stage removes what names them, their papers lose their bodies, figures stay.

The papers' numbers and hashes, the rows that were counted and the journal (which never held a name) remain: a
figure is still its rows.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.people import retention
from rebond.people.models import Person, User
from rebond.records import journal
from rebond.records.models import Paper
from rebond.records.one_by_one import one_by_one


@transaction.atomic
def forget(person: Person, *, by: User | None) -> None:
    """Really forget this human, and the rows merged into theirs. It cannot be undone.

    Refused while something runs that needs them (``kept_until``): a loan, a warranty, a tax receipt, a paid
    training.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.anonymised_at:
        return
    if person.merged_into:
        raise Refused(_("This row is part of another file: open that one."))
    if person.kept_until and person.kept_until >= today():
        raise Refused(
            _(
                "This file is still needed until %(day)s: a loan, a warranty, a tax receipt, or a training "
                "that its funder may control."
            )
            % {"day": f"{person.kept_until:%d/%m/%Y}"}
        )
    keys = retention.same_human(person)
    rows = list(Person.objects.select_for_update().filter(pk__in=keys))
    for chapter in retention.chapters():  # by the names, where a stage has nothing else
        forget_papers(chapter.forget(keys))
    for row in rows:
        retention.blank(row)
    journal.write("person.forgotten", person, by=by)


def forget_papers(subjects: Iterable[Model]) -> None:
    """Empty the papers of these rows; number, date and hash stay."""
    for subject in subjects:
        rows = Paper.objects.filter(subject_kind=journal.subject_kind(subject), subject_id=subject.pk)
        rows.filter(forgotten_at=None).update(body=b"", forgotten_at=now())


def forget_silent(*, by: User | None = None) -> int:
    """Everybody whose delay is over; returns how many."""
    return one_by_one(retention.to_forget(), lambda person: forget(person, by=by))


def file_of(person: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is kept of one human, chapter by chapter, as it is handed to them (RGPD, art. 15 and 20)."""
    keys = retention.same_human(person)
    own = [retention.told_of(row) for row in Person.objects.select_related("commune").filter(pk__in=keys)]
    told: dict[str, list[dict[str, Any]]] = {str(_("Identity")): own}
    for chapter in retention.chapters():
        told[str(chapter.title)] = [dict(row) for row in chapter.tell(keys)]
    told[str(_("Messages"))] = [dict(row) for row in retention.messages_told(keys)]
    told[str(_("Who opened the file"))] = [dict(row) for row in retention.openings_told(keys)]
    return told
