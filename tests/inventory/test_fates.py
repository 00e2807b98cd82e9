"""Every kind of machine may be taken apart, lost and found: its fate is counted under its own name."""

import pytest

from rebond.collection.categories import Category
from rebond.common.dates import month_key, today
from rebond.impact.indicators import recount
from rebond.inventory.models import Device, Move
from rebond.inventory.states import State
from rebond.records.models import Tally

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("category", Category.values)
@pytest.mark.parametrize("fate", [State.DISMANTLED, State.LOST])
def test_the_fate_of_each_kind_fits_its_counter(category: str, fate: State) -> None:
    device = Device.objects.create(number="DEF-26-1", category=category, search_text="")
    Move.objects.create(
        device=device, from_state="cleared", to_state=fate, reception=1, month=month_key(today())
    )
    assert Tally.objects.get(figure="settled").cell == f"{fate} {category}"
    assert recount() == []
