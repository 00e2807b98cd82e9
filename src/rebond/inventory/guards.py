"""What the database itself keeps true about devices: history, counters, and a birth in the right state."""

from rebond.common.database import Guard, append_only, kept, register

_DEVICE, _DRIVE, _MOVE = "inventory_device", "inventory_drive", "inventory_move"
_DONOR = (
    "COALESCE((SELECT CASE WHEN d.donor_organisation_id IS NOT NULL THEN 'o' || d.donor_organisation_id"
    " ELSE 'p' || d.donor_person_id END"
    " FROM collection_lot l JOIN collection_donation d ON d.id = l.donation_id WHERE l.id = {lot}), '')"
)


def _bump(table: str, keys: str, values: str, n: str = "1") -> str:
    """Add ``n`` to the counter row ``keys`` = ``values``, made when missing."""
    return (
        f"INSERT INTO {table} ({keys}, n) VALUES ({values}, {n})"
        f" ON CONFLICT ({keys}) DO UPDATE SET n = {table}.n + excluded.n"
    )


def _restate(row: str, sign: str) -> str:
    """Take away or add again all counted steps of a device, as its category, lot and merge were (OLD) or are
    (NEW).
    """
    counted = (
        f"FROM inventory_move m WHERE m.device_id = {row}.id AND m.counts_as <> ''"
        f" AND NOT (m.counts_as = 'collected' AND {row}.state = 'merged')"
    )
    donor = _DONOR.format(lot=f"{row}.lot_id")
    return (
        f"INSERT INTO inventory_monthtally (month, event, category, n)"
        f" SELECT m.month, m.counts_as, {row}.category, {sign}COUNT(*) {counted}"
        " GROUP BY m.month, m.counts_as"
        " ON CONFLICT (month, event, category) DO UPDATE SET n = inventory_monthtally.n + excluded.n;"
        f" INSERT INTO inventory_donortally (year, event, donor, n)"
        f" SELECT m.month / 100, m.counts_as, {donor}, {sign}COUNT(*) {counted}"
        " GROUP BY m.month / 100, m.counts_as"
        " ON CONFLICT (year, event, donor) DO UPDATE SET n = inventory_donortally.n + excluded.n"
    )


_STATES = "inventory_statecount", "state, category"
_DEBTS = "inventory_debtcount", "data_state"
_CATEGORY = "(SELECT category FROM inventory_device WHERE id = NEW.device_id)"
_LOT = "(SELECT lot_id FROM inventory_device WHERE id = NEW.device_id)"

register(
    *append_only(_MOVE),
    *kept(_DEVICE, "a device is never deleted"),
    *kept(_DRIVE, "a drive is never deleted"),
    *kept("inventory_sighting", "a sighting is never deleted"),
    Guard(
        "device_is_born_received",
        _DEVICE,
        "INSERT",
        when="NEW.state <> 'received'",
        message="a device begins as received",
    ),
    Guard(
        "drive_is_born_in_debt",
        _DRIVE,
        "INSERT",
        when="NEW.data_state <> 'unproven'",
        message="a drive begins unproven",
    ),
    Guard(
        "device_number_is_for_life",
        _DEVICE,
        "UPDATE",
        columns="number",
        when="NEW.number <> OLD.number",
        message="our number never changes",
    ),
    Guard("state_count_insert", _DEVICE, "INSERT", action=_bump(*_STATES, "NEW.state, NEW.category")),
    Guard(
        "state_count_update",
        _DEVICE,
        "UPDATE",
        columns="state, category",
        when="NEW.state <> OLD.state OR NEW.category <> OLD.category",
        action=_bump(*_STATES, "OLD.state, OLD.category", "-1")
        + "; "
        + _bump(*_STATES, "NEW.state, NEW.category"),
    ),
    Guard("debt_count_insert", _DRIVE, "INSERT", action=_bump(*_DEBTS, "NEW.data_state")),
    Guard(
        "debt_count_update",
        _DRIVE,
        "UPDATE",
        columns="data_state",
        when="NEW.data_state <> OLD.data_state",
        action=_bump(*_DEBTS, "OLD.data_state", "-1") + "; " + _bump(*_DEBTS, "NEW.data_state"),
    ),
    Guard(
        "tally_insert",
        _MOVE,
        "INSERT",
        when="NEW.counts_as <> ''",
        action=_bump(
            "inventory_monthtally", "month, event, category", f"NEW.month, NEW.counts_as, {_CATEGORY}"
        )
        + "; "
        + _bump(
            "inventory_donortally",
            "year, event, donor",
            f"NEW.month / 100, NEW.counts_as, {_DONOR.format(lot=_LOT)}",
        ),
    ),
    Guard(
        "tally_restate",
        _DEVICE,
        "UPDATE",
        columns="state, category, lot_id",
        when="NEW.category <> OLD.category OR NEW.lot_id IS DISTINCT FROM OLD.lot_id"
        " OR (NEW.state = 'merged') <> (OLD.state = 'merged')",
        action=_restate("OLD", "-") + "; " + _restate("NEW", ""),
    ),
)
