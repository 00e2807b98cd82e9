"""What was done for a territory: its own donors and inhabitants, nobody else's; few people are not told."""

import pytest
from django.test import Client
from django.urls import reverse

from rebond.common.dates import today
from rebond.impact import territory
from rebond.inventory.models import DonorTally
from rebond.inventory.states import State
from rebond.people.models import Commune, Person
from rebond.people.roles import Role
from rebond.people.services import merge_people, save_person
from tests.factories import distribution, inventory, people, training

pytestmark = pytest.mark.django_db


def towns() -> tuple[Commune, Commune, Commune]:
    facts = {"epci_siren": "200042174", "epci_name": "Lorient Agglomération", "departement": "56",
             "departement_name": "Morbihan", "region": "53", "region_name": "Bretagne"}  # fmt: skip
    lanester = training.town()
    Commune.objects.filter(pk=lanester.pk).update(**facts, population=23_000)
    groix = Commune.objects.create(
        insee="56069", name="Groix", search_text="groix", population=2_000, **facts
    )
    alone = Commune.objects.create(
        insee="29083", name="Île-de-Sein", search_text="ile de sein", departement="29", population=260
    )
    return Commune.objects.get(pk=lanester.pk), groix, alone


def equip(town: Commune, n: int) -> list[Person]:
    found = []
    for rank in range(n):
        person = save_person(Person(given_name="Awa", family_name=f"Kerouanton {rank}", commune=town))
        distribution.handover(inventory.device(State.READY), to=person)
        found.append(person)
    return found


def around(town: Commune, level: str) -> territory.Territory:
    found = territory.around(town, level)
    assert found
    return found


def test_a_territory_counts_its_own_and_the_wider_one_counts_both() -> None:
    lanester, groix, alone = towns()
    equip(lanester, 6)
    equip(groix, 5)
    equip(alone, 7)
    year = today().year
    assert territory.visit(around(lanester, "commune"), year).people == 6
    wider = territory.visit(around(groix, "epci"), year)
    assert (wider.people, wider.machines, wider.territory.population) == (11, 11, 25_000)
    assert wider.per_thousand == pytest.approx(11 / 25)
    assert territory.visit(around(lanester, "departement"), year).people == 11
    assert territory.around(alone, "epci") is None


def test_a_small_town_is_not_had_from_the_sheets_around_it() -> None:
    lanester, groix, _alone = towns()
    equip(lanester, 6)
    equip(groix, 1)
    year = today().year
    assert territory.visit(around(groix, "commune"), year).people is None
    assert territory.visit(around(groix, "commune"), year).machines is None
    wider, inside = (territory.visit(around(lanester, level), year).people for level in ("epci", "commune"))
    assert (wider or 0) - (inside or 0) in (0, 7)


def test_a_merged_file_is_where_the_one_that_remains_lives() -> None:
    lanester, groix, _alone = towns()
    kept = equip(lanester, 6)
    double = equip(groix, 6)
    for one, other in zip(kept, double, strict=True):
        merge_people(one, other)
    year = today().year
    assert territory.visit(around(lanester, "commune"), year).people == 6
    assert territory.visit(around(groix, "commune"), year).people == 0
    assert territory.visit(around(lanester, "epci"), year).machines == 12


def test_what_came_back_is_not_reused_and_a_corrected_donor_is_no_ghost() -> None:
    lanester, _groix, _alone = towns()
    donor = people.organisation("company")
    type(donor).objects.filter(pk=donor.pk).update(commune=lanester)
    DonorTally.objects.create(year=today().year, event="collected", donor=f"o{donor.pk}", n=0)
    assert territory.visit(around(lanester, "commune"), today().year).donors == []
    DonorTally.objects.filter(donor=f"o{donor.pk}").update(n=1)
    for event in ("handed_over", "returned"):
        DonorTally.objects.create(year=today().year, event=event, donor=f"o{donor.pk}", n=1)
    [line] = territory.visit(around(lanester, "commune"), today().year).donors
    assert (line.collected, line.reuse) == (1, None)


def test_few_people_are_not_told_nor_their_machines_by_thousand() -> None:
    lanester, _groix, _alone = towns()
    equip(lanester, 4)
    found = territory.visit(around(lanester, "commune"), today().year)
    assert (found.people, found.per_thousand) == (None, None)


def test_two_files_of_one_human_are_one_person_equipped() -> None:
    lanester, _groix, _alone = towns()
    one, other, *_rest = equip(lanester, 6)
    merge_people(one, other)
    assert territory.visit(around(lanester, "commune"), today().year).people == 5


def test_the_share_that_the_decree_asks_is_that_of_its_year() -> None:
    asked = [territory.legal_share(year) for year in (2022, 2023, 2024, 2025, 2031)]
    assert asked == [None, 0.25, 0.35, 0.5, 0.5]


def test_the_page_names_donors_and_no_person(client: Client) -> None:
    lanester, _groix, _alone = towns()
    founder = people.association()
    type(founder).objects.update(commune=lanester)
    equip(lanester, 6)
    client.force_login(people.user(Role.READER))
    for query in ({}, {"ou": "Groix", "niveau": "epci"}, {"ou": "nulle part"}, {"annee": "2999"}):
        page = client.get(reverse("web:visit"), query)
        assert page.status_code == 200
        assert "Kerouanton" not in page.content.decode()
    text = client.get(reverse("web:visit"), {"niveau": "epci"}).content.decode()
    assert "Lorient Agglomération" in text
