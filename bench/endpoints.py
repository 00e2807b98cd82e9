"""What is measured, the goal for each, and what the peers took for the same work."""

from dataclasses import dataclass
from typing import Literal

USERNAME, PASSWORD = "coordination", "demonstration"
"""A demonstration login that may open every page below; `REBOND_BENCH_LOGIN=name:password` names another."""

PEERS_SOURCE = (
    "devicehub-django de950dcf, gunicorn, 2 workers, PostgreSQL and Xapian, same 2 cores, 22 November 2026"
)


@dataclass(frozen=True)
class Endpoint:
    """One page. `{number}`, `{serial}` and `{lot}` in `path` stand for what the data home holds.

    `goal_ms` is a p95; `peer_ms` the best peer's median at 1 000 devices (None: not measured);
    `older` is how many times the « older » link is followed before measuring; a `steady` page has a bound on
    its median too, and may hardly grow with the base.
    """

    name: str
    path: str
    goal_ms: float
    peer_ms: float | None
    visitor: Literal["staff", "stranger", "agent"] = "staff"
    older: int = 0
    steady: bool = False


ENDPOINTS = (
    Endpoint("list_50", "/appareils/", 25, 104, steady=True),
    Endpoint("list_50_page_15", "/appareils/", 25, None, older=14, steady=True),
    Endpoint("list_sorted", "/appareils/?tri=model", 25, 102, steady=True),
    Endpoint("list_filtered", "/appareils/?etat=ready", 25, None, steady=True),
    Endpoint("list_two_filters", "/appareils/?etat=lost&categorie=desktop", 25, None, steady=True),
    Endpoint("search_word", "/recherche/?q=thinkpad", 25, 953, steady=True),
    Endpoint("search_fragment", "/recherche/?q={serial}", 20, 51, steady=True),
    Endpoint("device_sheet", "/appareils/{number}/", 30, 162, steady=True),
    Endpoint("dashboard", "/", 20, None, steady=True),
    Endpoint("board", "/atelier/", 25, None),
    Endpoint("counter", "/comptoir/", 25, None),
    Endpoint("lots", "/quai/lots/", 25, None),
    Endpoint("handovers", "/comptoir/remises/", 25, None),
    Endpoint("figures", "/bureau/chiffres/", 25, None),
    Endpoint("results", "/impact/", 50, None, "stranger"),
    Endpoint("public_page", "/m/{number}/", 15, 68, visitor="stranger"),
    Endpoint("label", "/appareils/{number}/etiquette.pdf", 10, 53),
    Endpoint("lot_page", "/quai/lots/{lot}/", 30, 192),
    Endpoint("api_list", "/api/v1/devices?limit=50", 8, 40, visitor="agent"),
)

EXPORT = "/appareils/export.csv"
LOGIN = "/connexion/"
REPORTS = "/api/v1/reports"

LIST_QUERIES_GOAL = 8
LIST_BYTES_GOAL = 60_000
STEADY_MEDIAN_MS = 25
STEADY_RATIO = 1.25
"""Median of the largest base over that of the smallest."""


@dataclass(frozen=True)
class Goal:
    """A bound on one figure of a measurement that is not a page; `peer` is a peer's figure as printed."""

    measurement: str
    figure: str
    bound: float
    at_least: bool
    peer: str


GOALS = (
    Goal("startup", "median_s", 1.0, at_least=False, peer="1.5–2.4 s"),
    Goal("memory", "rss_bytes", 200e6, at_least=False, peer="440–630 MB"),
    Goal("memory", "pss_bytes", 150e6, at_least=False, peer=""),
    Goal("ingest", "per_s", 150, at_least=True, peer="11.7/s tried, 72 % accepted"),
    Goal("ingest", "accepted_share", 1.0, at_least=True, peer="54–72 %"),
    Goal("ingest", "p99_ms", 250, at_least=False, peer=""),
    Goal("ingest", "attached_share", 1.0, at_least=True, peer=""),
    Goal("ingest", "attached_per_s", 60, at_least=True, peer="3–8/s, 1 client"),
    Goal("export_csv", "seconds", 30, at_least=False, peer=""),
    Goal("export_csv", "rss_growth_bytes", 20e6, at_least=False, peer=""),
    Goal("seal_100k", "seconds", 10, at_least=False, peer=""),
    Goal("verify", "seconds", 60, at_least=False, peer=""),
    Goal("proof", "median_ms", 1, at_least=False, peer=""),
    Goal("certificate", "cpu_beyond_signing_ms", 60, at_least=False, peer=""),
    Goal("certificate_500", "seconds", 3, at_least=False, peer=""),
    Goal("list_50k", "preview_s", 5, at_least=False, peer=""),
    Goal("list_50k", "import_s", 20, at_least=False, peer=""),
    Goal("list_50k", "peak_bytes", 400e6, at_least=False, peer=""),
    Goal("proposal", "seconds", 5, at_least=False, peer=""),
    Goal("one_request", "p95_ms", 50, at_least=False, peer=""),
    Goal("doubles", "p95_ms", 50, at_least=False, peer=""),
    Goal("bpf_one_year", "worst_ms", 2_000, at_least=False, peer=""),
    Goal("bpf_ten_years", "worst_ms", 2_000, at_least=False, peer=""),
    Goal("funders_ten_years", "worst_ms", 2_000, at_least=False, peer=""),
    Goal("everything_ten_years", "worst_ms", 2_000, at_least=False, peer=""),
    Goal("attendance_page", "html_bytes", 70_000, at_least=False, peer=""),
    Goal("draws_20000", "seconds", 1, at_least=False, peer=""),
    Goal("recount", "seconds", 60, at_least=False, peer=""),
    Goal("annual_report", "pdf_s", 5, at_least=False, peer=""),
    Goal("annual_report", "odt_s", 5, at_least=False, peer=""),
    Goal("observatory_csv", "seconds", 10, at_least=False, peer=""),
    Goal("observatory_parquet", "seconds", 10, at_least=False, peer=""),
    Goal("observatory_http", "seconds", 10, at_least=False, peer=""),
    Goal("papers_memory", "peak_bytes", 300e6, at_least=False, peer=""),
    Goal("disk_per_device", "bytes", 30_000, at_least=False, peer="~200 kB"),
)
