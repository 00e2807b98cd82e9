"""The papers of a donation, written from the rows: convention, pick-up slip, description of a gift, tax receipt. Reads every stage and writes nothing: who issues them keeps them (records.papers).

The words are ours, French, each text with its version and its source (records.texts).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from rebond.collection.models import Donation
from rebond.common.units import day_fr, money_fr
from rebond.impact.paper_words import CATEGORIES, siret, words
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Association, Organisation, Person
from rebond.records import texts
from rebond.records.document import Column, Document, Section, Signature
from rebond.records.texts import Text
from rebond.records.wording import document, for_us, who_we_are

CONVENTION = Text(
    "convention-don", "Convention de don", 1,
    "CG3P art. L3212-2 et L3212-3, D3212-3 (décret 2022-791) ; CGI art. 238 bis ; rédaction de Rebond",
    "le régime du don, l’objet statutaire de l’association et les clauses.",
)  # fmt: skip
PICKUP = Text("bordereau-enlevement", "Bordereau d’enlèvement", 1, "Rédaction de Rebond")
GIFT = Text(
    "description-don", "Description d’un don en nature", 1,
    "Cerfa 16216*03 (2041-MEC-SD), CGI art. 238 bis ; BOI-BIC-RICI-20-30-10-20 (source secondaire)",
    "l’éligibilité de l’association au mécénat ; la valeur est celle que l’entreprise détermine.",
)  # fmt: skip
RECEIPT = Text(
    "recu-fiscal", "Reçu au titre des dons", 1,
    "Cerfa 11580*05 (2041-RD), CGI art. 200 ; BOI-IR-RICI-250-20 § 40 (source secondaire)",
    "l’éligibilité de l’association, et la valeur retenue pour un don en nature.",
)  # fmt: skip
texts.register(CONVENTION, PICKUP, GIFT, RECEIPT)

_DESTINIES = {
    State.HANDED_OVER: "réemployé", State.RECYCLED: "recyclé", State.SCRAPPED: "à recycler",
    State.DISMANTLED: "démonté pour pièces", State.READY: "prêt à remettre", State.RESERVED: "réservé",
    State.CLEARED: "à l’atelier", State.RECEIVED: "à l’atelier", State.REFUSED: "rendu au donateur",
    State.LOST: "non retrouvé à l’inventaire", State.MERGED: "",
}  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """Who signed on the spot: a name each, typed by them, and when it reached us. Empty names: frames to sign by
    hand. ``told_at``: the telephone's own clock at the door, when it had no network there.
    """

    giver: str = ""
    driver: str = ""
    at: datetime | None = None
    told_at: datetime | None = None

    def note(self) -> str:
        """Under each name; two clocks are two facts."""
        if self.at is None:
            return ""
        if self.told_at is None:
            return f"nom saisi par la personne, le {_moment(self.at)}"
        return (
            f"nom saisi par la personne, le {_moment(self.told_at)} à l’heure du téléphone ;"
            f" reçu le {_moment(self.at)}"
        )


@dataclass(frozen=True)
class Value:
    """What a gift is worth: the amount and who says so. ``cents`` None: the donor did not say."""

    cents: int | None
    method: str = ""
    address: str = ""


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y à %H:%M}"


def convention(donation: Donation, number: str, made_at: datetime) -> Document:
    """The agreement before or after the machines came: its law, its list, what each side promises."""
    us, law = who_we_are(), donation.legal_head
    donor = _donor(donation)
    return document(
        CONVENTION, number, made_at,
        lead=[
            f"Entre {donor}, ci-après « le donateur »,",
            f"et {us.name}{_named(us)}, ci-après « l’association »,",
            "il est convenu ce qui suit.",
        ],
        sections=[
            Section("1. Objet", [
                f"Le donateur donne à l’association, qui l’accepte, le matériel informatique listé à l’article 5"
                f" (don {donation.number}). Régime du don : {law.label}, {law.article}."
            ]),
            Section("2. Destination", _destination(donation, us)),
            Section("3. Données", [
                "Le donateur a retiré ou sauvegardé ce qu’il veut conserver. L’association efface ou détruit tout"
                " support de données avant toute remise, et remet au donateur un certificat d’effacement vérifiable."
                " Aucun matériel ne quitte l’association tant qu’un de ses supports n’a pas sa preuve.",
            ]),
            Section("4. Transfert", [
                "La propriété et la garde du matériel passent à l’association à l’enlèvement, contre un bordereau"
                " signé. Ce qui ne peut pas être réemployé est remis à un recycleur agréé, contre un bordereau de"
                " déchets.",
            ]),
            _list(donation, "5. Matériel donné"),
        ],
        signatures=[
            Signature(f"Pour {donation.donor_organisation or 'le donateur'} : nom, qualité, date, signature"),
            Signature(f"Pour {us.name} : {us.represented_by or 'nom, qualité'}, date, signature"),
        ],
    )  # fmt: skip


def pickup_slip(donation: Donation, number: str, made_at: datetime, signed: Signed) -> Document:
    """What was taken away, signed at the door."""
    note = signed.note()
    return document(
        PICKUP, number, made_at,
        lead=[
            f"Don {donation.number} de {_donor(donation)}.",
            "L’association prend en charge ce jour le matériel compté ci-dessous. Les écarts avec l’annonce sont"
            " notés ; les numéros de série sont relevés à l’atelier.",
        ],
        sections=[_counts(donation), Section("Remarques", ["…" * 60])],
        signatures=[
            Signature("Pour le donateur", signed.giver, note),
            Signature("Pour l’association, à l’enlèvement", signed.driver, note),
        ],
    )  # fmt: skip


def gift_description(donation: Donation, value: Value, number: str, made_at: datetime) -> Document:
    """For the donor's own form: what was received. The company alone says what it is worth."""
    us = who_we_are()
    told = money_fr(value.cents) if value.cents is not None else "non communiquée : à porter par l’entreprise"
    return document(
        GIFT, number, made_at,
        lead=["À joindre au Cerfa 16216, ou à en tenir lieu s’il porte la valeur déterminée par l’entreprise."],
        sections=[
            Section("Bénéficiaire", facts=_beneficiary(us)),
            Section("Entreprise donatrice", facts=[
                ("Dénomination", donation.donor_organisation.name if donation.donor_organisation else ""),
                ("SIREN", (donation.donor_organisation.siret if donation.donor_organisation else "")[:9] or "—"),
                ("Adresse", _address(donation.donor_organisation) or "—"),
            ]),
            Section("Don en nature", facts=[
                ("Reçu et accepté", f"don {donation.number}, arrivé le {_arrival(donation)}"),
                ("Valeur totale", told),
                ("Méthode", value.method or "celle de l’entreprise"),
            ], after=["L’association décrit et confirme ce qu’elle a reçu ; elle n’évalue pas."]),
            _list(donation, "Description exhaustive"),
        ],
        signatures=[for_us()],
    )  # fmt: skip


def tax_receipt(donation: Donation, value: Value, number: str, made_at: datetime) -> Document:
    """The receipt of a private person's gift: every mention of the Cerfa 11580."""
    person, us = donation.donor_person, who_we_are()
    assert isinstance(person, Person)
    assert value.cents is not None, "a tax receipt has an amount"
    return document(
        RECEIPT, number, made_at,
        lead=["Reçu au titre des dons à certains organismes d’intérêt général (CGI, article 200)."],
        sections=[
            Section("Bénéficiaire", facts=_beneficiary(us)),
            Section("Donateur", facts=[("Nom", str(person)), ("Adresse", value.address)]),
            Section("Don", facts=[
                ("Montant", f"***{money_fr(value.cents)}***"),
                ("Date du don", _arrival(donation)),
                ("Forme", "déclaration de don manuel"),
                ("Nature", "don en nature"),
                ("Valeur", f"valeur vénale au jour du don, vérifiée par l’association : {value.method}"),
            ]),
            _list(donation, "Biens donnés"),
        ],
        signatures=[for_us()],
    )  # fmt: skip


def _named(us: Association) -> str:
    known = [f"RNA {us.rna}" if us.rna else "", f"SIRET {us.siret}" if us.siret else ""]
    return "".join(f", {words}" for words in known if words)


def _donor(donation: Donation) -> str:
    donor = donation.donor
    return f"{donor}{siret(donor)}" if isinstance(donor, Organisation) else str(donor)


def _address(donor: Organisation | Association | None) -> str:
    if donor is None:
        return ""
    return ", ".join(part for part in (donor.address, donor.commune.name if donor.commune else "") if part)


def _beneficiary(us: Association) -> list[tuple[str, str]]:
    return [
        ("Dénomination", us.name),
        ("SIREN ou RNA", us.siret[:9] or us.rna or "à compléter dans les réglages"),
        ("Adresse", _address(us) or "—"),
        ("Objet", us.purpose or "à compléter dans les réglages"),
        ("Type d’organisme", "association loi 1901, œuvre ou organisme d’intérêt général"),
    ]


def _destination(donation: Donation, us: Association) -> list[str]:
    law = donation.legal_head
    told = [f"Objet statutaire de l’association : {us.purpose or 'à compléter dans les réglages'}."]
    if not law.sale_allowed:
        told.append("Le matériel est redistribué gratuitement : l’association s’interdit de le vendre.")
    elif law.price_caps_cents:
        caps = ", ".join(
            f"{CATEGORIES[category].lower()} {money_fr(cents)}"
            for category, cents in law.price_caps_cents.items()
        )
        told.append(
            "Le matériel peut être cédé à un prix solidaire, plafonné, à des personnes en situation de précarité ou"
            f" à des associations qui les accompagnent : {caps}."
        )
        told.append(
            "La valeur unitaire de chaque appareil au jour du don n’excède pas 300 € (CG3P art. D3212-3)."
        )
    else:
        told.append("Le matériel est donné, prêté ou cédé à prix solidaire.")
    return told


def _arrival(donation: Donation) -> str:
    day: date | None = donation.lots.order_by("arrived_on").values_list("arrived_on", flat=True).first()
    return day_fr(day or donation.announced_on)


def _list(donation: Donation, title: str) -> Section:
    """Every machine by its number; before it has one, what was announced."""
    devices = list(
        Device.objects.filter(lot__donation=donation).exclude(state=State.MERGED).order_by("number")
    )
    if not devices:
        return Section(title, columns=[Column("Catégorie", 3), Column("Annoncés", 1, right=True)], rows=[
            [CATEGORIES[row.category], str(row.quantity)] for row in donation.announced.order_by("category")
        ])  # fmt: skip
    columns = [
        Column("Numéro", 1.3),
        Column("Appareil", 2.6),
        Column("N° de série", 1.8),
        Column("Devenir", 1.3),
    ]
    rows = [
        [device.number, words(device), device.serial or "—", _DESTINIES[State(device.state)]]
        for device in devices
    ]
    return Section(
        title,
        columns=columns,
        rows=rows,
        after=[f"Soit {len(devices)} appareil{'s' if len(devices) > 1 else ''}."],
    )


def _counts(donation: Donation) -> Section:
    announced = dict(donation.announced.values_list("category", "quantity"))
    counted: Counter[str] = Counter()
    for lot in donation.lots.prefetch_related("counted"):
        counted.update({row.category: row.quantity for row in lot.counted.all()})
    columns = [
        Column("Catégorie", 3), Column("Annoncés", 1, right=True), Column("Pris en charge", 1, right=True),
        Column("Écart", 1, right=True),
    ]  # fmt: skip
    rows = []
    for category, label in CATEGORIES.items():
        said, taken = announced.get(category, 0), counted.get(category, 0)
        if said or taken:
            rows.append(
                [label, str(said), str(taken) if counted else "", _gap(taken - said) if counted else ""]
            )
    return Section("Matériel", columns=columns, rows=rows)


def _gap(missing: int) -> str:
    return f"{missing:+d}" if missing else "0"
