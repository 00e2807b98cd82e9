"""Users, keys of bench machines, the association, documents: who may, and what the journal keeps."""

import hashlib

import pytest
from django.urls import reverse

from rebond.people.models import AgentToken, User
from rebond.people.roles import Role
from rebond.people.services import association, token_for
from rebond.records.models import JournalEntry, Paper
from rebond.records.papers import issue
from tests.factories import collection, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    people.association()
    client.force_login(User.objects.get(username="anne"))
    return client


def add_user(client, **facts: str):
    known = {"username": "yann", "display_name": "Yann", "role": Role.TECHNICIAN.value}
    return client.post(reverse("web:user_new"), {**known, **facts})


def test_a_password_made_here_is_shown_once_and_opens_the_door(administrator, client):
    answer = add_user(administrator)
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert User.objects.get(username="yann").check_password(password)
    assert password not in administrator.get(reverse("web:users")).content.decode()
    assert password not in str(list(JournalEntry.objects.values_list("data", flat=True)))


def test_a_weak_password_or_a_taken_name_is_refused_and_leaves_no_trace(administrator):
    before = User.objects.count()
    assert add_user(administrator, password="12345").status_code == 200
    assert "already taken" in add_user(administrator, username="anne").content.decode()
    assert "no space" in add_user(administrator, username="anne l").content.decode()
    assert User.objects.count() == before
    assert not JournalEntry.objects.filter(kind="user.added").exists()


def test_changing_a_user_is_written_in_the_journal(administrator):
    yann = people.user(name="yann")
    facts = {"display_name": "Yann", "role": "reader", "password": "un autre mot de passe"}
    assert administrator.post(reverse("web:user", args=[yann.pk]), facts).status_code == 302
    yann.refresh_from_db()
    assert (yann.role, yann.is_active, yann.check_password("un autre mot de passe")) == (
        "reader",
        False,
        True,
    )
    entry = JournalEntry.objects.get(kind="user.changed")
    assert entry.subject_id == yann.pk
    assert entry.data == {"role": "reader", "may_sign_in": False, "new_password": True}


@pytest.mark.parametrize("facts", [{"role": "reader", "is_active": "on"}, {"role": "administrator"}])
def test_the_last_administrator_is_never_shut_out(administrator, facts):
    anne = User.objects.get(username="anne")
    answer = administrator.post(reverse("web:user", args=[anne.pk]), {"display_name": "Anne", **facts})
    assert "This is the last administrator" in answer.content.decode()
    anne.refresh_from_db()
    assert (anne.role, anne.is_active) == ("administrator", True)
    assert not JournalEntry.objects.filter(kind="user.changed").exists()


def test_a_user_shut_out_is_out_at_once(administrator, client):
    yann = people.user(name="yann")
    facts = {"display_name": "Yann", "role": "technician"}
    administrator.post(reverse("web:user", args=[yann.pk]), facts)
    client.force_login(yann)
    assert client.get(reverse("web:reception")).status_code == 302


def test_changing_ones_own_password_keeps_one_signed_in(administrator):
    anne = User.objects.get(username="anne")
    facts = {
        "display_name": "Anne",
        "role": "administrator",
        "is_active": "on",
        "password": "un autre mot de passe",
    }
    administrator.post(reverse("web:user", args=[anne.pk]), facts)
    assert administrator.get(reverse("web:users")).status_code == 200


def test_a_key_is_shown_once_works_and_is_revoked(administrator):
    answer = administrator.post(reverse("web:token_new"), {"name": "Bench 2"})
    secret = answer.context["secret"]
    token = token_for(secret)
    assert token is not None
    assert "no-store" in answer["Cache-Control"]
    assert secret not in administrator.get(reverse("web:tokens")).content.decode()
    administrator.post(reverse("web:token_revoke", args=[token.pk]))
    assert token_for(secret) is None
    kept = JournalEntry.objects.filter(subject_kind="agenttoken").order_by("id")
    assert list(kept.values_list("kind", flat=True)) == ["token.created", "token.revoked"]
    assert secret not in str(list(kept.values_list("data", flat=True)))
    assert administrator.post(reverse("web:token_revoke", args=[token.pk])).status_code == 404


def settings_form(**facts: str) -> dict[str, str]:
    return {
        "name": "Défis",
        "prefix": "DEF",
        "hold_hours": "48",
        "warranty_months": "6",
        "second_check": "on",
        "membership_fee_cents": "5",
        "years_before_again": "4",
        "loan_months": "3",
        **facts,
    }


def test_settings_are_kept_and_the_journal_names_what_changed(administrator):
    facts = settings_form(public_url="rebond.defis.example", hold_hours="72", siret="732 829 320 00074")
    assert administrator.post(reverse("web:association"), facts).status_code == 302
    found = association()
    assert (found.hold_hours, found.public_url, found.siret) == (
        72,
        "https://rebond.defis.example",
        "73282932000074",
    )
    assert JournalEntry.objects.get(kind="association.changed").data == {
        "changed": ["siret", "public_url", "hold_hours"]
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"prefix": "def"},
        {"prefix": "1DEF"},
        {"hold_hours": "0"},
        {"siret": "123"},
        {"warranty_months": "x"},
        {"name": ""},
    ],
)
def test_wrong_settings_change_nothing(administrator, wrong):
    answer = administrator.post(reverse("web:association"), settings_form(**wrong))
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert not JournalEntry.objects.filter(kind="association.changed").exists()


def test_settings_saved_unchanged_write_nothing(administrator):
    administrator.post(reverse("web:association"), settings_form())
    assert not JournalEntry.objects.filter(kind="association.changed").exists()


def test_a_document_is_given_byte_for_byte_with_its_fingerprint(administrator):
    body = b"%PDF-1.7 the very bytes"
    paper = issue("receipt", collection.donation(), lambda number: body, by=people.user())
    answer = administrator.get(reverse("web:paper", args=[paper.pk]))
    assert (answer.content, answer["Content-Type"]) == (body, "application/pdf")
    assert hashlib.sha256(body).hexdigest() in administrator.get(reverse("web:papers")).content.decode()


MANAGED = (
    "users",
    "user_new",
    "locations",
    "location_new",
    "location_labels",
    "association",
    "tokens",
    "token_new",
)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_manage(client, role):
    client.force_login(people.user(role=role))
    for name in MANAGED:
        assert client.get(reverse(f"web:{name}")).status_code == 403, name
    assert client.post(reverse("web:user", args=[people.user().pk]), {}).status_code == 403
    token, _secret = people.token()
    assert client.post(reverse("web:token_revoke", args=[token.pk])).status_code == 403
    assert AgentToken.objects.get(pk=token.pk).revoked_at is None


@pytest.mark.parametrize(
    ("role", "status"), [(Role.TECHNICIAN, 403), (Role.READER, 403), (Role.COUNTER, 200)]
)
def test_documents_hold_names_and_are_for_those_who_may_see_people(client, role, status):
    client.force_login(people.user(role=role))
    paper = issue("receipt", collection.donation(), lambda number: b"%PDF", by=people.user())
    assert client.get(reverse("web:papers")).status_code == status
    assert client.get(reverse("web:paper", args=[paper.pk])).status_code == status
    assert Paper.objects.count() == 1
