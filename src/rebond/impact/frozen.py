"""The results of a year, frozen: figures, parameters, factors and the very machines, signed, in one paper.

What is published later, by another method, is another paper with its own version; this one stays as it was.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from rebond.common.units import number_fr
from rebond.impact import co2e, prices
from rebond.impact.indicators import EVENTS, rows_behind
from rebond.impact.paper_words import CATEGORIES
from rebond.impact.registers import KG
from rebond.impact.results import METHOD, Indicator, Results, results
from rebond.impact.wording import DASH, estimated_fr, masses, shown
from rebond.people.models import Association, User
from rebond.records import texts
from rebond.records.document import Attachment, Column, Document, Section
from rebond.records.models import FrozenFigures, Paper
from rebond.records.texts import Text
from rebond.records.wording import document, for_us, issue_signed

RESULTS = Text(
    "resultats-annee", "Résultats de l’année", 2,
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
    paper = issue_signed(
        KIND, founder, RESULTS, lambda number, at: report(found, listed, number, at), by=by, replaces=False
    )
    told = {one.code: one.rounded for one in found.indicators}
    FrozenFigures.objects.create(paper=paper, year=year, method=METHOD, told=told)
    return paper


def restated(most: int = 10) -> list[tuple[FrozenFigures, Results]]:
    """What was published under another method than today's, the last of each year and method, beside what
    today's gives; newest years first.
    """
    rows = FrozenFigures.objects.exclude(method=METHOD).filter(paper__revocation=None)
    last = {(row.year, row.method): row for row in rows.order_by("pk").select_related("paper")}
    kept = sorted(last.values(), key=lambda row: (-row.year, row.method))[:most]
    again = {year: results(year) for year in {row.year for row in kept}}
    return [(row, again[row.year]) for row in kept]


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
        "order_of_draws": list(co2e.FACTORS),
        "generator": "CPython random.Random(seed).triangular(low, high, value); per run: substitution, the two"
        " refurbished shares, then for each category embodied_kg, second_life_years, own_work_kg, and its"
        " measured substitution",
        "raw_material_kg_a_year": dict(co2e.RAW_KG_A_YEAR),
        "typical_kg": {name: float(kg) for name, kg in KG.items()},
        "reference_euros": {name: asdict(one) for name, one in prices.REFERENCE_EUROS.items()},
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
    low, central, high = masses(found.spread.low, found.spread.central, found.spread.high)
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
                *([f"Environ {central}, entre {low} et {high} (5 % à 95 % de {number_fr(co2e.DRAWS)}"
                f" tirages, graine {co2e.SEED})."] if found.mix else ["Aucun appareil à compter."]),
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
    if not told:
        return "50 % (convention)"
    return ", ".join(told) + " (réponses des familles) ; 50 % (convention) pour les autres"


def _row(one: Indicator) -> list[str]:
    return [
        capfirst(str(one.label)),
        shown(one),
        _or_dash(one.told_records),
        estimated_fr(one),
        _or_dash(one.declared),
    ]


def _or_dash(value: int | None) -> str:
    return DASH if value is None else number_fr(value)
