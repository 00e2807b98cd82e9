"""What the sealed tree holds of a row: its columns, always written the same way.

Each room registers the rows that it must still prove in ten years (its ``guards.py``). A column added later
makes a new form; the leaves already sealed keep theirs.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

MARK_BYTES = 16
AT_ONCE = 2_000


@dataclass(frozen=True)
class Form:
    """One kind of row and the columns that are sealed. ``kind`` is the model's name, as in the journal."""

    kind: str
    version: int
    model: type[models.Model]
    columns: tuple[str, ...]

    def statement(self, row: Mapping[str, Any]) -> bytes:
        """What is hashed: JSON with sorted keys and no space, instants in UTC to the microsecond."""
        told = {name: _plain(row[name]) for name in self.columns}
        return canonical({"kind": self.kind, "form": self.version, **told})


_forms: dict[tuple[str, int], Form] = {}


def register(model: type[models.Model], *columns: str, version: int = 1) -> None:
    """Rows of ``model`` are leaves from now on; they must be append-only. Bodies are left to their hash."""
    kind = str(model._meta.model_name)
    _forms[kind, version] = Form(kind, version, model, columns)


def form(kind: str, version: int) -> Form:
    """KeyError for a form that no room knows."""
    return _forms[kind, version]


def newest_forms() -> list[Form]:
    """The form in which each kind is sealed today."""
    newest = {found.kind: found for _key, found in sorted(_forms.items())}
    return list(newest.values())


def rows(kind: str, chosen: models.QuerySet[Any] | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """The key and the sealed columns (of every form) of the rows of one kind, by key, some at a time."""
    forms = [found for found in _forms.values() if found.kind == kind]
    columns = list(dict.fromkeys(name for found in forms for name in found.columns))
    found = forms[0].model._default_manager.all() if chosen is None else chosen
    for key, *values in found.order_by("pk").values_list("pk", *columns).iterator(chunk_size=AT_ONCE):
        yield key, dict(zip(columns, values, strict=True))


def canonical(told: Any) -> bytes:
    """The one way in which ``told`` is written."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def instant(when: datetime) -> str:
    """An instant as it is sealed."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


@dataclass(frozen=True)
class Marker:
    """Marks each leaf by a key that is not in the database: whoever holds the database alone cannot rewrite
    one leaf, so the very one that was changed is named (the signed heads only tell between which two).
    """

    key: bytes

    def mark(self, index: int, leaf: bytes) -> bytes:
        """16 bytes of HMAC-SHA-256."""
        return hmac.digest(self.key, index.to_bytes(8, "big") + leaf, "sha256")[:MARK_BYTES]


def marker() -> Marker:
    """The one of this installation."""
    return Marker(sha256(b"rebond.leaf.v1\n" + settings.SECRET_KEY.encode()).digest())
