"""What is sealed shows any later change, also one made by somebody who holds the database."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from rebond.common import database
from rebond.common.errors import Refused
from rebond.config import home as homes
from rebond.config.home import Home
from rebond.records import journal, leaves, merkle, sealing, signing, tree, verifying
from rebond.records.models import JournalEntry, Leaf, Node, SigningKey, TreeHead
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def sealed() -> list[JournalEntry]:
    """Twelve entries under three heads."""
    entries = []
    for _ in range(3):
        entries += write(4)
        assert sealing.seal()
    return entries


def write(count: int) -> list[JournalEntry]:
    user = people.user()
    return [journal.write("token.created", user, by=user, name=f"banc {n}") for n in range(count)]


def behind_our_back(statement: str, *values: object) -> None:
    """What somebody who holds the database can do: guards do not stop them."""
    database.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    database.install(connection)


def first_wrong() -> str:
    wrong = verifying.verify().wrong
    return wrong[0] if wrong else ""


def test_what_was_sealed_is_well(sealed: list[JournalEntry]) -> None:
    verdict = verifying.verify()
    assert (verdict.wrong, verdict.known, verdict.waiting, verdict.heads) == ([], [], 0, 3)
    assert verdict.leaves == Leaf.objects.count() == TreeHead.objects.order_by("-size")[0].size
    assert sealing.seal() is None


def test_writers_never_wait_and_what_they_wrote_is_sealed_next(sealed: list[JournalEntry]) -> None:
    write(2)
    assert verifying.verify().waiting == sealing.waiting() == 2
    assert sealing.seal()
    assert (verifying.verify().waiting, first_wrong()) == (0, "")


def test_an_altered_entry_is_named(sealed: list[JournalEntry]) -> None:
    behind_our_back("UPDATE records_journalentry SET kind = 'x' WHERE id = %s", sealed[5].pk)
    assert f"journalentry {sealed[5].pk}" in first_wrong()


def test_a_removed_entry_is_named(sealed: list[JournalEntry]) -> None:
    behind_our_back("DELETE FROM records_journalentry WHERE id = %s", sealed[3].pk)
    assert f"journalentry {sealed[3].pk}" in first_wrong()


def test_the_last_entry_removed_is_named(sealed: list[JournalEntry]) -> None:
    behind_our_back("DELETE FROM records_journalentry WHERE id = %s", sealed[-1].pk)
    assert f"journalentry {sealed[-1].pk}" in first_wrong()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets a slow transaction come late")
def test_an_entry_slipped_in_among_the_old_ones_is_named() -> None:
    write(2)
    [gap] = write(1)
    behind_our_back("DELETE FROM records_journalentry WHERE id = %s", gap.pk)
    write(2)
    sealing.seal()
    behind_our_back(
        "INSERT INTO records_journalentry (id, at, kind, subject_kind, subject_id, data)"
        " VALUES (%s, '2026-01-01 00:00:00', 'x', 'user', 1, '{}')",
        gap.pk,
    )
    assert f"journalentry {gap.pk}" in first_wrong()


def test_a_row_altered_with_its_leaf_is_named_by_our_mark(sealed: list[JournalEntry]) -> None:
    entry = sealed[6]
    behind_our_back("UPDATE records_journalentry SET kind = 'x' WHERE id = %s", entry.pk)
    [(_key, row)] = leaves.rows("journalentry", JournalEntry.objects.filter(pk=entry.pk))
    forged = merkle.leaf_hash(leaves.form("journalentry", 1).statement(row))
    behind_our_back(
        "UPDATE records_leaf SET hash = %s WHERE kind = 'journalentry' AND row_id = %s", forged, entry.pk
    )
    told = verifying.verify().wrong
    assert f"journalentry {entry.pk}" in told[0]
    assert "4" in told[1], "the head that covers it no longer fits"


def test_even_with_the_secret_of_the_marks_the_signed_head_shows_it(sealed: list[JournalEntry]) -> None:
    leaf = Leaf.objects.get(position=2)
    forged = merkle.leaf_hash(b"forged")
    mark = leaves.marker().mark(2, forged)
    behind_our_back("UPDATE records_leaf SET hash = %s, mark = %s WHERE position = %s", forged, mark, 2)
    behind_our_back("DELETE FROM records_journalentry WHERE id = %s", leaf.row_id)
    assert any("0" in words and "3" in words for words in verifying.verify().wrong)


def test_a_tree_cut_at_its_end_is_seen_from_the_home(sealed: list[JournalEntry]) -> None:
    last = TreeHead.objects.order_by("-size")[0]
    before = TreeHead.objects.order_by("-size")[1]
    behind_our_back("DELETE FROM records_treehead WHERE size = %s", last.size)
    behind_our_back("DELETE FROM records_leaf WHERE position >= %s", before.size)
    for entry in sealed[-4:]:
        behind_our_back("DELETE FROM records_journalentry WHERE id = %s", entry.pk)
    assert str(last.size) in first_wrong()


def test_a_head_signed_by_another_key_is_named(sealed: list[JournalEntry]) -> None:
    head = TreeHead.objects.order_by("size")[1]
    behind_our_back("UPDATE records_treehead SET signature = %s WHERE size = %s", bytes(64), head.size)
    assert leaves.instant(head.sealed_at) in first_wrong()


def test_a_key_slipped_in_is_not_that_of_the_home(sealed: list[JournalEntry], home: Home) -> None:
    row = SigningKey(public=b"k" * 32, certificate=b"", endorsement=bytes(64))
    row.endorsed_by = SigningKey.objects.get()
    row.save()
    assert len(verifying.verify().wrong) >= 2
    with pytest.raises(Refused):
        signing.current()


def test_the_database_itself_refuses_to_touch_the_tree(sealed: list[JournalEntry]) -> None:
    for table in ("leaf", "treehead", "signingkey"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM records_{table}")


def test_the_old_key_signs_the_new_one(sealed: list[JournalEntry], home: Home) -> None:
    old = signing.current().row
    new = signing.rotate(by=None)
    assert (new.endorsed_by, signing.is_signed(old, signing.endorsement(new), new.endorsement)) == (old, True)
    write(1)
    head = sealing.seal()
    assert head is not None
    assert head.key == new
    assert first_wrong() == ""
    assert (home.root / "signing.key.1").exists()


def test_a_lost_key_is_replaced_and_told(sealed: list[JournalEntry], home: Home) -> None:
    home.signing_key.unlink()
    with pytest.raises(Refused):
        sealing.seal()
    new = signing.rotate(by=None, old_is_lost=True)
    sealing.seal()
    verdict = verifying.verify()
    assert (verdict.wrong, len(verdict.known)) == ([], 1)
    assert str(new) in verdict.known[0]


def test_the_key_is_encrypted_and_shut_without_its_passphrase(home: Home) -> None:
    assert b"ENCRYPTED PRIVATE KEY" in home.signing_key.read_bytes()
    assert home.passphrase() not in home.signing_key.read_bytes()
    home.passphrase_file.write_text("another one")
    with pytest.raises(Refused):
        signing.current()
    home.passphrase_file.unlink()
    with pytest.raises(Refused):
        signing.current()


def test_a_key_made_before_keys_were_encrypted_is_encrypted_and_stays_the_same(home: Home) -> None:
    from cryptography.hazmat.primitives import serialization

    public = signing.current(may_be_first=True).row.public
    private = signing.current().private
    home.signing_key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    homes.prepare(home)
    assert b"ENCRYPTED" in home.signing_key.read_bytes()
    assert home.signing_key.stat().st_mode & 0o077 == 0
    assert bytes(signing.current().row.public) == bytes(public)


def test_a_clock_that_jumps_back_keeps_the_heads_in_order(sealed: list[JournalEntry], monkeypatch) -> None:
    early = TreeHead.objects.order_by("size")[0].sealed_at
    monkeypatch.setattr(sealing, "now", lambda: early)
    write(1)
    head = sealing.seal()
    assert head is not None
    assert head.sealed_at == TreeHead.objects.order_by("-size")[1].sealed_at
    assert first_wrong() == ""


@pytest.mark.parametrize("sizes", [(1,), (255, 1, 1), (256,), (257, 600), (1000, 24, 1025)])
def test_the_tree_of_the_database_is_that_of_the_rfc(sizes: tuple[int, ...]) -> None:
    user = people.user()
    for size in sizes:
        journal.write_many("token.created", [(user, {"name": str(n)}) for n in range(size)], by=user)
        sealing.seal()
    hashes = [bytes(row) for row in Leaf.objects.order_by("position").values_list("hash", flat=True)]
    head = TreeHead.objects.order_by("-size")[0]
    assert bytes(head.root) == merkle.root(hashes)
    found = tree.Tree(len(hashes))
    for index in {0, 1, 254, 255, 256, 257, 511, 512, 1023, 1024, len(hashes) - 1}:
        if index < len(hashes):
            assert found.path(index) == merkle.audit_path(index, hashes)
    assert Node.objects.count() == sum(len(hashes) >> level for level in range(8, 16))


def test_the_last_head_is_kept_out_of_the_database(sealed: list[JournalEntry], home: Home) -> None:
    told = json.loads(home.last_head.read_bytes())
    assert told["size"] == TreeHead.objects.order_by("-size")[0].size
