"""Sign a PDF: PAdES B-B, one invisible signature over every byte, by the certificate of our signing key.

Nobody vouches for that certificate: a reader of PDF says « unknown issuer », and that the file is unchanged.
"""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from rebond.records.signing import Signer, papers_key

if TYPE_CHECKING:  # 30 MB of library that most processes never need
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from pyhanko.sign.signers import SimpleSigner

FIELD = "Rebond"


def sign(pdf: bytes, signer: Signer, *, reason: str) -> bytes:
    """The signed PDF; some 20 ms of computing."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    told = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", reason=reason
    )
    signing = _simple_signer(bytes(signer.row.certificate), signer.private)
    out = signers.PdfSigner(told, signing).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return bytes(out.getvalue())


@lru_cache(maxsize=2)
def _simple_signer(der: bytes, private: "Ed25519PrivateKey") -> "SimpleSigner":
    from asn1crypto import keys, x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = x509.Certificate.load(der)
    key = papers_key(private).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
