"""Writing to and reading from the journal."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from rebond.common.dates import now
from rebond.people.models import User
from rebond.records.models import JournalEntry


def subject_kind(row: models.Model) -> str:
    """How the journal names a row's kind: the model's name, for example ``device``."""
    return str(row._meta.model_name)


def write(kind: str, subject: models.Model, /, *, by: User | None, **data: Any) -> JournalEntry:
    """Add one entry. ``data`` holds plain values (numbers, words, codes), no personal data."""
    return JournalEntry.objects.create(**_entry(kind, subject, by, data))


def write_many(
    kind: str, subjects: Iterable[tuple[models.Model, Mapping[str, Any]]], /, *, by: User | None
) -> None:
    """Add one entry for each (row, data) in a single statement."""
    JournalEntry.objects.bulk_create(
        [JournalEntry(**_entry(kind, row, by, data)) for row, data in subjects], batch_size=500
    )


def _entry(kind: str, subject: models.Model, by: User | None, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": now(),
        "actor": by,
        "kind": kind,
        "subject_kind": subject_kind(subject),
        "subject_id": subject.pk,
        "data": dict(data),
    }


def life_of(kind: str, ids: Iterable[int]) -> models.QuerySet[JournalEntry]:
    """Everything that happened to the rows ``ids`` of one kind, newest first."""
    return (
        JournalEntry.objects.filter(subject_kind=kind, subject_id__in=list(ids))
        .select_related("actor")
        .order_by("-id")
    )
