"""Text messages that fit: the GSM 03.38 alphabet, 160 characters, never two messages for one. Pure."""

import unicodedata
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 160
"""Characters of one text message in the default alphabet (3GPP TS 23.038); one letter outside of it and only
70 fit."""
SHORTENED: Final = ("title", "what", "place")
"""Words that may be cut: who writes, what it is about, where."""

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE: Final = frozenset("^{}\\[~]|€")
_WRITTEN_SO: Final = {
    "’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "œ": "oe",
    "Œ": "OE", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "ç": "c",
}  # fmt: skip


def plain(text: str) -> str:
    """``text`` in the alphabet: é, è, à, ù stay, ê becomes e, what has no equal becomes ``?``."""
    return "".join(_letter(char) for char in unicodedata.normalize("NFC", text))


def _letter(char: str) -> str:
    if char in _BASIC or char in _DOUBLE:
        return char
    if char in _WRITTEN_SO:
        return _WRITTEN_SO[char]
    bare = unicodedata.normalize("NFKD", char)
    kept = "".join(part for part in bare if part in _BASIC)
    return kept or "?"


def length(text: str) -> int:
    """How many characters of the 160 a plain text takes: € and brackets take two."""
    return sum(2 if char in _DOUBLE else 1 for char in text)


def fitted(template: str, words: dict[str, str], *, shorten: Sequence[str] = SHORTENED) -> str:
    """``template`` filled with ``words``, in the alphabet, at most 160 characters: of the words named
    ``shorten``, the longest is cut, again and again, as far as needed.

    ValueError: without those words it is still too long, a mistake of whoever wrote the template.
    """
    told = {name: plain(word) for name, word in words.items()}
    while length(plain(template.format(**told))) > LONGEST:
        used = [name for name in shorten if f"{{{name}}}" in template]
        longest = max(used, key=lambda name: len(told.get(name, "")), default="")
        cut = told.get(longest, "")
        if len(cut) <= 1:
            raise ValueError(f"more than {LONGEST} characters: {template}")
        told[longest] = cut[: -2 if cut.endswith(".") else -1].rstrip() + "."
    return plain(template.format(**told))
