"""A database that has a past gets its months and its counters when it is brought up to date."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from rebond.common.dates import clock_at
from rebond.distribution import aftercare
from rebond.distribution.models import FollowUp, Handover
from rebond.impact.indicators import recount
from rebond.inventory.states import State
from rebond.records.models import Tally
from tests.factories import distribution, inventory, people


@pytest.mark.django_db
def test_handovers_of_the_past_get_the_month_they_were_made_in() -> None:
    midnight = timezone.make_aware(datetime(2025, 12, 31, 23, 30))  # still December where we live
    for instant in (midnight, midnight + timedelta(hours=1), midnight + timedelta(days=40)):
        with clock_at(instant):
            distribution.handover(inventory.device(State.READY), to=people.person())
            row = FollowUp.objects.filter(answered_at=None).first()
            assert row
            aftercare.answer(row, "works", by=people.user())
    before = list(
        Tally.objects.order_by("figure", "month", "cell").values_list("figure", "month", "cell", "n")
    )
    if connection.vendor != "postgresql":
        pytest.skip(
            "SQLite changes no table inside a test's transaction: see tests/command/test_migrating.py"
        )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", "distribution", "0006", verbosity=0)
    call_command("migrate", verbosity=0)
    months = Handover.objects.order_by("at").values_list("month", flat=True)
    assert list(months) == [202512, 202601, 202602]
    assert set(FollowUp.objects.exclude(answered_at=None).values_list("answered_month", flat=True)) == {
        202512, 202601, 202602,
    }  # fmt: skip
    after = Tally.objects.order_by("figure", "month", "cell").values_list("figure", "month", "cell", "n")
    assert [row for row in after if row[3]] == [row for row in before if row[3]]
    assert recount() == []
