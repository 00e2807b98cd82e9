"""What is given (gifts), how it is fetched (pickups), what was written before Rebond (past)."""

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
from rebond.collection.models.past import PastDevice, PastRegister
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
    "PastDevice",
    "PastRegister",
    "PickupSlot",
    "Round",
    "RoundStop",
    "Scanned",
    "SlotChoice",
    "Vehicle",
]
