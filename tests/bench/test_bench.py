"""The bench's own arithmetic, table and HTTP client. What it measures is not judged here."""

import json
import os
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fastjsonschema
import pytest

from bench import server
from bench.endpoints import ENDPOINTS, GOALS, REPORTS, Goal
from bench.figures import Results, latency, markdown, percentile, ratio, reached
from bench.measure import end_of, first_serial, older_path
from bench.run import by_measurement
from bench.upload import REPORT_BYTES, Sent, ingest, ingest_figures, report
from bench.visitor import Unexpected, Visitor

SCHEMA = Path(__file__).resolve().parents[2] / "contract/report.v1.schema.json"


def test_percentile_takes_the_nearest_rank() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0, 0.5, 0.95, 0.99, 1)] == [1, 50, 95, 99, 100]
    assert percentile([7.0], 0.95) == 7.0


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no value"):
        percentile([], 0.5)


def test_latency_rounds_to_hundredths() -> None:
    assert latency([1.0, 2.0, 3.0, 10.005]) == {"median_ms": 2.5, "p95_ms": 10.01, "p99_ms": 10.01}


def test_ratio_compares_sizes_as_numbers() -> None:
    assert ratio({"1000": {"median_ms": 4.0}, "500000": {"median_ms": 5.0}}) == 1.25
    assert ratio({"9000": {"median_ms": 4.0}, "500000": {"median_ms": 2.0}}) == 0.5
    assert ratio({"1000": {"median_ms": 4.0}}) is None


def test_goals_bound_from_their_own_side() -> None:
    rate = Goal("ingest", "per_s", 100, at_least=True, peer="")
    start = Goal("startup", "median_s", 1, at_least=False, peer="")
    assert [reached(rate, 99.9), reached(rate, 100)] == [False, True]
    assert [reached(start, 1), reached(start, 1.01)] == [True, False]


def figures(p95_ms: float, queries: int | None = 5, size: int = 50_000) -> dict[str, float | int | None]:
    return {"median_ms": p95_ms / 2, "p95_ms": p95_ms, "queries": queries, "bytes": size}


def test_table_shows_each_size_ratio_goal_and_peer() -> None:
    results: Results = {
        "list_50": {"1000": figures(20), "500000": figures(24)},
        "device_sheet": {"1000": figures(31, queries=None)},
        "startup": {"1000": {"median_s": 0.8}, "500000": {"median_s": 1.25}},
    }
    lines = markdown(results).splitlines()
    assert lines[2:4] == [
        "| list_50 | 10.0 / 20 | 12.0 / 24 | 1.2 | 5 | 50.0 |"
        " p95 ≤ 25 ms, median ≤ 25 ms, ratio ≤ 1.25, ≤ 8 queries, ≤ 60 kB ✔ | 104 ms |",
        "| device_sheet | 15.5 / 31 |  | – | – | 50.0 |"
        " p95 ≤ 30 ms, median ≤ 25 ms, ratio ≤ 1.25 ✖ | 162 ms |",
    ]
    assert lines[-3] == "| startup median_s | 0.8 | 1.25 | ≤ 1 ✖ | 1.5–2.4 s |"


@pytest.mark.parametrize("heavy", [figures(20, queries=9), figures(20, size=60_001), figures(26)])
def test_table_refuses_a_list_that_is_slow_heavy_or_asks_too_much(heavy: dict[str, float]) -> None:
    (line,) = (line for line in markdown({"list_50": {"1000": heavy}}).splitlines() if "list_50" in line)
    assert "✖" in line


def test_table_refuses_a_steady_page_that_grows_with_the_base() -> None:
    grown = {"dashboard": {"1000": figures(10), "500000": figures(12.6)}}
    (line,) = (line for line in markdown(grown).splitlines() if "dashboard" in line)
    assert "| 1.26 |" in line
    assert "✖" in line


def test_results_are_shaped_by_measurement_then_size() -> None:
    assert by_measurement({1000: {"list_50": {"bytes": 1}}, 500000: {"list_50": {"bytes": 2}}}) == {
        "list_50": {"1000": {"bytes": 1}, "500000": {"bytes": 2}}
    }


def test_endpoints_and_goals_are_named_once() -> None:
    assert len({endpoint.name for endpoint in ENDPOINTS}) == len(ENDPOINTS) == 19
    assert len({(goal.measurement, goal.figure) for goal in GOALS}) == len(GOALS)


def test_report_keeps_the_contract_and_weighs_what_is_said() -> None:
    check = fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")))
    first, second = report(1), report(2)
    contents = [check(json.loads(raw)) for raw in (first, second)]
    assert (len(first), len(second)) == (REPORT_BYTES, REPORT_BYTES)
    assert first == report(1)
    assert contents[0]["report_id"] != contents[1]["report_id"]
    assert contents[0]["drives"][0]["serial"] != contents[1]["drives"][0]["serial"]
    assert 5 < len(first) / len(zlib.compress(first, 6)) < 9


def test_ingest_counts_losses() -> None:
    counted = ingest_figures([Sent(201, 10), Sent(200, 20), Sent(500, 30), Sent(0, 40)], elapsed_s=0.5)
    expected = {"sent": 4, "accepted": 2, "lost": 2, "accepted_share": 0.5, "per_s": 4.0}
    assert {name: counted[name] for name in expected} == expected
    assert counted["statuses"] == {"0": 1, "200": 1, "201": 1, "500": 1}


def test_serial_is_found_at_any_depth_and_its_end_is_kept() -> None:
    assert (
        first_serial({"items": [{"serial": None}, {"serial": "AB"}, {"serial": "PF0XYZ1234"}]})
        == "PF0XYZ1234"
    )
    assert end_of("PF0XYZ1234") == "0XYZ1234"
    with pytest.raises(Unexpected, match="no device"):
        end_of(first_serial({"items": []}))


class Pages(BaseHTTPRequestHandler):
    """A tiny site: a login form, a list with older pages, and a door for reports that refuses one in two and
    says « pending » the first time it is asked of one.
    """

    protocol_version = "HTTP/1.1"
    received = 0
    asked = 0

    def do_GET(self) -> None:
        page = int(self.path.partition("page=")[2] or 1)
        if self.path == "/connexion/":
            self.answer(
                200, '<input name="csrfmiddlewaretoken" value="t0ken">', {"Set-Cookie": "csrf=1; Path=/"}
            )
        elif self.path.startswith(f"{REPORTS}/"):
            Pages.asked += 1
            self.answer(200, '{"status": "linked"}' if Pages.asked % 2 == 0 else '{"status": "pending"}')
        else:
            self.answer(
                200, f'<a rel="next" href="?a=1&amp;page={page + 1}">older</a>', {"X-Rebond-Queries": "4"}
            )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == REPORTS:
            Pages.received += 1
            self.answer(201 if json.loads(body)["report_id"] and Pages.received % 2 else 503, "")
        else:
            good = b"password=right" in body and b"t0ken" in body and self.headers["Cookie"] == "csrf=1"
            self.answer(302 if good else 200, "")

    def answer(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield site.server_port
        site.shutdown()
        thread.join()


def test_visitor_logs_in_with_the_forms_token_and_cookie(port: int) -> None:
    with Visitor(port) as visitor:
        visitor.log_in("coordination", "right")
        with pytest.raises(Unexpected, match="could not log in"):
            visitor.log_in("coordination", "wrong")


def test_visitor_reads_queries_and_follows_older_pages(port: int) -> None:
    (endpoint,) = (endpoint for endpoint in ENDPOINTS if endpoint.name == "list_50_page_15")
    with Visitor(port) as visitor:
        assert visitor.get("/appareils/").queries == 4
        assert visitor.get("/connexion/").queries is None
        assert older_path(endpoint, visitor, {}) == "/appareils/?a=1&page=15"


def test_ingest_sends_every_report_and_sees_refusals(port: int) -> None:
    counted = ingest(port, "token", count=8)
    assert (counted["sent"], counted["accepted"], counted["statuses"]) == (8, 4, {"201": 4, "503": 4})
    assert (counted["attached_share"], Pages.asked) == (1, 16)


def test_memory_of_this_process_is_seen() -> None:
    seen = server.memory(os.getpid())
    assert seen["processes"] >= 1
    assert 1e6 < seen["pss_bytes"] <= seen["rss_bytes"]


def test_disk_counts_files_at_every_depth(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for path in (tmp_path / "one", tmp_path / "files/two"):
        path.write_bytes(os.urandom(8192))
    assert server.disk_bytes(tmp_path) == 2 * 8192
