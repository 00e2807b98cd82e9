"""What the database itself keeps true about devices: history, and a birth in the right state."""

from rebond.common.database import Guard, append_only, kept, register

_DEVICE, _DRIVE, _MOVE = "inventory_device", "inventory_drive", "inventory_move"

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
)
