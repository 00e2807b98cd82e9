"""What was signed stays as it was signed; what the law forbids to sell is not sold (promise 3)."""

from rebond.common.database import Guard, append_only, register

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

register(
    *append_only("distribution_handover"),
    *append_only("distribution_handoveritem"),
    *append_only("distribution_return"),
    Guard(
        "sale_is_lawful",
        "distribution_handoveritem",
        "INSERT",
        when=f"NEW.price_cents > 0 AND NOT {_LAWFUL}",
        message="the law of its donation forbids this sale",
    ),
)
