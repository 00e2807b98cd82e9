"""What became of a donor's machines, on paper: the yearly statement of reuse of public donors, the letter of thanks.

Reads every stage and writes nothing: who issues them keeps them (records.papers).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from rebond.common.units import number_fr
from rebond.distribution.models import HandoverItem
from rebond.impact import donor_story
from rebond.impact.paper_words import CATEGORIES, siret, words
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person
from rebond.records import texts
from rebond.records.document import Column, Document, Section
from rebond.records.texts import Text
from rebond.records.wording import document, for_us, who_we_are

OLDEST_YEARS = 10
"""Older equipment is left out of the reuse share of public donors (décret 2023-266, art. 1)."""

REUSE = Text(
    "attestation-reemploi", "Attestation de réemploi", 1,
    "Décret 2023-266 du 12 avril 2023, art. 1 à 3 ; loi 2021-1485 (REEN), art. 16 ; rédaction de Rebond",
    "la manière de compter A, et l’âge du matériel quand son année n’est pas connue.",
)  # fmt: skip
LETTER = Text(
    "lettre-impact", "Ce que votre don est devenu", 1,
    "Comptages de l’association ; masses moyennes Boavizta et Restart ; CO2e : étude des fondateurs du 22 novembre 2026",
)  # fmt: skip
WASTE = Text(
    "fiche-bsdd", "Fiche pour le bordereau de suivi de déchets", 1,
    "Champs du registre des déchets sortants, arrêté du 31 mai 2021, et de Trackdéchets (mai 2026) ; masses moyennes",
    "le code de chaque déchet, et le code de traitement, avec votre recycleur.",
)  # fmt: skip
texts.register(REUSE, LETTER, WASTE)

_REUSED = "remis le {} ({})"
_HANDED = {"gift": "don", "sale": "vente solidaire", "loan": "prêt"}


def reuse_statement(donor: Organisation, year: int, number: str, made_at: datetime) -> Document:
    """A of the reuse share of a public donor, machine by machine, and the proof of each reuse without a name."""
    rows = reused_in(donor, year)
    counted = [row for row in rows if not row.excluded]
    by_category = Counter(row.category for row in counted)
    columns = [
        Column("Numéro", 1.4), Column("Appareil", 2.4), Column("N° de série", 1.6), Column("Année", 0.7),
        Column("Preuve du réemploi", 2), Column("Compté", 0.8),
    ]  # fmt: skip
    return document(
        REUSE, number, made_at,
        lead=[
            f"L’association atteste avoir réemployé en {year} le matériel informatique ci-dessous, donné par"
            f" {donor.name}{siret(donor)}, et en tient la preuve à disposition.",
            f"A (matériel orienté vers le réemploi, hors exclusions) = {len(counted)}."
            " B, le matériel réformé détenu au 1er janvier, est connu du donateur seul ; l’objectif est A/B ≥ 50 %"
            " depuis 2025.",
        ],
        sections=[
            Section("Par catégorie", facts=[
                (CATEGORIES[category], str(n)) for category, n in sorted(by_category.items())
            ]),
            Section(
                "Appareil par appareil", columns=columns,
                rows=[
                    [row.number, row.words, row.serial or "—", row.made or "inconnue", row.proof,
                     row.excluded or "oui"]
                    for row in rows
                ],
                after=[
                    f"Exclusions : matériel de plus de {OLDEST_YEARS} ans. Le matériel classifié ou soumis à des règles"
                    " de sécurité n’est connu que du donateur. L’année est celle que dit l’appareil ; inconnue, elle"
                    " n’exclut pas."
                ],
            ),
        ],
        signatures=[for_us()],
    )  # fmt: skip


@dataclass(frozen=True)
class Reused:
    """One machine reused in a year; ``excluded`` says why it does not count, empty when it does."""

    number: str
    category: str
    words: str
    serial: str
    made: str
    proof: str
    excluded: str


def reused_in(donor: Organisation, year: int) -> list[Reused]:
    """The machines of one donor handed over in ``year``, the last time each; nobody is named. Two queries."""
    items = (
        HandoverItem.objects.filter(
            device__lot__donation__donor_organisation=donor, handover__at__year=year, comeback=None
        )
        .select_related("device", "handover")
        .order_by("device__number")
    )
    return [_reused(item.device, item, year) for item in items]


def _reused(device: Device, item: HandoverItem, year: int) -> Reused:
    too_old = device.made_in is not None and year - device.made_in > OLDEST_YEARS
    on = f"{timezone.localdate(item.handover.at):%d/%m/%Y}"
    return Reused(
        device.number, device.category, words(device), device.serial,
        str(device.made_in) if device.made_in else "",
        _REUSED.format(on, _HANDED[item.handover.kind]),
        f"non : plus de {OLDEST_YEARS} ans" if too_old else "",
    )  # fmt: skip


def impact_letter(donor: Organisation | Person, made_at: datetime) -> Document:
    """What became of everything a donor gave, true today; drawn each time, no number, no name of a family."""
    told = donor_story.story(donor)
    low, central, high = told.co2e_kg
    facts = [
        ("Appareils reçus", str(told.devices)),
        ("Remis à quelqu’un", str(told.stages["reused"])),
        ("Familles équipées", "moins de cinq" if told.families is None else str(told.families)),
        ("Associations équipées", str(told.associations)),
        ("Prêts ou réservés", str(told.stages["ready"])),
        ("À l’atelier", str(told.stages["workshop"])),
        ("Démontés ou recyclés", str(told.stages["recycled"])),
        ("Masse réemployée", f"{number_fr(told.reused_kg)} kg, d’après des masses moyennes"),
    ]
    carbon = (
        [
            f"CO2e évité : entre {number_fr(low)} et {number_fr(high)} kg, plutôt {number_fr(central)} kg. C’est une"
            " estimation, fondée sur la part des achats neufs réellement évités, la durée de vie restante, notre propre"
            " travail et l’usage en plus.",
            "Ce chiffre ne se déduit pas d’un bilan d’émissions : les émissions évitées se présentent à part.",
        ]
        if high
        else []
    )
    return document(
        LETTER, f"au {timezone.localdate(made_at):%d/%m/%Y}", made_at,
        lead=[f"{donor}, merci. Voici ce que sont devenus les appareils que vous nous avez confiés."],
        sections=[Section("En chiffres", facts=facts), Section("Pour le climat", carbon)][: 2 if carbon else 1],
        signatures=[],
    )  # fmt: skip


def waste_sheet(slip: str, rows: Sequence[Sequence[object]], made_at: datetime) -> Document:
    """What our rows know of a slip (see registers.outgoing_waste), to copy into Trackdéchets; the rest is blank."""
    us = who_we_are()
    columns = [
        Column("Déchet", 2.4), Column("Code", 1), Column("Dangereux", 0.9), Column("POP", 0.6),
        Column("Appareils", 0.9, right=True), Column("Tonnes (estimé)", 1.1, right=True),
    ]  # fmt: skip
    table = [
        [
            str(row[2]),
            str(row[3]),
            "oui" if row[4] else "non",
            "non",
            str(row[7]),
            str(row[8]).replace(".", ","),
        ]
        for row in rows
    ]
    blank = "…" * 20
    return document(
        WASTE, slip, made_at,
        lead=["À recopier dans Trackdéchets ou sur le bordereau papier ; ce que nos lignes ne savent pas est laissé en blanc."],
        sections=[
            Section("Producteur et expéditeur", facts=[
                ("Raison sociale", us.name), ("SIRET", us.siret or blank), ("Adresse", us.address or blank),
            ]),
            Section("Transporteur", facts=[("Raison sociale, SIREN", blank), ("Récépissé", blank)]),
            Section("Destinataire", facts=[("Raison sociale, SIRET", blank), ("Traitement prévu", "R 12, à confirmer")]),
            Section("Déchets", columns=columns, rows=table, after=["Poids estimés d’après des masses moyennes : pesez."]),
        ],
        signatures=[],
    )  # fmt: skip
