"""May these two be the same human? Keys to look candidates up, and how alike two names are.

A name is looked up by what it sounds like (its consonants), a telephone by its international form; only the
few candidates found so are compared letter by letter (rapidfuzz).
"""

import re
from dataclasses import dataclass
from typing import Final

import phonenumbers

from rebond.common.search import fold

ALIKE: Final = 84.0
"""On rapidfuzz's scale of 100: « Le Goff Marie » and « Legof Marie » are 92, two first cousins about 75."""

_SOUNDS: Final = (("ph", "f"), ("ch", "k"), ("ck", "k"), ("qu", "k"), ("gn", "n"), ("sc", "s"))
_LETTERS: Final = str.maketrans("cqzwy", "kksvi")


def name_key(name: str) -> str:
    """What a name sounds like: ``Le Goff``, ``Legof`` and ``LE-GOFFE`` are all ``lgf``."""
    letters = re.sub(r"[^a-z]", "", fold(name))
    for written, sound in _SOUNDS:
        letters = letters.replace(written, sound)
    letters = re.sub(r"(.)\1+", r"\1", letters.translate(_LETTERS).replace("h", ""))
    return (letters[:1] + re.sub("[aeiou]", "", letters[1:]))[:40]


def phone_key(phone: str) -> str:
    """``+33612345678`` for a number that can exist, read as French without a country; otherwise empty."""
    try:
        number = phonenumbers.parse(phone, "FR")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(key: str) -> bool:
    """Whether a number of :func:`phone_key` can receive a text message: a French 06 or 07, or a foreign."""
    return key.startswith(("+336", "+337")) or (bool(key) and not key.startswith("+33"))


@dataclass(frozen=True, slots=True)
class Identity:
    """What may tell two humans apart. ``birth_year`` None: not known."""

    given_name: str
    family_name: str
    phone_key: str = ""
    birth_year: int | None = None


def likeness(one: Identity, other: Identity) -> float:
    """0 to 100: how alike the names are, the better for a telephone or a year of birth in common, the worse
    for years of birth that differ.
    """
    from rapidfuzz import fuzz

    names = fuzz.token_sort_ratio(_words(one), _words(other))
    glued = fuzz.ratio(_words(one).replace(" ", ""), _words(other).replace(" ", ""))
    score = max(names, glued)
    if one.phone_key and one.phone_key == other.phone_key:
        score += 25
    if one.birth_year and other.birth_year:
        score += 6 if one.birth_year == other.birth_year else -15
    return max(0.0, min(100.0, score))


def _words(one: Identity) -> str:
    return re.sub(r"[^a-z ]", " ", fold(one.given_name, one.family_name))
