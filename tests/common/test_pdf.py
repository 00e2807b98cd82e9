"""Papers are printed for real, then read back with poppler and pypdf."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from rebond.common import pdf

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
HOSTILE = [
    '#panic("owned") $x^2$ \\ "quoted" *bold* _it_ = title // comment /* open',
    "#import sys: inputs",
    "`raw` <label> @ref ~ -- ... ' ]) }",
    "Œuvre d’été à 12 € : naïve, Łódź, Ağrı, Zoë",
    "Мария Ελένη",
]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "paper.typ"
    path.write_text("""
        #let facts = json(bytes(sys.inputs.facts))
        #let images = json(bytes(sys.inputs.images))
        #set document(title: "Essai")
        #set text(lang: "fr", font: ("Atkinson Hyperlegible", "DejaVu Sans"))
        #facts.words
        #for (name, image-data) in images { image(bytes(image-data), width: 1cm, alt: name) }
    """)
    return path


def words_of(paper: bytes) -> str:
    shown = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=paper, capture_output=True, check=True, timeout=30
    )
    return shown.stdout.decode().replace("\f", "").strip()


@pytest.mark.parametrize("words", HOSTILE)
def test_facts_are_text_never_code(template: Path, words: str) -> None:
    printed = pdf.render(template, {"words": words}, timestamp=NOON)
    assert words_of(printed).replace("\n", " ") == words


def test_right_to_left_names_are_drawn(template: Path) -> None:
    printed = words_of(pdf.render(template, {"words": "مرحبا"}, timestamp=NOON))
    assert sorted(printed.strip("\u202a\u202b\u202c")) == sorted("مرحبا")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("漢字", "□□"),
        ("a\x00\x1b\u202e\ufeffb", "ab"),
        ("a\tb", "a b"),
        ("e\u0301", "é"),
        ("\ue000\ud800", "□□"),
    ],
)
def test_signs_without_a_glyph_leave_a_square_and_invisible_ones_nothing(
    template: Path, words: str, shown: str
) -> None:
    assert words_of(pdf.render(template, {"words": words}, timestamp=NOON)) == shown


def covered() -> Iterator[str]:
    for line in (pdf.FONTS / "coverage.txt").read_text().split():
        first, last = (int(bound, 16) for bound in line.split("-"))
        yield from map(chr, range(first, last + 1))


def test_every_sign_said_to_be_covered_may_stand_in_an_archived_paper(template: Path) -> None:
    signs = list(covered())
    assert {*"azAZ09éœÉŒ€’…«»", "\u202f", "\u00a0", "□"} <= set(signs)
    assert pdf.render(template, {"words": " ".join(signs)}, timestamp=NOON).startswith(b"%PDF-1.7")


def test_images_are_drawn_from_svg_and_from_bytes(template: Path) -> None:
    photo = BytesIO()
    Image.new("RGB", (4, 4), "#0B5563").save(photo, "PNG")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'
    images = {"photo": photo.getvalue(), "dessin": drawing}
    printed = PdfReader(BytesIO(pdf.render(template, {"words": "x"}, images, timestamp=NOON)))
    assert [image.image.getpixel((0, 0)) for image in printed.pages[0].images if image.image] == [
        (11, 85, 99)
    ]
    assert b" l\n" in printed.pages[0].get_contents().get_data()


def test_papers_are_archivable_tagged_and_use_our_fonts_only(template: Path) -> None:
    printed = pdf.render(template, {"words": "Bonjour Ελένη"}, timestamp=NOON)
    reader = PdfReader(BytesIO(printed))
    about = reader.metadata
    assert about is not None
    assert (about.title, about.creation_date) == ("Essai", NOON)
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"] == "fr"
    xmp = reader.root_object["/Metadata"].get_data()
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert b"<pdfuaid:part>1</pdfuaid:part>" in xmp
    fonts = {font["/BaseFont"].split("+")[1] for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert fonts == {"AtkinsonHyperlegible-Regular", "DejaVuSans"}


def test_same_facts_same_bytes_also_from_many_threads(template: Path) -> None:
    def printed(words: str) -> bytes:
        return pdf.render(template, {"words": words}, timestamp=NOON)

    papers = ["Awa", "Bob", "Chloé", "Driss"] * 3
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(printed, papers)) == [printed(words) for words in papers]


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    from typst import TypstError

    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "papers").mkdir()
    template = tmp_path / "papers" / "paper.typ"
    template.write_text('#read("../secret.txt")')
    with pytest.raises(TypstError):
        pdf.render(template, {}, timestamp=NOON)


def test_a_template_with_an_unknown_field_is_a_mistake_and_no_blank(tmp_path: Path) -> None:
    from typst import TypstError

    template = tmp_path / "paper.typ"
    template.write_text("#let facts = json(bytes(sys.inputs.facts))\n#facts.owner")
    with pytest.raises(TypstError, match="owner"):
        pdf.render(template, {"words": "x"}, timestamp=NOON)
