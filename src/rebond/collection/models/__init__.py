"""What is given (gifts), and how it is fetched (pickups)."""

from rebond.collection.models.gifts import (
    Announced,
    Closing,
    Counted,
    Donation,
    DonationFile,
    DonorLink,
    DonorList,
    LegalHead,
    ListedDevice,
    Lot,
    Scanned,
)
from rebond.collection.models.pickups import Half, PickupSlot, Round, RoundStop, SlotChoice, Vehicle

__all__ = [
    "Announced",
    "Closing",
    "Counted",
    "Donation",
    "DonationFile",
    "DonorLink",
    "DonorList",
    "Half",
    "LegalHead",
    "ListedDevice",
    "Lot",
    "PickupSlot",
    "Round",
    "RoundStop",
    "Scanned",
    "SlotChoice",
    "Vehicle",
]
