"""Pages by key: every row once, in order, forwards and back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from rebond.inventory.models import Device
from rebond.web import lists
from tests.factories import inventory

pytestmark = pytest.mark.django_db


def walk(order: tuple[str, ...], url: str = "/", direction: str = "older") -> tuple[list[int], list[str]]:
    """Follow the links of a list from ``url``; the rows met, and the addresses visited."""
    met, visited = [], []
    while url:
        visited.append(url)
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        shown = lists.page_of(RequestFactory().get("/", query), Device.objects.all(), order)
        rows = [row.pk for row in shown.rows]
        met += rows if direction == "older" else list(reversed(rows))
        url = getattr(shown, direction)
    return met, visited


@pytest.mark.parametrize("order", [("-id",), ("maker", "model", "id"), ("state", "state_since", "id")])
def test_every_row_is_met_once_in_order(order, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 4)
    for rank in range(11):
        inventory.device(maker=["HP", "Dell", ""][rank % 3], model=["840 G3", "E5450 ~ x"][rank % 2])
    met, visited = walk(order)
    assert met == list(Device.objects.order_by(*order).values_list("pk", flat=True))
    assert len(visited) == 3


def test_going_back_meets_the_same_rows(monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 4)
    for _rank in range(11):
        inventory.device()
    everything = list(Device.objects.order_by("-id").values_list("pk", flat=True))
    last = walk(("-id",))[1][-1]
    back, _visited = walk(("-id",), last, "newer")
    assert back[len(everything) % 4 :] == list(reversed(everything))[3:]


def test_a_list_of_one_page_has_no_neighbours():
    inventory.device()
    shown = lists.page_of(RequestFactory().get("/"), Device.objects.all())
    assert (shown.newer, shown.older) == ("", "")


@given(edge=st.text(max_size=60), direction=st.sampled_from(["avant", "apres"]))
def test_an_edge_made_up_by_hand_is_harmless(edge, direction):
    request = RequestFactory().get("/", {direction: edge})
    for order in (("-id",), ("maker", "model", "id")):
        lists.page_of(request, Device.objects.all(), order)


def test_with_query_keeps_the_other_parameters():
    request = RequestFactory().get("/x", {"etat": "ready", "apres": "12"})
    assert lists.with_query(request, {"apres": None}) == "?etat=ready"
    assert lists.with_query(request, {"apres": None, "etat": None}) == "/x"
