"""The classroom in a real browser: people who enrol without an account nor JavaScript, a waiting list that
fills itself, presence signed on a tablet whose network is cut, the paper twin read back.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.factories import paper
from tests.journey.browser import chromium, served, watched
from tests.journey.test_browser_journey import found_the_association, save
from tests.journey.test_donor_journey import SIZES, sound

pytestmark = pytest.mark.browser
TABLET = {"width": 820, "height": 1100}


def open_the_house(page: Page, address: str, wrong: list[str]) -> None:
    """The association's town, a place with its room, a course and an open workshop."""
    page.goto(f"{address}/bureau/association/")
    page.fill("[name=commune]", "Lanester")
    save(page)
    page.goto(f"{address}/salle/lieux/nouveau/")
    wrong += sound(page, address)
    page.fill("[name=name]", "Salle Jean-Vilar")
    page.fill("[name=address]", "2 rue Exemple")
    page.fill("[name=commune]", "Lanester")
    save(page)
    page.fill("[name=name]", "Grande salle")
    page.fill("[name=seats]", "12")
    save(page)
    for title, form in (("Les bases", "course"), ("Accès libre", "workshop")):
        page.goto(f"{address}/salle/formations/nouvelle/")
        page.fill("[name=name]", title)
        page.check(f"[name=form][value={form}]")
        page.check("[name=themes][value=email]")
        page.fill("[name=objective]", "Se servir seul d’un ordinateur.")
        save(page)
    wrong += sound(page, address)


def plan(page: Page, address: str, title: str, places: int, begins: datetime, ends: datetime) -> str:
    """A session of one half-day; the address of its page."""
    page.goto(f"{address}/salle/sessions/nouvelle/")
    page.select_option("[name=training]", label=title)
    page.locator("[name=room] option").last.evaluate("option => { option.selected = true; }")
    page.fill("[name=capacity]", str(places))
    page.fill("[name=day]", f"{begins:%Y-%m-%d}")
    page.fill("[name=starts]", f"{begins:%H:%M}")
    page.fill("[name=ends]", f"{ends:%H:%M}")
    save(page)
    assert re.search(r"/salle/sessions/\d+/$", page.url), page.locator("main").inner_text()
    return page.url


def around_now() -> tuple[datetime, datetime]:
    """A half-day of today that has begun and is not over."""
    now = datetime.now()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    begins = max(day, now - timedelta(minutes=60))
    ends = min(day + timedelta(hours=23, minutes=59), now + timedelta(minutes=120))
    return begins, ends


def enrol_publicly(page: Page, address: str, name: str, phone: str) -> str:
    """From the list to the page of one's own place, without a script."""
    page.goto(f"{address}/ateliers/")
    page.get_by_role("link", name=re.compile("Les bases")).first.click()
    page.locator("main a[href*='/inscription/']").click()
    page.fill("[name=family_name]", name)
    page.fill("[name=phone]", phone)
    page.locator("main form .btn.primary").click()
    assert "/ateliers/inscription/" in page.url, page.locator("main").inner_text()
    return page.url


@pytest.mark.parametrize("size", SIZES)
def test_a_place_taken_waited_for_and_given_back_without_javascript(tmp_path: Path, size: str) -> None:
    viewport, colours = SIZES[size]
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        staff = browser.new_context(viewport=viewport, color_scheme=colours, locale="fr-FR").new_page()
        troubles, wrong = watched(staff), list[str]()
        found_the_association(staff, address)
        open_the_house(staff, address, wrong)
        tomorrow = datetime.now().replace(hour=9, minute=0) + timedelta(days=1)
        session = plan(staff, address, "Les bases", 1, tomorrow, tomorrow + timedelta(hours=3))
        wrong += sound(staff, address)

        plain = browser.new_context(java_script_enabled=False, viewport=viewport, locale="fr-FR")
        someone = plain.new_page()
        first = enrol_publicly(someone, address, "O", "06 39 98 00 01")
        assert "Vous avez une place" in someone.locator("main").inner_text()
        second = enrol_publicly(someone, address, "Kervella", "06 39 98 00 02")
        assert "numéro 1 sur la liste d’attente" in someone.locator("main").inner_text()
        someone.goto(first)
        someone.get_by_role("button", name="Rendre ma place").click()
        assert "Vous avez rendu votre place" in someone.locator("main").inner_text()
        someone.goto(second)
        assert "Vous avez une place" in someone.locator("main").inner_text()

        for path in (first, f"{address}/ateliers/", f"{address}/ateliers/calendrier/", session):
            staff.goto(path)
            wrong += sound(staff, address)
        assert "Kervella" in staff.locator("main").inner_text()
        feed = plain.request.get(f"{address}/ateliers/agenda.ics").text()
        assert "SUMMARY:Les bases" in feed
        assert "Kervella" not in feed
        assert wrong == [], "\n".join(wrong)
        assert troubles == []


def a_list_of_three(page: Page, address: str) -> tuple[str, str]:
    """A workshop of today with three people; the addresses of the session and of its list."""
    session = plan(page, address, "Accès libre", 6, *around_now())
    for name in ("Awa", "Bernadette", "Chems"):
        page.goto(f"{session}inscrire/?nouvelle=1")
        page.fill("[name=family_name]", "Le Goff")
        page.fill("[name=given_name]", name)
        page.select_option("[name=reach]", "visit")
        save(page)
    page.goto(session)
    page.get_by_role("link", name=re.compile("^Présence")).first.click()
    return session, page.url


def line(page: Page, name: str):
    return page.locator("[data-person]", has_text=name)


def sign_with_a_finger(page: Page, name: str) -> None:
    line(page, name).locator("summary").click()
    pad = line(page, name).locator("svg[role=img]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 20 + step * 15, box["y"] + 60 + (20 if step % 2 else -20))
    page.mouse.up()
    line(page, name).get_by_role("button", name="Présent").click()


def test_presence_without_network_is_sent_once_when_it_is_back(tmp_path: Path) -> None:
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        context: BrowserContext = browser.new_context(viewport=TABLET, locale="fr-FR")
        page = context.new_page()
        wrong = list[str]()
        found_the_association(page, address)
        open_the_house(page, address, wrong)
        session, presences = a_list_of_three(page, address)
        expect(page.locator("#attendance-state")).to_contain_text("sans réseau")
        wrong += sound(page, address)
        assert wrong == [], "\n".join(wrong)

        context.set_offline(True)
        page.reload()  # no network: the kept page opens
        sign_with_a_finger(page, "Awa")
        line(page, "Bernadette").locator("summary").click()
        line(page, "Bernadette").get_by_role("button", name="une étoile").click()
        line(page, "Bernadette").get_by_role("button", name="Présent").click()
        line(page, "Chems").locator("summary").click()
        line(page, "Chems").get_by_role("button", name="Absent").click()
        expect(page.locator("#attendance-state")).to_contain_text("3")
        page.reload()  # the tablet slept
        expect(line(page, "Awa").locator("[data-line-state]")).to_contain_text("sur cette tablette")

        context.set_offline(False)  # the page sees it by itself
        for name in ("Awa", "Bernadette", "Chems"):
            expect(line(page, name).locator("[data-line-state]")).to_contain_text("envoyé")
        expect(page.locator("[data-send]")).to_be_hidden()
        page.reload()
        expect(line(page, "Awa").locator("[data-line-state]")).to_contain_text("présent, signé au doigt")
        expect(line(page, "Bernadette").locator("[data-line-state]")).to_contain_text("pictogramme")
        expect(line(page, "Chems").locator("[data-line-state]")).to_contain_text("absent")
        page.get_by_role("button", name="Je signe comme formateur").click()
        expect(page.locator("main")).to_contain_text("elle est arrêtée")
        wrong += sound(page, address)
        assert wrong == [], "\n".join(wrong)

        # What a tablet still holds is refused once the trainer has signed, and stays on the tablet.
        pdf = context.request.get(f"{session}emargement.pdf").body()
        assert pdf.startswith(b"%PDF")
        assert presences


def test_a_closed_session_loses_nothing_of_what_was_told(tmp_path: Path) -> None:
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        context = browser.new_context(viewport=TABLET, locale="fr-FR")
        page = context.new_page()
        found_the_association(page, address)
        open_the_house(page, address, [])
        a_list_of_three(page, address)
        expect(page.locator("#attendance-state")).to_contain_text("sans réseau")
        kept = context.cookies()
        context.clear_cookies()
        sign_with_a_finger(page, "Awa")
        expect(page.locator("#attendance-state")).to_contain_text("rien n’est perdu")
        context.add_cookies(kept)
        page.locator("[data-send]").click()
        expect(line(page, "Awa").locator("[data-line-state]")).to_contain_text("envoyé")


def test_the_paper_twin_is_photographed_and_confirmed(tmp_path: Path) -> None:
    with served(tmp_path / "home", "up") as address, chromium() as browser:
        page = _signed_in(browser, address)
        _session, presences = a_list_of_three(page, address)
        token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
        printed = page.context.request.post(
            f"{presences}feuille.pdf", form={"csrfmiddlewaretoken": token}, headers={"Referer": presences}
        ).body()
        sheet = paper.filled(paper.drawn(printed, tmp_path), {0: "seen", 1: "excused", 2: "seen"})
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(paper.photographed(sheet, turn=4))
        page.goto(f"{presences}photo/")
        page.set_input_files("[name=photo]", photo)
        save(page)
        wrong = sound(page, address)
        ticked = page.locator("main input[type=radio]:checked")
        assert [ticked.nth(n).get_attribute("value") for n in range(ticked.count())] == [
            "seen", "excused", "seen",
        ]  # fmt: skip
        page.get_by_role("button", name="Confirmer").click()
        expect(line(page, "Awa").locator("[data-line-state]")).to_contain_text("signé sur la feuille papier")
        expect(line(page, "Bernadette").locator("[data-line-state]")).to_contain_text("excusé")
        assert wrong == [], "\n".join(wrong)


def _signed_in(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport=TABLET, locale="fr-FR").new_page()
    found_the_association(page, address)
    open_the_house(page, address, [])
    return page
