"""The journal in sentences."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from tests.factories import collection, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    client.force_login(people.user(role=Role.COORDINATOR))
    return client


def entries(client, **query: object) -> list[JournalEntry]:
    return [entry for entry, *_rest in client.get(reverse("web:journal"), query).context["entries"]]


def test_each_entry_leads_to_what_it_is_about(coordinator):
    device = inventory.device()
    page = coordinator.get(reverse("web:journal")).content.decode()
    for name, argument in (
        ("device", device.number),
        ("lot", device.lot.pk),
        ("donation", device.lot.donation.pk),
    ):
        assert f'href="{reverse(f"web:{name}", args=[argument])}"' in page


def test_filters_by_kind_and_by_user_meet(coordinator):
    luc = people.user(name="luc")
    lot = collection.lot()
    inventory.services.receive(lot, category="laptop", by=luc)
    inventory.services.receive(lot, category="phone", by=people.user())
    assert len(entries(coordinator, quoi="device.received")) == 2
    [entry] = entries(coordinator, quoi="device.received", qui=luc.pk)
    assert entry.actor == luc
    everything = JournalEntry.objects.count()
    assert len(entries(coordinator, quoi="nothing.known", qui="x")) == everything


def test_filters_read_through_an_index():
    for name, value in (("kind", "device.received"), ("actor", people.user().pk)):
        plan = JournalEntry.objects.filter(**{name: value}).order_by("-id")[:51].explain()
        assert f"journal_by_{name}" in plan or connection.vendor != "sqlite"


def test_every_page_of_the_journal_shows_other_entries(coordinator):
    inventory.services.receive(collection.lot(), category="laptop", quantity=60, by=people.user())
    first = coordinator.get(reverse("web:journal"))
    second = coordinator.get(reverse("web:journal") + first.context["page"].older)
    shown = [entry.pk for page in (first, second) for entry, *_rest in page.context["entries"]]
    assert shown == sorted(JournalEntry.objects.values_list("pk", flat=True), reverse=True)


def test_the_page_asks_as_much_for_thirty_rows_as_for_one(coordinator):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            entries(coordinator, quoi="device.received")
        return len(queries)

    lot = collection.lot()
    inventory.device(lot=lot)
    one = asked()
    for _rank in range(29):
        inventory.device(lot=lot)
    assert asked() == one


def test_the_whole_journal_is_taken_away_in_order(coordinator):
    device = inventory.device()
    body = b"".join(coordinator.get(reverse("web:journal_export", args=["csv"]))).decode()
    assert len(body.splitlines()) == JournalEntry.objects.count() + 1
    assert device.number in body.splitlines()[-1]


def test_only_those_who_may_see_the_journal_do(client):
    for role, status in ((Role.TECHNICIAN, 403), (Role.READER, 403), (Role.ADMINISTRATOR, 200)):
        client.force_login(people.user(role=role))
        assert client.get(reverse("web:journal")).status_code == status, role
        assert client.get(reverse("web:journal_export", args=["csv"])).status_code == status, role
