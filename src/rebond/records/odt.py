"""A paper as a text document (ODT) that its authors go on writing: the same words, tables and charts."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final

from rebond.common import pdf
from rebond.common.units import day_fr
from rebond.records.document import CHART_IMAGE, Document, Section, chart_facts, french

if TYPE_CHECKING:
    from odfdo import Cell, Paragraph, Row
    from odfdo import Document as Odt

MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.text"
_WIDE_CM: Final = 16.0


def write(document: Document) -> bytes:
    """The ODT, in French, with real headings, tables with a heading row, and words for every picture."""
    from odfdo import Document as Odt
    from odfdo import Header

    file = Odt("text")
    file.language = "fr-FR"
    file.meta.title = f"{document.title} {document.number}".strip()
    file.meta.creator = document.issuer.name
    body = file.body
    body.clear()
    body.append(_paragraph(document.issuer.name))
    for line in document.issuer.lines:
        body.append(_paragraph(line))
    body.append(Header(1, french(document.title)))
    when = day_fr(document.made_at.date())
    body.append(_paragraph(f"{document.number} · {when}" if document.number else when))
    for words in (*document.notices, *document.lead):
        body.append(_paragraph(words))
    for section in document.sections:
        _section(file, section)
    for signature in document.signatures:
        body.append(_paragraph(f"{signature.who} {signature.name}".strip()))
    body.append(_paragraph(document.source))
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _paragraph(words: str) -> "Paragraph":
    from odfdo import Paragraph

    return Paragraph(french(words))


def _section(file: "Odt", section: Section) -> None:
    from odfdo import Header

    if section.title:
        file.body.append(Header(2, french(section.title)))
    for words in section.words:
        file.body.append(_paragraph(words))
    if section.facts:
        _table(file, ("", ""), section.facts)
    for chart in section.charts:
        png = pdf.picture(CHART_IMAGE, chart_facts(chart))
        _picture(file, png, "png", chart.words)
    if section.columns:
        titles = [column.title for column in section.columns]
        _table(file, titles, section.rows)
    for picture in section.pictures:
        _picture(file, picture.body, "jpg", picture.shows)
        file.body.append(_paragraph(picture.caption))
    for words in section.after:
        file.body.append(_paragraph(words))


def _table(file: "Odt", titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from odfdo import Cell, Element, Row, Table

    table = Table(f"Tableau {1 + len(file.body.get_elements('//table:table'))}")
    if any(titles):
        heading = Element.from_tag("table:table-header-rows")
        heading.append(_row(Row(), [Cell(text=french(title)) for title in titles]))
        table.append(heading)
    for cells in rows:
        table.append(_row(Row(), [Cell(text=french(words)) for words in cells]))
    file.body.append(table)


def _row(row: "Row", cells: Iterable["Cell"]) -> "Row":
    for cell in cells:
        row.append(cell)
    return row


def _picture(file: "Odt", body: bytes, ending: str, words: str) -> None:
    from odfdo import Frame, Paragraph
    from PIL import Image

    with Image.open(BytesIO(body)) as image:
        wide, high = image.size
    held = BytesIO(body)
    held.name = f"image.{ending}"
    place = file.add_file(held)
    size = (f"{_WIDE_CM}cm", f"{_WIDE_CM * high / wide:.2f}cm")
    frame = Frame.image_frame(place, size=size, anchor_type="as-char", name=f"Image {place[-12:]}")
    frame.svg_title, frame.svg_description = french(words)[:120], french(words)
    paragraph = Paragraph()
    paragraph.append(frame)
    file.body.append(paragraph)
