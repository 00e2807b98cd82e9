"""A family's way, in a real browser over the demonstration year: referred by a service, accepted, given an
appointment, equipped with one signature drawn by a finger; a sale that the law refuses; a loan that goes on
and comes back; a till that balances; help asked by the label; a file handed out, then forgotten.
"""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journey.browser import chromium, served, sign_in, watched
from tests.journey.test_browser_journey import choose, save
from tests.journey.test_donor_journey import SIZES, sound

pytestmark = pytest.mark.browser
FAMILY = "Kerouanton"


def page_of(browser: Browser, size: str) -> Page:
    viewport, colours = SIZES[size]
    return browser.new_context(viewport=viewport, color_scheme=colours, locale="fr-FR").new_page()


def press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def a_link_for_the_service(page: Page, address: str, wrong: list[str]) -> str:
    page.goto(f"{address}/comptoir/prescripteurs/nouveau/")
    wrong += sound(page, address)
    page.fill("[name=name]", "Mission locale du Pays de Lorient")
    choose(page, "kind", "ML")
    save(page)
    wrong += sound(page, address)
    return page.locator("#address").input_value()


def referred(service: Page, link: str, address: str, wrong: list[str]) -> str:
    """What the service reads back: a number and a word, no name."""
    service.goto(link)
    wrong += sound(service, address)
    service.fill("[name=family_name]", FAMILY)
    service.fill("[name=given_name]", "Awa")
    service.fill("[name=phone]", "06 39 98 00 01")
    service.check("[name=uses][value=procedures]")
    service.fill("[name=note]", "sort d'une dépression")
    save(service)
    assert "Est-ce nécessaire" in service.locator("main").inner_text()
    wrong += sound(service, address)
    service.fill("[name=note]", "NIR 1 84 12 76 451 089 46")
    service.check("[name=person_agrees]")
    save(service)
    assert "sécurité sociale" in service.locator("main .errors").inner_text()
    service.fill("[name=note]", "gros caractères")
    save(service)
    words = service.locator("main").inner_text()
    assert FAMILY not in words
    found = re.search(r"ORI-\d\d-\d{5}", words)
    assert found is not None, words
    return found[0]


def accepted(page: Page, address: str, number: str, wrong: list[str]) -> str:
    page.goto(f"{address}/comptoir/orientations/")
    wrong += sound(page, address)
    press(page, f"main a:text-is('{number}')")
    wrong += sound(page, address)
    press(page, "main form .primary.big")
    wrong += sound(page, address)
    return page.url


def given_an_appointment(page: Page, request: str) -> None:
    page.goto(request)
    page.fill("[name=at]", "2036-11-04T14:00")
    press(page, "main form:has([name=at]) button")
    assert "sera prévenue par" in page.locator("body").inner_text()


def a_machine_for(page: Page, request: str) -> str:
    """Held from the request's own list; the number of the machine."""
    page.goto(request)
    press(page, "main form[action*='/reserver/'] button")
    return page.locator(".sheet-head h1").inner_text()


def drawn(page: Page) -> None:
    """A finger in the box."""
    box = page.locator(".sign-pad svg").bounding_box()
    assert box is not None
    page.locator(".sign-pad svg").scroll_into_view_if_needed()
    box = page.locator(".sign-pad svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 20 + 8 * step, box["y"] + 40 + (step % 3) * 9)
    page.mouse.up()


def equipped(page: Page, address: str, number: str, wrong: list[str]) -> str:
    page.goto(f"{address}/comptoir/remettre/{number}/")
    wrong += sound(page, address)
    choose(page, "kind", "gift")
    page.check("[name=extras][value=charger]")
    choose(page, "alternative", "nothing")
    page.fill("[name=signed_name]", f"Awa {FAMILY}")
    drawn(page)
    press(page, "main button[name=sign]")
    words = page.locator("main").inner_text()
    assert "signé au doigt" in words
    wrong += sound(page, address)
    return page.url


def refused_by_the_law(page: Page, address: str) -> None:
    """One cent over the cap, then a machine that is only given."""
    page.goto(f"{address}/appareils/?etat=ready")
    numbers = page.locator("main a.number").all_inner_texts()
    seen = set()
    for number in numbers:
        page.goto(f"{address}/comptoir/personnes/")
        person = page.locator("main tbody th a").first.get_attribute("href") or ""
        key = person.rstrip("/").rpartition("/")[2]
        page.goto(f"{address}/comptoir/remettre/{number}/?pour=p{key}")
        words = page.locator("main").inner_text()
        kind = "never" if "ne peut pas être vendu" in words else "capped" if "Au plus" in words else ""
        if not kind or kind in seen:
            continue
        seen.add(kind)
        choose(page, "kind", "sale")
        choose(page, "payment", "cash")
        page.locator("[name^=price_]").first.fill("20" if kind == "never" else "180,01")
        page.fill("[name=signed_name]", "Marie Le Goff")
        press(page, "main button[name=sign]")
        assert "CG3P" in page.locator("main .errors").inner_text()
    assert "never" in seen


def lent_and_back(page: Page, address: str, wrong: list[str]) -> None:
    page.goto(f"{address}/comptoir/prets/")
    wrong += sound(page, address)
    press(page, "main tbody a.btn")
    until = date(date.today().year + 1, 12, 15)
    page.fill("[name=due_on]", until.isoformat())
    save(page)
    assert f"15 décembre {until.year}" in page.locator("main").inner_text()
    press(page, "main a[href*='/reprendre/']")
    choose(page, "reason", "loan_over")
    save(page)


def balanced(page: Page, address: str, wrong: list[str]) -> None:
    """A sale in cash, then a count that is five euros short, then the right one."""
    page.goto(f"{address}/comptoir/caisse/")
    wrong += sound(page, address)
    words = page.locator("main form.form").first.evaluate("form => form.closest('section').innerText")
    amounts = re.findall(r"([\d\u202f]+(?:,\d\d)?)\u00a0€", words)
    expected = amounts[1].replace("\u202f", "")
    page.fill("[name=counted]", str(int(expected.split(",")[0]) + 5))
    save(page)
    assert "ne tombe pas juste" in page.locator("main .errors").inner_text()
    page.fill("[name=counted]", expected)
    save(page)
    assert "Cette caisse est fermée" in page.locator("main").inner_text()
    wrong += sound(page, address)


def helped_by_the_label(family: Page, page: Page, address: str, number: str, wrong: list[str]) -> None:
    family.goto(f"{address}/m/{number}/")
    wrong += sound(family, address)
    choose(family, "wish", "repair")
    family.fill("[name=words]", "il ne s'allume plus")
    family.fill("[name=phone]", "06 39 98 00 01")
    save(family)
    assert "nous vous rappelons" in family.locator("body").inner_text()
    page.goto(f"{address}/comptoir/apres/")
    wrong += sound(page, address)
    press(page, "main form[action*='/apres/'] button")


def handed_out_and_forgotten(page: Page, address: str, request: str, wrong: list[str]) -> None:
    page.goto(request)
    press(page, ".sheet-head a[href*='/personnes/']")
    person = page.url
    wrong += sound(page, address)
    page.goto(f"{person}dossier/")
    assert FAMILY in page.locator("main").inner_text()
    wrong += sound(page, address)
    page.goto(f"{person}oublier/")
    wrong += sound(page, address)
    page.fill("[name=name]", f"Awa {FAMILY}")
    press(page, "main form .danger")
    assert "Ce dossier est nécessaire jusqu’au" in page.locator("body").inner_text()  # its warranty runs


def with_a_gift_that_is_never_sold(home: Path) -> None:
    """Which donations are in stock depends on the day of the demonstration: one becomes such a gift."""
    with closing(sqlite3.connect(home / "rebond.sqlite3")) as base, base:
        base.execute(
            "UPDATE collection_donation SET legal_head_id = 'cg3p-l3212-2-2' WHERE id IN"
            " (SELECT l.donation_id FROM inventory_device v JOIN collection_lot l ON l.id = v.lot_id"
            " WHERE v.state = 'ready' ORDER BY v.id LIMIT 1)"
        )


@pytest.mark.parametrize("size", SIZES)
def test_from_a_referral_to_a_family_and_after(year, size):
    wrong: list[str] = []
    with_a_gift_that_is_never_sold(year)
    with served(year) as address, chromium() as browser:
        page, service, family = (page_of(browser, size) for _ in range(3))
        troubles = watched(page)
        sign_in(page, address, "anne", "demonstration")
        link = a_link_for_the_service(page, address, wrong)
        request = accepted(page, address, referred(service, link, address, wrong), wrong)
        given_an_appointment(page, request)
        service.goto(link)
        assert "rendez-vous donné" in service.locator("main").inner_text()
        number = a_machine_for(page, request)
        equipped(page, address, number, wrong)
        service.goto(link)
        assert "équipée" in service.locator("main").inner_text()
        helped_by_the_label(family, page, address, number, wrong)
        refused_by_the_law(page, address)
        lent_and_back(page, address, wrong)
        if size == "wide":
            balanced(page, address, wrong)
        handed_out_and_forgotten(page, address, request, wrong)
    assert wrong == []
    assert [words for words in troubles if "409" not in words] == []
