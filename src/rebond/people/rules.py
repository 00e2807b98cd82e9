"""What a SIRET may look like, and what no free text may hold. Pure."""

import re
from typing import Literal

from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.fr import nir
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

Secret = Literal["nir", "card", "password"]

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
