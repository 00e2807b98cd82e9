"""Our places and what is taught there, as national lists read them: « lieux de médiation numérique »
(LaMednum, schema 1.0.2) and data·inclusion (schema 1.0.10). Nobody is named; nothing is claimed that the rows
do not hold.

Traps, from ../shared/reference/inclusion.md: an association that has a SIRET gives it, not its RNA;
telephones in
E.164; « tous-publics » stands alone; a name never ends with a full stop.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.people.likeness import phone_key
from rebond.people.models import Association
from rebond.training.models import Training, TrainingSession, Venue
from rebond.training.words import Theme

PLACE_FIELDS: Final = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse",
    "latitude", "longitude", "typologie", "telephone", "courriels", "site_web", "horaires",
    "presentation_resume", "presentation_detail", "source", "itinerance", "structure_parente", "date_maj",
    "services", "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
COMPUTERS: Final = "Acquisition de matériel informatique à prix solidaire"
_DAILY: Final = "Maîtrise des outils numériques du quotidien"
_UNDERSTAND: Final = "Compréhension du monde numérique"
_FAMILY: Final = "Parentalité et éducation avec le numérique"
_FORMALITIES: Final = "Aide aux démarches administratives"
_SERVICES: Final[Mapping[str, str]] = {
    Theme.DIAGNOSIS: _DAILY, Theme.HARDWARE: _DAILY, Theme.MAINTENANCE: _DAILY, Theme.CONTENT: _DAILY,
    Theme.INTERNET: _DAILY, Theme.EMAIL: _DAILY, Theme.OFFICE: _DAILY, Theme.SOCIAL: _DAILY,
    Theme.BANK: _DAILY, Theme.HEALTH: _DAILY, Theme.SECURITY: "Utilisation sécurisée du numérique",
    Theme.PARENTS: _FAMILY, Theme.SCHOOL: _FAMILY, Theme.CREATE: "Loisirs et créations numériques",
    Theme.CULTURE: _UNDERSTAND, Theme.AI: _UNDERSTAND,
    Theme.JOB: "Insertion professionnelle via le numérique",
    Theme.BUSINESS: "Insertion professionnelle via le numérique", Theme.ADMINISTRATIVE: _FORMALITIES,
}  # fmt: skip
_SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    COMPUTERS: ("numerique--acquerir-un-equipement",),
    _DAILY: (
        "numerique--maitriser-les-fondamentaux-du-numerique",
        "numerique--acceder-a-des-services-en-ligne",
    ),
    "Utilisation sécurisée du numérique": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    _FAMILY: (
        "famille--soutien-a-la-parentalite-et-a-leducation",
        "numerique--maitriser-les-fondamentaux-du-numerique",
    ),
    "Loisirs et créations numériques": (
        "remobilisation--activites-sportives-et-culturelles",
        "numerique--maitriser-les-fondamentaux-du-numerique",
    ),
    _UNDERSTAND: ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Insertion professionnelle via le numérique": (
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
        "numerique--maitriser-les-fondamentaux-du-numerique",
    ),
    _FORMALITIES: (
        "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
        "numerique--acceder-a-des-services-en-ligne",
    ),
}
"""From our service to data·inclusion's subjects: the mapping of data·inclusion itself (d4969e3)."""


def _us() -> Association:
    found = Association.objects.select_related("commune").first()
    if found is None or not (found.siret or found.rna):
        raise Refused(
            _("National lists know a place by the SIRET or the RNA of its association."),
            _("Write it in the settings of the association."),
        )
    return found


def _venues() -> list[Venue]:
    return list(Venue.objects.filter(is_active=True).select_related("commune").order_by("pk"))


def _services_of(trainings: Iterable[Training]) -> list[str]:
    """In the order of the schema's list, each once."""
    found = {_SERVICES[theme] for row in trainings for theme in row.themes if theme in _SERVICES}
    return [name for name in _SUBJECTS if name in found]


def places(*, gives_computers: bool) -> list[dict[str, str]]:
    """One row a venue, every field of the schema, values joined with « | »; empty where we do not know."""
    us, trainings = _us(), list(Training.objects.filter(is_active=True))
    services = [*([COMPUTERS] if gives_computers else []), *_services_of(trainings)]
    return [{**dict.fromkeys(PLACE_FIELDS, ""), **_place(us, row, trainings, services)} for row in _venues()]


def _place(us: Association, row: Venue, trainings: list[Training], services: list[str]) -> dict[str, str]:
    is_paid = any(training.price_cents for training in trainings)
    is_free = any(not training.price_cents for training in trainings)
    phone = phone_key(us.phone)
    return {
        "id": f"{us.prefix.lower()}-{row.pk}",
        "pivot": us.siret or us.rna,
        "nom": _named(row.name),
        "commune": row.commune.name,
        "code_postal": row.commune.postcodes.split(" ")[0],
        "code_insee": row.commune.insee,
        "adresse": row.address,
        "complement_adresse": row.how_to_come,
        "latitude": _number(row.latitude),
        "longitude": _number(row.longitude),
        "typologie": "|".join(["ASSO", *(["OF"] if any(one.is_fpc for one in trainings) else [])]),
        "telephone": phone if phone.startswith("+") else "",
        "courriels": us.email,
        "site_web": us.public_url,
        "horaires": row.opening_hours,
        "presentation_resume": us.purpose[:280],
        "source": us.name,
        "itinerance": "Fixe",
        "date_maj": _changed(row).isoformat(),
        "services": "|".join(services),
        "frais_a_charge": "|".join([*(["Gratuit"] if is_free else []), *(["Payant"] if is_paid else [])]),
        "modalites_acces": "|".join(
            [
                "Se présenter",
                *(["Téléphoner"] if us.phone else []),
                *(["Contacter par mail"] if us.email else []),
            ]
        ),
        "modalites_accompagnement": "Accompagnement individuel|Dans un atelier collectif",
        "prise_rdv": f"{us.public_url.rstrip('/')}/ateliers/" if us.public_url else "",
    }


def _named(name: str) -> str:
    return name.strip().rstrip(".")


def _number(value: Any) -> str:
    return "" if value is None else f"{value:f}"


def _changed(row: Venue | Training) -> date:
    return min(row.changed_at.date(), today())


def _source(us: Association) -> str:
    return us.prefix.lower()


def structures() -> list[dict[str, Any]]:
    """One structure a venue (data·inclusion v1); what is not known is left out."""
    us = _us()
    return [_known(_structure(us, row)) for row in _venues()]


def _structure(us: Association, row: Venue) -> dict[str, Any]:
    return {
        "source": _source(us),
        "id": f"{_source(us)}--{row.pk}",
        "nom": _named(f"{us.name} — {row.name}")[:150],
        "date_maj": _changed(row).isoformat(),
        "description": us.purpose if len(us.purpose) >= 5 else None,
        "siret": us.siret,
        **_where(row),
        "telephone": phone_key(us.phone),
        "courriel": us.email,
        "site_web": us.public_url,
        "horaires_accueil": row.opening_hours,
    }


def _where(row: Venue) -> dict[str, Any]:
    return {
        "commune": row.commune.name,
        "code_postal": row.commune.postcodes.split(" ")[0],
        "code_insee": row.commune.insee,
        "adresse": row.address,
        "complement_adresse": row.how_to_come,
        "longitude": float(row.longitude) if row.longitude is not None else None,
        "latitude": float(row.latitude) if row.latitude is not None else None,
    }


def services() -> list[dict[str, Any]]:
    """One service a training and venue where it is held next (data·inclusion v1)."""
    us = _us()
    found: dict[tuple[int, int], TrainingSession] = {}
    rows = TrainingSession.objects.filter(
        state="open", is_public=True, ends_on__gte=today(), training__is_active=True
    ).select_related("training", "room__venue__commune")
    for session in rows.prefetch_related("half_days").order_by("starts_on", "pk"):
        found.setdefault((session.training_id, session.room.venue_id), session)
    return [_known(_service(us, session)) for session in found.values()]


def _service(us: Association, session: TrainingSession) -> dict[str, Any]:
    training, venue = session.training, session.room.venue
    weekly, weeks = _rhythm(session)
    kind = "formation" if training.is_fpc else "atelier"
    subjects = [subject for name in _services_of([training]) for subject in _SUBJECTS[name]]
    before = f" Avant de venir : {training.needed_before}." if training.needed_before else ""
    page = f"{us.public_url.rstrip('/')}/ateliers/{session.pk}/" if us.public_url else ""
    modes = ["telephoner"] if us.phone else []
    modes += ["envoyer-un-courriel"] if us.email else []
    modes += ["utiliser-lien-mobilisation"] if page else []
    return {
        "source": _source(us),
        "structure_id": f"{_source(us)}--{venue.pk}",
        "id": f"{_source(us)}--formation-{training.pk}-{venue.pk}",
        "nom": _named(training.name),
        "description": f"{training.objective}{before}",
        "lien_source": page,
        "date_maj": _changed(training).isoformat(),
        "type": kind,
        "thematiques": list(dict.fromkeys(subjects)),
        "frais": "payant" if training.price_cents else "gratuit",
        "publics": ["tous-publics"],
        "conditions_acces": training.needed_before,
        **_where(venue),
        "telephone": phone_key(us.phone),
        "courriel": us.email,
        "modes_accueil": ["en-presentiel"],
        "zone_eligibilite": [venue.commune.departement] if venue.commune.departement else None,
        "lien_mobilisation": page,
        "modes_mobilisation": modes,
        "mobilisable_par": ["usagers", "professionnels"],
        "volume_horaire_hebdomadaire": weekly,
        "nombre_semaines": weeks,
    }


def _rhythm(session: TrainingSession) -> tuple[float | None, int | None]:
    """Hours a week and number of weeks: what the 15 to 20 hours of an RSA contract are counted from."""
    rows = [row for row in session.half_days.all() if row.cancelled_at is None]
    weeks = {row.day.isocalendar()[:2] for row in rows}
    if not weeks:
        return None, None
    return round(sum(row.minutes for row in rows) / 60 / len(weeks), 1), len(weeks)


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known: an empty text is no text."""
    return {name: value for name, value in row.items() if value not in (None, "", [])}
