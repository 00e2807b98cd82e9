"""The results of a year, frozen: figures, parameters, factors and the very machines, signed, in one paper.

What is published later, by another method, is another paper with its own version; this one stays as it was.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rebond.common.units import number_fr
from rebond.impact import co2e
from rebond.impact.formulas import two_digits
from rebond.impact.indicators import EVENTS, rows_behind
from rebond.impact.paper_words import CATEGORIES
from rebond.impact.results import METHOD, Indicator, Results, results
from rebond.people.models import Association, User
from rebond.records import texts
from rebond.records.document import Attachment, Column, Document, Section
from rebond.records.models import Paper
from rebond.records.texts import Text
from rebond.records.wording import document, for_us, issue_signed

RESULTS = Text(
    "resultats-annee", "Résultats de l’année", 1,
    "Comptages de l’association ; facteurs ADEME (publicodes-acv-numerique 2.1.0) ; étude des fondateurs du"
    " 22 novembre 2026",
)  # fmt: skip
texts.register(RESULTS)
KIND = "results"
SCHEMA = "rebond-results-1"


def freeze(founder: Association, year: int, *, by: User | None) -> Paper:
    """Issue the paper of one year, true now. The earlier ones of the same year stand, with their dates."""
    found = results(year)
    listed = machines(year)
    return issue_signed(
        KIND, founder, RESULTS, lambda number, at: report(found, listed, number, at), by=by, replaces=False
    )


def machines(year: int) -> list[str]:
    """The steps that the figures count, one line each, in an order that does not depend on the database."""
    lines = []
    for event in EVENTS:
        rows = rows_behind(event, year=year).order_by("device__number", "pk")
        for number, category, month in rows.values_list("device__number", "device__category", "month"):
            lines.append(f"{event} {number} {category} {month}")
    return lines


def digest(lines: Iterable[str]) -> str:
    """SHA-256 of the lines, each ended by a line feed."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def frozen(found: Results, listed: list[str]) -> dict[str, Any]:
    """All that is needed to compute the same figures again."""
    return {
        "schema": SCHEMA,
        "year": found.year,
        "method": METHOD,
        "seed": co2e.SEED,
        "draws": co2e.DRAWS,
        "substitution": asdict(co2e.SUBSTITUTION),
        "substitution_measured": {name: asdict(share) for name, share in found.asked},
        "refurbished_share": asdict(co2e.REFURBISHED),
        "refurbished_share_of_phones": asdict(co2e.REFURBISHED_PHONES),
        "factors": {name: asdict(one) for name, one in co2e.FACTORS.items()},
        "source": co2e.SOURCE,
        "mix": dict(found.mix),
        "without_factor": dict(found.without_factor),
        "co2e_kg": asdict(found.spread),
        "indicators": [
            {
                "code": one.code, "unit": str(one.unit), "value": one.value, "low": one.low, "high": one.high,
                "records": one.told_records, "share_estimated": one.estimated, "declared": one.declared,
            }
            for one in found.indicators
        ],
        "machines": listed,
        "machines_sha256": digest(listed),
    }  # fmt: skip


def report(found: Results, listed: list[str], number: str, made_at: datetime) -> Document:
    """The paper. Its attachment is the whole calculation."""
    whole = frozen(found, listed)
    kept = json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1)
    columns = [
        Column("Chiffre", 2.6), Column("Valeur", 1.2, right=True), Column("Lignes comptées", 1, right=True),
        Column("Estimé", 0.7), Column("Déclaré avant Rebond", 1.2, right=True),
    ]  # fmt: skip
    low, central, high = (
        number_fr(two_digits(value)) for value in (found.spread.low, found.spread.central, found.spread.high)
    )
    left_out = ", ".join(f"{CATEGORIES[name]} ({n})" for name, n in found.without_factor.items())
    return document(
        RESULTS, number, made_at,
        lead=[
            f"Résultats de l’année {found.year}, comptés d’après les lignes de l’association, figés ce jour."
        ],
        sections=[
            Section("En chiffres", columns=columns, rows=[_row(one) for one in found.indicators], after=[
                "Un tiret : rien à compter, ou moins de cinq personnes. Ce qui a été déclaré se lit à côté, et"
                " n’est jamais ajouté.",
            ]),
            Section("CO2e évité", [
                f"Environ {central} kg, entre {low} et {high} kg (5 % à 95 % de {number_fr(co2e.DRAWS)}"
                f" tirages, graine {co2e.SEED}).",
                *([f"Non comptés, faute de facteur : {left_out}."] if left_out else []),
                "Les émissions évitées sont une contribution partagée : elles ne se déduisent des émissions"
                " de personne, et ne sont pas des crédits carbone.",
            ]),
            Section("Ce qui a servi au calcul", facts=[
                ("Méthode", METHOD),
                ("Part qui aurait acheté du neuf", _shares(found)),
                ("Appareils", f"{number_fr(len(listed))} lignes, SHA-256 {whole['machines_sha256']}"),
                ("Pièce jointe", "resultats.json : facteurs, paramètres, appareils"),
            ]),
        ],
        signatures=[for_us()],
        attachment=Attachment("resultats.json", kept.encode(), "Le calcul entier, pour le refaire"),
    )  # fmt: skip


def _shares(found: Results) -> str:
    told = [f"{CATEGORIES[name]} {number_fr(round(100 * share.value))} %" for name, share in found.asked]
    return ", ".join(told) + " (réponses des familles)" if told else "50 % (convention)"


def _row(one: Indicator) -> list[str]:
    unit = f" {one.unit}" if one.unit in ("kg", "%") else ""
    return [
        str(one.label).capitalize() if not str(one.label).startswith("CO2e") else str(one.label),
        _or_dash(one.rounded, unit),
        _or_dash(one.told_records),
        "oui" if one.estimated else "non",
        _or_dash(one.declared),
    ]


def _or_dash(value: int | None, unit: str = "") -> str:
    return "—" if value is None else number_fr(value) + unit
