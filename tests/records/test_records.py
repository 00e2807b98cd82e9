"""The journal only grows, papers are numbered without a gap and kept as issued."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from rebond.records import journal, numbering, papers
from rebond.records.models import JournalEntry, Paper
from tests.factories import inventory, people

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_what() -> None:
    device, luc = inventory.device(), people.user()
    entry = journal.write("device.seen", device, by=luc, place="A1")
    assert (entry.actor, entry.subject_kind, entry.subject_id, entry.data) == (
        luc,
        "device",
        device.pk,
        {"place": "A1"},
    )
    assert journal.life_of("device", [device.pk]).first() == entry


@pytest.mark.parametrize("model", [JournalEntry, Paper])
def test_what_was_written_cannot_be_changed_or_removed_by_the_orm(model: type[JournalEntry | Paper]) -> None:
    device = inventory.device()
    papers.issue("receipt", device, lambda number: b"%PDF", by=None)
    row = model.objects.earliest("pk")
    attacks = [
        row.save,
        row.delete,
        lambda: model.objects.update(kind="x"),
        lambda: model.objects.all().delete(),
        lambda: model.objects.bulk_update([row], ["kind"]),
    ]
    for attack in attacks:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            attack()


def test_a_paper_that_cannot_be_drawn_leaves_no_gap() -> None:
    device = inventory.device()

    def torn(number: str) -> bytes:
        raise OSError(number)

    first = papers.issue("receipt", device, lambda number: number.encode(), by=None)
    with pytest.raises(OSError, match="0002"), transaction.atomic():
        papers.issue("receipt", device, torn, by=None)
    second = papers.issue("receipt", device, lambda number: number.encode(), by=None)
    assert (first.rank, second.rank) == (1, 2)
    assert second.sha256 == hashlib.sha256(bytes(second.body)).hexdigest()
    assert list(papers.of(device).values_list("number", flat=True).order_by("rank")) == [
        first.number,
        second.number,
    ]


def test_ranks_are_taken_in_series_and_given_back_with_their_transaction() -> None:
    assert numbering.take("essai", 3) == 1
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert numbering.take("essai", 5) / 0
    assert numbering.take("essai") == 4
