"""A certificate is genuine, and shows any change to whoever holds the public key alone."""

import json
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.config.home import Home
from rebond.erasure import papers as certificates
from rebond.erasure import services as erasure
from rebond.inventory.states import State
from rebond.people.models import Association
from rebond.records import leaves, papers, rebond_verify, signing
from rebond.records.models import Paper
from tests.factories import collection, inventory, people
from tests.factories import erasure as proofs

pytestmark = pytest.mark.django_db
SCRIPT = Path(rebond_verify.__file__)


@pytest.fixture(autouse=True)
def association(home: Home) -> Association:
    found = people.association()
    Association.objects.update(public_url="https://rebond.defis.example", siret="00056000300014")
    return found


def keys() -> bytes:
    """What the page « Vérifier » publishes."""
    return json.dumps({"keys": papers.told_keys()}).encode()


def issue(subject=None) -> Paper:
    return certificates.issue_certificate(subject or inventory.device(State.CLEARED), by=people.user())


def verdict(body: bytes, **given: bytes) -> str:
    return rebond_verify.examine(body, keys(), **given).verdict


def told(paper: Paper) -> dict:
    return json.loads(rebond_verify.embedded(paper.body))


def test_a_device_is_certified_with_every_field_of_the_standard() -> None:
    device = inventory.device(State.CLEARED, maker="Dell", serial="AB12CD")
    certificate = told(issue(device))["certificate"]
    [medium] = certificate["media"]
    done = medium["sanitization"]
    # NIST SP 800-88r2 §4.6, as listed in the founders' study of the bench (station.md §1).
    assert {"maker", "model", "serial", "media_type", "source"} <= medium.keys()
    assert {"method", "technique", "tool", "tool_version", "verification", "result"} <= done.keys()
    assert {"performed_by", "finished_at", "recorded_at", "witness"} <= done.keys()
    assert (medium["source"]["number"], medium["source"]["serial"]) == (device.number, "AB12CD")
    assert certificate["issuer"]["siret"] == "00056000300014"
    assert certificate["limitations"]


def test_the_genuine_one_is_genuine_as_pdf_and_as_json() -> None:
    paper = issue()
    assert verdict(paper.body) == "genuine"
    assert verdict(rebond_verify.embedded(paper.body)) == "genuine"


def test_without_the_key_nothing_is_genuine() -> None:
    body = issue().body
    assert rebond_verify.examine(body).verdict == "unknown"
    assert rebond_verify.examine(body, "0" * 64).verdict == "unknown"
    assert rebond_verify.examine(body, bytes(signing.current().row.public).hex()).verdict == "genuine"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_one_byte_altered_anywhere_in_the_pdf_is_seen(data: st.DataObject) -> None:
    body = _body()
    place = data.draw(st.integers(0, len(body) - 1))
    altered = bytearray(body)
    altered[place] ^= data.draw(st.integers(1, 255))
    assert verdict(bytes(altered)) != "genuine"


def _body() -> bytes:
    """One certificate for all the examples, made under the key of this test's database."""
    row = Paper.objects.first() or issue()
    return bytes(row.body)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["certificate"].update(number="EFF-2026-9999"),
        lambda told: told["certificate"]["media"][0].update(serial="OTHER"),
        lambda told: told["certificate"]["media"][0]["sanitization"].update(method="purge"),
        lambda told: told["certificate"]["media"].pop(),
        lambda told: told.update(signature="00" * 64),
        lambda told: told.update(key="00" * 32),
        lambda told: told["certificate"].pop("head"),
        lambda told: told["certificate"].update(media=None),
        lambda told: told["certificate"]["head"].update(size="3"),
    ],
)
def test_json_altered_is_seen(change) -> None:
    whole = told(issue())
    change(whole)
    assert verdict(json.dumps(whole).encode()) == "altered"


def test_a_proof_forged_under_our_own_key_is_not_in_the_sealed_tree() -> None:
    """Somebody who can sign, but did not keep the journal."""
    certificate = told(issue())["certificate"]
    entry = certificate["media"][0]["entry"]
    entry["statement"] = entry["statement"].replace("full", "none").replace("sampled", "none")
    forged = papers.enveloped("certificate", certificate, signing.current())
    assert verdict(forged) == "altered"


def test_words_that_differ_from_the_sealed_proof_are_seen() -> None:
    certificate = told(issue())["certificate"]
    certificate["media"][0]["proof"]["tool"] = "another tool"
    assert verdict(papers.enveloped("certificate", certificate, signing.current())) == "altered"


@pytest.mark.parametrize("end", [b"\n", b"%%EOF\n", b"x" * 5000])
def test_what_is_added_after_the_signature_is_seen(end: bytes) -> None:
    assert verdict(issue().body + end) == "altered"


def test_a_pdf_without_its_signature_is_altered() -> None:
    body = issue().body
    cut = body.index(b"%%EOF") + 6
    assert verdict(body[:cut]) == "altered"
    assert verdict(body.replace(b"/ByteRange", b"/ByteRangx")) == "altered"


@pytest.mark.parametrize(
    "body", [b"", b"%PDF-1.7\n", b"{}", b'{"certificate": 3}', b"\xff" * 99, b"[" * 9999]
)
def test_what_is_no_certificate_is_unknown(body: bytes) -> None:
    assert verdict(body) == "unknown"


def test_a_revoked_one_says_so_and_why() -> None:
    paper = issue()
    assert verdict(paper.body, revoked=papers.revoked()) == "genuine"
    papers.revoke(paper, reason="mauvais numéro de série", by=people.user())
    finding = rebond_verify.examine(paper.body, keys(), papers.revoked())
    assert finding.verdict == "revoked"
    assert "mauvais numéro de série" in finding.lines[-1]


def test_a_list_of_revocations_that_we_did_not_sign_is_not_believed() -> None:
    paper = issue()
    papers.revoke(paper, reason="x", by=people.user())
    forged = json.loads(papers.revoked())
    forged["revoked"]["numbers"] = {}
    assert verdict(paper.body, revoked=json.dumps(forged).encode()) == "unknown"


def test_a_certificate_of_the_old_key_is_genuine_and_the_new_key_is_trusted_from_the_old() -> None:
    old, before = issue(), bytes(signing.current().row.public).hex()
    signing.rotate(by=None)
    new = issue()
    assert verdict(old.body) == verdict(new.body) == "genuine"
    assert rebond_verify.examine(new.body, before).verdict == "genuine"


def test_asked_again_the_same_paper_is_answered_until_more_is_proven() -> None:
    donation = collection.donation()
    lot = collection.lot(of=donation)
    inventory.device(State.CLEARED, lot=lot)
    waiting = inventory.device(lot=lot)
    drive = inventory.drive(waiting)
    first = issue(donation)
    assert told(first)["certificate"]["not_covered"] == [drive.serial]
    assert issue(donation) == first
    proofs.proof(drive)
    second = issue(donation)
    assert (second.replaces, len(told(second)["certificate"]["media"])) == (first, 2)
    assert verdict(first.body, revoked=papers.revoked()) == "revoked"


def test_a_drive_in_two_certificates_says_the_same_in_both() -> None:
    device = inventory.device(State.CLEARED)
    of_device, of_drive = issue(device), issue(device.drives.get())
    both = [told(paper)["certificate"]["media"][0] for paper in (of_device, of_drive)]
    assert both[0]["sanitization"] == both[1]["sanitization"]
    assert both[0]["entry"]["statement"] == both[1]["entry"]["statement"]


def test_nothing_proven_is_nothing_certified() -> None:
    device = inventory.device()
    drive = inventory.drive(device)
    for subject in (device, drive, device.lot.donation):
        with pytest.raises(Refused):
            issue(subject)
    assert not Paper.objects.exists()


def test_what_came_back_from_a_family_is_not_the_donors() -> None:
    device = inventory.device(State.HANDED_OVER)
    donation = device.lot.donation
    from tests.factories import distribution

    distribution.services.take_back(device, reason="clavier", by=people.user())
    back = inventory.drive(device, erased=True)
    assert [medium["serial"] for medium in told(issue(donation))["certificate"]["media"]] != [back.serial]
    assert len(told(issue(donation))["certificate"]["media"]) == 1


def test_a_destroyed_drive_is_certified_as_destroyed() -> None:
    drive = inventory.loose_drive()
    erasure.destroy(drive, method="percé", destroyed_on=now().date(), witness="Anne", by=people.user())
    drive.refresh_from_db()
    paper = issue(drive)
    assert told(paper)["certificate"]["media"][0]["sanitization"]["method"] == "destroy"
    assert verdict(paper.body) == "genuine"


def test_a_drive_that_failed_gets_a_statement_and_an_order_and_no_certificate() -> None:
    drive = inventory.drive(inventory.device())
    with pytest.raises(Refused):
        certificates.issue_failure(drive, by=people.user())
    proofs.failure(drive)
    paper = certificates.issue_failure(drive, by=people.user())
    words = text_of(paper.body)
    assert paper.number.startswith("ECH-")
    assert "NON effacées" in words
    assert "Ordre de destruction" in words
    assert drive.serial in words
    assert certificates.issue_failure(drive, by=people.user()) == paper
    with pytest.raises(Refused):
        issue(drive)


def text_of(body: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, check=True)
    return done.stdout.decode()


def test_names_with_unusual_letters_are_drawn() -> None:
    drive = inventory.drive(
        inventory.device(maker="C’hœur אבג", model="Penn-ar-Bed c'h"), serial="Œ-1", erased=True
    )
    words = text_of(issue(drive.device).body)
    assert "C’hœur" in words
    assert "c'h" in words


def test_the_paper_is_tagged_signed_and_readable_by_other_programs(tmp_path: Path) -> None:
    """poppler's pdfsig checks the signature, pdfinfo the tags; pyHanko's own validator agrees."""
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    paper = issue()
    file = tmp_path / "c.pdf"
    file.write_bytes(paper.body)
    told_ = subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told_
    assert "Total document signed" in told_
    assert "ETSI.CAdES.detached" in told_
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", facts)
    root = x509.Certificate.load(bytes(signing.current().row.certificate))
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    signature = PdfFileReader(BytesIO(paper.body)).embedded_signatures[0]
    status = validate_pdf_signature(signature, context)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_openssl_agrees_with_our_ed25519(tmp_path: Path) -> None:
    envelope = told(issue())
    der = bytes.fromhex("302a300506032b6570032100" + envelope["key"])  # RFC 8410 §4
    (tmp_path / "key.der").write_bytes(der)
    (tmp_path / "statement").write_bytes(leaves.canonical(envelope["certificate"]))
    (tmp_path / "signature").write_bytes(bytes.fromhex(envelope["signature"]))
    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-rawin", "-in",
         "statement", "-sigfile", "signature"], cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Signature Verified Successfully" in done.stdout


def test_the_verifier_is_one_file_that_runs_alone(tmp_path: Path) -> None:
    paper = issue()
    (tmp_path / "rebond_verify.py").write_bytes(SCRIPT.read_bytes())
    (tmp_path / "c.pdf").write_bytes(paper.body)
    altered = bytearray(paper.body)
    altered[-200] ^= 1
    (tmp_path / "a.pdf").write_bytes(altered)
    (tmp_path / "cles.json").write_bytes(keys())

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "rebond_verify.py", *words],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    assert run("--key", "cles.json", "c.pdf")[0] == 0
    assert "étapes jusqu’à la tête" in run("--key", "cles.json", "c.pdf")[1]
    assert run("--key", "cles.json", "a.pdf")[0] == 1
    assert run("c.pdf")[0] == 3
    assert run("--key", "cles.json", "c.pdf", "a.pdf")[0] == 1


@pytest.mark.parametrize(
    ("public", "statement", "signature"),
    [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5"
            "f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2e"
            "aeb4302aeeb00d291612bb0c00",
        ),
    ],
)  # fmt: skip
def test_ed25519_against_the_vectors_of_rfc_8032(public: str, statement: str, signature: str) -> None:
    assert rebond_verify.ed25519(public, bytes.fromhex(statement), signature)
    assert not rebond_verify.ed25519(public, bytes.fromhex(statement) + b"x", signature)


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 7))
def test_our_curves_agree_with_the_cryptography_library(statement: bytes, bit: int) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    signature = key.sign(statement, ec.ECDSA(hashes.SHA256()))
    assert rebond_verify.p256(point, statement, signature)
    assert not rebond_verify.p256(point, statement + b"x", signature)
    edwards = ed25519.Ed25519PrivateKey.generate()
    public, signed = edwards.public_key().public_bytes_raw().hex(), bytearray(edwards.sign(statement))
    assert rebond_verify.ed25519(public, statement, signed.hex())
    signed[5] ^= 1 << bit
    assert not rebond_verify.ed25519(public, statement, signed.hex())
