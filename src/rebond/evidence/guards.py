"""A report is kept exactly as it came."""

from rebond.common.database import append_only, register
from rebond.evidence.models import Report
from rebond.records import leaves

register(*append_only("evidence_report"))

leaves.register(
    Report, "id", "sha256", "claimed_id", "is_conflict", "received_at", "source", "filename", "size_bytes",
    "sent_by_id", "token_id",
)  # fmt: skip
