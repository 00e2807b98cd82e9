"""A figure is its rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.common.dates import today
from rebond.impact import indicators
from rebond.inventory.states import State
from rebond.people.roles import Role
from tests.factories import collection, inventory, people, training

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(people.user(role=Role.READER))
    return client


def rows(client, event: str, **query: object):
    return client.get(reverse("web:figure_rows", args=[event]), query).context["page"].rows


def test_each_number_counts_the_rows_it_opens(reader):
    lot = collection.lot()
    for state in (State.RECEIVED, State.READY, State.HANDED_OVER, State.HANDED_OVER, State.RECYCLED):
        inventory.device(state, lot=lot)
    totals = {event: n for event, n, _words in reader.get(reverse("web:figures")).context["totals"]}
    assert totals == {"collected": 5, "refurbished": 3, "handed_over": 2, "returned": 0, "recycled": 1}
    assert {event: len(rows(reader, event)) for event in totals} == totals
    donor = f"o{lot.donation.donor_organisation_id}"
    assert {event: len(rows(reader, event, donateur=donor)) for event in totals} == totals
    assert {event: len(rows(reader, event, mois=today().month)) for event in totals} == totals


def test_each_number_of_the_donors_table_counts_the_rows_it_opens(reader):
    inventory.device(State.HANDED_OVER)
    for _rank in range(3):
        inventory.services.receive(None, category="laptop", by=people.user())
    donors = reader.get(reverse("web:donors_figures")).context["donors"]
    shown = {str(donor["name"]): [n for _words, n, _url in donor["counts"]] for donor in donors}
    opened = {
        str(donor["name"]): [len(reader.get(url).context["page"].rows) for _words, _n, url in donor["counts"]]
        for donor in donors
    }
    assert shown == opened == {"Ville de Lanester": [1, 1, 1, 0, 0], "donor not said": [3, 0, 0, 0, 0]}


def test_the_rate_says_its_denominator(reader):
    for state in (State.RECEIVED, State.RECEIVED, State.RECEIVED, State.HANDED_OVER):
        inventory.device(state)
    page = " ".join(reader.get(reverse("web:figures")).content.decode().split())
    assert "1 device handed over out of 4 collected" in page


def test_a_year_without_anything_has_no_rate(reader):
    page = reader.get(reverse("web:figures"), {"annee": "2001"})
    assert page.context["rate"] == ""
    assert "nothing was collected that year" in page.content.decode()


def test_another_year_or_month_opens_none_of_the_rows(reader):
    inventory.device()
    assert rows(reader, "collected", annee="2001") == []
    assert rows(reader, "collected", mois=today().month % 12 + 1) == []


@pytest.mark.parametrize(
    "query",
    [
        "annee=abc",
        "annee=99999",
        "mois=13",
        "mois=x",
        "donateur=o",
        "donateur=z9",
        "donateur=o99999999999999999999",
        "apres=~",
        "apres=x~1",
        "avant=202611~x",
    ],
)
def test_a_made_up_address_is_no_accident(reader, query):
    inventory.device()
    assert reader.get(f"{reverse('web:figure_rows', args=['collected'])}?{query}").status_code == 200


def test_there_is_no_other_figure(reader):
    assert reader.get(reverse("web:figure_rows", args=["stolen"])).status_code == 404
    assert reader.get(reverse("web:figure_export", args=["stolen", "csv"])).status_code == 404


def test_the_rows_are_taken_away_in_three_formats(reader):
    device = inventory.device()
    for file_format in ("csv", "xlsx", "ods"):
        body = b"".join(reader.get(reverse("web:figure_export", args=["collected", file_format])))
        assert body
        if file_format == "csv":
            assert device.number in body.decode()


def test_a_private_donor_is_named_only_to_those_who_may_see_people(client):
    inventory.device(
        lot=collection.lot(of=collection.donation(donor=people.person("Quéméner"), head="particulier"))
    )
    for role, is_named in ((Role.READER, False), (Role.COORDINATOR, True)):
        client.force_login(people.user(role=role))
        for name, arguments in (("figures", []), ("donors_figures", []), ("donors_figures_export", ["csv"])):
            answer = client.get(reverse(f"web:{name}", args=arguments))
            body = b"".join(answer) if answer.streaming else answer.content
            assert ("Quéméner" in body.decode()) == is_named, (role, name)


def test_trainings_open_their_head_counts(reader):
    training.head_count()
    figures = reader.get(reverse("web:figures")).context
    shown = reader.get(reverse("web:training_rows")).context["page"].rows
    assert figures["trainees"] == sum(row.people for row in shown) > 0


def test_the_pages_ask_as_much_for_thirty_rows_as_for_one(reader):
    addresses = [
        reverse("web:office"),
        reverse("web:figures"),
        reverse("web:donors_figures"),
        reverse("web:figure_rows", args=["collected"]),
    ]

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    inventory.device()
    one = asked()
    for _rank in range(29):
        inventory.device()
    assert asked() == one


def test_a_donors_history_is_its_figures_year_by_year():
    lot = collection.lot()
    inventory.device(State.HANDED_OVER, lot=lot)
    inventory.device(lot=lot)
    inventory.device(lot=collection.lot(of=collection.donation(donor=people.organisation("school"))))
    history = indicators.donor_history(f"o{lot.donation.donor_organisation_id}")
    assert history == {today().year: {"collected": 2, "refurbished": 1, "handed_over": 1}}
