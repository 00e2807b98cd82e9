"""Verbs on people, users, tokens and the association."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.common.search import fold
from rebond.people import territory
from rebond.people.likeness import ALIKE, Identity, likeness, name_key, phone_key
from rebond.people.models import (
    AgentToken,
    Association,
    Commune,
    FormerCommune,
    Household,
    Organisation,
    Person,
    User,
)
from rebond.people.roles import Role

_OWN_FACTS = {
    "search_text",
    "created_at",
    "phone_key",
    "family_key",
    "given_key",
    "last_contact_on",
    "kept_until",
    "merged_how",
}  # ours, not what somebody wrote


def association() -> Association | None:
    """The association, or None before the first-run page was filled in."""
    return Association.objects.first()


def number_prefix() -> str:
    """The letters that begin our numbers."""
    return Association.objects.values_list("prefix", flat=True).first() or "RBD"


@transaction.atomic
def load_communes() -> int:
    """Load the communes of today, and those they were made of, once; returns how many rows were written."""
    written = 0
    if not Commune.objects.exists():
        rows = [_commune(row) for row in territory.rows() if not row.merged_into]
        written += len(Commune.objects.bulk_create(rows, batch_size=1000))
    if not FormerCommune.objects.exists():
        old = [_former(row) for row in territory.rows() if row.merged_into]
        written += len(FormerCommune.objects.bulk_create(old, batch_size=1000))
    return written


def _former(row: territory.CommuneRow) -> FormerCommune:
    return FormerCommune(
        insee=row.insee, name=row.name, commune_id=row.merged_into, search_text=fold(row.name, row.insee)
    )


def _commune(row: territory.CommuneRow) -> Commune:
    postcodes = " ".join(row.postcodes)
    facts = row._asdict() | {"postcodes": postcodes}
    del facts["merged_into"]
    return Commune(**facts, search_text=fold(row.name, postcodes))


@transaction.atomic
def found_association(*, association: Association, username: str, display_name: str, password: str) -> User:
    """First run: create the association and its first administrator, once."""
    if Association.objects.exists() or User.objects.exists():
        raise Refused(_("The association already exists."), _("Sign in with your account."))
    association.save(force_insert=True)
    return add_user(username=username, display_name=display_name, role=Role.ADMINISTRATOR, password=password)


def add_user(*, username: str, display_name: str, role: str, password: str) -> User:
    """Create a user; a weak password or a name already taken is refused."""
    user = User(username=username, display_name=display_name, role=role)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    try:
        with transaction.atomic():
            return User.objects.create_user(username, password, Role(role), display_name=display_name)
    except IntegrityError as error:
        raise Refused(_("This user name is already taken."), _("Choose another one.")) from error


def change_user(user: User, *, display_name: str, role: str, is_active: bool, password: str = "") -> User:
    """Change a user's name, role, access or password; the last administrator cannot be shut out."""
    with transaction.atomic():
        others = (
            User.objects.select_for_update()
            .filter(role=Role.ADMINISTRATOR, is_active=True)
            .exclude(pk=user.pk)
        )
        if user.role == Role.ADMINISTRATOR and (role != Role.ADMINISTRATOR or not is_active) and not others:
            raise Refused(
                _("This is the last administrator."), _("Make somebody else an administrator first.")
            )
        user.display_name, user.role, user.is_active = display_name, role, is_active
        if password:
            try:
                validate_password(password, user)
            except ValidationError as error:
                raise Refused(" ".join(error.messages)) from error
            user.set_password(password)
        user.save()
    return user


def token_hash(secret: str) -> str:
    """Hash of a token's secret. The secret has 256 random bits: a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(*, name: str, by: User | None) -> tuple[AgentToken, str]:
    """A new token and its secret, which is shown this one time."""
    secret = f"rbd_{secrets.token_urlsafe(32)}"
    return AgentToken.objects.create(name=name, token_hash=token_hash(secret), created_by=by), secret


def revoke_token(token: AgentToken) -> None:
    """A revoked token opens nothing any more."""
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])


def token_for(secret: str) -> AgentToken | None:
    """The live token whose secret this is."""
    return AgentToken.objects.filter(token_hash=token_hash(secret), revoked_at=None).first()


def changes(row: Organisation | Person) -> dict[str, list[Any]]:
    """Which facts of an unsaved row differ from what is kept, with before and after; none when it is new.

    For the journal, which stands above people: rebond.collection.donors.
    """
    kept = dict(type(row)._default_manager.filter(pk=row.pk).values().first() or {})
    return {
        name.removesuffix("_id"): [before, getattr(row, name)]
        for name, before in kept.items()
        if name not in _OWN_FACTS and getattr(row, name) != before
    }


def save_organisation(organisation: Organisation) -> Organisation:
    """Save an organisation; a SIRET that another one holds is refused with its name."""
    organisation.search_text = fold(organisation.name, organisation.siret, organisation.contact_name)
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        twin = Organisation.objects.filter(siret=organisation.siret).exclude(pk=organisation.pk).first()
        raise Refused(
            _("“%(name)s” already has this SIRET.") % {"name": twin},
            _("Open it instead of creating it again."),
        ) from error
    return organisation


def save_person(person: Person) -> Person:
    """Save a person with the keys by which a double is looked up."""
    person.search_text = fold(person.given_name, person.family_name, person.phone)
    person.phone_key = phone_key(person.phone)
    person.family_key, person.given_key = name_key(person.family_name), name_key(person.given_name)
    person.save()
    return person


LOOKED_AT = 300
"""Candidates compared letter by letter: a key that more people share tells nobody apart."""
SHOWN_DOUBLES = 30


def doubles(person: Person) -> list[tuple[Person, float]]:
    """Who may be the same human as ``person`` (saved or not), the likeliest first, with the likeness of
    rebond.people.likeness.

    Three indexed looks: same telephone, same sound of the family name (or of the given one: the two are often
    swapped), same given name and year of birth.
    """
    given, family = name_key(person.given_name), name_key(person.family_name)
    number = phone_key(person.phone)
    looks = [Q(family_key=key) for key in {given, family} if key]
    looks += [Q(phone_key=number)] if number else []
    looks += [Q(given_key=given, birth_year=person.birth_year)] if given and person.birth_year else []
    rows = Person.objects.filter(anonymised_at=None, merged_into=None).exclude(pk=person.pk)
    facts = ("pk", "given_name", "family_name", "phone_key", "birth_year")
    found = {
        row[0]: Identity(*row[1:])
        for look in looks
        for row in rows.filter(look).order_by("-id").values_list(*facts)[:LOOKED_AT]
    }
    mine = Identity(person.given_name, person.family_name, number, person.birth_year)
    scores = {pk: likeness(mine, other) for pk, other in found.items()}
    alike = sorted((pk for pk, score in scores.items() if score >= ALIKE), key=lambda pk: (-scores[pk], pk))
    known = Person.objects.select_related("commune").in_bulk(alike[:SHOWN_DOUBLES])
    return [(known[pk], scores[pk]) for pk in alike[:SHOWN_DOUBLES]]


COMPLETED = (
    "given_name", "phone", "email", "address", "commune_id", "birth_year", "household_id",
    "messages_refused_at",
)  # fmt: skip
"""What a double brings to the file that is kept, when that one does not know it."""


@transaction.atomic
def merge_people(kept: Person, double: Person) -> None:
    """``double`` is the same human as ``kept``: its row and its history stay, under the other's name.

    What only the double knew (a telephone, a year of birth) completes the one that is kept.
    """
    first, second = sorted((kept.pk, double.pk))
    locked = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[first, second])}
    kept, double = locked[kept.pk], locked[double.pk]
    if kept == double or kept.merged_into_id or double.merged_into_id:
        raise Refused(_("These two are already one person."))
    if kept.anonymised_at or double.anonymised_at:
        raise Refused(_("Somebody who was forgotten cannot be found again."))
    copied = [name for name in COMPLETED if not getattr(kept, name) and getattr(double, name)]
    if double.kept_until and (kept.kept_until is None or kept.kept_until < double.kept_until):
        copied.append("kept_until")
    before = kept.kept_until
    for name in copied:
        setattr(kept, name, getattr(double, name))
    kept.last_contact_on = max(kept.last_contact_on, double.last_contact_on)
    save_person(kept)
    double.merged_how = {
        "into": kept.pk,
        "copied": copied,
        "kept_until": before and before.isoformat(),
        "absorbed": list(double.absorbed.values_list("pk", flat=True)),
    }
    double.absorbed.update(merged_into=kept)
    double.merged_into = kept
    double.search_text = ""  # found through the one that remains
    double.save(update_fields=["merged_into", "merged_how", "search_text"])


@transaction.atomic
def split_person(double: Person) -> None:
    """They were two humans after all: what the merge copied leaves the other file, unless it was changed
    there since, and what ``double`` had absorbed before is its own again.
    """
    double = Person.objects.select_for_update().get(pk=double.pk)
    how, names = double.merged_how, set(double.merged_how.get("copied", ()))
    while how.get("into") and names:  # the kept file may have been merged in its turn
        kept = Person.objects.select_for_update().get(pk=how["into"])
        for name in names:
            if not kept.anonymised_at and getattr(kept, name) == getattr(double, name):
                setattr(kept, name, _without(kept, name, how))
        save_person(kept)
        if kept.merged_into_id:  # found through the one that remains
            Person.objects.filter(pk=kept.pk).update(search_text="")
        how = kept.merged_how
        names &= set(how.get("copied", ()))
    absorbed = Person.objects.filter(pk__in=double.merged_how.get("absorbed", ()), merged_into__isnull=False)
    absorbed.update(merged_into=double)  # one that was parted on its own meanwhile stays so
    double.merged_into, double.merged_how = None, {}
    save_person(double)


def _without(kept: Person, name: str, how: Mapping[str, Any]) -> Any:
    if name == "kept_until":
        return how["kept_until"] and date.fromisoformat(how["kept_until"])
    return None if Person._meta.get_field(name.removesuffix("_id")).null else ""


@transaction.atomic
def join_household(person: Person, other: Person | None) -> None:
    """``person`` lives with ``other``, or (None) on their own."""
    if other is None:
        household = None
    elif other.household is None:
        household = other.household = Household.objects.create()
        other.save(update_fields=["household"])
    else:
        household = other.household
    person.household = household
    person.save(update_fields=["household"])
