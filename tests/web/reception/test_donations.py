"""Donations: under which law, how many, when; cancelled and expected again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.collection.models import Donation
from rebond.collection.services import cancel_donation
from rebond.common.dates import today
from rebond.people.roles import Role
from tests.factories import collection, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(client):
    """A technician: may receive and export, may not see people's names."""
    client.force_login(people.user(role=Role.TECHNICIAN))
    return client


@pytest.fixture
def reader(client):
    client.force_login(people.user(role=Role.READER))
    return client


def announce(client, donor, **facts: object):
    address = f"{reverse('web:donation_new')}?donor={donor.pk}"
    return client.post(address, {"legal_head": collection.CAPPED, "laptop": "12", "monitor": "3", **facts})


def test_announcing_keeps_what_was_said(receiver):
    answer = announce(receiver, people.organisation(), pickup_on=today().isoformat(), note="Second floor")
    donation = Donation.objects.get()
    assert answer.url == reverse("web:donation", args=[donation.pk])
    assert dict(donation.announced.values_list("category", "quantity")) == {"laptop": 12, "monitor": 3}
    assert (donation.legal_head_id, donation.pickup_on, donation.note) == (
        collection.CAPPED,
        today(),
        "Second floor",
    )


def test_only_the_laws_of_this_kind_of_donor_are_proposed(receiver):
    form = receiver.get(f"{reverse('web:donation_new')}?donor={people.organisation().pk}").context["form"]
    assert [code for code, _words in form.fields["legal_head"].choices] == [
        collection.CAPPED,
        collection.GIFT_ONLY,
    ]
    refused = announce(receiver, people.organisation("company"))
    assert refused.status_code == 200
    assert not Donation.objects.exists()


def test_each_law_says_what_it_allows(receiver):
    page = receiver.get(f"{reverse('web:donation_new')}?donor={people.organisation().pk}").content.decode()
    assert "never sold" in page
    assert "laptop 180" in page
    assert "CG3P art. L3212-2 3°" in page


@pytest.mark.parametrize("day", [date(2081, 11, 3), date(1999, 1, 1)])
def test_an_unlikely_year_is_asked_again_and_nothing_typed_is_lost(receiver, day):
    answer = announce(receiver, people.organisation(), pickup_on=day.isoformat(), note="Second floor")
    page = answer.content.decode()
    assert f"is the year {day.year} right?" in page
    assert "Second floor" in page
    assert not Donation.objects.exists()


@pytest.mark.parametrize("typed", ["-1", "100001", "twelve", "1e3"])
def test_an_unlikely_count_is_refused(receiver, typed):
    assert announce(receiver, people.organisation(), laptop=typed).context["form"].errors.keys() == {"laptop"}
    assert not Donation.objects.exists()


def test_correcting_replaces_the_announcement(receiver):
    donation = collection.donation(laptop=3, monitor=2)
    address = reverse("web:donation_edit", args=[donation.pk])
    shown = receiver.get(address).context["form"]
    assert (shown["laptop"].value(), shown["monitor"].value()) == (3, 2)
    assert receiver.post(address, {"legal_head": collection.GIFT_ONLY, "laptop": "5"}).status_code == 302
    donation.refresh_from_db()
    assert donation.legal_head_id == collection.GIFT_ONLY
    assert dict(donation.announced.values_list("category", "quantity")) == {"laptop": 5}


def test_the_law_stays_once_something_arrived_under_it(receiver):
    lot = collection.lot()
    address = reverse("web:donation_edit", args=[lot.donation.pk])
    answer = receiver.post(address, {"legal_head": collection.GIFT_ONLY})
    assert "The legal head cannot change" in answer.content.decode()
    lot.donation.refresh_from_db()
    assert lot.donation.legal_head_id == collection.CAPPED


def test_cancelling_is_undone_by_one_button(receiver):
    donation = collection.donation()
    answer = receiver.post(
        reverse("web:donation_cancel", args=[donation.pk]), {"reason": "given to another"}, follow=True
    )
    donation.refresh_from_db()
    assert donation.status == Donation.Status.CANCELLED
    restore = reverse("web:donation_restore", args=[donation.pk])
    assert f'formaction="{restore}"' in answer.content.decode()
    receiver.post(restore)
    donation.refresh_from_db()
    assert donation.status == Donation.Status.ANNOUNCED


def test_what_has_arrived_is_not_cancelled(receiver):
    lot = collection.lot()
    answer = receiver.post(reverse("web:donation_cancel", args=[lot.donation.pk]), {"reason": "x"})
    assert "it cannot be cancelled" in answer.content.decode()
    lot.donation.refresh_from_db()
    assert lot.donation.status == Donation.Status.ARRIVED


def test_a_private_donor_is_named_only_to_those_who_may_see_people(client):
    donation = collection.donation(donor=people.person("Quéméner"), head="particulier")
    addresses = [
        reverse("web:donation", args=[donation.pk]),
        reverse("web:donations"),
        reverse("web:reception"),
        reverse("web:donations_export", args=["csv"]),
        f"{reverse('web:donation_new')}?person={donation.donor_person_id}",
        f"{reverse('web:donation_new')}?q=Quéméner",
    ]
    for role, is_named in ((Role.TECHNICIAN, False), (Role.COORDINATOR, True)):
        client.force_login(people.user(role=role))
        for address in addresses:
            answer = client.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            shown = body.decode().replace("q=Quéméner", "").replace('value="Quéméner"', "")
            shown = shown.replace("“Quéméner”", "")
            assert ("Quéméner" in shown) == is_named, (role, address)


def test_nobody_gives_from_a_made_up_address(receiver):
    for query in ("donor=999", "donor=abc", "person=9999999999999999999999"):
        assert receiver.get(f"{reverse('web:donation_new')}?{query}").status_code == 404


def test_filters_narrow_the_list(receiver):
    kept, gone = collection.donation(), collection.donation()
    cancel_donation(gone, reason="x", by=people.user())
    page = receiver.get(reverse("web:donations"), {"etat": "cancelled"})
    assert [row for row, _donor, _total in page.context["rows"]] == [gone]
    page = receiver.get(reverse("web:donations"), {"q": kept.number})
    assert [row for row, _donor, _total in page.context["rows"]] == [kept]


def test_the_place_and_the_list_ask_as_much_for_thirty_rows_as_for_one(receiver):
    def asked() -> list[int]:
        counts = []
        for name in ("web:reception", "web:donations", "web:lots"):
            with CaptureQueriesContext(connection) as queries:
                assert receiver.get(reverse(name)).status_code == 200
            counts.append(len(queries))
        return counts

    collection.donation()
    collection.lot()
    one = asked()
    for _rank in range(29):
        collection.donation()
        collection.lot()
    assert asked() == one


def test_a_reader_may_not_announce_nor_change(reader):
    donation = collection.donation()
    assert reader.get(reverse("web:donation", args=[donation.pk])).status_code == 200
    for name, arguments in (
        ("donation_new", []),
        ("donation_edit", [donation.pk]),
        ("donation_cancel", [donation.pk]),
        ("donation_restore", [donation.pk]),
        ("lot_open", [donation.pk]),
    ):
        assert reader.post(reverse(f"web:{name}", args=arguments)).status_code == 403, name
