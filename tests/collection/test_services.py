"""The dock: under which law, when, how many; nothing that arrived is ever cancelled."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from rebond.collection import services
from rebond.collection.models import Announced, Donation, LegalHead, Lot
from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.impact.indicators import donor_figures, recount
from rebond.inventory import services as shelves
from rebond.records.models import JournalEntry
from tests.factories import collection, inventory, people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "head", ["entreprise", "cg3p-l3212-2-3", "cg3p-l3212-2-2", "particulier", "association"]
)
def test_each_legal_head_takes_its_own_donors_only(head: str) -> None:
    legal_head = LegalHead.objects.get(code=head)
    kinds = ["company", "local_authority", "state", "school", "association", "recycler"]
    donors = {kind: people.organisation(kind) for kind in kinds} | {"person": people.person()}
    taken = set()
    for kind, donor in donors.items():
        try:
            collection.donation(head=head, donor=donor)
        except Refused:
            continue
        taken.add(kind)
    assert taken == set(legal_head.donor_kinds)


@pytest.mark.parametrize("announced_on", [date(1989, 12, 31), today() + timedelta(days=1), date(2081, 1, 1)])
def test_a_donation_is_announced_today_or_before(announced_on: date) -> None:
    head = LegalHead.objects.get(code=collection.CAPPED)
    with pytest.raises(Refused):
        services.accept_donation(
            donor=people.organisation(), legal_head=head, announced={}, by=None, announced_on=announced_on
        )
    assert not Donation.objects.exists()


def test_a_pickup_in_2081_is_a_slip_of_the_finger() -> None:
    donation = collection.donation()
    with pytest.raises(Refused):
        services.change_donation(
            donation,
            legal_head=donation.legal_head,
            announced={},
            pickup_on=date(2081, 1, 1),
            note="",
            by=None,
        )


def test_the_legal_head_is_fixed_once_something_arrived() -> None:
    donation = collection.donation()
    services.open_lot(donation, arrived_on=today(), by=None)
    gift = LegalHead.objects.get(code=collection.GIFT_ONLY)
    with pytest.raises(Refused):
        services.change_donation(donation, legal_head=gift, announced={}, pickup_on=None, note="", by=None)
    with pytest.raises(Refused):
        services.cancel_donation(donation, reason="", by=None)


def test_a_cancelled_donation_receives_nothing_until_restored() -> None:
    donation = collection.donation()
    services.cancel_donation(donation, reason="moved away", by=None)
    with pytest.raises(Refused):
        services.open_lot(donation, arrived_on=today(), by=None)
    services.restore_donation(donation, by=None)
    services.open_lot(donation, arrived_on=today(), by=None)
    with pytest.raises(Refused):
        services.restore_donation(donation, by=None)


def test_counting_again_replaces_and_the_journal_keeps_both() -> None:
    lot = collection.lot()
    services.count_lot(lot, counted={"laptop": 3}, by=None)
    services.count_lot(lot, counted={"laptop": 4, "monitor": 0}, by=None)
    assert dict(lot.counted.values_list("category", "quantity")) == {"laptop": 4}
    assert JournalEntry.objects.latest("pk").data == {
        "before": {"laptop": 3},
        "counted": {"laptop": 4, "monitor": 0},
    }


def test_a_closed_lot_takes_no_more_numbers_until_reopened() -> None:
    lot = collection.lot()
    services.close_lot(lot, by=None)
    with pytest.raises(Refused):
        shelves.receive(lot, category="laptop", by=None)
    services.reopen_lot(lot, by=None)
    assert len(shelves.receive(lot, category="laptop", quantity=2, by=None)) == 2


@pytest.mark.parametrize("quantity", [-1, 100_001])
def test_the_database_refuses_unlikely_quantities(quantity: int) -> None:
    donation = collection.donation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Announced.objects.create(donation=donation, category="monitor", quantity=quantity)


def test_figures_follow_a_device_whose_lot_is_corrected() -> None:
    company = people.organisation("company")
    wrong, right = (
        collection.lot(),
        collection.lot(of=collection.donation(head=collection.COMPANY, donor=company)),
    )
    device = inventory.device(lot=wrong)
    shelves.assign_lot(device, right, by=None)
    assert [figures.name for figures in donor_figures(today().year)] == [company.name]
    assert recount() == []


def test_a_row_that_was_closed_or_cancelled_meanwhile_is_read_again() -> None:
    lot = collection.lot()
    stale = Lot.objects.get(pk=lot.pk)
    services.close_lot(lot, by=None)
    for late in (
        lambda: services.count_lot(stale, counted={"laptop": 3}, by=None),
        lambda: services.close_lot(stale, by=None),
    ):
        with pytest.raises(Refused):
            late()
    donation = collection.donation()
    other = Donation.objects.get(pk=donation.pk)
    services.cancel_donation(donation, reason="no van", by=None)
    with pytest.raises(Refused):
        services.cancel_donation(other, reason="no van", by=None)
    with pytest.raises(Refused):
        services.open_lot(other, arrived_on=today(), by=None)
