"""Opening balances: declared by the association year by year, beside what is counted, never in it."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.records import journal
from rebond.records.models import OpeningBalance


@transaction.atomic
def declare(year: int, values: Mapping[str, int | None], *, source: str, by: User) -> None:
    """What was done in a year, measure by measure; None takes a figure away. The journal keeps both."""
    if not 1990 <= year <= today().year:
        raise Refused(_("An opening balance is of a past year, or of this one before Rebond was used."))
    if not source.strip():
        raise Refused(_("Say where the figures come from."), _("Example: rapport d'activité 2019."))
    for measure, value in values.items():
        known = OpeningBalance.objects.filter(year=year, measure=measure).first()
        if value is None:
            if known:
                journal.write("balance.removed", known, by=by, year=year, measure=measure, was=known.value)
                known.delete()
            continue
        facts = {"value": value, "source": source, "declared_by": by, "declared_at": now()}
        row, is_new = OpeningBalance.objects.update_or_create(year=year, measure=measure, defaults=facts)
        if is_new or (known and known.value != value):
            was = known.value if known else None
            journal.write("balance.declared", row, by=by, year=year, measure=measure, value=value, was=was)


def totals() -> dict[str, int]:
    """Everything declared, by measure."""
    sums = OpeningBalance.objects.values_list("measure").annotate(n=Sum("value")).order_by()
    return dict.fromkeys(OpeningBalance.Measure.values, 0) | dict(sums)
