"""The account of a grant (compte rendu financier de subvention), in the frames of Cerfa 15059: what our rows know
is written, the rest is left to the association and its accountant.

Frames: Cerfa 15059*02 (arrêté du 11 octobre 2006), read at second hand: to be checked against the form itself.
"""

from collections.abc import Mapping
from datetime import date, datetime

from rebond.common.dates import now
from rebond.common.units import money_fr, number_fr, percent_fr
from rebond.impact.formulas import share
from rebond.impact.towns import is_told
from rebond.people.models import Association, Organisation
from rebond.records import papers
from rebond.records.document import Column, Document, Section
from rebond.training import funders
from rebond.training.funders import Report
from rebond.training.words import AgeBand, Gender, Occupation

_BLANK = "…………………………"
_FEW = "moins de cinq"


def grant_report(
    founder: Association, funder: Organisation, year: int, made_at: datetime | None = None
) -> Document:
    """The account of what one funder paid for in one calendar year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    told = funders.report(funder, first, last)
    return Document(
        title=f"Compte rendu financier de subvention {year}",
        number="",
        issuer=papers.issuer(),
        made_at=made_at or now(),
        source="Cadres du Cerfa 15059*02, à recopier ou à joindre ; à vérifier sur le formulaire en cours.",
        lead=[f"Subvention versée par {funder.name}. Les points sont à remplir par l’association."],
        sections=[
            Section("1. Identification", facts=[
                ("Association", founder.name), ("SIRET", founder.siret or _BLANK),
                ("RNA", founder.rna or _BLANK), ("Adresse", founder.address or _BLANK),
                ("Représentée par", founder.represented_by or _BLANK),
                ("Financeur", funder.name), ("Arrêté ou convention du", _BLANK),
            ]),
            _quality(told),
            _sessions(funder, first, last),
            _money(told),
            *_to_write(founder),
        ],
    )  # fmt: skip


def _sessions(funder: Organisation, first: date, last: date) -> Section:
    paid = [told for told in funders.sessions(first, last) if told[0].funder == funder]
    tells = all(is_told(people) for _row, people, _minutes in paid)  # or one is had from the others
    rows = [
        [
            row.session.training.name, row.convention or "—", row.session.room.venue.commune.name,
            number_fr(people) if tells else "—", number_fr(round(minutes / 60)) if tells else "—",
            money_fr(row.amount_cents), money_fr(row.spent_cents),
        ]
        for row, people, minutes in paid
    ]  # fmt: skip
    columns = [
        Column("Action", 2.4), Column("Convention", 1.2), Column("Lieu", 1.2),
        Column("Personnes", 0.9, right=True), Column("Heures", 0.8, right=True),
        Column("Accordé", 1, right=True), Column("Dépensé", 1, right=True),
    ]  # fmt: skip
    if not rows:
        return Section("Actions menées", ["Aucune session de ce financeur cette année."])
    few = f"Une session a {_FEW} personnes : aucune n’est détaillée, le total est plus haut."
    return Section("Actions menées", columns=columns, rows=rows, after=[] if tells else [few])


def _to_write(founder: Association) -> list[Section]:
    """What only the association can say, and its certificate."""
    blanks = (
        "Règles de répartition des charges indirectes", "Écarts entre le prévu et le réalisé",
        "Contributions volontaires en nature", "Observations",
    )  # fmt: skip
    return [
        Section("4. Annexe : commentaires", [f"{words} : {_BLANK}" for words in blanks]),
        Section("Certification", [
            f"Je soussigné(e), {founder.represented_by or _BLANK}, représentant légal de l’association ou mandaté(e),"
            " certifie exactes les informations du présent compte rendu.",
            f"Fait le {_BLANK} à {_BLANK}. Signature :",
        ]),
    ]  # fmt: skip


def _quality(told: Report) -> Section:
    """Frame 2, the account in words: whom it reached, where."""
    if not is_told(told.people):
        return Section("2. Bilan qualitatif", [f"Personnes bénéficiaires : {_FEW}.", _BLANK])
    facts = [
        ("Personnes bénéficiaires", number_fr(told.people)),
        ("Heures de formation reçues", number_fr(round(told.trainee_minutes / 60))),
        ("Sessions", number_fr(told.sessions)),
        (
            "Ateliers ouverts, sans nom",
            f"{number_fr(told.anonymous)} présences" if is_told(told.anonymous) else _FEW,
        ),
        *_bands("Âges", told.ages, dict(AgeBand.choices)),
        *_bands("Genre", told.genders, dict(Gender.choices)),
        *_bands("Situation", told.occupations, dict(Occupation.choices)),
        ("Communes", ", ".join(f"{name} ({n})" for name, n in told.communes) or "—"),
    ]
    return Section(
        "2. Bilan qualitatif", facts=facts, after=["Objectifs atteints, au regard de l’action : " + _BLANK]
    )


def _bands(title: str, counts: Mapping[str, int], labels: Mapping[str, object]) -> list[tuple[str, str]]:
    """One line, only when no band holds fewer than five people."""
    if not all(is_told(n) for n in counts.values()):
        return [(title, "trop peu de personnes dans une tranche pour la dire")]
    return [(title, ", ".join(f"{labels.get(name, name)} {n}" for name, n in counts.items() if n) or "—")]


def _money(told: Report) -> Section:
    """Frame 3: what was granted and spent; the other accounts are the accountant's."""
    ratio = share(told.spent_cents, told.amount_cents)
    columns = [
        Column("Compte", 2.4), Column("Prévision", 1, right=True), Column("Réalisation", 1, right=True),
        Column("%", 0.7, right=True),
    ]  # fmt: skip
    rows = [
        ["Produits : 74 Subvention de ce financeur", money_fr(told.amount_cents), money_fr(told.amount_cents), ""],
        ["Charges imputées à cette subvention", money_fr(told.amount_cents), money_fr(told.spent_cents),
         percent_fr(ratio) if ratio is not None else "—"],
        ["60 Achats", _BLANK, _BLANK, ""], ["61 Services extérieurs", _BLANK, _BLANK, ""],
        ["62 Autres services extérieurs", _BLANK, _BLANK, ""], ["64 Charges de personnel", _BLANK, _BLANK, ""],
        ["86 et 87 Contributions volontaires", _BLANK, _BLANK, ""],
    ]  # fmt: skip
    return Section("3. Tableau de synthèse", columns=columns, rows=rows)
