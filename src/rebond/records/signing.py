"""Our signing key: an Ed25519 key in a file of the home, encrypted by a passphrase kept elsewhere than in the
database; and what it signs.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256, sha512
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.people.services import association
from rebond.records import journal, leaves
from rebond.records.models import SigningKey

if TYPE_CHECKING:  # 7 MB of library that most processes never need
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

CERTIFICATE_LIFE = timedelta(days=3653)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


@dataclass(frozen=True)
class Signer:
    """The key that signs today, and its row."""

    row: SigningKey
    private: "Ed25519PrivateKey"

    def sign(self, statement: bytes) -> bytes:
        """64 bytes."""
        return self.private.sign(statement)


def current(*, may_be_first: bool = False) -> Signer:
    """The key in the home. Refused when it is missing, locked, or not the last one that we know.

    ``may_be_first``: nothing was signed yet, and the key of the home becomes ours.
    """
    private, public = _in_home()
    row = SigningKey.objects.order_by("-pk").first()
    if row is None and may_be_first:
        row = _add(private, public)
    if row is None:
        raise Refused(_("Nothing was signed here yet."), _("Seal the journal first: rebond seal."))
    if bytes(row.public) != public:
        raise Refused(
            _("The file %(path)s does not hold the key that this association signs with.")
            % {"path": settings.HOME.signing_key},
            _("Copy the right one back. If it is lost: rebond key --lost."),
        )
    return Signer(row, private)


def rotate(*, by: User | None, old_is_lost: bool = False) -> SigningKey:
    """Sign with a new key from now on; the old one signs it, unless it is lost. The file of the old one is
    kept beside.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    old = None if old_is_lost else current()
    private = Ed25519PrivateKey.generate()
    with transaction.atomic():
        row = _add(private, private.public_key().public_bytes_raw(), endorsed_by=old)
        journal.write(
            "key.lost" if old_is_lost else "key.rotated", row, by=by, public=bytes(row.public).hex()
        )
        settings.HOME.replace_signing_key(_locked(private))  # last: a key that was not written signs nothing
    return row


def _locked(private: "Ed25519PrivateKey") -> bytes:
    from cryptography.hazmat.primitives import serialization

    passphrase = settings.HOME.passphrase()
    if not passphrase:
        raise Refused(
            _("There is no passphrase to encrypt the new key with."),
            _("It is in the file signing.passphrase, or in the one that REBOND_PASSPHRASE_FILE names."),
        )
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )


def is_signed(key: SigningKey, statement: bytes, signature: bytes) -> bool:
    """Whether ``key`` signed this."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes(key.public)).verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def endorsement(key: SigningKey) -> bytes:
    """What the key before signs of this one."""
    return leaves.canonical(
        {
            "rebond": "key.v1",
            "public": bytes(key.public).hex(),
            "certificate": sha256(bytes(key.certificate)).hexdigest(),
            "since": leaves.instant(key.since),
        }
    )


def _in_home() -> tuple["Ed25519PrivateKey", bytes]:
    path = settings.HOME.signing_key
    if not path.exists():
        raise Refused(
            _("The signing key is missing: %(path)s.") % {"path": path},
            _("Copy it back from where you keep it. If it is lost: rebond key --lost."),
        )
    return _unlocked(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _unlocked(path: Path, _changed_at: int) -> tuple["Ed25519PrivateKey", bytes]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(path.read_bytes(), settings.HOME.passphrase())
    except (ValueError, TypeError) as error:
        raise Refused(
            _("The signing key cannot be opened: its passphrase is not the right one."),
            _("It is in the file signing.passphrase, or in the one that REBOND_PASSPHRASE_FILE names."),
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise Refused(_("The file %(path)s does not hold an Ed25519 key.") % {"path": path})
    return private, private.public_key().public_bytes_raw()


def _add(private: "Ed25519PrivateKey", public: bytes, *, endorsed_by: Signer | None = None) -> SigningKey:
    row = SigningKey(public=public, since=now())
    row.certificate = _certificate(private, row)
    if endorsed_by:
        row.endorsed_by, row.endorsement = endorsed_by.row, endorsed_by.sign(endorsement(row))
    row.save(force_insert=True)
    return row


def papers_key(private: "Ed25519PrivateKey") -> "EllipticCurvePrivateKey":
    """Drawn from the signing key: one secret to keep. P-256, because readers of PDF know no Ed25519."""
    from cryptography.hazmat.primitives.asymmetric import ec

    drawn = int.from_bytes(sha512(b"rebond.papers.v1\n" + private.private_bytes_raw()).digest(), "big")
    return ec.derive_private_key(drawn % (_ORDER - 1) + 1, ec.SECP256R1())


def _certificate(private: "Ed25519PrivateKey", row: SigningKey) -> bytes:
    """The self-signed X.509 certificate (DER) of the papers' key: it names us, nobody vouches for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    key, founder = papers_key(private), association()
    named = founder.name[:60] if founder else "Rebond"
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, named), x509.NameAttribute(NameOID.COMMON_NAME, named),
    ])  # fmt: skip
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(sha256(bytes(row.public)).digest()[:16], "big") >> 1 or 1)
        .not_valid_before(row.since - timedelta(minutes=5))
        .not_valid_after(row.since + CERTIFICATE_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)
