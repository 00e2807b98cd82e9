"""The gate of promise 1, kept by the database whatever our code does: no proof, no way out."""

from rebond.collection.categories import HOLDS_NO_DATA
from rebond.common.database import Guard, append_only, register
from rebond.erasure.models import Destruction, Erasure, NoDriveStatement, Removal
from rebond.inventory.states import GUARDED
from rebond.records import leaves

_GUARDED = ", ".join(f"'{state}'" for state in sorted(GUARDED))

_NO_DATA = ", ".join(f"'{category}'" for category in sorted(HOLDS_NO_DATA))
# True when no drive was seen in NEW (a device row) during its reception, and nobody said that it holds none.
_UNSEEN = (
    "(NOT EXISTS (SELECT 1 FROM inventory_sighting s"
    " WHERE s.device_id = NEW.id AND s.reception = NEW.reception)"
    " AND NOT EXISTS (SELECT 1 FROM erasure_nodrivestatement n"
    " WHERE n.device_id = NEW.id AND n.reception = NEW.reception))"
)

# True when NEW still owes a proof, or never showed that it holds no drive.
_OWES = (
    "(EXISTS (SELECT 1 FROM inventory_sighting s WHERE s.device_id = NEW.id AND s.settled_at IS NULL)"
    " OR EXISTS (SELECT 1 FROM inventory_drive d WHERE d.device_id = NEW.id AND d.data_state = 'unproven')"
    f" OR (NEW.category NOT IN ({_NO_DATA}) AND {_UNSEEN}))"
)
_PROVEN = (
    "((NEW.settled_by = 'erasure' AND EXISTS (SELECT 1 FROM erasure_erasure e WHERE e.id = NEW.proof_id"
    " AND e.drive_id = NEW.drive_id AND e.proves"
    " AND e.finished_at >= (SELECT d.debt_since FROM inventory_drive d WHERE d.id = NEW.drive_id)))"
    " OR (NEW.settled_by = 'destruction' AND EXISTS (SELECT 1 FROM erasure_destruction d"
    " WHERE d.id = NEW.proof_id AND d.drive_id = NEW.drive_id))"
    " OR (NEW.settled_by = 'removal' AND EXISTS (SELECT 1 FROM erasure_removal r WHERE r.id = NEW.proof_id"
    " AND r.drive_id = NEW.drive_id AND r.device_id = NEW.device_id AND r.reception = NEW.reception)))"
)
_IS_CLEARED = (
    f"EXISTS (SELECT 1 FROM inventory_device v WHERE v.id = NEW.device_id AND v.state IN ({_GUARDED}))"
)

register(
    *append_only("erasure_erasure"),
    *append_only("erasure_destruction"),
    *append_only("erasure_removal"),
    *append_only("erasure_nodrivestatement"),
    Guard(
        "gate_device",
        "inventory_device",
        "UPDATE",
        columns="state, category, reception",
        when=f"NEW.state IN ({_GUARDED}) AND {_OWES}",
        message="a drive seen in this device is unproven",
    ),
    Guard(
        "gate_category",
        "inventory_device",
        "UPDATE",
        columns="category",
        when=f"OLD.category NOT IN ({_NO_DATA}) AND NEW.category IN ({_NO_DATA}) AND {_UNSEEN}",
        message="nobody said that this device holds no drive",
    ),
    Guard(
        "gate_sighting_insert",
        "inventory_sighting",
        "INSERT",
        when=f"NEW.settled_at IS NULL AND {_IS_CLEARED}",
        message="an unproven drive cannot be in a cleared device",
    ),
    Guard(
        "gate_sighting_proof_insert",
        "inventory_sighting",
        "INSERT",
        when=f"NEW.settled_at IS NOT NULL AND NOT {_PROVEN}",
        message="a sighting is settled by a proof",
    ),
    Guard(
        "gate_sighting_settled_for_good",
        "inventory_sighting",
        "UPDATE",
        when="OLD.settled_at IS NOT NULL OR NEW.drive_id <> OLD.drive_id OR NEW.device_id <> OLD.device_id"
        " OR NEW.reception <> OLD.reception",
        message="a sighting is settled once",
    ),
    Guard(
        "gate_sighting_proof_update",
        "inventory_sighting",
        "UPDATE",
        when=f"NEW.settled_at IS NOT NULL AND NOT {_PROVEN}",
        message="a sighting is settled by a proof",
    ),
    Guard(
        "gate_drive_erased",
        "inventory_drive",
        "UPDATE",
        columns="data_state, debt_since, proof_id",
        when="NEW.data_state = 'erased' AND NOT EXISTS (SELECT 1 FROM erasure_erasure e"
        " WHERE e.id = NEW.proof_id AND e.drive_id = NEW.id AND e.proves"
        " AND e.finished_at >= NEW.debt_since)",
        message="a drive is erased by a proven erasure since it was received",
    ),
    Guard(
        "gate_drive_debt",
        "inventory_drive",
        "UPDATE",
        columns="debt_since",
        when="NEW.debt_since < OLD.debt_since",
        message="a debt is renewed, never dated back",
    ),
    Guard(
        "gate_drive_in_device",
        "inventory_drive",
        "UPDATE",
        columns="device_id, data_state",
        when=f"NEW.data_state = 'unproven' AND {_IS_CLEARED}",
        message="an unproven drive cannot be in a cleared device",
    ),
    Guard(
        "gate_drive_born_in_device",
        "inventory_drive",
        "INSERT",
        when=_IS_CLEARED,
        message="an unproven drive cannot be in a cleared device",
    ),
    Guard(
        "gate_drive_destroyed",
        "inventory_drive",
        "UPDATE",
        columns="data_state",
        when="NEW.data_state = 'destroyed'"
        " AND NOT EXISTS (SELECT 1 FROM erasure_destruction d WHERE d.drive_id = NEW.id)",
        message="a drive is destroyed by a witnessed destruction",
    ),
)

leaves.register(
    Erasure, "id", "drive_id", "method", "level", "tool", "tool_version", "result", "verification", "errors",
    "started_at", "finished_at", "source", "report_id", "proves", "recorded_by_id", "recorded_at", "witness",
)  # fmt: skip
leaves.register(
    Destruction, "id", "drive_id", "method", "destroyed_on", "recorded_by_id", "recorded_at", "witness"
)
leaves.register(
    Removal, "id", "drive_id", "device_id", "reception", "reason", "recorded_by_id", "recorded_at"
)
leaves.register(NoDriveStatement, "id", "device_id", "reception", "said_by_id", "said_at", "how")
