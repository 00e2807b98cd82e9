"""The demonstration's facts: plausible, traceable to the corpus, and about nobody."""

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from stdnum.fr import siret

from rebond.command import demo_facts
from rebond.people import territory

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"
LORIENT_AGGLOMERATION = "200042174"
GIB = 1 << 30


@pytest.fixture(scope="module")
def facts() -> demo_facts.DemoFacts:
    return demo_facts.load()


def test_machines_are_of_every_category_and_mostly_computers(facts: demo_facts.DemoFacts) -> None:
    counted = Counter(machine.category for machine in facts.machines)
    assert set(counted) == set(get_args(demo_facts.Category))
    assert counted["laptop"] + counted["desktop"] + counted["all_in_one"] == 50


def test_machines_are_named_once(facts: demo_facts.DemoFacts) -> None:
    assert Counter((machine.maker, machine.model) for machine in facts.machines).most_common(1)[0][1] == 1


def test_computers_have_processor_memory_and_drive(facts: demo_facts.DemoFacts) -> None:
    computers = [
        m for m in facts.machines if m.category in {"laptop", "desktop", "all_in_one", "phone", "tablet"}
    ]
    lacking = [m.model for m in computers if not (m.cpu and m.drives and 1 <= m.cores <= 8)]
    odd = [
        m.model for m in computers if not (m.ram_bytes and all(2 * GIB <= n <= 32 * GIB for n in m.ram_bytes))
    ]
    assert (lacking, odd) == ([], [])


def test_monitors_and_printers_hold_no_drive(facts: demo_facts.DemoFacts) -> None:
    bare = [m for m in facts.machines if m.category in {"monitor", "printer"}]
    assert {(m.cpu, m.cores, m.ram_bytes, m.drives) for m in bare} == {("", 0, (), ())}


def test_drives_have_a_known_media_and_a_credible_size(facts: demo_facts.DemoFacts) -> None:
    drives = {drive for machine in facts.machines for drive in machine.drives}
    assert {drive.media for drive in drives} == set(get_args(demo_facts.Media))
    assert [d.model for d in drives if not 30e9 < d.size_bytes < 1.1e12] == []


def test_years_and_weights_are_credible(facts: demo_facts.DemoFacts) -> None:
    assert [m.model for m in facts.machines if not 2008 <= m.years[0] <= m.years[1] <= 2024] == []
    assert [m.model for m in facts.machines if not 100 < m.weight_g < 15_000] == []


@pytest.mark.skipif(not CORPUS.exists(), reason="the founders' corpus is not beside this checkout")
def test_sources_are_files_of_the_corpus(facts: demo_facts.DemoFacts) -> None:
    sources = {m.source for m in facts.machines} | {d.source for m in facts.machines for d in m.drives}
    assert [source for source in sources if source is not None and not (CORPUS / source).is_file()] == []


def test_places_are_communes_of_lorient_agglomeration(facts: demo_facts.DemoFacts) -> None:
    named = {row.insee: row for row in territory.rows() if not row.merged_into}
    donors = {(donor.insee, donor.commune) for donor in facts.donors}
    assert [place for place in donors if named[place[0]].name != place[1]] == []
    places = {insee for insee, _ in donors} | {prescriber.insee for prescriber in facts.prescribers}
    assert {named[insee].epci_siren for insee in places} == {LORIENT_AGGLOMERATION}
    sites = facts.association.sites
    assert [site.name for site in sites if site.postcode not in named[site.insee].postcodes] == []


def test_siret_numbers_are_valid_distinct_and_attributed_to_nobody(facts: demo_facts.DemoFacts) -> None:
    numbers = [donor.siret for donor in facts.donors if donor.kind != "individual"] + [
        facts.association.siret
    ]
    assert [number for number in numbers if not (siret.is_valid(number) and number.startswith("000"))] == []
    assert len(set(numbers)) == len(numbers) == 14
    assert [donor.siret for donor in facts.donors if donor.kind == "individual"] == [""]


def test_public_bodies_and_prescribers_say_they_are_a_demonstration(facts: demo_facts.DemoFacts) -> None:
    private = {"company", "association", "individual"}
    named = [donor.name for donor in facts.donors if donor.kind not in private]
    named += [prescriber.name for prescriber in facts.prescribers] + [facts.association.name]
    assert [name for name in named if not name.endswith("(démonstration)")] == []


def test_lists_hold_no_duplicate(facts: demo_facts.DemoFacts) -> None:
    titles = tuple(course.title for course in facts.trainings)
    lists = (facts.given_names, facts.family_names, titles, facts.failure_reasons, facts.return_reasons)
    assert [len(values) for values in lists] == [60, 60, 40, 14, 8]
    assert [len(set(values)) for values in lists] == [60, 60, 40, 14, 8]
