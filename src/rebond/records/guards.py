"""The database refuses to change or remove what was written for the future; and what of it is sealed."""

from rebond.common.database import Guard, append_only, kept, register, unchanged_but
from rebond.records import leaves
from rebond.records.models import JournalEntry, Paper, Revocation

_SAME_PAPER = unchanged_but(Paper, "body", "forgotten_at")

register(
    *append_only("records_journalentry"),
    # One change only: the body of a paper that names somebody who is forgotten. Number and hash remain.
    Guard(
        "records_paper_no_update",
        "records_paper",
        "UPDATE",
        when=f"NOT (OLD.forgotten_at IS NULL AND NEW.forgotten_at IS NOT NULL AND {_SAME_PAPER})",
        message="records_paper is append-only",
    ),
    *kept("records_paper", "records_paper is append-only"),
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
