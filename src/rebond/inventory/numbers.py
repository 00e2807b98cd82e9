"""Our number, the identity on the label: ``<prefix>-<yy>-<rank>-<check>``, as in ``DEF-26-00417-8``. Pure.

The check character is ISO/IEC 7064 MOD 37,36 over the characters without hyphens. It catches every wrong
character, and every swap of two neighbours, except 2 % of the swaps of two characters of consecutive value
(12 for 21).
"""

import re
import unicodedata
from typing import Literal

from stdnum.iso7064 import mod_37_36

Reason = Literal["shape", "check"]

_PREFIX = re.compile(r"[A-Z]{2,6}")
_NUMBER = re.compile(r"([A-Z]{2,6})-?([0-9]{2})-?([0-9]{5}|[1-9][0-9]{5,})-?([0-9A-Z])")
_FRENCH_KEYS = str.maketrans("&é\"'(-è_çà)!QAWZ?,ÉÈÇÀ", "1234567890-/AQZWMM2790")
"""From what a computer set for a French keyboard understood to what a scanner set for a US one typed."""


class NotOurNumber(ValueError):
    """``reason`` is ``shape`` (not written like one of ours) or ``check`` (a character is wrong)."""

    def __init__(self, text: str, reason: Reason) -> None:
        super().__init__(f"not our number ({reason}): {text!r}")
        self.reason: Reason = reason


def compose(prefix: str, year: int, rank: int) -> str:
    """The number of the ``rank``-th thing received in ``year`` (2000 to 2099); ``rank`` starts at 1.

    ``prefix`` is two to six capital letters, the association's. ValueError otherwise.
    """
    if not _PREFIX.fullmatch(prefix) or not 2000 <= year < 2100 or rank < 1:
        raise ValueError(f"no number for prefix {prefix!r}, year {year}, rank {rank}")
    stem = f"{prefix}-{year % 100:02}-{rank:05}"
    return f"{stem}-{mod_37_36.calc_check_digit(stem.replace('-', ''))}"


def normalise(text: str) -> str:
    """Our number as we write it, from what was typed or scanned; NotOurNumber rather than a guess.

    Accepts lower case, spaces, missing hyphens, a public URL that ends with the number, and all of these
    through a scanner and a computer that disagree on the keyboard.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if plain.count(")") == 3:  # three hyphens, read on a French keyboard
        plain = plain.translate(_FRENCH_KEYS)
    match = _NUMBER.fullmatch(plain.rstrip("/").rpartition("/")[2])
    if match is None:
        raise NotOurNumber(text, "shape")
    if not mod_37_36.is_valid("".join(match.groups())):
        raise NotOurNumber(text, "check")
    return "-".join(match.groups())
