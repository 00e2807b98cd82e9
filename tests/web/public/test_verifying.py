"""Anyone may check a certificate, here or without us."""

import json
import sys
from subprocess import run

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rebond.erasure import papers as certificates
from rebond.inventory.states import State
from rebond.people.roles import Role
from rebond.records import papers, rebond_verify
from rebond.records.models import Paper, Revocation
from tests.factories import collection, inventory, people
from tests.factories import erasure as proofs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def paper() -> Paper:
    people.association()
    return certificates.issue_certificate(inventory.device(State.CLEARED), by=people.user())


def check(client, body: bytes, name: str = "c.pdf") -> str:
    answer = client.post(reverse("web:verify"), {"file": SimpleUploadedFile(name, body)})
    return answer.content.decode()


def test_a_stranger_checks_a_file(client, paper):
    assert "Authentique" in check(client, paper.body)
    assert "Authentique" in check(client, rebond_verify.embedded(paper.body), "c.json")
    altered = bytearray(paper.body)
    altered[len(altered) // 2] ^= 1
    assert "Altéré" in check(client, bytes(altered))
    assert "pas un certificat" in check(client, b"hello")
    papers.revoke(paper, reason="mauvais numéro", by=None)
    page = check(client, paper.body)
    assert "Révoqué" in page
    assert "mauvais numéro" in page


def test_before_anything_was_signed_the_page_opens_and_knows_no_certificate(client, paper, db):
    body = bytes(paper.body)
    assert client.get(reverse("web:verify")).status_code == 200
    assert "Authentique" in check(client, body)


def test_no_file_and_a_huge_one_are_refused_kindly(client, paper, monkeypatch):
    assert client.post(reverse("web:verify"), {}).context["form"].errors["file"]
    from rebond.web.public import verifying

    monkeypatch.setattr(verifying, "LARGEST_BYTES", 10)
    assert "20 Mo" in check(client, b"x" * 11)


def test_the_number_of_a_paper_says_whether_it_stands_and_names_nobody(client, paper):
    page = reverse("web:verify_number", args=[paper.number])
    words = client.get(page).content.decode()
    assert "Établi par nous" in words
    assert paper.sha256 in words
    papers.revoke(paper, reason="essai", by=None)
    assert "Révoqué" in client.get(page).content.decode()
    assert client.get(reverse("web:verify_number", args=["EFF-2026-9999"])).status_code == 404
    assert "<script>" not in client.get("/verifier/<script>alert(1)</script>/").content.decode()


def test_what_the_page_gives_checks_a_certificate_elsewhere(client, paper, tmp_path):
    names = ("verifier", "rebond_verify.py"), ("public_keys", "cles.json"), ("revoked", "revoques.json")
    for name, file in names:
        (tmp_path / file).write_bytes(client.get(reverse(f"web:{name}")).content)
    (tmp_path / "c.pdf").write_bytes(paper.body)
    words = [
        sys.executable,
        "-I",
        "rebond_verify.py",
        "--key",
        "cles.json",
        "--revoked",
        "revoques.json",
        "c.pdf",
    ]
    done = run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "AUTHENTIQUE" in done.stdout) == (0, True)
    assert json.loads((tmp_path / "cles.json").read_text())["head"]["size"] > 0


def test_before_the_first_signature_there_is_no_list(client):
    people.association()
    assert client.get(reverse("web:revoked")).status_code == 404
    assert client.get(reverse("web:public_keys")).json() == {"keys": [], "head": None}
    assert "pas un certificat" in check(client, b"{}")


@pytest.fixture
def technician(client):
    people.association()
    client.force_login(people.user(Role.TECHNICIAN))
    return client


def test_the_buttons_of_the_sheets_issue_a_paper_that_opens(technician):
    device = inventory.device(State.CLEARED)
    drive, donation = device.drives.get(), device.lot.donation
    for name, key, sheet in (
        ("web:device_certificate", device.number, reverse("web:device", args=[device.number])),
        ("web:drive_certificate", drive.pk, reverse("web:drive", args=[drive.pk])),
        ("web:donation_certificate", donation.pk, reverse("web:donation", args=[donation.pk])),
    ):
        action = reverse(name, args=[key])
        assert action in technician.get(sheet).content.decode()
        technician.post(action)
        row = Paper.objects.order_by("-pk")[0]
        pdf = reverse("web:certificate", args=[row.pk])
        assert pdf in technician.get(sheet).content.decode()
        assert technician.get(pdf).content == bytes(row.body)
    assert Paper.objects.count() == 3


def test_a_failed_drive_offers_its_statement_and_no_certificate(technician):
    drive = inventory.drive(inventory.device())
    sheet = reverse("web:drive", args=[drive.pk])
    assert reverse("web:drive_failure", args=[drive.pk]) not in technician.get(sheet).content.decode()
    proofs.failure(drive)
    words = technician.get(sheet).content.decode()
    assert reverse("web:drive_failure", args=[drive.pk]) in words
    assert reverse("web:drive_certificate", args=[drive.pk]) not in words
    technician.post(reverse("web:drive_failure", args=[drive.pk]))
    assert Paper.objects.get().kind == "failure"


def test_a_donation_without_proof_is_told_so(technician):
    donation = collection.lot().donation
    technician.post(reverse("web:donation_certificate", args=[donation.pk]))
    assert not Paper.objects.exists()


def test_revoking_asks_why_and_is_shown_in_the_list(client, paper):
    client.force_login(people.user(Role.COORDINATOR))
    page = reverse("web:paper_revoke", args=[paper.pk])
    assert client.post(page, {"reason": ""}).context["form"].errors["reason"]
    client.post(page, {"reason": "mauvais numéro"})
    assert Revocation.objects.get().reason == "mauvais numéro"
    assert "mauvais numéro" in client.get(reverse("web:papers")).content.decode()
    assert client.get(page).status_code == 404
