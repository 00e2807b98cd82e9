"""Open data read from addresses: a real Rebond's, and those that move, fail or never end."""

import csv
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.utils.translation import gettext as _

from rebond.impact import observatory, open_data
from rebond.impact.observatory_sources import MOST_BYTES
from rebond.inventory.states import State
from tests.factories import distribution, inventory, people
from tests.impact.test_observatory import NOT_COLUMNS, everything, line, run, the_sum, write


class Site(BaseHTTPRequestHandler):
    """Installations of a network, good and bad."""

    pages: dict[str, bytes] = {}
    moved = {
        "/moved/impact/donnees/indicateurs.csv": "/good/impact/donnees/indicateurs.csv",
        "/https/impact/donnees/indicateurs.csv": "https://127.0.0.1/indicateurs.csv",
        "/file/impact/donnees/indicateurs.csv": "file:///etc/passwd",
        "/loop/impact/donnees/indicateurs.csv": "/loop/impact/donnees/indicateurs.csv",
    }

    def do_GET(self) -> None:
        if self.path in self.moved:
            self.send_response(302)
            self.send_header("Location", self.moved[self.path])
            self.end_headers()
        elif self.path == "/endless/impact/donnees/indicateurs.csv":
            self.send_response(200)
            self.end_headers()
            try:
                for _time in range(3 * MOST_BYTES // 1_000_000):
                    self.wfile.write(b" " * 1_000_000)
            except OSError:
                """The reader left, as it should."""
        else:
            found = self.pages.get(self.path)
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(found or b"")))
            self.end_headers()
            self.wfile.write(found or b"")

    def log_message(self, *_words: object) -> None:
        """Stay silent."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
    Site.pages = {}


@pytest.mark.django_db
def test_what_rebond_publishes_is_read_from_its_page(site: str, tmp_path: Path) -> None:
    people.association()
    for rank in range(5):
        distribution.handover(inventory.device(State.READY), to=people.person(f"Kerouanton{rank}"))
    published = open_data.csv_text(open_data.YEARS, open_data.years()).encode()
    package = json.dumps(open_data.data_package("Résultats de Lorient"))
    Site.pages = {
        "/impact/donnees/indicateurs.csv": published,
        "/impact/donnees/datapackage.json": package.encode(),
    }
    assert run(f"{site}/impact/?annee=2020", out=tmp_path / "out") == 0
    found = observatory.observe([f"{site}/"])
    assert [one.name for one in found.installations] == ["Résultats de Lorient"]
    told = {one.code: one.value for one in found.sums}
    assert (told["I1"], told["I1c"], told["I9"]) == (5, 5, 5)
    assert told.keys() <= {one.code for one in observatory.FIGURES}
    assert {row["code"] for row in csv.DictReader(StringIO(published.decode()))} - told.keys() == set(
        observatory.RATES
    )
    assert "Kerouanton" not in everything(tmp_path / "out")


def test_addresses_that_move_fail_or_never_end(site: str, tmp_path: Path) -> None:
    Site.pages = {
        "/good/impact/donnees/indicateurs.csv": Path(write(tmp_path / "a.csv", line())).read_bytes(),
        "/page/impact/donnees/indicateurs.csv": b"<!doctype html><title>Impact</title>",
    }
    names = ("moved", "https", "file", "loop", "endless", "none", "page")
    found = observatory.observe([*(f"{site}/{name}/impact/" for name in names), "http://127.0.0.1:1/impact/"])
    scheme = _("This address leads to another scheme (http, https): give the other one.")
    assert [one.reason for one in found.left] == [
        scheme,
        _("This address answers %(status)s.") % {"status": 302},  # urllib itself follows no file
        _("This address answers %(status)s.") % {"status": 302},
        _("Larger than %(size)s.") % {"size": "20\N{NO-BREAK SPACE}Mo"},
        _("This address answers %(status)s.") % {"status": 404},
        _(NOT_COLUMNS),
        _("This address does not answer."),
    ]
    assert the_sum(found).value == 10


def test_one_address_written_in_two_ways_is_read_once(site: str, tmp_path: Path) -> None:
    Site.pages = {"/impact/donnees/indicateurs.csv": Path(write(tmp_path / "a.csv", line())).read_bytes()}
    words = [
        f"{site}/impact/",
        f"{site.replace('http', 'HTTP')}/impact?annee=2024#top",
        f"{site}/impact/donnees/indicateurs.csv",
    ]
    found = observatory.observe(words)
    assert (len(found.left), the_sum(found).value) == (2, 10)
