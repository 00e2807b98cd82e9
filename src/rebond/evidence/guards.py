"""A report is kept exactly as it came."""

from rebond.common.database import append_only, register

register(*append_only("evidence_report"))
