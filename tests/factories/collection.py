"""Donations and lots."""

from datetime import date

from rebond.collection import services
from rebond.collection.models import Donation, LegalHead, Lot
from rebond.common.dates import today
from rebond.people.models import Organisation, Person
from tests.factories import people

CAPPED = "cg3p-l3212-2-3"
GIFT_ONLY = "cg3p-l3212-2-2"
COMPANY = "entreprise"


def donation(*, head: str = CAPPED, donor: Organisation | Person | None = None, **announced: int) -> Donation:
    """A donation under a legal head, from a donor of the kind that the head wants."""
    legal_head = LegalHead.objects.get(code=head)
    return services.accept_donation(
        donor=donor or _donor(legal_head),
        legal_head=legal_head,
        announced=announced or {"laptop": 3},
        by=people.user(),
    )


def _donor(head: LegalHead) -> Organisation | Person:
    kind = head.donor_kinds[0]
    return people.person() if kind == "person" else people.organisation(kind)


def lot(*, head: str = CAPPED, of: Donation | None = None, arrived_on: date | None = None) -> Lot:
    return services.open_lot(of or donation(head=head), arrived_on=arrived_on or today(), by=people.user())
