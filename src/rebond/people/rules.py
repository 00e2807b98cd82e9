"""What a SIRET may look like, what no free text may hold. Pure."""

import re
import unicodedata
from calendar import monthrange
from datetime import date
from typing import Final, Literal

from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.fr import nir
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

Secret = Literal["nir", "card", "password"]

SMALLEST_CELL: Final = 5
"""No figure tells of fewer people."""

_NIR = re.compile(
    r"(?<!\w)[1-8](?:[ .-]?[0-9]){4}[ .-]?(?:2[ .-]?[AB]|[0-9][ .-]?[0-9])(?:[ .-]?[0-9]){8}(?!\w)",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<!\w)(?:3[47](?:[ .-]?[0-9]){13}|[2-6](?:[ .-]?[0-9]){15})(?!\w)")
_PASSWORD = re.compile(
    r"\b(?:(?:mots? de passe|password|passwd|code (?:pin|secret|d.acc[eè]s)|mdp|pin)"
    r"\s*(?:[:=]|\best\b|\bis\b)|mdp\s)\s*\S",
    re.IGNORECASE,
)
_HEALTH: Final = (
    "handicap", "malad", "cancer", "depress", "psych", "hospital", "hopital", "medicament", "alcool", "drogu",
    "toxico", "addict", "sida", "vih", "enceinte", "diabet", "schizo", "autis", "alzheimer", "invalid",
    "traitement medical", "suicid", "violences conjugales", "medecin", "infirm",
)  # fmt: skip
_SEPARATORS = str.maketrans("", "", " .-")


def siret(text: str) -> str:
    """The 14 digits of a SIRET, checked (Luhn, La Poste's exception). Raises ValueError with a reason
    code.
    """
    try:
        return str(siret_number.validate(text))
    except ValidationError as error:
        raise ValueError(type(error).__name__) from error


def forbidden_words(text: str) -> list[Secret]:
    """What ``text`` seems to hold and must not: a social security number, a bank card's, a password.

    The two numbers are believed only when their check digits are right: a SIRET or a telephone passes.
    """
    found: list[Secret] = []
    if any(nir.is_valid(match.translate(_SEPARATORS)) for match in _NIR.findall(text)):
        found.append("nir")
    if any(luhn.is_valid(match.translate(_SEPARATORS)) for match in _CARD.findall(text)):
        found.append("card")
    if _PASSWORD.search(text):
        found.append("password")
    return found


def wrong_siret_group(digits: str) -> Literal["siren", "nic"]:
    """Which group of 14 refused digits to look at again: the first nine (SIREN) carry a check digit of their
    own.
    """
    return "nic" if siren_number.is_valid(digits[:9]) else "siren"


def health_words(text: str) -> list[str]:
    """The words of ``text`` that seem to speak of somebody's health or hardship: asked about, not refused.

    « Large print » says what to arrange; why is nobody's business (CNIL, délibération 2021-028).
    """
    bare = unicodedata.normalize("NFKD", text)
    words = "".join(char for char in bare if not unicodedata.combining(char)).lower()
    return [word for word in _HEALTH if re.search(rf"\b{word}", words)]


def months_before(day: date, months: int) -> date:
    """The same day ``months`` earlier, or the last of a shorter month."""
    earlier = day.year * 12 + day.month - 1 - months
    year, month = divmod(earlier, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
