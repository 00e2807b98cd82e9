"""Who may receive a machine: a person, or an association. Named in addresses as ``p12`` or ``o7``."""

from dataclasses import dataclass

from django.db import connection

from rebond.common.search import MIN_FRAGMENT, find_ids, fragments
from rebond.people.models import Organisation, Person

Recipient = Person | Organisation
SHOWN = 20


@dataclass(frozen=True)
class Found:
    """One answer of a search: ``code`` names it in a form, ``hint`` tells namesakes apart."""

    code: str
    name: str
    hint: str


@dataclass(frozen=True)
class Answer:
    """What a search of recipients found; ``is_too_short`` when nothing could be looked up."""

    query: str
    found: list[Found]
    is_too_short: bool


def code_of(recipient: Recipient) -> str:
    """``p12`` for a person, ``o7`` for an association."""
    return f"{'p' if isinstance(recipient, Person) else 'o'}{recipient.pk}"


def recipient_of(code: str) -> Recipient | None:
    """Who this code names, or None."""
    kind, key = code[:1], code[1:]
    if kind not in ("p", "o") or not (key.isascii() and key.isdigit()) or len(key) > 18:
        return None
    if kind == "p":
        found = Person.objects.filter(pk=int(key), anonymised_at=None).select_related("merged_into").first()
        return found.merged_into or found if found else None
    return Organisation.objects.filter(pk=int(key), kind=Organisation.Kind.ASSOCIATION).first()


def search(query: str) -> Answer:
    """The newest people and associations whose words hold the query's fragments."""
    query = query.strip()[:200]
    if not fragments(query):
        return Answer(query, [], 0 < len(query) < MIN_FRAGMENT)
    rows: list[Recipient] = [*_people(query), *_associations(query)]
    return Answer(query, [Found(code_of(row), str(row), _hint(row)) for row in rows], False)


def _people(query: str) -> list[Person]:
    ids = find_ids(Person, query, connection, SHOWN)
    return list(Person.objects.filter(pk__in=ids).select_related("commune").order_by("-id"))


def _associations(query: str) -> list[Organisation]:
    ids = find_ids(Organisation, query, connection, SHOWN * 10)
    rows = Organisation.objects.filter(pk__in=ids, kind=Organisation.Kind.ASSOCIATION)
    return list(rows.select_related("commune").order_by("-id")[:SHOWN])


def _hint(row: Recipient) -> str:
    """Town, and the end of the telephone: enough to tell two people apart, no more."""
    town = row.commune.name if row.commune else ""
    digits = "".join(filter(str.isdigit, row.phone))
    return " · ".join(filter(None, [town, f"…{digits[-4:-2]} {digits[-2:]}" if digits else ""]))
