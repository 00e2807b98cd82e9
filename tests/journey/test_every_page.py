"""Every page of the demonstration year, as its administrator meets it: readable and reachable."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journey.browser import chromium, served, sign_in, watched

pytestmark = pytest.mark.browser

FILES = re.compile(
    r"(\.pdf|\.zip|/brut/|/demarrage/|/fichier/|/ecritures?/|export[./]|/documents/\d+/|etiquettes/\?|\.csv|\.ics|\.json|\.odt|\.ods|\.xlsx|\.jpg|[?&]format=|/api/|/verifier/\w+\.(py|json))"
)
A4_PX = 688  # 210 mm less the margins, at 96 px an inch
PUBLIC = ("/connexion/", "/accessibilite/", "/verifier/")
UNKNOWN_PAPER = "/verifier/REC-2026-9999/"  # answers 404, which a browser writes in its console


def links(page: Page) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return [
        href
        for href in hrefs
        if href.startswith("/") and not href.startswith("//") and not FILES.search(href)
    ]


def name_of(path: str) -> str:
    """What makes two addresses one page: the name of their view, and which filters are on."""
    parts = urlsplit(path)
    return f"{resolve(parts.path).view_name} {sorted(set(re.findall(r'([a-z]+)=', parts.query)))}"


def faults(page: Page, address: str, path: str) -> list[str]:
    """What is wrong with one page at the present size and colours."""
    found = []
    for violation in Axe().run(page).response["violations"]:
        found.append(f"{path}: axe {violation['id']}: {violation['nodes'][0]['html'][:200]}")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{path}: wider than the screen at {page.viewport_size}")
    return found


def too_wide(page: Page, path: str) -> list[str]:
    """The smallest phone, and paper: nothing is cut off at the right. The page's size is put back."""
    before, found = page.viewport_size, []
    for media, width in (("screen", 320), ("print", A4_PX)):
        page.emulate_media(media=media)
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{path}: wider than {width} px ({media})")
    page.emulate_media(media="screen")
    page.set_viewport_size(before)
    return found


def test_every_page_is_sound_at_both_sizes_and_in_both_lights(year):
    with served(year) as address, chromium() as browser:
        wide = browser.new_context(
            viewport={"width": 1280, "height": 900}, color_scheme="light", locale="fr-FR"
        )
        page = wide.new_page()
        troubles = watched(page)
        visited = {path: None for path in PUBLIC}
        wrong = []
        for path in PUBLIC:
            page.goto(address + path)
            wrong += faults(page, address, path)
        sign_in(page, address, "anne", "demonstration")
        narrow = browser.new_context(
            viewport={"width": 360, "height": 740},
            color_scheme="dark",
            locale="fr-FR",
            storage_state=wide.storage_state(),
        )
        small = narrow.new_page()
        small.goto(address + UNKNOWN_PAPER)
        wrong += faults(small, address, UNKNOWN_PAPER)
        waiting, seen = ["/"], {name_of("/")}
        while waiting:
            path = waiting.pop(0)
            answer = page.goto(address + path)
            assert answer is not None
            assert answer.status == 200, path
            visited[path] = None
            wrong += faults(page, address, path)
            for link in links(page):
                if name_of(link) not in seen:
                    seen.add(name_of(link))
                    waiting.append(link)
            small.goto(address + path)
            wrong += faults(small, address, path)
            wrong += [wide_at for wide_at in too_wide(small, path) if wide_at]
        assert wrong == [], "\n".join(wrong)
        assert troubles == []
        assert len(visited) > 60, f"the walk met only {len(visited)} pages"


def test_the_sheet_for_a_visit_is_one_page_of_paper(year):
    with served(year) as address, chromium() as browser:
        page = browser.new_context(locale="fr-FR").new_page()
        sign_in(page, address, "anne", "demonstration")
        for level in ("commune", "epci", "departement", "region"):
            page.goto(f"{address}/bureau/chiffres/visite/?ou=Lanester&niveau={level}")
            paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
            assert len(paper.pages) == 1, level
            assert "1 000 habitants" in " ".join(paper.pages[0].extract_text().split()).replace("\u202f", " ")


BLANK_FORMS = (
    "/quai/donateurs/nouveau/", "/comptoir/personnes/nouvelle/", "/bureau/utilisateurs/nouveau/",
    "/bureau/emplacements/nouveau/", "/connexion/",
)  # fmt: skip


def first_number(page: Page, address: str) -> str:
    page.goto(f"{address}/appareils/")
    return page.locator("a.number").first.inner_text().strip()


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (360, "dark")])
def test_pages_that_no_link_leads_to_are_sound_too(year, width, colours):
    """The page behind a label, what is not found, and forms sent empty."""
    with served(year) as address, chromium() as browser:
        page = browser.new_context(
            viewport={"width": width, "height": 740}, color_scheme=colours, locale="fr-FR"
        ).new_page()
        wrong = []
        page.goto(f"{address}/connexion/")
        sign_in(page, address, "anne", "demonstration")
        number = first_number(page, address)
        for path in (f"/m/{number}/", "/m/DEF-99-99999-X/", "/nulle-part/", "/appareils/DEF-99-99999-X/"):
            page.goto(address + path)
            wrong += faults(page, address, path)
        for path in BLANK_FORMS[:-1]:
            page.goto(address + path)
            page.locator("main form button.primary").last.click()
            page.wait_for_load_state()
            assert page.locator("main .errorlist, main .error-summary").count(), path
            wrong += faults(page, address, f"{path} sent empty")
        assert wrong == [], "\n".join(wrong)


def test_public_pages_and_signing_in_need_no_script(year):
    with served(year) as address, chromium() as browser:
        page = browser.new_context(java_script_enabled=False, locale="fr-FR").new_page()
        sign_in(page, address, "anne", "demonstration")
        number = first_number(page, address)
        page.goto(f"{address}/m/{number}/")
        assert number in page.locator("main").inner_text()
        page.goto(f"{address}/?scan={number}")
        page.locator("header input:visible").first.fill(number)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/appareils/{number}/")


def test_the_keyboard_alone_is_enough(year):
    """Skip link first, « / » to the scan field, a number and Enter to the sheet, Tab shows where it is."""
    with served(year) as address, chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR").new_page()
        page.goto(f"{address}/connexion/")
        page.locator("[name=username]").focus()
        page.keyboard.type("anne")
        page.keyboard.press("Tab")
        page.keyboard.type("demonstration")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "connexion" not in url)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        number = first_number(page, address)
        page.keyboard.press("/")
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/appareils/{number}/")
        for _stop in range(12):
            page.keyboard.press("Tab")
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_a_count_typed_in_a_tab_that_was_closed_is_still_there(year):
    with served(year) as address, chromium() as browser:
        page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR").new_page()
        sign_in(page, address, "anne", "demonstration")
        page.goto(f"{address}/quai/lots/")
        lot = page.locator("th a.number").first.get_attribute("href")
        page.goto(f"{address}{lot}compter/")
        field = page.locator(".steppers input").first
        typed = "37"
        field.fill(typed)
        page.close(run_before_unload=False)
        again = browser.contexts[0].new_page()
        again.goto(f"{address}{lot}compter/")
        assert again.locator(".steppers input").first.input_value() == typed
        assert again.locator(".draft").count() == 1
