"""Sends reports of 127 kB from several clients at once, and counts what became of each."""

import hashlib
import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.endpoints import REPORTS
from bench.figures import Figures, latency
from bench.visitor import Visitor

REPORT_BYTES = 127_000
CLIENTS = 4
LIMIT_S = 120
POLL_S = 0.1


@dataclass(frozen=True)
class Sent:
    """One report: the status it got, or 0 when the connection failed, and how long it took."""

    status: int
    ms: float


def report(seed: int) -> bytes:
    """A valid report v1 of REPORT_BYTES: one laptop with one drive erased within the last hour, so that the
    server proves it and clears the machine. Same seed, same machine.

    The raw part stands for a dmidecode listing, and compresses about as a real one (seven times).
    """
    dice = random.Random(seed)
    drive = f"BENCH{dice.getrandbits(48):012X}"
    content = {
        "format": "rebond.report.v1",
        "report_id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "reported_at": instant(timedelta()),
        "agent": {"name": "bench", "version": "1"},
        "machine": {
            "maker": "LENOVO",
            "model": "ThinkPad T480",
            "serial": f"B{dice.getrandbits(40):010X}",
            "category": "laptop",
            "cpu": "Intel Core i5-8350U",
            "cpu_cores": 4,
            "ram_bytes": 8 << 30,
        },
        "drives": [{"serial": drive, "model": "MZVLW256HEHP", "size_bytes": 256060514304, "media": "nvme"}],
        "erasures": [erasure(drive)],
        "raw": {"dmidecode": ""},
    }
    listing = dmidecode(dice)[: REPORT_BYTES - len(json.dumps(content))]
    # A line's end takes two bytes in JSON: shorten by as many, then fill the little that lacks with blanks.
    content["raw"] = {"dmidecode": listing[: -listing.count("\n")]}
    return json.dumps(content).encode().ljust(REPORT_BYTES)


def erasure(drive: str) -> dict[str, object]:
    """A verified erasure, as the contract asks for it."""
    return {
        "drive_serial": drive,
        "method": "NVMe Format, user data erase",
        "technique": "nvme_format_user",
        "level": "purge",
        "tool": "bench",
        "tool_version": "1",
        "result": "success",
        "verification": "sampled",
        "errors": 0,
        "started_at": instant(timedelta(minutes=30)),
        "finished_at": instant(timedelta(minutes=10)),
    }


def instant(ago: timedelta) -> str:
    """A moment before now, as the contract writes it."""
    return f"{datetime.now(UTC) - ago:%Y-%m-%dT%H:%M:%SZ}"


def dmidecode(dice: random.Random) -> str:
    """More than REPORT_BYTES of blocks, each with its own handle and a few bytes of its own."""
    return "\n".join(
        f"Handle 0x{handle:04X}, DMI type 218, 36 bytes\nOEM-specific Type\n Header and Data:\n  DA 24 "
        f"{handle % 256:02X} {handle // 256:02X} 00 DA 05 1F 5F 1B {dice.randbytes(6).hex(' ').upper()}"
        for handle in range(1200)
    )


def ingest(port: int, token: str, count: int) -> Figures:
    """Send `count` reports from CLIENTS threads, for LIMIT_S at most; figures of the rate and the losses."""
    bodies = [report(seed) for seed in range(count)]
    start = threading.Barrier(CLIENTS + 1)
    with ThreadPoolExecutor(CLIENTS) as pool:
        shares = [
            pool.submit(_send_all, port, token, bodies[turn::CLIENTS], start) for turn in range(CLIENTS)
        ]
        start.wait()
        started = time.perf_counter()
        sent = [one for share in shares for one in share.result()]
        elapsed_s = time.perf_counter() - started
    attached = wait_until_attached(port, token, bodies)
    attached_s = time.perf_counter() - started
    return ingest_figures(sent, elapsed_s) | {
        "attached_share": round(attached / count, 4),
        "attached_per_s": round(attached / attached_s, 1),
    }


def wait_until_attached(port: int, token: str, bodies: list[bytes]) -> int:
    """Ask for each report until it is no longer pending, for LIMIT_S at most; how many have their machine.

    A busy server keeps a report at once and attaches it a moment later.
    """
    deadline = time.monotonic() + LIMIT_S
    attached = 0
    with Visitor(port, {"Authorization": f"Bearer {token}"}) as agent:
        for body in bodies:
            path = f"{REPORTS}/{hashlib.sha256(body).hexdigest()}"
            while (status := json.loads(agent.get(path).text)["status"]) == "pending":
                if time.monotonic() > deadline:
                    return attached
                time.sleep(POLL_S)
            attached += status == "linked"
    return attached


def _send_all(port: int, token: str, bodies: list[bytes], start: threading.Barrier) -> list[Sent]:
    """One client. Every report is another machine's: each comes through a connection of its own."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    sent: list[Sent] = []
    start.wait()
    deadline = time.monotonic() + LIMIT_S
    for body in bodies:
        if time.monotonic() > deadline:
            break
        sent.append(_send(port, headers, body))
    return sent


def _send(port: int, headers: dict[str, str], body: bytes) -> Sent:
    started = time.perf_counter()
    try:
        with Visitor(port, headers) as agent:
            status = agent.send("POST", REPORTS, body).status
    except (OSError, http.client.HTTPException):
        status = 0
    return Sent(status, (time.perf_counter() - started) * 1e3)


def ingest_figures(sent: list[Sent], elapsed_s: float) -> Figures:
    """Rate of accepted reports (2xx), share accepted, refusals by status, latency of all."""
    accepted = sum(200 <= one.status < 300 for one in sent)
    return {
        "sent": len(sent),
        "accepted": accepted,
        "lost": len(sent) - accepted,
        "accepted_share": round(accepted / len(sent), 4),
        "per_s": round(accepted / elapsed_s, 1),
        "statuses": {str(status): n for status, n in sorted(Counter(one.status for one in sent).items())},
        **latency([one.ms for one in sent]),
    }
