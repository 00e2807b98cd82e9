"""One device with all that its sheet says of where it is and where it comes from."""

from rebond.inventory.models import Device
from rebond.web import rows

WITH_ORIGIN = (
    "lot__donation__donor_organisation",
    "lot__donation__donor_person",
    "lot__donation__legal_head",
)


def device_at(number: str) -> Device:
    """The device with its place, lot, donation and donor; 404 when nothing carries this number."""
    return rows.device_or_404(number, "location", "merged_into", *WITH_ORIGIN)
