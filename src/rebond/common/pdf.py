"""Print: a Typst template, a dictionary of facts, the fonts of this folder, and nothing else.

A template reads ``json(bytes(sys.inputs.facts))`` and ``json(bytes(sys.inputs.images))``. Facts are data:
no character of theirs is ever read as Typst code.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from typst import Compiler

Json: TypeAlias = str | int | float | bool | Sequence["Json"] | Mapping[str, "Json"] | None
Standard = Literal["a-3a", "ua-1"]

FONTS = Path(__file__).with_name("fonts")
PAPER: tuple[Standard, ...] = ("a-3a", "ua-1")
"""PDF/A-3a (kept for decades) and PDF/UA-1 (tagged for screen readers): what every paper we keep must be."""

_MISSING = "\N{WHITE SQUARE}"
_compiling = Lock()  # one compiler serves every thread: it refuses to be entered twice


def render(
    template: Path,
    facts: Mapping[str, Json],
    images: Mapping[str, bytes | str] | None = None,
    *,
    timestamp: datetime,
    standards: Sequence[Standard] = PAPER,
) -> bytes:
    """The PDF of ``template``, which may import only from its own folder.

    ``images`` are SVG texts or raster bytes, drawn with ``image(bytes(images.name))``. ``timestamp``
    (aware) is written as the creation date: the same arguments always give the same bytes. A mistake in the
    template, or a template that the standards refuse, raises ``typst.TypstError``.
    """
    inputs = {
        "facts": json.dumps(_printable(facts)),
        "images": json.dumps({name: _image(image) for name, image in (images or {}).items()}),
    }
    with _compiling:
        pdf = _compiler().compile(
            input=template.resolve(),
            root=template.resolve().parent,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=list(standards),
            timestamp=int(timestamp.timestamp()),
        )
    return cast(bytes, pdf)


def picture(template: Path, facts: Mapping[str, Json], *, dots_per_inch: int = 150) -> bytes:
    """The first page of ``template`` as a PNG, for documents that are not PDF."""
    inputs = {"facts": json.dumps(_printable(facts)), "images": "{}"}
    with _compiling:
        png = _compiler().compile(
            input=template.resolve(), root=template.resolve().parent, format="png", sys_inputs=inputs,
            ppi=float(dots_per_inch),
        )  # fmt: skip
    return cast(bytes, png[0] if isinstance(png, list) else png)


@cache
def _compiler() -> "Compiler":
    # Imported at the first print: 84 MB of library that most processes never need.
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def _image(image: bytes | str) -> str | list[int]:
    """Both forms are accepted by Typst's ``bytes()``; JSON itself has no bytes."""
    return image if isinstance(image, str) else list(image)


def printable(text: str) -> str:
    """The same words without what a paper cannot show."""
    return cast(str, _printable(text))


def _printable(fact: Json) -> Json:
    """The same facts with only characters our fonts can draw: PDF/A refuses a paper with a missing glyph."""
    if isinstance(fact, str):
        return _unprintable().sub(_stand_in, unicodedata.normalize("NFC", fact))
    if isinstance(fact, Mapping):
        return {key: _printable(value) for key, value in fact.items()}
    if isinstance(fact, Sequence):
        return [_printable(value) for value in fact]
    return fact


@cache
def _unprintable() -> re.Pattern[str]:
    """Any character but a line break and those of ``coverage.txt`` (hexadecimal ranges, both ends
    included)."""
    ranges = (line.split("-") for line in (FONTS / "coverage.txt").read_text().split())
    covered = "".join(rf"\U{int(first, 16):08x}-\U{int(last, 16):08x}" for first, last in ranges)
    return re.compile(rf"[^\n{covered}]")


def _stand_in(character: re.Match[str]) -> str:
    """A tab is a space, an invisible character is nothing, a sign we cannot draw is an empty square."""
    if character[0] == "\t":
        return " "
    return "" if unicodedata.category(character[0]) in {"Cc", "Cf"} else _MISSING
