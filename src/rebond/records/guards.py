"""The database refuses to change or remove what was written for the future."""

from rebond.common.database import append_only, register

register(*append_only("records_journalentry"), *append_only("records_paper"))
