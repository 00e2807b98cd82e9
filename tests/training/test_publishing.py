"""What national lists read of us, checked by the validators of their own schemas."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from data_inclusion.schema import v1
from django.test import Client
from frictionless import Resource, Schema, validate

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.training import publishing
from tests.factories import people, training

pytestmark = pytest.mark.django_db
STANDARDS = Path(__file__).resolve().parents[3] / "shared/data/standards"


@pytest.fixture
def offered() -> None:
    people.association(
        siret="43493312300029", rna="W561000000", email="bonjour@defis.example",
        phone="02 97 76 34 77",
        public_url="https://defis.example/",
        purpose="Remettre en état des ordinateurs et former au numérique.",
    )  # fmt: skip
    venue = training.venue("Salle Jean-Vilar.")
    venue.opening_hours, venue.latitude, venue.longitude = "Mo-Fr 09:00-12:00; PH off", "47.76123", "-3.34012"
    venue.save()
    room = training.offer.save_room(training.Room(venue=venue, name="Bleue", seats=12), by=None)
    for rank, (form, fpc, themes) in enumerate(
        [
            ("course", True, ["bureautique", "insertion_professionnelle"]),
            ("workshop", False, ["securite_numerique", "parentalite", "culture_numerique"]),
            ("workshop", False, ["aide_aux_demarches_administratives", "logement"]),
        ]
    ):
        known = training.training(form=form, fpc=fpc, themes=themes, price_cents=1_000 * rank)
        half_days = training.offer.weekly(today(), 3, 600 + 100 * rank, 690 + 100 * rank)
        plan = training.Plan(training=known, room=room, capacity=8, half_days=half_days)
        training.offer.plan(plan, by=None)


def _schema() -> Schema:
    """The table schema of the founders' copy, as Frictionless reads one."""
    if not STANDARDS.is_dir():
        pytest.skip("the founders' standards are not here")
    told = json.loads((STANDARDS / "lieux-mediation-numerique.json").read_text(encoding="utf-8"))
    fields: list[dict[str, Any]] = []
    for field in told["fields"]:
        limits: dict[str, Any] = {"required": field["required"]}
        if "pattern" in field:
            limits["pattern"] = field["pattern"]
        if "max_length" in field:
            limits["maxLength"] = field["max_length"]
        fields.append({"name": field["name"], "type": field["type"], "constraints": limits})
    return Schema.from_descriptor({"fields": fields, "primaryKey": ["id"]})


@pytest.mark.usefixtures("offered")
def test_places_pass_the_table_schema(client: Client) -> None:
    body = client.get("/ateliers/lieux.csv").content
    report = validate(Resource(data=body, format="csv", schema=_schema()))
    assert report.flatten(["fieldName", "message"]) == []
    [row] = csv.DictReader(StringIO(body.decode()))
    assert row["pivot"] == "43493312300029"  # the SIRET, never the RNA, when there is one
    assert (row["nom"], row["telephone"]) == ("Salle Jean-Vilar", "+33297763477")
    assert row["typologie"] == "ASSO|OF"
    assert row["services"].split("|") == [
        "Maîtrise des outils numériques du quotidien", "Utilisation sécurisée du numérique",
        "Parentalité et éducation avec le numérique", "Compréhension du monde numérique",
        "Insertion professionnelle via le numérique", "Aide aux démarches administratives",
    ]  # fmt: skip


def test_a_wrong_place_is_refused_by_the_same_schema() -> None:
    row = dict.fromkeys(publishing.PLACE_FIELDS, "") | {
        "id": "x", "pivot": "12", "nom": "A", "commune": "B", "code_postal": "560", "adresse": "C",
        "date_maj": "hier", "services": "Comprehension du monde numérique", "telephone": "02 97",
    }  # fmt: skip
    text = StringIO()
    writer = csv.DictWriter(text, publishing.PLACE_FIELDS)
    writer.writeheader()
    writer.writerow(row)
    report = validate(Resource(data=text.getvalue().encode(), format="csv", schema=_schema()))
    assert {name for [name] in report.flatten(["fieldName"])} == {
        "pivot", "code_postal", "date_maj", "services", "telephone",
    }  # fmt: skip


@pytest.mark.usefixtures("offered")
def test_structures_and_services_pass_data_inclusion(client: Client) -> None:
    structures = client.get("/ateliers/data-inclusion/structures.json").json()
    services = client.get("/ateliers/data-inclusion/services.json").json()
    checked = [v1.Structure(**row) for row in structures]
    offered = [v1.Service(**row) for row in services]
    assert [len(checked), len(offered)] == [1, 3]
    assert {row.structure_id for row in offered} == {checked[0].id}
    assert {row.type.value for row in offered} == {"formation", "atelier"}
    assert all(row.publics is not None and len(row.publics) == 1 for row in offered)
    assert {(row.volume_horaire_hebdomadaire, row.nombre_semaines) for row in offered} == {(1.5, 3)}


def test_without_a_number_of_its_own_an_association_publishes_nothing(client: Client) -> None:
    people.association(siret="", rna="")
    with pytest.raises(Refused):
        publishing.places(gives_computers=False)
    assert client.get("/ateliers/data-inclusion/services.json").json() == []
    assert client.get("/ateliers/lieux.csv").content.decode().splitlines()[1:] == []
    assert client.get("/ateliers/data-inclusion/people.json").status_code == 404
