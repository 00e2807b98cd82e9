"""Handovers."""

from rebond.distribution import services
from rebond.distribution.models import Handover
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person
from rebond.people.roles import Role
from tests.factories import people


def line(device: Device, *, price_cents: int = 0, expected: int | None = None) -> services.Line:
    return services.Line(device, price_cents, "reconditioned", expected)


def handover(
    *devices: Device, kind: str = "gift", price_cents: int = 0, to: Person | Organisation | None = None
) -> Handover:
    return services.hand_over(
        [line(device, price_cents=price_cents) for device in devices],
        to or people.person(),
        kind=kind,
        signed_name="Marie Le Goff",
        payment="cash" if price_cents else "",
        precarity_seen=bool(price_cents),
        by=people.user(Role.COUNTER),
    )
