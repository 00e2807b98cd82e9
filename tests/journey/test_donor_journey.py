"""A donor's way, in a real browser: announce, be picked up, sign, have the data erased, take the proof away,
and see a changed byte refused.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journey.browser import chromium, served, watched
from tests.journey.test_browser_journey import choose, erase_by_hand, found_the_association, save, state_of
from tests.journey.test_every_page import faults, too_wide

pytestmark = pytest.mark.browser
SIZES = {"wide": ({"width": 1280, "height": 900}, "light"), "narrow": ({"width": 360, "height": 740}, "dark")}


def sound(page: Page, address: str) -> list[str]:
    """What is wrong with the page as it is, and at 320 px and on paper."""
    path = page.url.removeprefix(address)
    found = faults(page, address, path)
    return found + too_wide(page, path)


def press(page: Page, action: str) -> None:
    with page.expect_navigation():
        page.locator(f"main form[action$='{action}'] button").first.click()


def a_link_for_the_donor(page: Page, address: str) -> str:
    page.goto(f"{address}/quai/donateurs/nouveau/")
    page.fill("[name=name]", "Menuiserie du Blavet")
    choose(page, "kind", "company")
    save(page)
    page.goto(f"{address}/quai/donateurs/")
    page.locator("main table a").first.click()
    press(page, "/lien/")
    return page.locator("#address").input_value()


def announced_by_the_donor(browser: Browser, link: str, address: str, size: str, wrong: list[str]) -> Page:
    viewport, colours = SIZES[size]
    donor = browser.new_context(viewport=viewport, color_scheme=colours, locale="fr-FR").new_page()
    donor.goto(link)
    wrong += sound(donor, address)
    donor.locator("main .primary.big").click()
    donor.fill("[name=laptop]", "2")
    donor.set_input_files(
        "[name=files]", {"name": "parc.csv", "mimeType": "text/csv", "buffer": b"serie;marque\n"}
    )
    wrong += sound(donor, address)
    save(donor)
    assert "Merci" in donor.locator("main").inner_text()
    return donor


def picked_up_and_signed(page: Page, address: str, wrong: list[str]) -> tuple[str, str]:
    """The donation's page, and the number of its one machine."""
    page.goto(f"{address}/quai/dons/")
    page.locator("main table a").first.click()
    donation = page.url
    wrong += sound(page, address)
    press(page, "/arrivee/")
    lot = re.match(r".*/quai/lots/\d+/", page.url)
    assert lot is not None
    page.goto(f"{lot[0]}compter/")
    page.fill("[name=laptop]", "1")
    save(page)
    page.goto(f"{donation}bordereau/")
    page.fill("[name=giver]", "Yann Le Bihan")
    page.check("[name=agreed]")
    wrong += sound(page, address)
    save(page)
    assert page.locator("a.number", has_text="ENL-").count() == 1
    page.goto(f"{lot[0]}numeroter/")
    save(page)
    page.goto(lot[0])
    return donation, page.locator("main a[href^='/appareils/ESC-']").first.inner_text()


def a_drive_erased(page: Page, address: str, number: str) -> None:
    page.goto(f"{address}/atelier/{number}/disque/")
    page.fill("[name=serial]", "WD-WX61A99")
    save(page)
    erase_by_hand(page, address, number, witness="Paul Kervran")
    assert state_of(page, address, number) == "cleared"


def an_old_register(page: Page, address: str, wrong: list[str]) -> None:
    """Years before Rebond, taken in by way of the registers' page."""
    page.locator("main a[href$='/anciens-registres/']").click()
    rows = b"entree;marque;type;serie\n03/11/2016;Dell;portable;5GT7X4J\nsans;HP;portable;5CD43ABC\n"
    page.set_input_files("[name=file]", {"name": "2016.csv", "mimeType": "text/csv", "buffer": rows})
    save(page)
    wrong += sound(page, address)
    page.locator("main .primary.big").click()
    page.locator("main h1", has_text="2016.csv").wait_for()
    wrong += sound(page, address)
    page.goto(f"{address}/quai/anciens-registres/")
    wrong += sound(page, address)


def checked(page: Page, address: str, file: Path) -> str:
    page.goto(f"{address}/verifier/")
    page.set_input_files("[name=file]", file)
    save(page)
    return page.locator("main [role=status]").inner_text()


@pytest.mark.parametrize("size", SIZES)
def test_a_donor_announces_follows_and_takes_a_proof_away(tmp_path, size):
    wrong: list[str] = []
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        viewport, colours = SIZES[size]
        page = browser.new_context(viewport=viewport, color_scheme=colours, locale="fr-FR").new_page()
        troubles = watched(page)
        found_the_association(page, address)
        link = a_link_for_the_donor(page, address)
        wrong += sound(page, address)
        donor = announced_by_the_donor(browser, link, address, size, wrong)
        donation, number = picked_up_and_signed(page, address, wrong)
        a_drive_erased(page, address, number)
        page.goto(donation)
        press(page, "/convention/")
        press(page, "/certificat/")
        wrong += sound(page, address)
        page.goto(f"{address}/bureau/documents/textes/")
        wrong += sound(page, address)
        page.goto(f"{address}/bureau/registres/")
        wrong += sound(page, address)
        an_old_register(page, address, wrong)
        donor.reload()
        wrong += sound(donor, address)
        assert "Votre machine" in donor.locator("main").inner_text()
        with donor.expect_download() as taken:
            donor.locator("main a", has_text="EFF-").evaluate("link => { link.download = ''; link.click() }")
        file = tmp_path / "EFF.pdf"
        taken.value.save_as(file)
        assert "Authentique" in checked(donor, address, file)
        wrong += sound(donor, address)
        body = bytearray(file.read_bytes())
        body[len(body) // 3] ^= 1
        file.write_bytes(body)
        assert "Altéré" in checked(donor, address, file)
        assert troubles == []
    assert wrong == [], "\n".join(wrong)
