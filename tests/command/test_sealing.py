"""`seal`, `verify`, `key` on the demonstration year."""

from tests.command.conftest import Home


def test_a_year_is_sealed_verified_and_an_altered_erasure_named(lived: Home) -> None:
    lived.rebond("seal")
    assert "Tout était déjà scellé" in lived.rebond("seal")
    lived.rebond("verify")
    [(trigger,)] = lived.rows("SELECT sql FROM sqlite_master WHERE name = 'erasure_erasure_no_update'")
    lived.write(
        "DROP TRIGGER erasure_erasure_no_update",
        "UPDATE erasure_erasure SET finished_at = '2026-01-01 00:00:00' WHERE id = 11 AND proves",
        str(trigger),
    )
    told = lived.rebond("verify", status=1)
    assert "erasure 11 " in told.splitlines()[0]


def test_a_body_altered_with_its_hash_untouched_is_named(lived: Home) -> None:
    lived.rebond("seal")
    [(trigger,)] = lived.rows("SELECT sql FROM sqlite_master WHERE name = 'records_paper_no_update'")
    lived.write(
        "DROP TRIGGER records_paper_no_update",
        "UPDATE records_paper SET body = x'00' WHERE id = 2",
        str(trigger),
    )
    assert "REC-" in lived.rebond("verify", status=1)


def test_a_new_key_signs_from_now_on(lived: Home) -> None:
    lived.rebond("seal")
    lived.rebond("key")
    lived.rebond("seal")
    lived.rebond("verify")
    assert lived.count("records_signingkey") == 2
    assert lived.count("records_treehead WHERE key_id = 2") == 1


def test_a_restored_backup_is_well(lived: Home) -> None:
    """It is older than the last head signed here, which is kept beside."""
    backup = lived.root / "b.zip"
    lived.rebond("seal")
    lived.rebond("backup", backup)
    lived.rebond("token", "Banc 2")
    lived.rebond("seal")
    lived.rebond("restore", backup, "--replace")
    lived.rebond("verify")
    assert len(list(lived.root.glob("last-head-*.json"))) == 1
