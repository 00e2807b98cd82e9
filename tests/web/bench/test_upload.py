"""Whatever is sent, a clear answer and no loss."""

import io
import json
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rebond.evidence.models import Reading, Report
from rebond.evidence.services import body
from rebond.inventory.models import Device
from rebond.people.roles import Role
from rebond.web.bench import reasons
from tests.factories import collection, evidence, inventory, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def technician(client: Client) -> Client:
    client.force_login(people.user())
    return client


def _send(client: Client, name: str, content: bytes, **fields: str) -> dict[str, object]:
    """One file, as upload.js sends it."""
    file = SimpleUploadedFile(name, content)
    answer = client.post(
        reverse("web:upload"), {"reports": file, **fields}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 200
    return json.loads(answer.content)


def _zip(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _zip_with_link() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        link = zipfile.ZipInfo("lshw.json")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return packed.getvalue()


def _encrypted() -> bytes:
    """A zip whose directory says that its file has a password."""
    raw = bytearray(_zip({"a.json": b"{}"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def test_report_becomes_a_machine(technician: Client) -> None:
    answer = _send(technician, "r.json", evidence.raw(evidence.report()))
    [device] = Device.objects.all()
    assert answer["ok"] is True
    assert answer["url"] == reverse("web:device", args=[device.number])


def test_same_file_twice_is_one_report(technician: Client) -> None:
    raw = evidence.raw(evidence.report())
    _send(technician, "r.json", raw)
    assert _send(technician, "again.json", raw)["ok"] is True
    assert (Report.objects.count(), Device.objects.count()) == (1, 1)


def test_report_is_attached_to_the_machine_named(technician: Client) -> None:
    device = inventory.device()
    _send(technician, "r.json", evidence.raw(evidence.report()), device=device.number.lower())
    assert Reading.objects.get().device == device


def test_new_machine_joins_the_lot_named(technician: Client) -> None:
    lot = collection.lot()
    _send(technician, "r.json", evidence.raw(evidence.report()), lot=lot.number)
    assert Device.objects.get().lot == lot


def test_unknown_number_or_lot_is_said_and_nothing_is_kept(technician: Client) -> None:
    for fields in ({"device": "DEF-26-99999-X"}, {"lot": "L-nowhere"}):
        answer = _send(technician, "r.json", evidence.raw(evidence.report()), **fields)
        assert answer["ok"] is False
    assert Report.objects.count() == 0


def test_zip_holds_several_machines(technician: Client) -> None:
    machines = {
        f"poste{rank}/report.json": evidence.raw(evidence.report(serial=f"SER{rank}")) for rank in range(3)
    }
    answer = _send(technician, "banc.zip", _zip(machines))
    assert answer["ok"] is True
    assert Device.objects.count() == 3


def test_one_bad_folder_loses_nothing_of_the_others(technician: Client) -> None:
    content = {"a/r.json": evidence.raw(evidence.report()), "b/photo.jpg": b"\xff\xd8\xff not a report"}
    answer = _send(technician, "banc.zip", _zip(content))
    assert answer["ok"] is False
    assert sorted(Reading.objects.values_list("status", "reason")) == [
        ("linked", ""),
        ("to_review", "unknown_format"),
    ]


_LINES = evidence.raw(evidence.report())
_ENEMIES = {
    "truncated": (_LINES[:-40], "truncated"),
    "wrong encoding": ("Ceci n'est pas un rapport, été".encode("utf-16-le"), "unknown_format"),
    "random": (bytes(range(1, 256)) * 20, "unknown_format"),
    "deep": (b"[" * 50_000 + b"]" * 50_000, "too_deep"),
    "schema": (b'{"format": "rebond.report.v1"}', "schema"),
    "bomb": (_zip({"a/bomb.json": b"0" * 40_000_000}), "zip_bomb"),
    "upwards": (_zip({"../../etc/cron.d/x": b"{}"}), "unsafe_name"),
    "absolute": (_zip({"/etc/passwd": b"{}"}), "unsafe_name"),
    "nested": (_zip({"a/inner.zip": _zip({"b.json": b"{}"})}), "nested_zip"),
    "link": (_zip_with_link(), "symlink"),
    "password": (_encrypted(), "encrypted"),
    "cut zip": (_zip({"a.json": _LINES})[:-30], "broken_zip"),
}


@pytest.mark.parametrize("enemy", _ENEMIES)
def test_enemy_is_answered_in_words_and_kept(technician: Client, enemy: str) -> None:
    raw, code = _ENEMIES[enemy]
    answer = _send(technician, "enemy.bin", raw)
    reading = Reading.objects.get()
    assert (reading.status, reading.reason) == ("to_review", code)
    assert str(reasons.REASONS[code].what) in str(answer["message"])
    assert answer["url"] == reverse("web:report", args=[reading.pk])
    assert body(reading.report) == raw
    assert Device.objects.count() == 0


def test_fifty_megabytes_are_refused_in_words(technician: Client) -> None:
    answer = _send(technician, "huge.json", b'{"a": "' + b"x" * 50_000_000 + b'"}')
    assert answer["ok"] is False
    assert str(reasons.REASONS["file_too_large"].what) in str(answer["message"])
    assert Report.objects.count() == 0


def test_empty_file_is_said(technician: Client) -> None:
    answer = _send(technician, "empty.json", b"")
    assert answer["ok"] is False
    assert answer["message"]


def test_without_javascript_all_files_come_at_once(technician: Client) -> None:
    files = [
        SimpleUploadedFile(f"{n}.json", evidence.raw(evidence.report(serial=f"SER{n}"))) for n in range(3)
    ]
    files.append(SimpleUploadedFile("bad.txt", b"nothing that we know"))
    answer = technician.post(reverse("web:upload"), {"reports": files})
    assert answer.url == reverse("web:reports")
    assert sorted(Reading.objects.values_list("status", flat=True)) == [
        "linked",
        "linked",
        "linked",
        "to_review",
    ]


def test_no_file_chosen_shows_the_form_again(technician: Client) -> None:
    assert technician.post(reverse("web:upload"), {}).context["form"].errors.keys() == {"reports"}


def test_counter_may_not_send(client: Client) -> None:
    client.force_login(people.user(Role.COUNTER))
    assert client.get(reverse("web:upload")).status_code == 403
