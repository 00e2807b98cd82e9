"""What a paper says, whatever its kind: title, issuer, sections, signatures. Its words are French."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from rebond.common import pdf, qr
from rebond.common.pdf import Json
from rebond.common.units import day_fr

_TEMPLATE = Path(__file__).with_name("paper_templates") / "document.typ"
CHART_IMAGE = _TEMPLATE.with_name("chart_image.typ")


@dataclass(frozen=True)
class Issuer:
    """Who issues the paper: a name, then lines (address, telephone, SIRET)."""

    name: str
    lines: Sequence[str]


@dataclass(frozen=True)
class Column:
    """One column of a table: its title, its share of the width, whether it is set to the right."""

    title: str
    share: float = 1
    right: bool = False


@dataclass(frozen=True)
class Bars:
    """A chart of bars: a sentence, then a label, a number not below zero and the number as it is written."""

    title: str
    rows: Sequence[tuple[str, float, str]]

    @property
    def words(self) -> str:
        """What it shows, for those who do not see it."""
        return f"{self.title} : " + ", ".join(f"{label} {text}" for label, _value, text in self.rows) + "."


@dataclass(frozen=True)
class Picture:
    """A photograph (JPEG), its caption, and what it shows for those who do not see it."""

    body: bytes
    caption: str
    shows: str


@dataclass(frozen=True)
class Section:
    """A title (may be empty), paragraphs, pairs of facts, charts, a table, pictures, paragraphs after it."""

    title: str = ""
    words: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[str]] = ()
    after: Sequence[str] = ()
    charts: Sequence[Bars] = ()
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Signature:
    """Who signs. ``name`` empty: a frame to sign in by hand."""

    who: str
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    body: bytes
    description: str


@dataclass(frozen=True)
class Document:
    """One paper. ``source`` is the version of its words and where they come from, at the foot of each page;
    ``notices`` are framed at the top; ``check_url`` becomes a QR code.
    """

    title: str
    number: str
    issuer: Issuer
    made_at: datetime
    source: str
    lead: Sequence[str] = ()
    notices: Sequence[str] = ()
    sections: Sequence[Section] = ()
    signatures: Sequence[Signature] = ()
    attachment: Attachment | None = None
    check_url: str = ""


def french(text: str) -> str:
    """The words of a paper as the French set them: no line begins with « : » nor ends with « « »."""
    spaced = re.sub(r" ([:;?!%€»])", "\N{NO-BREAK SPACE}\\1", text)
    return pdf.printable(spaced.replace("« ", "«\N{NO-BREAK SPACE}"))


def _french(fact: Json) -> Json:
    if isinstance(fact, str):
        return french(fact)
    if isinstance(fact, Mapping):
        return {key: _french(value) for key, value in fact.items()}
    return [_french(one) for one in fact] if isinstance(fact, list) else fact


def draw(document: Document) -> bytes:
    """The PDF, not signed yet."""
    images: dict[str, bytes | str] = {"qr": qr.svg(document.check_url)} if document.check_url else {}
    for rank, section in enumerate(document.sections):
        images |= {f"picture-{rank}-{n}": picture.body for n, picture in enumerate(section.pictures)}
    return pdf.render(_TEMPLATE, _facts(document), images, timestamp=document.made_at)


def _facts(document: Document) -> Mapping[str, Json]:
    attached = document.attachment
    return {
        "title": document.title,
        "number": document.number,
        "issuer": {"name": document.issuer.name, "lines": list(document.issuer.lines)},
        "day": day_fr(timezone.localdate(document.made_at)),
        "source": document.source,
        "lead": _french(list(document.lead)),
        "notices": _french(list(document.notices)),
        "sections": [_french(_section(rank, section)) for rank, section in enumerate(document.sections)],
        "signatures": [{"who": one.who, "name": one.name, "note": one.note} for one in document.signatures],
        "attachment": {
            "name": attached.name,
            "body": attached.body.decode(),
            "description": attached.description,
        }
        if attached
        else None,
        "qr_words": f"Code qui ouvre {document.check_url}",
    }


def _section(rank: int, section: Section) -> Json:
    table: Json = None
    if section.columns:
        table = {
            "columns": [column.title for column in section.columns],
            "widths": [column.share for column in section.columns],
            "right": [column.right for column in section.columns],
            "rows": [list(row) for row in section.rows],
        }
    return {
        "title": section.title,
        "words": list(section.words),
        "facts": [list(pair) for pair in section.facts],
        "table": table,
        "after": list(section.after),
        "charts": [chart_facts(chart) for chart in section.charts],
        "pictures": [
            {"name": f"picture-{rank}-{n}", "caption": picture.caption, "shows": picture.shows}
            for n, picture in enumerate(section.pictures)
        ],
    }


def chart_facts(chart: Bars) -> Mapping[str, Json]:
    """A chart as the templates take it."""
    return {"title": chart.title, "words": chart.words, "rows": [list(row) for row in chart.rows]}
