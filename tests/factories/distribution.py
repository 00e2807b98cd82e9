"""Handovers."""

from rebond.distribution import eligibility, services
from rebond.distribution.models import Criterion, Handover
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
        seen=criterion() if price_cents and not isinstance(to, Organisation) else None,
        by=people.user(Role.COUNTER),
    )


def criterion(code: str = "RSA") -> Criterion:
    """A criterion of eligibility in force."""
    return next(row for row in eligibility.criteria() if row.code == code)
