"""Codes and figures of the classroom, in words."""

from collections.abc import Iterable
from datetime import time
from decimal import Decimal

from rebond.common.units import number_fr
from rebond.training.words import Theme

ICONS = {
    "diagnostic_numerique": "search", "prendre_en_main_du_materiel": "device-laptop",
    "maintenance_de_materiel": "tool", "gere_ses_contenus_numeriques": "folder",
    "navigation_sur_internet": "world", "email": "mail", "bureautique": "file-text",
    "reseaux_sociaux": "social", "sante": "stethoscope", "banque_et_achats_en_ligne": "cash",
    "entrepreneuriat": "building", "insertion_professionnelle": "briefcase",
    "securite_numerique": "shield-check", "parentalite": "friends", "scolarite_et_numerique": "school",
    "creer_avec_le_numerique": "brush", "culture_numerique": "bulb", "intelligence_artificielle": "robot",
    "aide_aux_demarches_administratives": "building-bank",
}  # fmt: skip
"""A picture for each theme of La Coop; formalities share that of an official paper."""


def icon_of(theme: str) -> str:
    return ICONS.get(theme, "clipboard")


def themes_in_words(codes: Iterable[str]) -> str:
    """« la messagerie, rester en sécurité »."""
    return ", ".join(str(Theme(code).label) for code in codes)


def hours(minutes: float) -> str:
    """``1 940`` or ``12,5`` hours of so many minutes."""
    exact = Decimal(str(round(minutes / 60, 1)))
    return number_fr(exact, 0 if exact == int(exact) else 1)


def minutes_of(clock: time) -> int:
    """From midnight."""
    return clock.hour * 60 + clock.minute
