"""One device with what the counter must know of it: the law it came under, who holds it."""

from rebond.distribution.models import Reservation
from rebond.inventory.models import Device
from rebond.web import rows


def device_at(number: str) -> Device:
    """The device with its lot, donation and legal head; 404 when nothing carries this number."""
    return rows.device_or_404(number, "lot__donation__legal_head")


def reservation_of(device: Device) -> Reservation | None:
    """The running reservation of a device."""
    return (
        Reservation.objects.filter(device=device, ended_at=None)
        .select_related("person", "organisation")
        .first()
    )
