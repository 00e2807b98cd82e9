"""Donors: written down once, found again, never twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.inventory.states import State
from rebond.people import services
from rebond.people.models import Organisation
from rebond.people.roles import Role
from tests.factories import collection, inventory, people

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


SIRET = "73282932000074"


def post_donor(client, **facts: str):
    return client.post(
        reverse("web:donor_new"), {"name": "Ville de Baud", "kind": "local_authority", **facts}
    )


def test_a_new_donor_leads_to_its_first_donation(receiver):
    answer = post_donor(receiver, siret="732 829 320 00074")
    donor = Organisation.objects.get(name="Ville de Baud")
    assert donor.siret == SIRET
    assert answer.url == f"{reverse('web:donation_new')}?donor={donor.pk}"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("732829320", "SIREN: add the 5 digits"),
        ("7328293200007", "you wrote 13"),
        ("73282932000A74", "digits only"),
        ("73282932100074", "first 9 digits (SIREN) is not right: 732829321"),
        ("73282932000075", "look at the last 5 (establishment): 00075"),
    ],
)
def test_a_wrong_siret_says_which_digits_to_look_at(receiver, typed, words):
    answer = post_donor(receiver, siret=typed)
    assert words in answer.content.decode()
    assert not Organisation.objects.filter(name="Ville de Baud").exists()


def test_a_siret_already_known_leads_to_its_holder(receiver):
    known = people.organisation("company", siret=SIRET)
    answer = post_donor(receiver, siret=SIRET)
    assert f'href="{reverse("web:donor", args=[known.pk])}"' in answer.content.decode()
    assert Organisation.objects.count() == 1


def test_a_name_already_known_is_kept_apart_only_when_said_so(receiver):
    known = services.save_organisation(Organisation(name="VILLE DE BAUD", kind="local_authority"))
    answer = post_donor(receiver)
    assert f'href="{reverse("web:donor", args=[known.pk])}"' in answer.content.decode()
    assert Organisation.objects.count() == 1
    assert post_donor(receiver, is_another="on").status_code == 302
    assert Organisation.objects.count() == 2


def test_a_name_is_written_as_text(receiver):
    answer = receiver.get(reverse("web:donor_new"), {"q": "<script>x</script>"})
    assert "<script>x" not in answer.content.decode()
    post_donor(receiver, name="<b>Ville</b>")
    assert "<b>Ville" not in post_donor(receiver, name="<b>Ville</b>").content.decode()


def test_correcting_a_donor_keeps_its_own_siret_and_name(receiver):
    donor = people.organisation("company", siret=SIRET)
    facts = {"name": donor.name, "kind": "company", "siret": SIRET, "phone": "02 97 00 00 00"}
    assert receiver.post(reverse("web:donor_edit", args=[donor.pk]), facts).status_code == 302
    donor.refresh_from_db()
    assert donor.phone == "02 97 00 00 00"


def test_the_list_finds_a_fragment_without_accents(receiver):
    services.save_organisation(Organisation(name="École des Plages", kind="school"))
    services.save_organisation(Organisation(name="Mairie de Baud", kind="local_authority"))
    page = receiver.get(reverse("web:donors"), {"q": "ecole pla"}).content.decode()
    assert "École des Plages" in page
    assert "Mairie de Baud" not in page


def test_the_sheet_opens_the_rows_of_each_figure(receiver):
    device = inventory.device(State.HANDED_OVER)
    donor = device.lot.donation.donor_organisation
    page = receiver.get(reverse("web:donor", args=[donor.pk])).content.decode()
    assert f"{reverse('web:figure_rows', args=['handed_over'])}?annee=" in page
    assert f"donateur=o{donor.pk}" in page


def test_the_list_and_the_sheet_ask_as_much_for_thirty_rows_as_for_one(receiver):
    donor = people.organisation()
    collection.donation(donor=donor)
    addresses = [reverse("web:donors"), reverse("web:donor", args=[donor.pk])]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert receiver.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    one = asked()
    for rank in range(29):
        services.save_organisation(Organisation(name=f"Structure {rank}", kind="company"))
        collection.donation(donor=donor)
    assert asked() == one


def test_a_reader_may_look_and_take_the_list_away_but_not_write(reader):
    donor = people.organisation()
    assert reader.get(reverse("web:donors")).status_code == 200
    assert reader.get(reverse("web:donor_new")).status_code == 403
    assert reader.post(reverse("web:donor_edit", args=[donor.pk]), {}).status_code == 403
    body = b"".join(reader.get(reverse("web:donors_export", args=["csv"])))
    assert "Ville de Lanester" in body.decode()
