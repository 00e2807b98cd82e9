"""Which tables are copied, and what becomes of each column in a copy."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from rebond.collection.models import Announced, Counted, Donation, Lot
from rebond.distribution.models import Handover, HandoverItem, Reservation, Return
from rebond.erasure.models import Destruction, Erasure, NoDriveStatement, Removal
from rebond.inventory.models import Device, Drive, Move, Sighting
from rebond.people.models import Organisation, Person
from rebond.records.models import JournalEntry
from rebond.refurbishment.models import Check, Job

DISTINCT = 35
"""How many different sets of donors and families there are: the 36th copy meets those of the first again."""

PEOPLE: tuple[type[models.Model], ...] = (Organisation, Person)
_PROOFS: Mapping[str, type[models.Model]] = {
    "erasure": Erasure,
    "destruction": Destruction,
    "removal": Removal,
}
_SUBJECTS = (Donation, Lot, Device, Drive, Handover)
_KEYS_IN_DATA = ("drive", "device", "report", "erasure", "job", "reservation")
"""Names under which a journal entry holds the key of a row: a copy must not speak of another copy's rows."""

COPIED: tuple[type[models.Model], ...] = (
    Donation, Announced, Lot, Counted, Device, Move, Drive, Erasure, Destruction, Removal, NoDriveStatement,
    Sighting, Job, Check, Handover, HandoverItem, Return, Reservation, JournalEntry,
)  # fmt: skip
_WRITTEN: Mapping[type[models.Model], tuple[str, ...]] = {
    Donation: ("number", "search_text"),
    Lot: ("number",),
    Device: ("number", "search_text", "serial", "serial_key", "uuid_key"),
    Drive: ("search_text", "serial", "serial_key"),
    Handover: ("number",),
}
_ONLY: Mapping[type[models.Model], str] = {
    JournalEntry: "t.kind NOT IN ('report.attached', 'paper.issued') AND t.subject_kind IN ("
    + ", ".join(f"'{model._meta.model_name}'" for model in _SUBJECTS)
    + ")"
}


@dataclass(frozen=True)
class Table:
    """A table copied by offset: row ``id`` of copy ``k`` gets ``id + k * width`` of its model.

    ``written`` columns are computed in Python (see mapping.py); ``sql`` gives those that the database
    computes itself, by name of column. ``only`` limits the rows copied.
    """

    model: type[models.Model]
    written: tuple[str, ...]
    sql: Mapping[str, str]
    only: str

    @property
    def name(self) -> str:
        return self.model._meta.db_table


def width(model: type[models.Model]) -> int:
    """How far apart the keys of two copies are."""
    return model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0


def tables(widths: Mapping[type[models.Model], int], vendor: str) -> list[Table]:
    """Every table to copy, parents first."""
    sql: Mapping[type[models.Model], Mapping[str, str]] = {
        Erasure: {"report_id": "NULL"},
        Sighting: {"report_id": "NULL", "proof_id": _proof(widths)},
        JournalEntry: {"subject_id": _subject(widths), "data": _data(vendor)},
    }
    return [
        Table(model, _WRITTEN.get(model, ()), sql.get(model, {}), _ONLY.get(model, "TRUE"))
        for model in COPIED
    ]


def _proof(widths: Mapping[type[models.Model], int]) -> str:
    cases = " ".join(
        f"WHEN '{kind}' THEN t.proof_id + c.k * {widths[model]}" for kind, model in _PROOFS.items()
    )
    return f"CASE t.settled_by {cases} END"


def _subject(widths: Mapping[type[models.Model], int]) -> str:
    cases = " ".join(
        f"WHEN '{model._meta.model_name}' THEN t.subject_id + c.k * {widths[model]}" for model in _SUBJECTS
    )
    return f"CASE t.subject_kind {cases} END"


def _data(vendor: str) -> str:
    if vendor == "sqlite":
        return "json_remove(t.data" + "".join(f", '$.{key}'" for key in _KEYS_IN_DATA) + ")"
    return "t.data" + "".join(f" - '{key}'" for key in _KEYS_IN_DATA)
