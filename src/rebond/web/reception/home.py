"""The dock's own page: what is to be fetched, what is being unloaded, what has no number yet."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rebond.collection import links
from rebond.collection.models import Announced, Counted, Donation, Lot
from rebond.common.dates import today
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, page
from rebond.web.names import donor_name
from rebond.web.reception.tallies import numbered_by_lot

SHOWN = 20


@dataclass(frozen=True)
class Pickup:
    """A donation that is still at its donor's."""

    donation: Donation
    donor: str
    quantity: int
    is_late: bool


@dataclass(frozen=True)
class Unloading:
    """A lot that is not closed; ``to_number`` is None when it is too large to tell at once."""

    lot: Lot
    donor: str
    counted: int
    to_number: int | None


@page(Right.SEE)
def reception(request: SignedRequest) -> HttpResponse:
    """Three short lists, each leading to the whole one."""
    announced = with_donor(Donation.objects.filter(status=Donation.Status.ANNOUNCED)).prefetch_related(
        "announced"
    )
    dated = announced.filter(pickup_on__isnull=False).order_by("pickup_on", "id")[:SHOWN]
    undated = announced.filter(pickup_on__isnull=True).order_by("-id")[:SHOWN]
    context = {
        "pickups": [_pickup(row, request) for row in [*dated, *undated]],
        "unloading": _unloading(request),
        "to_ask": _to_ask(request),
    }
    return render(request, "reception/home.html", context)


def _to_ask(request: SignedRequest) -> list[tuple[str, str]]:
    """Donors who agreed to be asked again, and their sheets; private ones for those who may see people."""
    if not request.user.may(Right.RECEIVE):
        return []
    found = links.to_ask_again(today())
    return [
        (
            str(link.donor),
            reverse("web:donor" if link.donor_organisation_id else "web:person", args=[link.donor.pk]),
        )
        for link in found
        if link.donor_organisation_id or request.user.may(Right.SEE_PEOPLE)
    ]


def with_donor(rows: QuerySet[Donation]) -> QuerySet[Donation]:
    """Donations with the names of their donors, in the same query."""
    return rows.select_related("donor_organisation__commune", "donor_person__commune")


def _pickup(donation: Donation, request: SignedRequest) -> Pickup:
    rows: list[Announced] = list(donation.announced.all())
    late = donation.pickup_on is not None and donation.pickup_on < today()
    return Pickup(donation, donor_name(donation, request.user), sum(row.quantity for row in rows), late)


def _unloading(request: SignedRequest) -> list[Unloading]:
    rows = Lot.objects.filter(closed_at=None).select_related(
        "donation__donor_organisation", "donation__donor_person"
    )
    lots = list(rows.prefetch_related(Prefetch("counted", Counted.objects.all())).order_by("-id")[:SHOWN])
    given = numbered_by_lot(lots)
    found = []
    for lot in lots:
        counted = sum(row.quantity for row in lot.counted.all())
        left = None if given is None else max(0, counted - given[lot.pk])
        found.append(Unloading(lot, donor_name(lot.donation, request.user), counted, left))
    return found
