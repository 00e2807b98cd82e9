"""The association, its users, and those it meets."""

from itertools import count

from rebond.people import services
from rebond.people.models import AgentToken, Association, Organisation, Person, User
from rebond.people.roles import Role

PASSWORD = "un mot de passe long"
_rank = count(1)


def association(**choices: object) -> Association:
    """Défis, founded once with its administrator Anne; ``choices`` change its settings."""
    found = services.association() or _found()
    for name, value in choices.items():
        setattr(found, name, value)
    found.save()
    return found


def _found() -> Association:
    defis = Association(name="Défis", prefix="DEF")
    services.found_association(association=defis, username="anne", display_name="Anne", password=PASSWORD)
    return defis


def user(role: Role = Role.TECHNICIAN, *, name: str = "") -> User:
    """The user of that role, or another one when a name is given."""
    association()
    name = name or role.value
    known = User.objects.filter(username=name).first()
    return known or services.add_user(username=name, display_name=name.title(), role=role, password=PASSWORD)


def organisation(kind: str = "local_authority", *, siret: str = "") -> Organisation:
    name = "Ville de Lanester" if kind == "local_authority" else f"Structure {next(_rank)}"
    return services.save_organisation(Organisation(name=name, kind=kind, siret=siret))


def person(family_name: str = "Le Goff") -> Person:
    return services.save_person(Person(given_name="Marie", family_name=family_name))


def token(name: str = "Atelier 2") -> tuple[AgentToken, str]:
    """A live token and its secret."""
    return services.create_token(name=name, by=user())
