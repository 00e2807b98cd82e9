"""Giving numbers to what was counted in a lot: all of them, or none."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.collection.models import Lot
from rebond.common.errors import Refused, Stale
from rebond.inventory.models import Device, Location
from rebond.inventory.services import receive
from rebond.people.models import User


def last_given(lot: Lot) -> int:
    """The key of the last device numbered in this lot, 0 when there is none."""
    return lot.devices.order_by("-id").values_list("id", flat=True).first() or 0


@transaction.atomic
def number_lot(
    lot: Lot,
    quantities: Mapping[str, int],
    *,
    by: User | None,
    last_seen: int,
    location: Location | None = None,
) -> list[Device]:
    """Give numbers by category. ``last_seen`` is :func:`last_given` as the user saw it.

    The same form sent twice, or by two people at once, would number the same machines twice: it is Stale.
    """
    locked = Lot.objects.select_for_update().get(pk=lot.pk)
    if last_given(locked) != last_seen:
        raise Stale(
            _("Numbers were given in this lot since you opened the page."),
            _("Look at its list before giving more."),
        )
    wanted = {category: quantity for category, quantity in quantities.items() if quantity}
    if not wanted:
        raise Refused(_("Write how many numbers to give, on at least one line."))
    return [
        device
        for category, quantity in wanted.items()
        for device in receive(locked, category=category, quantity=quantity, by=by, location=location)
    ]
