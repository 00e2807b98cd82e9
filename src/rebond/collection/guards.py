"""What a donor sent stays as it was sent; it goes with a donor who was forgotten."""

from rebond.common.database import Guard, append_only, register

_FORGOTTEN = (
    "EXISTS (SELECT 1 FROM collection_donation d JOIN people_person p ON p.id = d.donor_person_id"
    " WHERE d.id = OLD.donation_id AND p.anonymised_at IS NOT NULL)"
)
_no_update, _no_delete, _no_truncate = append_only("collection_donationfile")

register(
    _no_update,
    Guard(_no_delete.name, _no_delete.table, "DELETE", when=f"NOT {_FORGOTTEN}", message=_no_delete.message),
    _no_truncate,
)
