"""Every colour is a role, and every pair of roles that meets on a page can be read.

Thresholds: WCAG 2.2, 1.4.3 (text, 4.5:1) and 1.4.11 (edges of controls, marks of charts, 3:1). `--line` is
left out of the second: it only separates, and nothing is understood from it alone.
"""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "src/rebond/web/static/rebond/css"
SHEETS = ("rebond.css", "pieces.css")
TEXT_CONTRAST = 4.5
CONTROL_CONTRAST = 3.0
GROUNDS = ("paper", "card")
# Words that take their ground from the box around them, which no single rule shows.
INHERITED = {
    *product(("ink", "quiet", "sea", "sea-deep"), ("paper", "card", "sea-soft")),
    ("ink", "gorse-soft"),
    ("ink", "fern-soft"),
    ("ink", "brick-soft"),
    ("gorse", "gorse-soft"),
    ("fern", "fern-soft"),
    ("brick", "brick-soft"),
    ("sea", "fern-soft"),
    ("sea", "brick-soft"),
    ("sea", "gorse-soft"),
}

Pair = tuple[str, str]
Roles = dict[str, str]


def without_comments(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def roles(selector: str) -> Roles:
    """The colours set by the first rule of tokens.css with this selector: role → six hexadecimal digits."""
    body = without_comments("tokens.css").split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", body))


THEMES = {"light": roles(":root"), "dark": roles(':root[data-theme="dark"]')}


def declarations() -> list[Roles]:
    """One mapping a rule of our sheets: property → value (the last one, where a property is said twice)."""
    rules = re.findall(r"\{([^{}]*)\}", "".join(map(without_comments, SHEETS)))
    return [dict(re.findall(r"([\w-]+):\s*([^;]+);", body)) for body in rules]


def roles_in(css_value: str) -> list[str]:
    return [role for role in re.findall(r"var\(--([\w-]+)\)", css_value) if role in THEMES["light"]]


def text_pairs() -> set[Pair]:
    """(ink, ground) of each rule; a colour without a ground of its own is read on paper and on a card."""
    pairs = set(INHERITED)
    for rule in declarations():
        grounds = roles_in(rule.get("background", "")) or GROUNDS
        pairs |= set(product(roles_in(rule.get("color", "")), grounds))
    return pairs


def control_pairs() -> set[Pair]:
    """(edge or mark, ground): borders, focus rings and chart fills, on paper and on a card."""
    drawn = {
        role
        for rule in declarations()
        for name, css_value in rule.items()
        if re.match(r"border|outline|fill|accent-color", name)
        for role in roles_in(css_value)
    }
    return set(product(drawn - {"line"}, GROUNDS))


def luminance(hexadecimal: str) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white), as WCAG defines it."""
    channels = (int(hexadecimal[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def too_faint(theme: str, pairs: set[Pair], least: float) -> dict[Pair, float]:
    palette = THEMES[theme]
    measured = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    return {pair: round(ratio, 2) for pair, ratio in measured.items() if ratio < least}


def test_contrast_knows_the_published_extremes() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read(theme: str) -> None:
    assert too_faint(theme, text_pairs(), TEXT_CONTRAST) == {}


@pytest.mark.parametrize("theme", THEMES)
def test_controls_can_be_seen(theme: str) -> None:
    assert too_faint(theme, control_pairs(), CONTROL_CONTRAST) == {}


def test_sheets_were_really_read() -> None:
    assert {("on-sea", "sea"), ("brick", "brick-soft"), ("quiet", "card")} <= text_pairs()
    assert {("edge", "card"), ("sea", "paper"), ("granite", "card")} <= control_pairs()


def test_dark_is_the_same_by_the_system_and_by_choice() -> None:
    assert roles(':root:not([data-theme="light"])') == THEMES["dark"]
    assert THEMES["dark"].keys() == THEMES["light"].keys()


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_colour_is_written_outside_the_tokens(sheet: str) -> None:
    rules = re.sub(r'url\("[^"]*"\)', "", without_comments(sheet))
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|oklch)\(|:\s*(?:white|black)\b", rules) == []


@pytest.mark.parametrize("sheet", [*SHEETS, "print.css"])
def test_every_custom_property_in_use_exists(sheet: str) -> None:
    known = set(re.findall(r"(--[\w-]+):", without_comments("tokens.css")))
    assert set(re.findall(r"var\((--[\w-]+)", without_comments(sheet))) - known == set()
