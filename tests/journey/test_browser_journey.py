"""One real machine, in a real browser: from an empty house to a family, and back.

The machine is a dump of the founders' corpus: its lshw, dmidecode and smartctl, sent as a zip.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journey.browser import chromium, served, sign_in, watched

pytestmark = [pytest.mark.browser, pytest.mark.corpus]

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
MACHINE = CORPUS / "devicehub-django" / "b3a1fff7-24f9-4a72-9362-86934d03b20a"
PASSWORD = "une longue phrase secrète"


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """The machine's files as the bench key brings them: one folder in a zip."""
    if not MACHINE.exists():
        pytest.skip("the founders' corpus (../shared/corpus) is not here")
    packed = tmp_path / "cle-du-banc.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("lshw.json", "dmidecode.txt", "smart.json"):
            archive.write(MACHINE / name, f"poste-2/{name}")
    return packed


@pytest.fixture
def house(tmp_path: Path) -> Iterator[str]:
    """An association that does not exist yet, served by `rebond up`."""
    with served(tmp_path / "home", "up") as address:
        yield address


def big_button(page: Page) -> None:
    """The one thing to do next on this page."""
    with page.expect_navigation():
        page.locator("main .primary.big").first.click()


def choose(page: Page, name: str, value: str) -> None:
    """Choose among radios or in a list, whichever the page offers."""
    if page.locator(f"[type=radio][name={name}]").count():
        page.check(f"[name={name}][value={value}]")
    else:
        page.select_option(f"select[name={name}]", value)


def save(page: Page) -> None:
    """Press the form's own button and wait for the next page."""
    with page.expect_navigation():
        page.locator("main form .primary").last.click()


def found_the_association(page: Page, address: str) -> None:
    page.goto(address)
    for name, value in {
        "name": "Les Écrans du Scorff",
        "letters": "ESC",
        "site": "Atelier de Lanester",
        "display_name": "Anne Le Roux",
        "username": "anne",
        "password": PASSWORD,
        "again": PASSWORD,
    }.items():
        page.fill(f"[name={name}]", value)
    save(page)


def add_technician(page: Page, address: str) -> None:
    page.goto(f"{address}/bureau/utilisateurs/nouveau/")
    page.fill("[name=display_name]", "Luc Morvan")
    page.fill("[name=username]", "luc")
    choose(page, "role", "technician")
    page.fill("[name=password]", PASSWORD)
    save(page)


def receive_one_laptop(page: Page, address: str) -> str:
    """Donor, donation, lot, count, number: the number given."""
    page.goto(f"{address}/quai/donateurs/nouveau/")
    page.fill("[name=name]", "Mairie de Kervaen")
    choose(page, "kind", "local_authority")
    page.fill("[name=commune]", "Lanester 56600")
    save(page)
    choose(page, "legal_head", "cg3p-l3212-2-3")
    page.fill("[name=laptop]", "2")
    save(page)
    with page.expect_navigation():
        page.locator("main form[action*=arrivee] button").first.click()
    lot = re.match(r".*/quai/lots/\d+/", page.url)
    assert lot is not None, page.url
    page.goto(f"{lot[0]}compter/")
    page.fill("[name=laptop]", "1")
    big_button(page)
    page.goto(f"{lot[0]}numeroter/")
    big_button(page)
    page.goto(lot[0])
    number = page.locator("main a[href^='/appareils/ESC-']").first.inner_text()
    assert number.startswith("ESC-")
    return number


def send_the_dump(page: Page, address: str, number: str, dump: Path) -> None:
    page.goto(f"{address}/atelier/rapports/envoyer/?appareil={number}")
    page.set_input_files("[type=file]", dump)
    page.fill("[name=device]", number)
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        page.locator("main .primary.big").first.click()
    assert told.value.json()["ok"] is True


def state_of(page: Page, address: str, number: str) -> str:
    """The state badge of the sheet, as its class names it."""
    page.goto(f"{address}/appareils/{number}/")
    return (
        (page.locator(".sheet-head .state").first.get_attribute("class") or "").replace("state", "").strip()
    )


def erase_by_hand(page: Page, address: str, number: str, witness: str = "Anne Le Roux") -> None:
    """Every drive that blocks, one after the other, from the big button of the sheet."""
    for _drive in range(5):
        if state_of(page, address, number) != "received":
            return
        big_button(page)
        page.fill("[name=tool]", "nwipe")
        page.fill("[name=tool_version]", "0.42")
        page.fill("[name=method]", "PRNG, un passage")
        choose(page, "result", "success")
        choose(page, "verification", "full")
        page.fill("[name=witness]", witness)
        big_button(page)
    raise AssertionError("the device is still not cleared after five erasures")


def do_the_job(page: Page, address: str, number: str) -> None:
    page.goto(f"{address}/atelier/{number}/fiche/")
    if page.locator("main form[action*=fiche] button[value=passed]").count() == 0:
        big_button(page)
    lines = page.locator("li[id^=check-]").count()
    for line in range(lines):
        page.locator("li[id^=check-]").nth(line).locator("button[value=passed]").click()
        page.wait_for_selector(f"li[id^=check-] >> nth={line} >> button[value=passed][aria-pressed=true]")
    choose(page, "grade", "B")
    page.fill("[name=system]", "Linux Mint 22")
    with page.expect_navigation():
        page.locator("main .primary.big").last.click()


def hand_over(page: Page, address: str, number: str) -> str:
    """To a new family, as a capped sale; the page of the handover."""
    page.goto(f"{address}/comptoir/personnes/nouvelle/?suite=/comptoir/remettre/{number}/")
    page.fill("[name=given_name]", "Maëlys")
    page.fill("[name=family_name]", "Tanguy")
    page.fill("[name=phone]", "06 00 00 00 00")
    save(page)
    if "remettre" not in page.url:
        page.goto(f"{address}/comptoir/remettre/{number}/?q=tanguy")
        page.locator("button[name=pour]").first.click()
    choose(page, "kind", "sale")
    price = page.locator("input[name^=price]").first
    price.fill("181")
    choose(page, "payment", "cash")
    page.fill("[name=signed_name]", "Maëlys Tanguy")
    with page.expect_navigation():
        page.click("button[name=sign]")
    assert "180" in page.locator("main").inner_text()  # the cap of the law, and nothing handed over
    page.locator("input[name^=price]").first.fill("60")
    page.select_option("[name=seen]", index=1)
    with page.expect_navigation():
        page.click("button[name=sign]")
    return page.url


def as_user(browser_context: BrowserContext, address: str, username: str) -> Page:
    page = browser_context.new_page()
    sign_in(page, address, username, PASSWORD)
    return page


def test_a_real_machine_goes_from_donation_to_family_and_back(house, dump):
    with chromium() as browser:
        office = browser.new_context(locale="fr-FR").new_page()
        troubles = watched(office)
        found_the_association(office, house)
        add_technician(office, house)
        bench = as_user(browser.new_context(locale="fr-FR"), house, "luc")
        troubles_of_the_bench = watched(bench)

        number = receive_one_laptop(office, house)
        assert state_of(bench, house, number) == "received"

        send_the_dump(bench, house, number, dump)
        assert state_of(bench, house, number) == "received"
        sheet = bench.locator("main").inner_text()
        assert "Aspire A315-53" in sheet
        assert "i3-7020U" in sheet

        erase_by_hand(bench, house, number)
        assert state_of(bench, house, number) == "cleared"

        do_the_job(bench, house, number)
        office.goto(f"{house}/atelier/{number}/fiche/")
        big_button(office)  # the second pair of eyes
        assert state_of(office, house, number) == "ready"

        handover = hand_over(office, house, number)
        assert state_of(office, house, number) == "handed_over"
        receipt = office.request.get(f"{handover}recu.pdf")
        assert receipt.body().startswith(b"%PDF")

        stranger = browser.new_context(locale="fr-FR").new_page()
        stranger.goto(f"{house}/m/{number}/")
        public = stranger.locator("main").inner_text()
        assert "Aspire A315-53" in public
        assert "Tanguy" not in public
        assert "NXH9KAL" not in public

        office.goto(f"{house}/comptoir/reprendre/{number}/")
        office.locator("[name=reason]").first.check()
        big_button(office)
        assert state_of(office, house, number) == "received"
        assert (
            office.locator(".blocked-notice").count() == 1
        )  # the family's data: the drive owes a proof again
        assert troubles == []
        assert troubles_of_the_bench == []
