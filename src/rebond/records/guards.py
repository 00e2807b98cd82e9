"""The database refuses to change or remove what was written for the future; and what of it is sealed."""

from rebond.common.database import append_only, register
from rebond.records import leaves
from rebond.records.models import JournalEntry, Paper, Revocation

register(
    *append_only("records_journalentry"),
    *append_only("records_paper"),
    *append_only("records_revocation"),
    *append_only("records_signingkey"),
    *append_only("records_leaf"),
    *append_only("records_node"),
    *append_only("records_treehead"),
)

leaves.register(JournalEntry, "id", "at", "actor_id", "kind", "subject_kind", "subject_id", "data")
_PAPER = (
    "id", "kind", "year", "rank", "number", "subject_kind", "subject_id", "issued_at", "issued_by_id",
    "sha256",
)  # fmt: skip
leaves.register(Paper, *_PAPER)
leaves.register(Paper, *_PAPER, "template", "replaces_id", "key_id", "amount_cents", version=2)
leaves.register(Revocation, "id", "paper_id", "reason", "at", "by_id")
