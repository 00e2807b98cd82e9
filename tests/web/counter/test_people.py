"""People: found, written down with little, shown to few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.inventory.states import State
from rebond.people.models import Organisation, Person
from rebond.people.roles import Role
from tests.factories import distribution, inventory, people

pytestmark = pytest.mark.django_db

MARIE = {
    "given_name": "Marie",
    "family_name": "Le Goff",
    "phone": "06 12 34 56 78",
    "email": "",
    "commune": "",
}


@pytest.fixture
def counter(client):
    client.force_login(people.user(Role.COUNTER))
    return client


def test_somebody_new_is_kept_and_found_by_any_fragment(counter):
    counter.post(reverse("web:person_new"), MARIE)
    person = Person.objects.get()
    for query in ("goff", "GÔFF marie", "34 567"):
        rows = counter.get(reverse("web:people"), {"q": query}).context["page"].rows
        assert rows == ([person] if query != "34 567" else [])


def test_somebody_new_goes_back_to_the_page_that_waits(counter):
    device = inventory.device(State.READY)
    onward = reverse("web:hand_over", args=[device.number])
    answer = counter.post(reverse("web:person_new"), MARIE | {"suite": onward})
    assert answer["Location"] == f"{onward}?pour=p{Person.objects.get().pk}"


def test_no_other_site_is_a_page_that_waits(counter):
    answer = counter.post(reverse("web:person_new"), MARIE | {"suite": "https://example.org/"})
    assert answer["Location"] == reverse("web:person", args=[Person.objects.get().pk])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"phone": "abc"}, "phone"),
        ({"email": "marie@"}, "email"),
        ({"family_name": ""}, "family_name"),
        ({"family_name": "295109912611193"}, "family_name"),
        ({"given_name": "mdp: soleil"}, "given_name"),
        ({"commune": "Nulle-Part-sur-Rien"}, "commune"),
    ],
)
def test_what_is_missing_or_must_not_be_kept_is_said_at_its_field(counter, changes, field):
    answer = counter.post(reverse("web:person_new"), MARIE | changes)
    assert list(answer.context["form"].errors) == [field]
    assert Person.objects.count() == 0


def test_a_person_is_corrected(counter):
    person = people.person()
    counter.post(reverse("web:person_edit", args=[person.pk]), MARIE | {"family_name": "Kervella"})
    person.refresh_from_db()
    assert (person.family_name, "kervella" in person.search_text) == ("Kervella", True)


def test_an_association_is_written_down_as_one(counter):
    counter.post(reverse("web:recipient_association_new"), {"name": "Les Mains", "email": "a@example.org"})
    assert Organisation.objects.get().kind == Organisation.Kind.ASSOCIATION


def test_the_sheet_shows_what_was_received_at_the_same_cost(counter):
    person = people.person()
    distribution.handover(inventory.device(State.READY), to=person)
    url = reverse("web:person", args=[person.pk])

    def cost() -> int:
        counter.get(url)
        with CaptureQueriesContext(connection) as seen:
            counter.get(url)
        return len(seen)

    one = cost()
    for _ in range(4):
        distribution.handover(inventory.device(State.READY), to=person)
    assert cost() == one
    assert len(counter.get(url).context["items"]) == 5


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.TRAINER, Role.READER])
def test_people_are_closed_to_the_other_roles(client, role):
    person = people.person()
    client.force_login(people.user(role))
    for url in (
        reverse("web:people"), reverse("web:people_export"), reverse("web:person", args=[person.pk]),
        reverse("web:person_new"), reverse("web:person_edit", args=[person.pk]),
    ):  # fmt: skip
        assert client.get(url).status_code == 403


def test_the_coordinator_takes_the_list_away(client):
    people.person("=cmd()")
    client.force_login(people.user(Role.COORDINATOR))
    answer = client.get(reverse("web:people_export"), {"format": "csv"})
    assert "'=cmd()" in b"".join(answer.streaming_content).decode()
