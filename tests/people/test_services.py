"""Users, tokens and organisations: once, strong, and never the last one shut out."""

import pytest

from rebond.common.errors import Refused
from rebond.people import services
from rebond.people.models import AgentToken, Association, Organisation, User
from rebond.people.roles import Right, Role
from tests.factories import people

pytestmark = pytest.mark.django_db
SIRET = "73282932000074"


def test_the_association_is_founded_once() -> None:
    people.association()
    with pytest.raises(Refused):
        services.found_association(
            association=Association(name="Autre", prefix="AUT"),
            username="x",
            display_name="X",
            password=people.PASSWORD,
        )
    assert (Association.objects.get().name, User.objects.get().role) == ("Défis", "administrator")


@pytest.mark.parametrize("password", ["court", "password123", "technicien"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(Refused):
        services.add_user(username="technicien", display_name="T", role="technician", password=password)
    assert not User.objects.exists()


def test_a_taken_name_is_refused_and_the_first_user_stays() -> None:
    luc = people.user(name="luc")
    with pytest.raises(Refused):
        services.add_user(username="luc", display_name="Autre", role="reader", password=people.PASSWORD)
    luc.refresh_from_db()
    assert luc.display_name == "Luc"


def test_the_last_administrator_cannot_be_shut_out() -> None:
    people.association()
    anne = User.objects.get()
    for change in (
        {"role": Role.READER, "is_active": True},
        {"role": Role.ADMINISTRATOR, "is_active": False},
    ):
        with pytest.raises(Refused):
            services.change_user(anne, display_name="Anne", **change)  # type: ignore[arg-type]
    people.user(Role.ADMINISTRATOR, name="second")
    services.change_user(anne, display_name="Anne", role=Role.READER, is_active=True)
    assert User.objects.get(username="anne").role == "reader"


def test_a_weak_new_password_changes_nothing_at_all() -> None:
    luc = people.user(name="luc")
    with pytest.raises(Refused):
        services.change_user(luc, display_name="Lucien", role=Role.READER, is_active=True, password="court")
    luc.refresh_from_db()
    assert (luc.display_name, luc.role, luc.check_password(people.PASSWORD)) == ("Luc", "technician", True)


def test_somebody_who_left_may_do_nothing() -> None:
    gone = User(role=Role.ADMINISTRATOR, is_active=False)
    assert [right for right in Right if gone.may(right)] == []


def test_a_token_is_kept_as_a_hash_and_dies_when_revoked() -> None:
    token, secret = people.token()
    assert secret not in str(AgentToken.objects.values().get())
    assert (services.token_for(secret), services.token_for(secret + "x")) == (token, None)
    services.revoke_token(token)
    assert services.token_for(secret) is None


def test_one_siret_is_one_organisation() -> None:
    first = people.organisation("company", siret=SIRET)
    with pytest.raises(Refused, match=first.name):
        people.organisation("company", siret=SIRET)
    people.organisation("company")
    people.organisation("company")
    assert Organisation.objects.count() == 3
