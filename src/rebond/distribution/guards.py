"""What was signed stays as it was signed; what the law forbids to sell is not sold (promise 3); money is
neither changed nor counted twice. Forgetting somebody may only take their name away.
"""

from rebond.common.database import Guard, append_only, kept, register, unchanged_but
from rebond.distribution.models import EligibilityCheck, Handover, Return

# True when the law of the device's donation lets it be sold at NEW.price_cents to this recipient. A table of
# caps that does not name the category allows no sale of it; a capped price needs a basis.
_LAWFUL = (
    "EXISTS (SELECT 1 FROM inventory_device v JOIN collection_lot l ON l.id = v.lot_id"
    " JOIN collection_donation d ON d.id = l.donation_id"
    " JOIN collection_legalhead h ON h.code = d.legal_head_id"
    " JOIN distribution_handover o ON o.id = NEW.handover_id"
    " WHERE v.id = NEW.device_id AND h.sale_allowed AND (h.price_caps_cents = '{}'"
    " OR (CAST(h.price_caps_cents ->> v.category AS INTEGER) >= NEW.price_cents AND o.basis <> '')))"
)
_WITHDRAWN = "(OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND NEW.reason = OLD.reason)"
_CHECKED = (
    "EXISTS (SELECT 1 FROM distribution_eligibilitycheck c WHERE c.withdrawn_at IS NULL AND (c.person_id ="
    " NEW.person_id OR c.person_id IN (SELECT p.id FROM people_person p WHERE p.merged_into_id ="
    " NEW.person_id)))"
)
_PAID = (
    "(SELECT COALESCE(SUM(p.amount_cents), 0) FROM distribution_payment p"
    " WHERE p.handover_id = NEW.handover_id)"
)
_PRICE = "(SELECT h.total_cents FROM distribution_handover h WHERE h.id = NEW.handover_id)"


def _only_forgets(model: type[Handover] | type[Return], table: str, *columns: str) -> tuple[Guard, ...]:
    """Rows stay; an update may only empty these columns."""
    emptied = " AND ".join(f"NEW.{column} = ''" for column in columns)
    message = f"{table} is append-only"
    return (
        Guard(
            f"{table}_no_update",
            table,
            "UPDATE",
            when=f"NOT ({emptied} AND {unchanged_but(model, *columns)})",
            message=message,
        ),
        *kept(table, message),
    )


register(
    *_only_forgets(Handover, "distribution_handover", "signed_name", "signature"),
    *append_only("distribution_handoveritem"),
    *_only_forgets(Return, "distribution_return", "reason"),
    *append_only("distribution_payment"),
    *append_only("distribution_tillday"),
    *append_only("distribution_renewal"),
    *append_only("distribution_instalment"),
    Guard(
        "distribution_signedpaper_no_update",
        "distribution_signedpaper",
        "UPDATE",
        message="a signed paper is kept as it was scanned",
    ),
    Guard(
        "distribution_eligibilitycheck_no_update",
        "distribution_eligibilitycheck",
        "UPDATE",
        when=f"NOT ({unchanged_but(EligibilityCheck, 'withdrawn_at', 'reason')} AND ({_WITHDRAWN} OR"
        " (NEW.reason = '—' AND NEW.withdrawn_at IS NOT DISTINCT FROM OLD.withdrawn_at)))",
        message="a check may only be withdrawn",
    ),
    *kept("distribution_eligibilitycheck", "a check may only be withdrawn"),
    Guard(
        "precarity_was_seen",
        "distribution_handover",
        "INSERT",
        when=f"NEW.basis = 'precarity' AND NOT {_CHECKED}",
        message="nobody looked at an eligibility",
    ),
    Guard(
        "sale_is_lawful",
        "distribution_handoveritem",
        "INSERT",
        when=f"NEW.price_cents > 0 AND NOT {_LAWFUL}",
        message="the law of its donation forbids this sale",
    ),
    Guard(
        "never_paid_twice",
        "distribution_payment",
        "INSERT",
        when=f"NEW.handover_id IS NOT NULL AND ({_PAID} + NEW.amount_cents > {_PRICE}"
        f" OR {_PAID} + NEW.amount_cents < 0)",
        message="a price is paid once",
    ),
    Guard(
        "a_closed_till_takes_no_cash",
        "distribution_payment",
        "INSERT",
        when="NEW.means = 'cash' AND EXISTS (SELECT 1 FROM distribution_tillday t WHERE t.day = NEW.day)",
        message="this till is closed",
    ),
)
