"""Is this certificate genuine?  python3 rebond_verify.py [--key KEY] [--revoked LIST] FILE…

For whoever received a certificate made by Rebond, as PDF or JSON, and need not trust whoever issued it.
This one file, Python 3.9 or later, nothing else and no network. KEY is the public key of the association
(64 hexadecimal digits) or the file of its keys (cles.json, from its page « Vérifier »). LIST is its signed
list of revoked certificates (revoques.json, from the same page).

Says: genuine (0), altered (1), revoked (2) or unknown (3), which is also the status it ends with.
"""

import argparse
import json
import re
import sys
import zlib
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, Tuple

GENUINE, ALTERED, REVOKED, UNKNOWN = "genuine", "altered", "revoked", "unknown"
STATUS = {GENUINE: 0, ALTERED: 1, REVOKED: 2, UNKNOWN: 3}
FRENCH = {GENUINE: "AUTHENTIQUE", ALTERED: "ALTÉRÉ", REVOKED: "RÉVOQUÉ", UNKNOWN: "INCONNU"}
LARGEST_BYTES = 200_000_000


class Wrong(Exception):
    """The file is not what was issued: why."""


class Finding:
    """``verdict`` and what was checked, in order."""

    def __init__(self) -> None:
        self.verdict = UNKNOWN
        self.lines: list[str] = []
        self.certificate: dict[str, Any] = {}

    def ends(self, verdict: str, words: str) -> "Finding":
        self.verdict = verdict
        self.lines.append(words)
        return self


def examine(data: bytes, key: "str | bytes" = "", revoked: bytes = b"") -> Finding:
    """Look at the bytes of one file. ``key``: hexadecimal or the bytes of cles.json; ``revoked``: of
    revoques.json.
    """
    finding = Finding()
    try:
        told = embedded(data) if data[:5] == b"%PDF-" else data
        if told is None:
            return finding.ends(UNKNOWN, "Ce PDF ne contient pas de certificat de Rebond.")
        envelope = read(told)
        if envelope is None:
            return finding.ends(UNKNOWN, "Ce fichier n’est pas un certificat de Rebond.")
        finding.certificate = certificate = envelope["certificate"]
        check_envelope(envelope, finding)
        if data[:5] == b"%PDF-":
            check_pdf(data, certificate, finding)
        check_entries(certificate, finding)
    except Wrong as wrong:
        return finding.ends(ALTERED, str(wrong))
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as error:
        return finding.ends(ALTERED, f"Le certificat est abîmé : {type(error).__name__} {error}")
    return _trust(envelope, key, revoked, finding)


def read(told: bytes) -> "dict[str, Any] | None":
    """The envelope, None when these bytes are something else."""
    try:
        envelope = json.loads(told)
    except (ValueError, RecursionError):
        return None
    if not isinstance(envelope, dict) or not isinstance(envelope.get("certificate"), dict):
        return None
    return envelope


def canonical(told: Any) -> bytes:
    """JSON with sorted keys and no space, in UTF-8: the one way in which things are signed."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_envelope(envelope: "dict[str, Any]", finding: Finding) -> None:
    """The certificate is signed by the key that it names."""
    if not ed25519(envelope["key"], canonical(envelope["certificate"]), envelope["signature"]):
        raise Wrong("La signature ne correspond pas au contenu : un mot, une date ou un numéro a changé.")
    finding.lines.append("Le contenu est celui qui a été signé.")


def check_entries(certificate: "dict[str, Any]", finding: Finding) -> None:
    """Each proof is a leaf of the sealed tree, whose head is signed."""
    head = certificate.get("head")
    if not head:
        return
    told = {name: head[name] for name in ("rebond", "size", "root", "sealed_at", "previous")}
    if not ed25519(head["key"], canonical(told), head["signature"]):
        raise Wrong("La tête du journal scellé n’est pas signée par sa clé.")
    for medium in certificate["media"]:
        entry = medium["entry"]
        if not is_included(leaf_hash(entry["statement"].encode()), entry["index"], head, entry["path"]):
            raise Wrong(f"La preuve du support {medium['serial']} n’est pas dans le journal scellé.")
        proof = json.loads(entry["statement"])
        if any(proof[name] != value for name, value in medium["proof"].items()):
            raise Wrong(f"Le support {medium['serial']} ne dit pas ce que dit sa preuve scellée.")
        finding.lines.append(
            f"Support {medium['serial'] or '(sans numéro de série)'} : preuve n° {entry['index']} du journal"
            f" scellé le {head['sealed_at'][:19]} UTC, {len(entry['path'])} étapes jusqu’à la tête."
        )


def _trust(envelope: "dict[str, Any]", key: "str | bytes", revoked: bytes, finding: Finding) -> Finding:
    """Whose key is it? Is the certificate still good?"""
    certificate = envelope["certificate"]
    keys = known_keys(key, certificate.get("keys", []))
    signers = {envelope["key"], (certificate.get("head") or {}).get("key", envelope["key"])}
    if not key:
        return finding.ends(
            UNKNOWN,
            f"Signé par la clé {envelope['key']}. Comparez-la avec celle que publie l’association, ou donnez"
            " celle-ci : --key.",
        )
    if not signers <= set(keys):
        return finding.ends(UNKNOWN, f"Signé par une clé qui n’est pas celle donnée : {envelope['key']}.")
    finding.lines.append(f"Signé par la clé de l’association : {envelope['key'][:16]}…")
    if revoked:
        gone = revocations(revoked, keys)
        if gone is None:
            return finding.ends(
                UNKNOWN, "La liste des certificats révoqués n’est pas signée par l’association."
            )
        if certificate["number"] in gone["numbers"]:
            return finding.ends(REVOKED, f"Révoqué : {gone['numbers'][certificate['number']]}")
        finding.lines.append(f"Absent de la liste des certificats révoqués du {gone['made_at'][:10]}.")
    return finding.ends(GENUINE, f"Le certificat {certificate['number']} est authentique.")


def known_keys(key: "str | bytes", offered: "list[dict[str, str]]") -> "dict[str, Any]":
    """The keys to trust: the one given, and those that it or its followers signed."""
    given: dict[str, Any] = {}
    if isinstance(key, bytes):
        given = {told["public"]: told for told in json.loads(key)["keys"]}
    elif key:
        given = {key.lower(): {}}
    found = dict(given)
    for told in offered:
        statement = {name: told[name] for name in ("public", "certificate", "since")} | {"rebond": "key.v1"}
        if told["endorsed_by"] in found and ed25519(
            told["endorsed_by"], canonical(statement), told["endorsement"]
        ):
            found[told["public"]] = told
    return found


def revocations(told: bytes, keys: "dict[str, Any]") -> "dict[str, Any] | None":
    """The signed list, None when it is not signed by one of ``keys``."""
    envelope = json.loads(told)
    good = envelope["key"] in keys and ed25519(
        envelope["key"], canonical(envelope["revoked"]), envelope["signature"]
    )
    return envelope["revoked"] if good else None


# The tree of RFC 9162.


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def is_included(leaf: bytes, index: int, head: "dict[str, Any]", path: "list[str]") -> bool:
    """RFC 9162 §2.1.3.2."""
    place, last, found = index, head["size"] - 1, leaf
    if not 0 <= place <= last:
        return False
    for step in map(bytes.fromhex, path):
        if last == 0:
            return False
        if place & 1 or place == last:
            found = sha256(b"\1" + step + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = sha256(b"\1" + found + step).digest()
        place, last = place >> 1, last >> 1
    return bool(last == 0 and found.hex() == head["root"])


# The PDF: what is in it, and its own signature over every byte of it (PAdES, ETSI EN 319 142).


def embedded(pdf: bytes) -> "bytes | None":
    """The bytes of the certificate inside a PDF, None when there is none."""
    for start in re.finditer(rb"stream\r?\n", pdf[:LARGEST_BYTES]):
        unpack = zlib.decompressobj()
        try:
            begin = unpack.decompress(pdf[start.end() : start.end() + 4096], 64)
            if begin.startswith(b'{"certificate":'):
                return zlib.decompressobj().decompress(pdf[start.end() :], LARGEST_BYTES)
        except zlib.error:
            continue
    return None


def check_pdf(pdf: bytes, certificate: "dict[str, Any]", finding: Finding) -> None:
    """The signature covers the whole file and was made with the certificate of the key."""
    places = list(re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf))
    if not places:
        raise Wrong("La signature du PDF a été retirée.")
    first, length, second, rest = map(int, places[-1].groups())
    if first != 0 or second + rest != len(pdf) or not 0 < length < second:
        raise Wrong("Quelque chose a été ajouté au PDF après sa signature.")
    x509, attributes, signature = _signed_data(pdf[length:second])
    digest = next(
        (
            pair[1].parts()[0].body
            for pair in (one.parts() for one in attributes.parts())
            if pair[0].body == bytes.fromhex("2a864886f70d010904")  # messageDigest
        ),
        b"",
    )
    if sha256(pdf[:length] + pdf[second:]).digest() != digest:
        raise Wrong("Le PDF a changé depuis sa signature : un octet au moins n’est plus le même.")
    point = x509.parts()[0].parts()[6].parts()[1].body[1:]
    if not p256(point, b"\x31" + attributes.whole[1:], signature.body):
        raise Wrong("La signature du PDF est fausse.")
    if sha256(x509.whole).hexdigest() not in {told["certificate"] for told in certificate["keys"]}:
        raise Wrong("Le PDF n’a pas été signé par l’association qui a signé son contenu.")
    finding.lines.append("Le PDF est, octet pour octet, celui qui a été signé.")


def _signed_data(held: bytes) -> "tuple[Der, Der, Der]":
    """The certificate, the signed attributes and the signature in the hexadecimal of a PDF (CMS, RFC 5652).

    What of it is under no signature must be exactly what it always is: it is written again and compared.
    """
    if not re.fullmatch(rb"<(?:[0-9A-F]{2})+>", held):
        raise Wrong("La signature du PDF est abîmée.")
    body = bytes.fromhex(held[1:-1].decode("ascii"))
    try:
        signed = Der(body).parts()[1].parts()[0].parts()
        x509, signer = signed[3].parts()[0], signed[4].parts()[0].parts()
        named = x509.parts()[0].parts()
        attributes, signature = signer[3], signer[5]
        by = _der(
            0x30,
            _ONE,
            _der(0x30, named[3].whole, named[1].whole),  # issuer, serial number
            _algorithm(signer[2], _SHA256),
            _der(0xA0, attributes.body),
            _algorithm(signer[4], _ECDSA),
            _der(0x04, signature.body),
        )
        hashed = _der(0x31, _algorithm(signed[1].parts()[0], _SHA256))
        data = _der(0x30, _ONE, hashed, _der(0x30, _DATA), _der(0xA0, x509.whole), _der(0x31, by))
        told = _der(0x30, _SIGNED_DATA, _der(0xA0, data))
    except (IndexError, ValueError) as error:
        raise Wrong("La signature du PDF est abîmée.") from error
    if body != told + bytes(len(body) - len(told)):
        raise Wrong("La signature du PDF est abîmée.")
    return x509, attributes, signature


def _der(tag: int, *parts: bytes) -> bytes:
    """One value of DER."""
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    head = size if len(body) < 0x80 else bytes([0x80 | len(size)]) + size
    return bytes([tag]) + head + body


def _algorithm(part: "Der", oid: bytes) -> bytes:
    """This algorithm, with the empty parameters that some write and others leave out."""
    allowed = _der(0x30, oid), _der(0x30, oid, b"\x05\x00")
    if part.whole not in allowed:
        raise ValueError("algorithm")
    return part.whole


_ONE = b"\x02\x01\x01"
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_SHA256 = bytes.fromhex("0609608648016503040201")
_ECDSA = bytes.fromhex("06082a8648ce3d040302")  # with SHA-256


class Der:
    """One value of ASN.1 DER: ``tag``, ``body``, ``whole`` (with its header)."""

    def __init__(self, data: bytes) -> None:
        self.tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start], "big")
        if start + size > len(data):
            raise ValueError("truncated")
        self.body, self.whole = data[start : start + size], data[: start + size]

    def parts(self) -> "list[Der]":
        """The values inside."""
        found, rest = [], self.body
        while rest:
            found.append(Der(rest))
            rest = rest[len(found[-1].whole) :]
        return found


# Ed25519 (RFC 8032 §5.1.7), in the extended coordinates of its §5.1.4.

Point = Tuple[int, int, int, int]
Flat = Tuple[int, int]
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _ed_add(one: "Point", two: "Point") -> "Point":
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % _P, (one[1] + one[0]) * (two[1] + two[0]) % _P
    c, d = 2 * one[3] * two[3] * _D % _P, 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _ed_times(scalar: int, point: "Point") -> "Point":
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _ed_add(found, point)
        point, scalar = _ed_add(point, point), scalar >> 1
    return found


def _ed_point(text: bytes) -> "Point | None":
    """The point written in 32 bytes, None when there is none."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_ED_BASE = _ed_point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def ed25519(public: str, statement: bytes, signature: str) -> bool:
    """Whether the key signed this statement; key and signature in hexadecimal."""
    named, told = bytes.fromhex(public), bytes.fromhex(signature)
    if len(named) != 32 or len(told) != 64:
        return False
    key, start, scalar = _ed_point(named), _ed_point(told[:32]), int.from_bytes(told[32:], "little")
    if key is None or start is None or _ED_BASE is None or scalar >= _L:
        return False
    hashed = int.from_bytes(sha512(told[:32] + named + statement).digest(), "little") % _L
    left, right = _ed_times(scalar, _ED_BASE), _ed_add(start, _ed_times(hashed, key))
    return not any((left[n] * right[2] - right[n] * left[2]) % _P for n in (0, 1))


# ECDSA on P-256 (FIPS 186-5 §6.4.2), with SHA-256.

_Q = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def _p_add(one: "Flat | None", two: "Flat | None") -> "Flat | None":
    if one is None or two is None:
        return one or two
    if one[0] == two[0]:
        if (one[1] + two[1]) % _Q == 0:
            return None
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, _Q) % _Q
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, _Q) % _Q
    x = (slope * slope - one[0] - two[0]) % _Q
    return x, (slope * (one[0] - x) - one[1]) % _Q


def _p_times(scalar: int, point: "Flat | None") -> "Flat | None":
    found = None
    while scalar:
        if scalar & 1:
            found = _p_add(found, point)
        point, scalar = _p_add(point, point), scalar >> 1
    return found


def p256(point: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the key (65 bytes, not compressed) signed this statement."""
    if len(point) != 65 or point[0] != 4:
        return False
    key = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    if max(key) >= _Q or (key[1] ** 2 - key[0] ** 3 + 3 * key[0] - _B) % _Q:
        return False
    told = Der(signature).parts()
    if len(told) != 2 or signature != _der(0x30, *(_der(0x02, part.body) for part in told)):
        return False
    r, s = (int.from_bytes(part.body, "big") for part in told)
    if not (0 < r < _N and 0 < s < _N):
        return False
    hashed, inverse = int.from_bytes(sha256(statement).digest(), "big"), pow(s, -1, _N)
    found = _p_add(_p_times(hashed * inverse % _N, _BASE), _p_times(r * inverse % _N, key))
    return found is not None and found[0] % _N == r


def main(argv: "list[str] | None" = None) -> int:
    """The worst status of the files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--key", default="", help="64 hexadecimal digits, or the file cles.json")
    parser.add_argument("--revoked", type=Path, help="the file revoques.json")
    given = parser.parse_args(argv)
    key = (
        Path(given.key).read_bytes()
        if given.key and not re.fullmatch("[0-9a-fA-F]{64}", given.key)
        else given.key
    )
    revoked = given.revoked.read_bytes() if given.revoked else b""
    worst = 0
    for path in given.files:
        finding = examine(path.read_bytes(), key, revoked)
        print(f"{path.name} : {FRENCH[finding.verdict]}")
        for line in finding.lines:
            print(f"  {line}")
        worst = max(worst, STATUS[finding.verdict])
    return worst


if __name__ == "__main__":
    sys.exit(main())
