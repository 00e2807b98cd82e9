"""Sites, rooms, shelves."""

import io
import subprocess

import pypdf
import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from rebond.inventory.models import Location
from rebond.inventory.services import relocate
from rebond.inventory.states import State
from rebond.people.models import User
from rebond.web.office.locations import tree
from tests.factories import inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    people.association()
    client.force_login(User.objects.get(username="anne"))
    return client


def add(client, name: str, kind: str, parent: Location | None = None) -> Location | None:
    client.post(
        reverse("web:location_new"), {"name": name, "kind": kind, "parent": parent.pk if parent else ""}
    )
    return Location.objects.filter(name=name).first()


def change(client, place: Location, **facts: object):
    known = {"name": place.name, "kind": place.kind, "parent": place.parent_id or "", "is_active": "on"}
    answer = client.post(reverse("web:location", args=[place.pk]), {**known, **facts})
    place.refresh_from_db()
    return answer


def test_places_get_their_code_and_stand_in_a_tree(administrator):
    site = add(administrator, "Lanester", "site")
    room = add(administrator, "Workshop", "room", site)
    shelf = add(administrator, "Shelf B2", "shelf", room)
    assert [row.code for row in (site, room, shelf)] == ["EMP-0001", "EMP-0002", "EMP-0003"]
    assert tree(list(Location.objects.all())) == [
        (site, ""),
        (room, "Lanester"),
        (shelf, "Lanester › Workshop"),
    ]


def test_a_code_already_taken_is_passed_over(administrator):
    Location.objects.create(code="EMP-0001", name="Old", kind="site")
    assert add(administrator, "New", "site").code == "EMP-0002"


def test_a_place_cannot_be_anywhere(administrator):
    site = add(administrator, "Lanester", "site")
    room = add(administrator, "Workshop", "room", site)
    assert add(administrator, "Lost room", "room") is None
    assert add(administrator, "Inner site", "site", site) is None
    assert add(administrator, "Inner room", "room", room) is None
    assert "its kind cannot change" in change(administrator, site, kind="van").content.decode()
    assert site.kind == "site"


def test_a_place_goes_out_of_use_once_it_is_empty(administrator):
    site = add(administrator, "Lanester", "site")
    room = add(administrator, "Workshop", "room", site)
    device = inventory.device()
    relocate([device], room, by=people.user())
    assert "Machines still stand" in change(administrator, room, is_active="").content.decode()
    assert "still in use" in change(administrator, site, is_active="").content.decode()
    relocate([device], site, by=people.user())
    change(administrator, room, is_active="")
    assert not room.is_active
    assert site.is_active


def test_machines_that_left_do_not_hold_a_place(administrator):
    site = add(administrator, "Lanester", "site")
    device = inventory.device()
    relocate([device], site, by=people.user())
    inventory.bring(device, State.HANDED_OVER)
    change(administrator, site, is_active="")
    assert not site.is_active


def test_the_label_of_a_place_holds_its_code(administrator):
    site = add(administrator, "Lanester", "site")
    add(administrator, "Baud", "site")
    address = reverse("web:location_labels")
    answer = administrator.get(address, {"place": site.pk, "paper": "roll", "start": "1"})
    [printed] = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert "EMP-" in printed.extract_text()
    argv = ["pdftoppm", "-gray", "-r", "203", "-singlefile", "-"]
    drawn = subprocess.run(argv, input=answer.content, capture_output=True, check=True, timeout=60)
    assert {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))} == {
        "EMP-0001"
    }
    both = administrator.get(address, {"paper": "roll", "start": "1"})
    assert len(pypdf.PdfReader(io.BytesIO(both.content)).pages) == 2


def test_without_any_place_there_is_nothing_to_print(administrator):
    assert administrator.get(reverse("web:location_labels")).status_code == 302
