"""Which tables are copied, and what becomes of each column in a copy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
_PROOFS: Mapping[str, type[models.Model]] = {"erasure": Erasure, "destruction": Destruction, "removal": Removal}
_SUBJECTS = (Donation, Lot, Device, Drive, Handover)
_KEYS_IN_DATA = ("drive", "device", "report", "erasure", "job", "reservation")
"""Names under which a journal entry holds the key of a row: a copy must not speak of another copy's rows."""


@dataclass(frozen=True)
class Table:
    """A table copied by offset: row ``id`` of copy ``k`` gets ``id + k * width`` of its model.

    ``written`` columns are computed in Python and come from a mapping (see mapping.py); ``sql`` gives those that
    the database computes itself, by name of column. ``only`` limits the rows copied.
    """

    model: type[models.Model]
    written: tuple[str, ...] = ()
    sql: Mapping[str, str] = field(default_factory=dict)
    only: str = "TRUE"

    @property
    def name(self) -> str:
        return self.model._meta.db_table


def tables(widths: Mapping[type[models.Model], int], vendor: str) -> list[Table]:
    """Parents first."""
    named = ("number", "search_text")
    return [
        Table(Donation, named),
        Table(Announced),
        Table(Lot, ("number",)),
        Table(Counted),
        Table(Device, (*named, "serial", "serial_key", "uuid_key")),
        Table(Move),
        Table(Drive, ("search_text", "serial", "serial_key")),
        Table(Erasure, sql={"report_id": "NULL"}),
        Table(Destruction),
        Table(Removal),
        Table(NoDriveStatement),
        Table(Sighting, sql={"report_id": "NULL", "proof_id": _proof(widths)}),
        Table(Job),
        Table(Check),
        Table(Handover, ("number",)),
        Table(HandoverItem),
        Table(Return),
        Table(Reservation),
        Table(
            JournalEntry,
            sql={"subject_id": _subject(widths), "data": _data(vendor)},
            only="t.subject_kind IN (%s)" % ", ".join(f"'{model._meta.model_name}'" for model in _SUBJECTS)
            + " AND t.kind NOT IN ('report.attached', 'paper.issued')",
        ),
    ]


def _proof(widths: Mapping[type[models.Model], int]) -> str:
    cases = " ".join(f"WHEN '{kind}' THEN t.proof_id + c.k * {widths[model]}" for kind, model in _PROOFS.items())
    return f"CASE t.settled_by {cases} END"


def _subject(widths: Mapping[type[models.Model], int]) -> str:
    cases = " ".join(
        f"WHEN '{model._meta.model_name}' THEN t.subject_id + c.k * {widths[model]}" for model in _SUBJECTS
    )
    return f"CASE t.subject_kind {cases} END"


def _data(vendor: str) -> str:
    if vendor == "sqlite":
        return "json_remove(t.data, %s)" % ", ".join(f"'$.{key}'" for key in _KEYS_IN_DATA)
    return "t.data" + "".join(f" - '{key}'" for key in _KEYS_IN_DATA)
