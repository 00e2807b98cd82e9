"""Every page of the demonstration year, as its administrator meets it: readable and reachable."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import Page

from tests.journey.browser import chromium, rebond, served, sign_in, watched

pytestmark = pytest.mark.browser

FILES = re.compile(r"(\.pdf|\.zip|/brut/|export[./]|/documents/\d+/|etiquettes/\?|\.csv|/api/)")
PUBLIC = ("/connexion/", "/accessibilite/")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("year") / "home"
    rebond(home, "demo")
    return home


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
        assert wrong == []
        assert troubles == []
        assert len(visited) > 60, f"the walk met only {len(visited)} pages"
