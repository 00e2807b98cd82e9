"""The driver's round in a browser whose network is cut: signed at the door, sent once when it is back."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journey.browser import chromium, served, watched
from tests.journey.test_browser_journey import choose, found_the_association, save
from tests.journey.test_every_page import faults

pytestmark = pytest.mark.browser
NARROW = {"width": 360, "height": 740}


def a_round(page: Page, address: str) -> str:
    """The association's town, a van, a donation, and the round of tomorrow that fetches it."""
    page.goto(f"{address}/bureau/association/")
    page.fill("[name=commune]", "Lanester")
    save(page)
    page.goto(f"{address}/quai/tournees/vehicule/")
    page.fill("[name=name]", "Kangoo")
    page.fill("[name=places]", "40")
    save(page)
    page.goto(f"{address}/quai/donateurs/nouveau/")
    page.fill("[name=name]", "Menuiserie du Blavet")
    choose(page, "kind", "company")
    save(page)
    page.goto(f"{address}/quai/donateurs/")
    page.locator("main table a").first.click()
    page.locator("main a[href*='/dons/nouveau/']").first.click()
    page.fill("[name=laptop]", "3")
    save(page)
    page.goto(f"{address}/quai/tournees/")
    page.locator("main a[href*='/tournees/jour/']").first.click()
    page.check("[name=donation]")
    save(page)
    assert re.search(r"/quai/tournees/\d+/$", page.url)
    return page.url


def sign(page: Page, name: str) -> None:
    page.locator("main summary").first.click()
    page.fill("[name=giver]", name)
    page.check("[name=agreed]")
    page.locator("main form[data-stop] button").click()


def test_signed_without_network_sent_once_when_it_is_back(tmp_path: Path):
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        context = browser.new_context(viewport=NARROW, color_scheme="dark", locale="fr-FR")
        page = context.new_page()
        troubles = watched(page)
        found_the_association(page, address)
        sheet = a_round(page, address)
        page.locator("main a[href*='/quai/route/']").click()
        expect(page.locator("#road-state")).to_contain_text("sans réseau")
        assert faults(page, address, page.url.removeprefix(address)) == []
        assert troubles == []

        context.set_offline(True)
        page.reload()  # no network: the kept page opens
        sign(page, "Yann L’Hénoret")
        expect(page.locator("#road-state")).to_contain_text("1")
        page.reload()  # the telephone slept: the signature is still there
        expect(page.locator("[data-stop-state]")).to_contain_text("Yann L’Hénoret")

        context.set_offline(False)
        page.locator("[data-send]").click()
        expect(page.locator("[data-stop-state]")).to_contain_text("établi")
        expect(page.locator("[data-send]")).to_be_hidden()
        page.reload()
        slip = page.locator(".state.ready").inner_text()
        number = re.search(r"ENL-[\d-]+\d", slip)
        assert number is not None
        page.goto(sheet)
        page.locator("main a[href*='/quai/dons/']").first.click()
        papers = page.locator("main a.number", has_text="ENL-")
        expect(papers).to_have_text([number[0]])  # once
        body = context.request.get(address + str(papers.get_attribute("href"))).body()
        read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
        text = read.stdout.decode()
        assert "Yann L’Hénoret" in text
        assert "à l’heure du téléphone" in " ".join(text.split())


def test_an_answer_that_was_lost_is_not_a_second_slip_and_a_closed_session_loses_nothing(tmp_path: Path):
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        context = browser.new_context(viewport=NARROW, locale="fr-FR")
        page = context.new_page()
        found_the_association(page, address)
        sheet = a_round(page, address)
        page.locator("main a[href*='/quai/route/']").click()
        expect(page.locator("#road-state")).to_contain_text("sans réseau")
        # The server writes, and its answer never comes back.
        page.evaluate(
            """() => {
              const real = window.fetch;
              window.fetch = async (...told) => {
                window.fetch = real;
                document.body.dataset.lost = (await real(...told)).redirected;
                throw new TypeError("the network went away");
              };
            }"""
        )
        sign(page, "Yann L’Hénoret")
        expect(page.locator("body[data-lost=true]")).to_be_attached()
        expect(page.locator("#road-state")).to_contain_text("1")
        expect(page.locator("[data-send]")).to_be_visible()

        kept = context.cookies()
        context.clear_cookies()
        page.locator("[data-send]").click()
        expect(page.locator("#road-state")).to_contain_text("rien n’est perdu")
        context.add_cookies(kept)
        page.locator("[data-send]").click()
        expect(page.locator("[data-stop-state]")).to_contain_text("établi")
        page.goto(sheet)
        page.locator("main a[href*='/quai/dons/']").first.click()
        expect(page.locator("main a.number", has_text="ENL-")).to_have_count(1)


def test_a_slip_that_the_server_refuses_says_why_and_may_be_taken_off_the_telephone(tmp_path: Path):
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        page = browser.new_context(viewport=NARROW, locale="fr-FR").new_page()
        found_the_association(page, address)
        a_round(page, address)
        page.locator("main a[href*='/quai/route/']").click()
        expect(page.locator("#road-state")).to_contain_text("sans réseau")
        page.eval_on_selector("[name=giver]", "field => field.removeAttribute('maxlength')")
        sign(page, "y" * 130)  # longer than the server takes
        expect(page.locator("[data-stop-state]")).to_contain_text("refusé")
        page.locator("[data-forget]").click()
        expect(page.locator("[data-stop-state]")).to_be_empty()
        expect(page.locator("[data-send]")).to_be_hidden()
        sign(page, "Yann")
        expect(page.locator("[data-stop-state]")).to_contain_text("établi")
