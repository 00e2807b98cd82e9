"""Head counts."""

from datetime import date

from rebond.common.dates import today
from rebond.training import services
from rebond.training.models import HeadCount
from tests.factories import people


def head_count(
    *, kind: str = "training", people_present: int = 8, minutes: int = 120, held_on: date | None = None
) -> HeadCount:
    return services.count_heads(
        kind=kind,
        title="Premiers pas",
        held_on=held_on or today(),
        minutes=minutes,
        people=people_present,
        by=people.user(),
    )
