"""One keep-alive connection to the server under measure, on 127.0.0.1, with its cookies."""

import html
import http.client
import re
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from bench.endpoints import LOGIN

TIMEOUT_S = 120


class Unexpected(RuntimeError):
    """The server did not answer what the measure needs."""


@dataclass(frozen=True)
class Answer:
    """One response; `queries` is None when the server does not count them."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    first_byte_ms: float
    total_ms: float

    @property
    def queries(self) -> int | None:
        counted = self.headers.get("X-Rebond-Queries")
        return int(counted) if counted is not None else None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def older(self) -> str:
        """Where the link rel=next goes."""
        for tag in re.findall(r"<(?:a|link)\b[^>]*>", self.text):
            found = re.search(r'href="([^"]*)"', tag)
            if found and re.search(r'rel="next"', tag):
                return html.unescape(found.group(1))
        raise Unexpected("the page has no link rel=next")


@dataclass
class Visitor:
    """Opens its connection at the first request; `headers` go with every one."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        self._cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, read to its end. OSError or http.client.HTTPException when the connection fails."""
        cookie = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())} if self._cookies else {}
        started = time.perf_counter()
        self._connection.request(method, path, body, {**self.headers, **cookie, **(headers or {})})
        response = self._connection.getresponse()
        start = response.read(1)
        first = time.perf_counter()
        content = start + response.read()
        ended = time.perf_counter()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        return Answer(
            response.status, response.headers, content, (first - started) * 1e3, (ended - started) * 1e3
        )

    def get(self, path: str) -> Answer:
        """GET that must answer 200; Unexpected otherwise."""
        answer = self.send("GET", path)
        if answer.status != 200:
            raise Unexpected(f"GET {path} answered {answer.status}")
        return answer

    def _keep(self, set_cookies: list[str]) -> None:
        for line in set_cookies:
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value.strip()

    def log_in(self, username: str, password: str) -> None:
        """Through the form, as a person does; Unexpected when it is refused."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(LOGIN).text)
        if token is None:
            raise Unexpected(f"{LOGIN} has no form")
        fields = {"username": username, "password": password, "csrfmiddlewaretoken": token.group(1)}
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.send("POST", LOGIN, urllib.parse.urlencode(fields).encode(), form)
        if answer.status != 302:
            raise Unexpected(f"{username} could not log in: {LOGIN} answered {answer.status}")
