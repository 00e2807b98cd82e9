"""What a donor sent stays as it was sent."""

from rebond.common.database import append_only, register

register(*append_only("collection_donationfile"))
