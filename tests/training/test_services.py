"""Head counts: nobody is named, nobody is counted before the day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.records.models import JournalEntry
from rebond.training import services
from rebond.training.models import HeadCount
from tests.factories import training

pytestmark = pytest.mark.django_db


def test_a_head_count_is_kept_and_journalled_without_a_name() -> None:
    row = training.head_count(people_present=8, minutes=90)
    assert row.trainee_hours == 12
    assert JournalEntry.objects.latest("pk").data == {"people": 8, "minutes": 90}


def test_tomorrow_is_refused() -> None:
    with pytest.raises(Refused):
        services.count_heads(
            kind="training", title="x", held_on=today() + timedelta(days=1), minutes=60, people=3, by=None
        )


@pytest.mark.parametrize("change", [{"minutes": 4}, {"minutes": 1441}, {"people": 501}, {"people": -1}])
def test_the_database_refuses_unlikely_counts(change: dict[str, int]) -> None:
    facts = {"kind": "training", "title": "x", "held_on": today(), "minutes": 60, "people": 3}
    with pytest.raises(IntegrityError), transaction.atomic():
        HeadCount.objects.create(**(facts | change))
