"""The activity report (CRA): the same rows as everything else, told in La Coop's field order.

La Coop takes no file of activities (its API only reads): the sheet is there to be copied, and the file has
the columns of its own export. Source: La Coop, commit 46aa33b. A group is told by its margins; nobody is
drawn at random to fill a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Q

from rebond.people.models import Commune
from rebond.training.models import Activity, HalfDay, HeadCount, Venue
from rebond.training.words import Gear, PlaceKind, Status

KINDS: Final = {"individuel": "Accompagnement individuel", "collectif": "Atelier collectif"}
PLACES: Final = {
    "lieu_activite": "Lieu d’activité", "domicile": "À domicile", "a_distance": "À distance",
    "autre": "Autre lieu",
}  # fmt: skip
THEMES: Final = {
    "diagnostic_numerique": "Diagnostic numérique",
    "prendre_en_main_du_materiel": "Prendre en main du matériel",
    "maintenance_de_materiel": "Maintenance de matériel",
    "gere_ses_contenus_numeriques": "Gérer ses contenus numériques",
    "navigation_sur_internet": "Navigation sur internet",
    "email": "E-mail",
    "bureautique": "Bureautique",
    "reseaux_sociaux": "Réseaux sociaux communication",
    "sante": "Santé",
    "banque_et_achats_en_ligne": "Banque et achats en ligne",
    "entrepreneuriat": "Accompagner un professionnel",
    "insertion_professionnelle": "Insertion professionnelle",
    "securite_numerique": "Prévention en sécurité numérique",
    "parentalite": "Parentalité",
    "scolarite_et_numerique": "Scolarité et numérique",
    "creer_avec_le_numerique": "Créer avec le numérique",
    "culture_numerique": "Culture numérique",
    "intelligence_artificielle": "Intelligence artificielle (IA)",
    "aide_aux_demarches_administratives": "Aide aux démarches administratives",
    "papiers_elections_citoyennete": "Papiers - Élections - Citoyenneté",
    "famille_scolarite": "Famille - Scolarité",
    "social_sante": "Social - Santé",
    "travail_formation": "Travail - Formation - Entreprise",
    "logement": "Logement",
    "transports_mobilite": "Transports - Mobilité",
    "argent_impots": "Argent - Impôts",
    "justice": "Justice",
    "etrangers_europe": "Étrangers - Europe",
    "loisirs_sports_culture": "Loisirs - Sports - Culture",
    "associations": "Associations",
}
GEARS: Final = {
    "ordinateur": "Ordinateur", "telephone": "Téléphone", "tablette": "Tablette", "autre": "Autre",
    "aucun": "Pas de matériel",
}  # fmt: skip
LEVELS: Final = {"debutant": "Débutant", "intermediaire": "Intermédiaire", "avance": "Avancé"}
AUTONOMY: Final = {
    "entierement_accompagne": "Avec guidage",
    "partiellement_autonome": "Autonome avec guidage en cas de besoin",
    "autonome": "Autonome",
}
REDIRECTIONS: Final = {
    "administration": "Administration (mairie, préfecture…)",
    "mediation_numerique": "Autre structure de médiation numérique",
    "operateur_ou_organisme_en_charge": "Opérateur ou organisme en charge de la démarche administrative",
    "aide_sociale": "Structure d’aide sociale (maison des solidarités, centre social…)",
    "insertion_professionnelle":
        "Structure d’insertion professionnelle (France Travail, mission locale, chambre de commerce…)",
    "aide_aux_demarches_administratives":
        "Structure d’aide aux démarches administratives (France Services…)",
    "autre": "Autre",
}  # fmt: skip
GENDERS: Final = {"masculin": "Masculin", "feminin": "Féminin", "non_communique": "Non communiqué"}
AGES: Final = {
    "moins_de_douze": "Moins de 12 ans", "douze_dix_huit": "12 - 17 ans",
    "dix_huit_vingt_quatre": "18 - 24 ans", "vingt_cinq_trente_neuf": "25 - 39 ans",
    "quarante_cinquante_neuf": "40 - 59 ans", "soixante_soixante_neuf": "60 - 69 ans",
    "soixante_dix_plus": "70 ans et plus", "non_communique": "Non communiqué",
}  # fmt: skip
OCCUPATIONS: Final = {
    "scolarise": "Scolarisé", "sans_emploi": "Sans emploi", "en_emploi": "En emploi",
    "retraite": "Retraité", "non_communique": "Non communiqué ou hétérogène",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One activity in the order of La Coop's export; its codes, not its labels."""

    key: str
    on: date
    written_at: datetime
    changed_at: datetime
    kind: str
    participants: int
    place_kind: str
    place: Venue | None
    commune: Commune | None
    minutes: int
    title: str = ""
    gear: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    formality: str = ""
    level: str = ""
    redirected_to: str = ""
    person_commune: Commune | None = None
    gender: str = ""
    age_band: str = ""
    occupation: str = ""
    anonymous: int = 0


def reports(first: date, last: date) -> Iterator[Report]:
    """Every activity of the period, by day: lessons held, head counts on their own, individual help."""
    found = [*_lessons(first, last), *_head_counts(first, last), *_help(first, last)]
    yield from sorted(found, key=lambda one: (one.on, one.key))


def _lessons(first: date, last: date) -> Iterator[Report]:
    """One report a half-day held, whatever the number of people."""
    rows = HalfDay.objects.filter(day__gte=first, day__lte=last, cancelled_at=None)
    rows = rows.select_related("session__training", "session__room__venue__commune", "head_count")
    rows = rows.annotate(named=Count("attendances", filter=Q(attendances__status=Status.SEEN)))
    for row in rows:
        counted: HeadCount | None = getattr(row, "head_count", None)
        anonymous = counted.people if counted else 0
        if not row.named + anonymous:
            continue
        training, venue = row.session.training, row.session.room.venue
        yield Report(
            key=f"demi-journee-{row.pk}", on=row.day, written_at=row.ends_at,
            changed_at=row.cosigned_at or row.ends_at, kind="collectif", participants=row.named + anonymous,
            place_kind=PlaceKind.VENUE, place=venue, commune=venue.commune, minutes=row.minutes,
            title=training.name, gear=(Gear.COMPUTER,), themes=tuple(training.themes), level=training.level,
            anonymous=anonymous,
        )  # fmt: skip


def _head_counts(first: date, last: date) -> Iterator[Report]:
    """Counted without a session."""
    for row in HeadCount.objects.between(first, last).filter(half_day=None, people__gt=0):
        yield Report(
            key=f"affluence-{row.pk}", on=row.held_on, written_at=row.written_at, changed_at=row.written_at,
            kind="collectif", participants=row.people, place_kind=PlaceKind.VENUE, place=None, commune=None,
            minutes=row.minutes, title=row.title, themes=tuple(row.themes), anonymous=row.people,
        )  # fmt: skip


def _help(first: date, last: date) -> Iterator[Report]:
    rows = Activity.objects.filter(day__gte=first, day__lte=last)
    for row in rows.select_related("venue__commune", "commune", "person__commune"):
        yield Report(
            key=f"accompagnement-{row.pk}", on=row.day, written_at=row.written_at, changed_at=row.changed_at,
            kind="individuel", participants=1, place_kind=row.place_kind, place=row.venue,
            commune=row.venue.commune if row.venue else row.commune, minutes=row.minutes,
            gear=tuple(row.gear), themes=tuple(row.themes), formality=row.formality, level=row.autonomy,
            redirected_to=row.redirected_to,
            person_commune=row.person.commune if row.person else None, gender=row.gender,
            age_band=row.age_band, occupation=row.occupation, anonymous=0 if row.person else 1,
        )  # fmt: skip


COLUMNS: Final = (
    ("on", "Date", "date"), ("written_at", "Enregistré le", "date"),
    ("changed_at", "Dernière modification le", "date"), ("kind", "Type", "text"),
    ("participants", "Participants", "integer"), ("place_kind", "Canaux d’accompagnement", "text"),
    ("place", "Nom du lieu", "text"), ("address", "Adresse", "text"), ("commune", "Commune", "text"),
    ("postcode", "Code postal", "text"), ("insee", "Code Insee", "text"),
    ("minutes", "Durée (min)", "integer"), ("title", "Nom de l’atelier", "text"),
    ("gear", "Matériel numérique utilisé", "text"), ("themes", "Thématique(s) d’accompagnement", "text"),
    ("tags", "Tags", "text"), ("formality", "Nom de la démarche administrative", "text"),
    ("level", "Niveau d’autonomie (ou de l’atelier)", "text"),
    ("redirected", "Bénéficiaire réorienté", "text"),
    ("redirected_to", "Structure de redirection", "text"),
    ("person_commune", "Commune du bénéficiaire", "text"),
    ("person_postcode", "Code postal du bénéficiaire", "text"),
    ("person_insee", "Code Insee du bénéficiaire", "text"), ("gender", "Genre du bénéficiaire", "text"),
    ("age_band", "Tranche d’âge du bénéficiaire", "text"), ("occupation", "Statut du bénéficiaire", "text"),
    ("key", "ID CRA", "text"),
)  # fmt: skip
"""Key, title and kind of each column of La Coop's export of activities, in its order."""


def cells(one: Report) -> tuple[object, ...]:
    """One line of the file, a cell for each of COLUMNS, in La Coop's own labels."""
    lived, place = one.person_commune, one.place
    level = LEVELS if one.kind == "collectif" else AUTONOMY
    return (
        one.on, one.written_at.date(), one.changed_at.date(), KINDS[one.kind], one.participants,
        PLACES[one.place_kind], place.name if place else "", place.address if place else "",
        one.commune.name if one.commune else "", _postcode(one.commune),
        one.commune.insee if one.commune else "", one.minutes, one.title,
        ", ".join(GEARS[code] for code in one.gear), ", ".join(THEMES[code] for code in one.themes), "",
        one.formality, level.get(one.level, ""), "Oui" if one.redirected_to else "Non",
        REDIRECTIONS.get(one.redirected_to, ""), lived.name if lived else "", _postcode(lived),
        lived.insee if lived else "", GENDERS.get(one.gender, ""), AGES.get(one.age_band, ""),
        OCCUPATIONS.get(one.occupation, ""), one.key,
    )  # fmt: skip


def _postcode(commune: Commune | None) -> str:
    return commune.postcodes.split(" ")[0] if commune else ""
