"""The association, its users, its places, its donors: all that stands on the first morning."""

import random
from datetime import date

from rebond.command import demo_facts
from rebond.command.demo.agenda import Agenda
from rebond.command.demo.year import Crew, Places, Year
from rebond.inventory.models import Location
from rebond.people import services as people
from rebond.people.models import Association, Commune, Organisation, Person, User
from rebond.people.roles import Role

PASSWORD = "demonstration"
LOGINS = (
    ("anne", "Anne Le Goff", Role.ADMINISTRATOR),
    ("coordination", "Soizic Riou", Role.COORDINATOR),
    ("luc", "Luc Morvan", Role.TECHNICIAN),
    ("nadia", "Nadia Benali", Role.TECHNICIAN),
    ("marie", "Marie Guillou", Role.COUNTER),
    ("paul", "Paul Jégo", Role.TRAINER),
    ("lecture", "Élise Caradec", Role.READER),
)
LORIENT_AGGLOMERATION = "200042174"
PREFIX = "DEF"
_KINDS = {
    "commune": Organisation.Kind.LOCAL_AUTHORITY,
    "epci": Organisation.Kind.LOCAL_AUTHORITY,
    "departement": Organisation.Kind.LOCAL_AUTHORITY,
    "public_body": Organisation.Kind.STATE,
    "school": Organisation.Kind.SCHOOL,
    "company": Organisation.Kind.COMPANY,
    "association": Organisation.Kind.ASSOCIATION,
}


def open_house(seed: int, until: date) -> Year:
    """Create everything of the first morning; the clock must stand there."""
    facts = demo_facts.load()
    dice = random.Random(seed)
    _found_association(facts.association)
    donors = [_donor(donor, dice, facts) for donor in facts.donors]
    return Year(
        seed=seed,
        dice=dice,
        agenda=Agenda(dice, until),
        facts=facts,
        crew=_hire(),
        places=_furnish(facts.association),
        donors=donors,
        associations=[_partner(row) for row in facts.prescribers if row.kind == "association"]
        + [
            row
            for row in donors
            if isinstance(row, Organisation) and row.kind == Organisation.Kind.ASSOCIATION
        ],
        communes=list(Commune.objects.filter(epci_siren=LORIENT_AGGLOMERATION).order_by("insee")),
    )


def _found_association(known: demo_facts.Association) -> None:
    """Directly: the first-run page asks for a strong password, which a demonstration has not."""
    Association(
        name=known.name, prefix=PREFIX, siret=known.siret, address=known.address, email=known.email,
        phone=known.phone, commune=Commune.objects.get(insee=known.insee), communes_version="2026",
        is_demonstration=True,
    ).save(force_insert=True)  # fmt: skip


def _hire() -> Crew:
    users: dict[str, User] = {
        username: User.objects.create_user(username, PASSWORD, role, display_name=name)
        for username, name, role in LOGINS
    }
    return Crew(users["coordination"], (users["luc"], users["nadia"]), users["marie"], users["paul"])


def _furnish(known: demo_facts.Association) -> Places:
    workshop, baud = known.sites
    lanester = _place("LAN", workshop.name, Location.Kind.SITE)
    depot = _place("BAU", baud.name, Location.Kind.PARTNER)
    stock = _place("LAN-STO", "Réserve", Location.Kind.ROOM, lanester)
    shelves = [_place(f"LAN-E{n}", f"Étagère {n}", Location.Kind.SHELF, stock) for n in range(1, 7)]
    return Places(
        reception=_place("LAN-REC", "Réception", Location.Kind.ROOM, lanester),
        bench=_place("LAN-ATE", "Atelier", Location.Kind.ROOM, lanester),
        shelves=tuple(shelves),
        waste=_place("LAN-DEE", "Bacs DEEE", Location.Kind.ROOM, lanester),
        depot=_place("BAU-GAR", "Garage de Baud", Location.Kind.ROOM, depot),
        van=_place("FOURGON", "Fourgon", Location.Kind.VAN),
    )


def _place(code: str, name: str, kind: str, parent: Location | None = None) -> Location:
    return Location.objects.create(code=code, name=name, kind=kind, parent=parent)


def _donor(
    donor: demo_facts.Donor, dice: random.Random, facts: demo_facts.DemoFacts
) -> Organisation | Person:
    commune = Commune.objects.get(insee=donor.insee)
    contact = f"{dice.choice(facts.given_names)} {dice.choice(facts.family_names)}"
    if donor.kind == "individual":
        given, _space, family = contact.partition(" ")
        return people.save_person(Person(given_name=given, family_name=family, commune=commune))
    return people.save_organisation(
        Organisation(
            name=donor.name, kind=_KINDS[donor.kind], siret=donor.siret, contact_name=contact, commune=commune
        )
    )


def _partner(row: demo_facts.Prescriber) -> Organisation:
    commune = Commune.objects.get(insee=row.insee)
    return people.save_organisation(
        Organisation(name=row.name, kind=Organisation.Kind.ASSOCIATION, commune=commune)
    )
