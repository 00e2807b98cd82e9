"""What is done to users, keys and the association, with its line in the journal, in one transaction.

The journal stands above people, so that people cannot write in it: the office does both.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from rebond.people import services as people
from rebond.people.models import AgentToken, Association, User
from rebond.records import journal


@transaction.atomic
def add_user(*, username: str, display_name: str, role: str, password: str, by: User) -> User:
    """A new user."""
    user = people.add_user(username=username, display_name=display_name, role=role, password=password)
    journal.write("user.added", user, by=by, role=role)
    return user


@transaction.atomic
def change_user(
    user: User, *, display_name: str, role: str, is_active: bool, password: str, by: User
) -> User:
    """Role, access, name or password; the journal says that a password changed, never which."""
    people.change_user(user, display_name=display_name, role=role, is_active=is_active, password=password)
    journal.write("user.changed", user, by=by, role=role, may_sign_in=is_active, new_password=bool(password))
    return user


@transaction.atomic
def create_token(*, name: str, by: User | None) -> tuple[AgentToken, str]:
    """A key for a bench machine, and its secret; ``by`` None: from the command line."""
    token, secret = people.create_token(name=name, by=by)
    journal.write("token.created", token, by=by, name=name)
    return token, secret


@transaction.atomic
def revoke_token(token: AgentToken, *, by: User) -> None:
    """The key opens nothing any more."""
    people.revoke_token(token)
    journal.write("token.revoked", token, by=by, name=token.name)


@transaction.atomic
def change_association(association: Association, facts: Mapping[str, Any], *, by: User) -> None:
    """Write the settings; the journal names those that changed."""
    changed = [name for name, value in facts.items() if getattr(association, name) != value]
    for name in changed:
        setattr(association, name, facts[name])
    if changed:
        association.save(update_fields=changed)
        journal.write("association.changed", association, by=by, changed=changed)
