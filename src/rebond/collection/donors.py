"""Those who give, written down and corrected: with a line in the journal, which people cannot write.

A donor's kind and SIRET decide under which law they give: the journal keeps them before and after. Of all the
rest it names what changed, never a name, a telephone or an address.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from rebond.collection.models import Donation
from rebond.common.search import fold
from rebond.people import services as people
from rebond.people.models import Organisation, Person, User
from rebond.records import journal

TOLD = ("kind", "siret")
BATCH = 500


@transaction.atomic
def save_organisation(organisation: Organisation, *, by: User | None) -> bool:
    """Save an organisation and its line in the journal; whether its name changed.

    Its donations are found by the new name at once. What carries our number is the shelves' to find again:
    inventory.unloading.rename_donor.
    """
    changed = people.changes(organisation)
    is_new = organisation.pk is None
    people.save_organisation(organisation)
    if is_new:
        journal.write("organisation.created", organisation, by=by, **_told(organisation))
    elif changed:
        told = {name: pair if name in TOLD else [] for name, pair in changed.items()}
        journal.write("organisation.changed", organisation, by=by, changed=told)
    is_renamed = not is_new and "name" in changed
    if is_renamed:
        _rename(organisation)
    return is_renamed


def _told(organisation: Organisation) -> Mapping[str, Any]:
    return {name: str(getattr(organisation, name)) for name in TOLD}


@transaction.atomic
def save_person(person: Person, *, by: User | None) -> None:
    """Save a person; the journal says that they were written down, or which facts changed."""
    changed = people.changes(person)
    is_new = person.pk is None
    people.save_person(person)
    if is_new:
        journal.write("person.created", person, by=by)
    elif changed:
        journal.write("person.changed", person, by=by, changed={name: [] for name in changed})


def words(donation: Donation) -> str:
    """The words by which a donation is found. A donor who is a person is not one of them."""
    donor = donation.donor_organisation
    return fold(donation.number, donor.name if donor else "")


def _rename(organisation: Organisation) -> None:
    rows = list(organisation.donations.only("number"))
    for row in rows:
        row.donor_organisation = organisation
        row.search_text = words(row)
    Donation.objects.bulk_update(rows, ["search_text"], batch_size=BATCH)


@transaction.atomic
def merge_people(kept: Person, double: Person, *, by: User | None) -> None:
    """Two rows of one human; the journal tells which, never the names."""
    people.merge_people(kept, double)
    journal.write("person.merged", kept, by=by, double=double.pk)


@transaction.atomic
def split_person(double: Person, *, by: User | None) -> None:
    """They were two after all."""
    kept = double.merged_into_id
    people.split_person(double)
    journal.write("person.split", double, by=by, kept=kept)


@transaction.atomic
def join_household(person: Person, other: Person | None, *, by: User | None) -> None:
    """Who lives with whom."""
    people.join_household(person, other)
    journal.write("person.household", person, by=by)
