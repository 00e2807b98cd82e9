"""The yearly report (rapport d'activité), written from the figures, with places for the association's own words
and photographs. Drawn each time: a draft until the board signs it, never kept by us.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.text import capfirst

from rebond.common.dates import now
from rebond.common.units import MONTHS, number_fr, percent_fr
from rebond.impact import co2e
from rebond.impact.breakdown import Part, breakdown, months_are_told
from rebond.impact.formulas import share
from rebond.impact.indicators import donor_names, donor_totals
from rebond.impact.paper_words import CATEGORIES
from rebond.impact.results import METHOD, Results, by_year, results
from rebond.impact.wording import DASH, estimated_fr, masses, range_shown, shown
from rebond.inventory.models import DonorTally
from rebond.people.models import Association
from rebond.people.rules import SMALLEST_CELL
from rebond.records import papers, tallies
from rebond.records.document import Bars, Column, Document, Picture, Section
from rebond.records.models import YearPhoto, YearWords
from rebond.training.counters import PRESENCES

_MOST_DONORS = 15
_CHAIN = (("collected", "Collectés"), ("refurbished", "Remis en état"), ("handed_over", "Remis"))
_TO_WRITE = "[À écrire par l’association.]"
_Part = YearWords.Part


def annual_report(founder: Association, year: int, made_at: datetime | None = None) -> Document:
    """The whole report of one year, true at ``made_at``."""
    found = results(year)
    words = dict(YearWords.objects.filter(year=year).values_list("part", "words"))
    photos = [
        Picture(bytes(row.body), row.caption, row.shows)
        for row in YearPhoto.objects.filter(year=year).order_by("pk")
    ]
    is_over = (made_at or now()).year > year
    return Document(
        title=f"Rapport d’activité {year}",
        number="",
        issuer=papers.issuer(),
        made_at=made_at or now(),
        source=f"Chiffres comptés par Rebond, méthode {METHOD}.",
        lead=[]
        if is_over
        else [f"L’année {year} n’est pas finie : chiffres arrêtés au jour de ce document."],
        sections=[
            _own("Mot de la présidence", words, _Part.OPENING),
            _in_brief(founder, found),
            _own("Ce qui a marqué l’année", words, _Part.HIGHLIGHTS, photos),
            _machines(found),
            _trends(),
            _people(found, year),
            _lessons(found, year),
            _climate(found),
            _donors(year),
            _own("L’équipe et les bénévoles", words, _Part.TEAM, lead=_work(found)),
            _own("Les comptes, en quelques mots", words, _Part.MONEY),
            _own("L’année qui vient", words, _Part.NEXT),
            _every(found),
        ],
    )


def _own(
    title: str, words: Mapping[str, str], part: str, photos: Sequence[Picture] = (), lead: Sequence[str] = ()
) -> Section:
    told = words.get(part, "").replace("\r\n", "\n").split("\n\n")
    own = [text.strip() for text in told if text.strip()] or [_TO_WRITE]
    return Section(title, [*lead, *own], pictures=photos)


def _n(found: Results, code: str) -> str:
    return shown(found[code])


def _in_brief(founder: Association, found: Results) -> Section:
    lines = [
        f"En {found.year}, {founder.name} a collecté {_n(found, 'I1')} appareils, en a remis {_n(found, 'I1b')}"
        f" en état et {_n(found, 'I1c')} à leurs nouveaux usagers."
    ]
    if found["I9"].value:
        lines.append(f"{_n(found, 'I9')} personnes différentes ont été équipées.")
    if found["I10h"].value:
        trained = f"{_n(found, 'I10')} personnes formées, " if found["I10"].value else ""
        lines.append(
            f"{trained}{_n(found, 'I10p')} présences aux formations et aux ateliers :"
            f" {_n(found, 'I10h')} heures."
        )
    declared = [one for one in found.indicators if one.declared is not None]
    facts = [(f"Déclaré avant Rebond : {one.label}", number_fr(one.declared or 0)) for one in declared]
    return Section("L’année en bref", lines, facts=facts)


def _machines(found: Results) -> Section:
    rows = [(label, found.totals.get(event, 0)) for event, label in _CHAIN]
    rows += [("Revenus", found.totals.get("returned", 0)), ("Recyclés", found.totals.get("recycled", 0))]
    chart = _bars("De la collecte à la remise, en appareils", rows)
    parts = breakdown("I1", "category", found.year)
    kinds = _bars(
        "Appareils collectés, par catégorie", [(part.words, int(part.value or 0)) for part in parts]
    )
    rate = f"Taux de réemploi : {_n(found, 'I2')} des appareils dont le sort est réglé dans l’année."
    kg = (
        f"Fin de vie repoussée : {_n(found, 'I4')}, d’après des masses typiques. Remis au recyclage :"
        f" {_n(found, 'I5')}."
    )
    has_rate = found["I2"].value is not None
    charts = [one for one in (chart, kinds) if any(value for _label, value, _text in one.rows)]
    return Section("Les machines", [*([rate] if has_rate else []), kg], charts=charts)


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> Bars:
    return Bars(title, [(label, float(max(0, n)), number_fr(n)) for label, n in rows])


def _trends() -> Section:
    years = sorted(by_year().items())[-10:]
    if len(years) < 2:
        return Section()
    charts = [
        _bars(f"Appareils {words}, par année", [(str(year), counts.get(event, 0)) for year, counts in years])
        for event, words in (("collected", "collectés"), ("handed_over", "remis"))
    ]
    return Section("D’une année à l’autre", charts=charts)


def _people(found: Results, year: int) -> Section:
    parts = breakdown("I9", "commune", year)
    rows = [[part.words or "Autres communes, ou non dites", _told(part)] for part in parts]
    words = [f"Personnes équipées : {_n(found, 'I9')}. Mois d’usage confirmés depuis : {_n(found, 'I12')}."]
    for code, label in (("I8", "Pouvoir d’achat rendu"), ("I8b", "Valeur d’accès")):
        span = range_shown(found[code])
        if span:
            words.append(f"{label} : {_n(found, code)} (entre {span[0]} et {span[1]}).")
    return Section(
        "Les personnes équipées", words,
        columns=[Column("Commune", 3), Column("Personnes équipées", 1, right=True)] if rows else (),
        rows=rows,
        after=[f"Un tiret : moins de {SMALLEST_CELL} personnes. Elles ne sont comptées qu’ensemble."] if rows else (),
    )  # fmt: skip


def _told(part: Part) -> str:
    return DASH if part.value is None else number_fr(round(part.value))


def _lessons(found: Results, year: int) -> Section:
    months = tallies.months_of(year, PRESENCES)
    chart = _bars("Présences, mois par mois", list(zip(MONTHS, months, strict=True)))
    is_told = found["I10p"].value is not None and months_are_told(year)
    words = [
        f"Personnes formées : {_n(found, 'I10')}. Présences : {_n(found, 'I10p')}. Heures : {_n(found, 'I10h')}."
    ]
    return Section("Formations et ateliers", words, charts=[chart] if is_told and any(months) else ())


def _climate(found: Results) -> Section:
    one = found["I6"]
    if one.value is None or one.low is None or one.high is None:
        return Section("Pour le climat", ["Aucune machine réemployée à compter cette année."])
    low, central, high = masses(one.low, one.value, one.high)
    left_out = ", ".join(f"{CATEGORIES[name]} ({number_fr(n)})" for name, n in found.without_factor.items())
    return Section("Pour le climat", [
        f"CO2e évité : environ {central}, entre {low} et {high} (5 % à 95 % de {number_fr(co2e.DRAWS)} tirages).",
        *(
            ["La fourchette descend sous zéro : beaucoup de ceux que nous équipons n’auraient rien acheté."]
            if one.low < 0 else []
        ),
        *([f"Non comptés, faute de facteur : {left_out}."] if left_out else []),
        "Les émissions évitées sont une contribution partagée : elles ne se déduisent des émissions de"
        " personne, et ne sont pas des crédits carbone.",
    ])  # fmt: skip


def _donors(year: int) -> Section:
    """The organisations that gave most that year, and how many others gave."""
    gave = DonorTally.objects.filter(year=year, event="collected", n__gt=0, donor__startswith="o")
    top = list(gave.order_by("-n", "donor").values_list("donor", flat=True)[:_MOST_DONORS])
    if not top:
        return Section("Les structures qui ont donné", ["Aucune structure donatrice cette année."])
    totals = donor_totals(year, top)
    names, others = donor_names(top), gave.count() - len(top)
    columns = [
        Column("Structure", 3), Column("Collectés", 1, right=True), Column("Remis", 1, right=True),
        Column("Recyclés", 1, right=True), Column("Remis / collectés", 1.2, right=True),
    ]  # fmt: skip
    return Section(
        "Les structures qui ont donné", columns=columns,
        rows=[_donor(names.get(donor, ""), totals[donor]) for donor in top],
        after=[
            *([f"Et {others} autres structures." if others > 1 else "Et une autre structure."] if others else []),
            "Ce qui est remis une année a pu être collecté l’année d’avant.",
        ],
    )  # fmt: skip


def _donor(name: str, totals: Mapping[str, int]) -> list[str]:
    ratio = share(totals.get("handed_over", 0), totals.get("collected", 0))
    counts = (number_fr(totals.get(event, 0)) for event in ("collected", "handed_over", "recycled"))
    return [name, *counts, percent_fr(ratio) if ratio is not None else DASH]


def _work(found: Results) -> list[str]:
    lines = []
    if found["I11"].value:
        lines.append(f"Heures données par les bénévoles : {_n(found, 'I11')}.")
    if found["I11p"].value:
        integration = f", dont {_n(found, 'I11i')} en insertion" if found["I11i"].value else ""
        lines.append(f"Emplois à temps plein, d’après la paie : {_n(found, 'I11p')}{integration}.")
    return lines


def _every(found: Results) -> Section:
    columns = [
        Column("Chiffre", 2.4), Column("Valeur", 1, right=True), Column("Ce qu’il compte", 4),
        Column("Estimé", 0.8),
    ]  # fmt: skip
    rows = [
        [
            capfirst(str(one.label)), shown(one), str(one.what.text), estimated_fr(one),
        ]
        for one in found.indicators
    ]  # fmt: skip
    return Section("Tous les chiffres, et comment ils sont comptés", columns=columns, rows=rows)
