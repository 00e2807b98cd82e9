"""What was signed stays as it was signed."""

from rebond.common.database import append_only, register

register(
    *append_only("distribution_handover"),
    *append_only("distribution_handoveritem"),
    *append_only("distribution_return"),
)
