"""The kept counters (inventory/guards.py), written again from their rows."""

from django.db.backends.utils import CursorWrapper

_COUNTED = (
    "FROM inventory_move m JOIN inventory_device v ON v.id = m.device_id"
    " WHERE m.counts_as <> '' AND NOT (m.counts_as = 'collected' AND v.state = 'merged')"
)
_DONORS = (
    "FROM inventory_move m JOIN inventory_device v ON v.id = m.device_id"
    " LEFT JOIN collection_lot l ON l.id = v.lot_id LEFT JOIN collection_donation d ON d.id = l.donation_id"
    " WHERE m.counts_as <> '' AND NOT (m.counts_as = 'collected' AND v.state = 'merged')"
)
_DONOR = "COALESCE('o' || d.donor_organisation_id, 'p' || d.donor_person_id, '')"
_REBUILT = {
    "inventory_statecount (state, category, n)": (
        "SELECT state, category, COUNT(*) FROM inventory_device GROUP BY 1, 2"
    ),
    "inventory_debtcount (data_state, n)": "SELECT data_state, COUNT(*) FROM inventory_drive GROUP BY 1",
    "inventory_monthtally (month, event, category, n)": (
        f"SELECT m.month, m.counts_as, v.category, COUNT(*) {_COUNTED} GROUP BY 1, 2, 3"
    ),
    "inventory_donortally (year, event, donor, n)": (
        f"SELECT m.month / 100, m.counts_as, {_DONOR}, COUNT(*) {_DONORS} GROUP BY 1, 2, 3"
    ),
}


def rebuild(cursor: CursorWrapper) -> None:
    """Empty each counter and count its rows again."""
    for counter, rows in _REBUILT.items():
        cursor.execute(f"DELETE FROM {counter.partition(' ')[0]}")
        cursor.execute(f"INSERT INTO {counter} {rows}")
