"""`rebond check` finds what was planted, and nothing in a sound home."""

from tests.command.conftest import Home


def test_sound_home_is_well(demonstration: Home) -> None:
    assert "✘" not in demonstration.rebond("check", "--figures")


def test_wrong_counter_is_found_only_when_figures_are_asked(lived: Home) -> None:
    lived.write(
        "UPDATE inventory_monthtally SET n = n + 1 WHERE id = (SELECT MIN(id) FROM inventory_monthtally)"
    )
    assert "--figures" in lived.rebond("check")
    assert "month 20" in lived.rebond("check", "--figures", status=1)


def test_missing_guard_is_named(lived: Home) -> None:
    lived.write("DROP TRIGGER gate_device")
    assert "gate_device" in lived.rebond("check", status=1)


def test_altered_report_is_found(lived: Home) -> None:
    trigger = lived.rows("SELECT sql FROM sqlite_master WHERE name = 'evidence_report_no_update'")[0][0]
    lived.write(
        "DROP TRIGGER evidence_report_no_update",
        "UPDATE evidence_report SET sha256 = REPLACE(sha256, SUBSTR(sha256, 1, 8), '00000000') WHERE id = 7",
        str(trigger),
    )
    told = lived.rebond("check", status=1)
    assert told.count("✘") == 1
    assert " 7 " in told


def test_altered_paper_is_found(lived: Home) -> None:
    trigger = lived.rows("SELECT sql FROM sqlite_master WHERE name = 'records_paper_no_update'")[0][0]
    lived.write(
        "DROP TRIGGER records_paper_no_update",
        "UPDATE records_paper SET body = x'00' WHERE id = 3",
        str(trigger),
    )
    [(number,)] = lived.rows("SELECT number FROM records_paper WHERE id = 3")
    assert str(number) in lived.rebond("check", status=1)


def test_device_out_with_an_unproven_drive_is_found(lived: Home) -> None:
    trigger = lived.rows("SELECT sql FROM sqlite_master WHERE name = 'gate_device'")[0][0]
    lived.write(
        "DROP TRIGGER gate_device",
        "UPDATE inventory_device SET state = 'ready' WHERE id = (SELECT device_id FROM inventory_sighting"
        " WHERE settled_at IS NULL LIMIT 1)",
        str(trigger),
    )
    assert lived.rebond("check", status=1).count("✘") == 1


def test_key_that_others_can_read_is_found(lived: Home) -> None:
    (lived.root / "signing.key").chmod(0o644)
    assert "signing.key" in lived.rebond("check", status=1)


def test_damaged_file_is_found(lived: Home) -> None:
    lived.write("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA journal_mode = DELETE")
    lived.write("PRAGMA foreign_keys = OFF", "UPDATE collection_lot SET donation_id = 99999 WHERE id = 1")
    assert "collection_lot" in lived.rebond("check", status=1)
