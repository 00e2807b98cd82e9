"""What the database itself counts of devices and drives, beside the SELECT that each counter must equal."""

from typing import Final

from rebond.common.database import Guard, register
from rebond.records import counting, tallies
from rebond.records.counting import Counter

SETTLED: Final = "settled"
"""Machines whose fate is settled without reuse nor recycling, by « state category »: taken apart or lost,
less those found again or recycled since."""

_DEVICE, _DRIVE, _MOVE = "inventory_device", "inventory_drive", "inventory_move"
_DONOR = (
    "COALESCE((SELECT CASE WHEN d.donor_organisation_id IS NOT NULL THEN 'o' || d.donor_organisation_id"
    " ELSE 'p' || d.donor_person_id END"
    " FROM collection_lot l JOIN collection_donation d ON d.id = l.donation_id WHERE l.id = {lot}), '')"
)


def _restate(row: str, sign: str) -> str:
    """Take away or add again all counted steps of a device, as its category, lot and merge were (OLD) or are
    (NEW).
    """
    counted = (
        f"FROM inventory_move m WHERE m.device_id = {row}.id AND m.counts_as <> ''"
        f" AND NOT (m.counts_as = 'collected' AND {row}.state = 'merged')"
    )
    kinds = {
        _MONTHS: f"m.month, m.counts_as, {row}.category",
        _DONORS: f"m.month / 100, m.counts_as, {_DONOR.format(lot=f'{row}.lot_id')}",
    }
    return "; ".join(
        counting.add(*counter, f"SELECT {keys}, {sign}COUNT(*) {counted} GROUP BY 1, 2, 3")
        for counter, keys in kinds.items()
    )


_MONTHS = "inventory_monthtally", "month, event, category"
_DONORS = "inventory_donortally", "year, event, donor"
_STATES = "inventory_statecount", "state, category"
_DEBTS = "inventory_debtcount", "data_state"
_CATEGORY = "(SELECT category FROM inventory_device WHERE id = NEW.device_id)"
_LOT = "(SELECT lot_id FROM inventory_device WHERE id = NEW.device_id)"
_APART = "('dismantled', 'lost')"


def _settled(row: str, state: str, sign: str) -> str:
    return tallies.add(
        SETTLED,
        f"SELECT {row}.month, {row}.{state} || ' ' || v.category, {sign}1 FROM inventory_device v"
        f" WHERE v.id = {row}.device_id AND {row}.{state} IN {_APART}",
    )


_ENDS = (
    f"SELECT m.device_id, m.month, m.to_state AS fate, 1 AS one FROM inventory_move m"
    f" WHERE m.to_state IN {_APART} AND m.from_state <> m.to_state"
    f" UNION ALL SELECT m.device_id, m.month, m.from_state, -1 FROM inventory_move m"
    f" WHERE m.from_state IN {_APART} AND m.from_state <> m.to_state"
)


def _settled_again(row: str, sign: str) -> str:
    return tallies.add(
        SETTLED,
        f"SELECT e.month, e.fate || ' ' || {row}.category, {sign}SUM(e.one) FROM ({_ENDS}) e"
        f" WHERE e.device_id = {row}.id GROUP BY e.month, e.fate",
    )


register(
    Guard("state_count_insert", _DEVICE, "INSERT", action=counting.bump(*_STATES, "NEW.state, NEW.category")),
    Guard(
        "state_count_update",
        _DEVICE,
        "UPDATE",
        columns="state, category",
        when="NEW.state <> OLD.state OR NEW.category <> OLD.category",
        action=counting.bump(*_STATES, "OLD.state, OLD.category", "-1")
        + "; "
        + counting.bump(*_STATES, "NEW.state, NEW.category"),
    ),
    Guard("debt_count_insert", _DRIVE, "INSERT", action=counting.bump(*_DEBTS, "NEW.data_state")),
    Guard(
        "debt_count_update",
        _DRIVE,
        "UPDATE",
        columns="data_state",
        when="NEW.data_state <> OLD.data_state",
        action=counting.bump(*_DEBTS, "OLD.data_state", "-1")
        + "; "
        + counting.bump(*_DEBTS, "NEW.data_state"),
    ),
    Guard(
        "tally_insert",
        _MOVE,
        "INSERT",
        when="NEW.counts_as <> ''",
        action=counting.bump(*_MONTHS, f"NEW.month, NEW.counts_as, {_CATEGORY}")
        + "; "
        + counting.bump(*_DONORS, f"NEW.month / 100, NEW.counts_as, {_DONOR.format(lot=_LOT)}"),
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
    Guard(
        "a_fate_is_settled",
        _MOVE,
        "INSERT",
        when="NEW.from_state <> NEW.to_state",
        action=_settled("NEW", "to_state", "") + "; " + _settled("NEW", "from_state", "-"),
    ),
    Guard(
        "a_settled_fate_is_of_another_kind",
        _DEVICE,
        "UPDATE",
        columns="category",
        when="NEW.category <> OLD.category",
        action=_settled_again("OLD", "-") + "; " + _settled_again("NEW", ""),
    ),
)

_COUNTED = (
    "FROM inventory_move m JOIN inventory_device v ON v.id = m.device_id{}"
    " WHERE m.counts_as <> '' AND NOT (m.counts_as = 'collected' AND v.state = 'merged')"
)
_GIVEN = _COUNTED.format(
    " LEFT JOIN collection_lot l ON l.id = v.lot_id LEFT JOIN collection_donation d ON d.id = l.donation_id"
)
_GIVER = "COALESCE('o' || d.donor_organisation_id, 'p' || d.donor_person_id, '')"

counting.register(
    Counter(
        "state", "inventory_statecount", ("state", "category"),
        "SELECT state, category, COUNT(*) FROM inventory_device GROUP BY 1, 2",
    ),
    Counter(
        "drives", "inventory_debtcount", ("data_state",),
        "SELECT data_state, COUNT(*) FROM inventory_drive GROUP BY 1",
    ),
    Counter(
        "month", "inventory_monthtally", ("month", "event", "category"),
        f"SELECT m.month, m.counts_as, v.category, COUNT(*) {_COUNTED.format('')} GROUP BY 1, 2, 3",
    ),
    Counter(
        "donor", "inventory_donortally", ("year", "event", "donor"),
        f"SELECT m.month / 100, m.counts_as, {_GIVER}, COUNT(*) {_GIVEN} GROUP BY 1, 2, 3",
    ),
    tallies.figure(
        SETTLED,
        f"SELECT e.month, e.fate || ' ' || v.category, SUM(e.one) FROM ({_ENDS}) e"
        " JOIN inventory_device v ON v.id = e.device_id GROUP BY 1, 2",
    ),
)  # fmt: skip
