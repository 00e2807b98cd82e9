"""Every address, as a stranger and as each role: closed by default, and looking never writes.

Each view of the web says the right that opens it (``rights``) or that it is open to all (``is_public``):
see web/access.py.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.roles import Right, Role, may
from tests.factories import inventory, people
from tests.house.guard_attacks import House

pytestmark = pytest.mark.django_db
MACHINES = "api"  # answers to tokens, not to people: tests/api


@dataclass(frozen=True)
class Door:
    """One address of the resolver."""

    name: str
    view: Callable[..., HttpResponseBase]
    words: tuple[str, ...]

    @property
    def rights(self) -> tuple[Right, ...]:
        return getattr(self.view, "rights", ())

    def opens_to(self, role: Role) -> bool:
        return self.is_public or all(may(role, right) for right in self.rights)

    @property
    def is_public(self) -> bool:
        return getattr(self.view, "is_public", False)

    def path(self, house: House) -> str:
        """The address with values that exist wherever the kind of thing is known."""
        known = {
            "number": house.ready.number,
            "pk": house.ready.pk,
            "file_format": "csv",
            "event": "collected",
            "person": house.ready.pk,
            "year": 2020,
            "funder": house.ready.pk,
            "donor": house.ready.pk,
        }
        return reverse(self.name, kwargs={word: known.get(word, "x") for word in self.words})


def _patterns(found: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in found.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


@cache
def doors() -> list[Door]:
    found = _patterns(get_resolver())
    return [
        Door(name, entry.callback, tuple(entry.pattern.converters))
        for name, entry in found
        if not name.startswith(f"{MACHINES}:")
    ]


@pytest.fixture
def house() -> House:
    return House.build()


def _client(role: Role | None) -> Client:
    client = Client()
    if role:
        client.force_login(people.user(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
# Who is here is not what is kept; who opened a person's file must be (promise 4): the only line of a GET.
_SIGNING_IN = re.compile(r'"?(?:django_session|axes_\w+|people_fileopening)"?\b')


@contextmanager
def written() -> Iterator[list[str]]:
    """The statements that change something, whatever the table, in the order they are sent."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if _WRITES.match(sql) and not _SIGNING_IN.search(sql):
            found.append(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def test_the_watch_sees_what_is_written(house: House) -> None:
    with written() as found:
        Device.objects.filter(pk=house.ready.pk).update(note="x")
    assert len(found) == 1


def test_every_view_names_its_right_or_says_that_it_is_public() -> None:
    assert [door.name for door in doors() if not door.rights and not door.is_public] == []
    assert [door.name for door in doors() if door.rights and door.is_public] == []


def test_a_stranger_is_sent_to_the_login_or_refused(house: House) -> None:
    client, login = _client(None), "/connexion/"
    for door in doors():
        answer = client.get(door.path(house))
        if door.is_public:
            assert answer.status_code in {200, 302, 404, 405}, door.name
        else:
            assert answer.status_code in {302, 403, 404}, door.name
            assert answer.status_code != 302 or login in answer.headers["Location"], door.name
        posted = client.post(door.path(house))
        assert door.is_public or posted.status_code in {302, 403, 404}, door.name


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_right_is_refused_whatever_the_method(house: House, role: Role) -> None:
    client = _client(role)
    with written() as found:
        for door in doors():
            if not door.opens_to(role):
                path = door.path(house)
                answers = [client.get(path).status_code, client.post(path).status_code]
                # Looking at what only answers a POST is « 405 » to everybody: it tells nothing.
                assert answers in ([403, 403], [405, 403], [403, 405]), (door.name, role, answers)
                assert found == [], door.name


@pytest.mark.parametrize("role", Role)
def test_looking_never_writes_and_never_breaks(house: House, role: Role) -> None:
    client = _client(role)
    with written() as found:
        for door in doors():
            answer = client.get(door.path(house))
            if answer.streaming:
                list(answer)  # an export is written as it is read
            allowed = {200, 302, 404, 405, 409} if door.opens_to(role) else {403, 405}
            assert answer.status_code in allowed, (door.name, role, answer.status_code)
            assert found == [], f"GET {door.name} wrote something"


def test_somebody_who_left_opens_nothing(house: House) -> None:
    gone = people.user(Role.COORDINATOR, name="parti")
    client = Client()
    client.force_login(gone, backend="django.contrib.auth.backends.ModelBackend")
    people.services.change_user(gone, display_name="Parti", role=Role.COORDINATOR, is_active=False)
    opened = [
        door.name
        for door in doors()
        if not door.is_public and client.get(door.path(house)).status_code == 200
    ]
    assert opened == []


def test_a_handed_over_machine_shows_no_name_to_who_may_not_see_people(house: House) -> None:
    person = people.person("Kervella")
    device = inventory.device(State.RESERVED)
    reservation = device.reservations.get()
    reservation.person = person
    reservation.save()
    client = _client(Role.READER)
    for door in doors():
        if not door.is_public and door.opens_to(Role.READER) and "number" in door.words:
            answer = client.get(reverse(door.name, kwargs={"number": device.number}))
            if not answer.streaming:
                assert "Kervella" not in answer.content.decode(errors="replace"), door.name
