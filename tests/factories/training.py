"""Head counts."""

from rebond.common.dates import today
from rebond.training import services
from rebond.training.models import HeadCount
from tests.factories import people


def head_count(*, kind: str = "training", people_present: int = 8, minutes: int = 120) -> HeadCount:
    return services.count_heads(
        kind=kind,
        title="Premiers pas",
        held_on=today(),
        minutes=minutes,
        people=people_present,
        by=people.user(),
    )
