"""A page sent twice (two clicks, a page sent again) writes once and leads to the same place."""

from uuid import uuid4

import pytest
from django.urls import reverse

from rebond.collection.models import Donation, Lot
from rebond.common.dates import today
from rebond.inventory.models import Location
from rebond.people.models import Organisation, Person
from rebond.people.roles import Role
from rebond.training.models import HeadCount
from tests.factories import collection, people
from tests.installation import Installation

pytestmark = pytest.mark.django_db

SOMEBODY = {"given_name": "Marie", "family_name": "Le Goff", "phone": "06 12 34 56 78"}
DAY = f"{today():%Y-%m-%d}"
FORMS = {
    "web:person_new": (Person, SOMEBODY),
    "web:giver_new": (Person, SOMEBODY),
    "web:recipient_association_new": (Organisation, {"name": "Le Club", "phone": "02 97 00 00 00"}),
    "web:donor_new": (Organisation, {"name": "Ville de Baud", "kind": "local_authority"}),
    "web:head_count_new": (
        HeadCount,
        {"kind": "workshop", "title": "Premiers pas", "held_on": DAY, "length": "120", "people": "6"},
    ),
    "web:location_new": (Location, {"name": "Dépôt", "kind": "site"}),
}


@pytest.fixture
def boss(client):
    client.force_login(people.user(Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize("name", FORMS)
def test_the_same_page_twice_writes_once(boss, name):
    model, facts = FORMS[name]
    assert 'name="once"' in boss.get(reverse(name)).content.decode()
    before, page = model.objects.count(), facts | {"once": str(uuid4())}
    first, second = boss.post(reverse(name), page), boss.post(reverse(name), page)
    assert (first.status_code, second["Location"]) == (302, first["Location"])
    assert model.objects.count() == before + 1


def test_another_page_with_the_same_words_is_another_row(boss):
    for answer in ({}, {}, {"somebody_else": "1"}):  # the second is asked whether it is the same person
        boss.post(reverse("web:person_new"), SOMEBODY | answer | {"once": str(uuid4())})
    assert Person.objects.count() == 2


def test_a_donation_and_its_lot_are_opened_once(boss):
    donor = people.organisation()
    page = {"legal_head": collection.CAPPED, "laptop": "3", "once": str(uuid4())}
    for _ in range(2):
        boss.post(f"{reverse('web:donation_new')}?donor={donor.pk}", page)
    donation = Donation.objects.get()
    arrival = {"arrived_on": DAY, "once": str(uuid4())}
    for _ in range(2):
        boss.post(reverse("web:lot_open", args=[donation.pk]), arrival)
    assert Lot.objects.count() == 1


def test_a_page_refused_for_its_words_may_be_sent_again(boss):
    page = SOMEBODY | {"once": str(uuid4())}
    assert boss.post(reverse("web:person_new"), page | {"family_name": ""}).status_code == 200
    assert boss.post(reverse("web:person_new"), page).status_code == 302
    assert Person.objects.count() == 1


@pytest.mark.slow
def test_pages_sent_at_the_same_instant_write_once(installation: Installation) -> None:
    assert installation.do("somebody") == 0
    once = str(uuid4())
    led = installation.together(*[("send_page", once)] * 3)
    assert len(set(led)) == 1
    assert installation.do("somebody") == 1
