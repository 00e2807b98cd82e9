"""Eligibility by tick: a criterion is looked at on a day and ticked; nothing of the proof is kept.

Thresholds exclude the wrong people: a « coup de pouce » with its reason replaces any of them, and is counted.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.distribution.models import Criterion, EligibilityCheck
from rebond.distribution.rules import months_later
from rebond.people import retention
from rebond.people.models import Person, User
from rebond.records import journal


def criteria(on: date | None = None) -> list[Criterion]:
    """Those in force that day (today), the « coup de pouce » last."""
    day = on or today()
    in_force = Criterion.objects.filter(valid_from__lte=day).filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return list(in_force)


@transaction.atomic
def replace_criterion(
    old: Criterion, *, label: str, look_at: str, months_valid: int, by: User, valid_from: date
) -> Criterion:
    """A threshold changes: the old row ends the day before, the new one begins; what was ticked stays so."""
    if valid_from <= old.valid_from:
        raise Refused(_("The new row must begin after the one it replaces."))
    old.valid_to = date.fromordinal(valid_from.toordinal() - 1)
    old.save(update_fields=["valid_to"])
    row = Criterion.objects.create(
        code=old.code, label=label, look_at=look_at, source=old.source, months_valid=months_valid,
        valid_from=valid_from, is_override=old.is_override,
    )  # fmt: skip
    journal.write("criterion.dated", row, by=by, code=row.code, valid_from=valid_from.isoformat())
    return row


@transaction.atomic
def tick(person: Person, criterion: Criterion, *, by: User, reason: str = "") -> EligibilityCheck:
    """The proof was looked at today and given back. The same criterion ticked twice a day is one check."""
    if criterion.is_override and not reason.strip():
        raise Refused(_("A « coup de pouce » needs its reason: a few words."))
    day = today()
    if not (criterion.valid_from <= day and (criterion.valid_to is None or day <= criterion.valid_to)):
        raise Refused(_("This criterion is no longer in force."))
    row, is_new = EligibilityCheck.objects.get_or_create(
        person=person,
        criterion=criterion,
        seen_on=day,
        withdrawn_at=None,
        defaults={
            "valid_until": months_later(day, criterion.months_valid),
            "by": by,
            "is_override": criterion.is_override,
            "reason": reason.strip() if criterion.is_override else "",
        },
    )
    if is_new:
        retention.touch(person)
        journal.write("eligibility.ticked", row, by=by, override=row.is_override)
    return row


@transaction.atomic
def withdraw(check: EligibilityCheck, *, by: User) -> None:
    """Ticked by mistake: it no longer opens anything, and stays written."""
    if check.withdrawn_at is None:
        check.withdrawn_at = now()
        check.save(update_fields=["withdrawn_at"])
        journal.write("eligibility.withdrawn", check, by=by)


def valid_check(person: Person, on: date | None = None) -> EligibilityCheck | None:
    """The check of this human that still holds that day and holds the longest."""
    return (
        EligibilityCheck.objects.filter(
            person__in=retention.same_human(person), withdrawn_at=None, valid_until__gte=on or today()
        )
        .select_related("criterion")
        .order_by("-valid_until")
        .first()
    )
