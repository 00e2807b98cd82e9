"""The erasure certificate and the failure statement: what a donor shows to whoever asks about the data.

The authority is the signed JSON inside the PDF; each proof in it is a leaf of the sealed tree, with its path
to a signed head.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rebond.collection.models import Donation
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.erasure import certificate
from rebond.erasure.models import Destruction, Erasure
from rebond.inventory.models import Device, Drive, Sighting
from rebond.people.models import User
from rebond.people.services import association
from rebond.records import leaves, pades, papers, rebond_verify, sealing, signing
from rebond.records.document import Signature, draw
from rebond.records.models import Leaf, Paper, TreeHead
from rebond.records.tree import Tree

ATTEMPTS, ATTEMPTS_APART_S = 5, 0.2
Statements = dict[str, tuple[Leaf, bytes]]
Subject = Device | Drive | Donation


@dataclass(frozen=True)
class Proven:
    """One drive and what proves its data gone; ``device`` is the machine it was in, when it was in one."""

    drive: Drive
    device: Device | None
    proof: Erasure | Destruction


def certificate_of(subject: Subject) -> Paper | None:
    """The certificate that stands, None before the first one."""
    return papers.standing(subject, "erasure")


def issue_certificate(subject: Subject, *, by: User) -> Paper:
    """Number, sign and keep the certificate of what is proven today.

    The one that stands is answered again while it says the same; when more drives are proven since, a new one
    replaces it. Refused when nothing is proven.
    """
    proven, open_drives = _proven(subject)
    if not proven:
        raise Refused(
            _("No drive here is proven erased yet: there is nothing to certify."),
            _("Record its erasure or its destruction first."),
        )
    known = certificate_of(subject)
    if known and _covers(known) == {_key(one) for one in proven}:
        return known
    signer, told = signing.current(may_be_first=True), _told(subject, proven, open_drives)
    made_at = now()

    def drawn(number: str) -> bytes:
        whole = told | {"number": number, "issued_at": leaves.instant(made_at)}
        signed = papers.enveloped("certificate", whole, signer)
        document = certificate.certificate(
            whole, signed, papers.issuer(), papers.check_url(number), made_at, _signature(by)
        )
        return pades.sign(draw(document), signer, reason="Certificat d’effacement")

    return papers.issue(
        "erasure", subject, drawn, by=by, template=certificate.CERTIFICATE, replaces=known, key=signer.row
    )


def _told(subject: Subject, proven: Sequence[Proven], open_drives: Sequence[Drive]) -> dict[str, Any]:
    """What the certificate says, but for its number and its instant."""
    head, statements = _sealed(proven)
    media = _media(proven, Tree(head.size), statements)
    return {
        "rebond": "certificate.v1",
        "issuer": _issuer(),
        "subject": _subject(subject),
        "media": media,
        "not_covered": [drive.serial or str(drive) for drive in open_drives],
        "limitations": certificate.limitations(media),
        "head": papers.told_head(head),
        "keys": papers.told_keys(),
    }


def issue_failure(drive: Drive, *, by: User) -> Paper:
    """For a drive whose erasure failed: what was tried, and the order to destroy it. Refused while it is
    proven, or when nothing failed.
    """
    if drive.data_state != Drive.DataState.UNPROVEN:
        raise Refused(_("The data of this drive is proven gone: ask for its certificate instead."))
    tries = list(drive.erasures.filter(proves=False, finished_at__gte=drive.debt_since).order_by("pk"))
    if not tries:
        raise Refused(_("No erasure of this drive failed."), _("Record the attempt first."))
    known = papers.standing(drive, "failure")
    if known and known.issued_at >= tries[-1].recorded_at:
        return known
    signer, made_at = signing.current(may_be_first=True), now()
    told = _facts(drive, drive.device) | {"tries": [_sanitization(row) for row in tries]}

    def drawn(number: str) -> bytes:
        document = certificate.failure(told | {"number": number}, papers.issuer(), made_at, _signature(by))
        return pades.sign(draw(document), signer, reason="Constat d’échec")

    return papers.issue(
        "failure", drive, drawn, by=by, template=certificate.FAILURE, replaces=known, key=signer.row
    )


def _signature(by: User) -> Signature:
    return Signature("Pour l’association, établi par", by.display_name, by.get_role_display())


def _proven(subject: Subject) -> tuple[list[Proven], list[Drive]]:
    """What is proven of the subject, and the drives that are not; a constant number of queries."""
    if isinstance(subject, Drive):
        stands = _current_proof(subject)
        return ([Proven(subject, subject.device, stands)], []) if stands else ([], [subject])
    seen = Sighting.objects.select_related("drive", "device").order_by("device_id", "pk")
    if isinstance(subject, Device):
        seen = seen.filter(device=subject, reception=subject.reception)
    else:  # what came with the donation: a machine that came back since holds another family's data
        seen = seen.filter(device__lot__donation=subject, reception=1)
    rows = list(seen)
    erasures = Erasure.objects.select_related("recorded_by").in_bulk(
        [row.proof_id for row in rows if row.settled_by == Sighting.Proof.ERASURE]
    )
    drives = {row.drive_id for row in rows}
    taken_out = {row.drive_id: row.drive for row in rows if row.settled_by == Sighting.Proof.REMOVAL}
    erasures |= Erasure.objects.select_related("recorded_by").in_bulk(
        [drive.proof_id for drive in taken_out.values() if drive.proof_id]
    )
    destructions = {
        row.drive_id: row
        for row in Destruction.objects.filter(drive__in=drives).select_related("recorded_by")
    }
    found: dict[int, Proven] = {}
    for row in rows:
        proof: Erasure | Destruction | None = erasures.get(
            (row.proof_id if row.settled_by == Sighting.Proof.ERASURE else row.drive.proof_id) or 0
        )
        if row.settled_by == Sighting.Proof.DESTRUCTION or proof is None:
            proof = destructions.get(row.drive_id)
        if proof is not None:
            found[row.drive_id] = Proven(row.drive, row.device, proof)
    still_open = {row.drive_id: row.drive for row in rows if row.drive_id not in found}
    return list(found.values()), list(still_open.values())


def _current_proof(drive: Drive) -> Erasure | Destruction | None:
    if drive.data_state == Drive.DataState.DESTROYED:
        return Destruction.objects.select_related("recorded_by").get(drive=drive)
    if drive.data_state == Drive.DataState.ERASED:
        return Erasure.objects.select_related("recorded_by").get(pk=drive.proof_id or 0)
    return None


def _key(one: Proven) -> str:
    return f"{one.proof._meta.model_name} {one.proof.pk}"


def _covers(paper: Paper) -> set[str]:
    """The proofs that a certificate holds."""
    return {f"{told['kind']} {told['id']}" for told in proofs_in(paper)}


def proofs_in(paper: Paper) -> list[dict[str, Any]]:
    """The sealed statements inside a certificate of ours."""
    told = rebond_verify.read(rebond_verify.embedded(bytes(paper.body)) or b"")
    assert told is not None, "a certificate of ours holds its JSON"
    return [json.loads(medium["entry"]["statement"]) for medium in told["certificate"]["media"]]


def _issuer() -> dict[str, str]:
    founder = association()
    assert founder is not None, "only an association issues papers"
    town = founder.commune.name if founder.commune else ""
    return {
        "name": founder.name, "siret": founder.siret, "address": founder.address, "town": town,
        "phone": founder.phone, "email": founder.email, "url": founder.public_url,
    }  # fmt: skip


def _subject(subject: Subject) -> dict[str, str]:
    """What the certificate is about. A private donor is not named: it is theirs already."""
    if isinstance(subject, Donation):
        donor = subject.donor_organisation
        return {
            "kind": "donation", "number": subject.number, "donor": donor.name if donor else "",
            "siret": donor.siret if donor else "",
        }  # fmt: skip
    if isinstance(subject, Device):
        return {"kind": "device", "number": subject.number, "serial": subject.serial, "model": subject.title}
    return {"kind": "drive", "number": "", "serial": subject.serial, "model": subject.model}


def _sealed(proven: Sequence[Proven]) -> tuple[TreeHead, Statements]:
    """The newest head and the proofs, all under it. Refused while another process is still sealing them."""
    for _attempt in range(ATTEMPTS):
        sealing.seal()
        head, statements = sealing.last_head(), _statements(proven)
        placed = [leaf.position for leaf, _told in statements.values()]
        if head and len(placed) == len(proven) and max(placed) < head.size:
            return head, statements
        time.sleep(ATTEMPTS_APART_S)
    raise Refused(_("These proofs are being sealed."), _("Try again in a moment."))


def _media(proven: Sequence[Proven], tree: Tree, statements: Statements) -> list[dict[str, Any]]:
    """One object for each drive, in words of the standard, with its sealed proof and the way to the head."""
    return [_medium(one, tree, *statements[_key(one)]) for one in proven]


def _statements(proven: Sequence[Proven]) -> Statements:
    """The leaf and the statement of each proof that is sealed, by its key; two queries for each kind."""
    found = {}
    for model in (Erasure, Destruction):
        kind = str(model._meta.model_name)
        ids = [one.proof.pk for one in proven if isinstance(one.proof, model)]
        sealed = {leaf.row_id: leaf for leaf in Leaf.objects.filter(kind=kind, row_id__in=ids)}
        for row_id, row in leaves.rows(kind, model._default_manager.filter(pk__in=ids)):
            if leaf := sealed.get(row_id):
                found[f"{kind} {row_id}"] = leaf, leaves.form(kind, leaf.form).statement(row)
    return found


def _medium(one: Proven, tree: Tree, leaf: Leaf, statement: bytes) -> dict[str, Any]:
    return {
        **_facts(one.drive, one.device),
        "sanitization": _sanitization(one.proof),
        "proof": _compared(one.proof),
        "entry": {
            "statement": statement.decode(),
            "index": leaf.position,
            "path": [step.hex() for step in tree.path(leaf.position)],
        },
    }


def _facts(drive: Drive, device: Device | None) -> dict[str, Any]:
    """The drive and the machine it was in."""
    source = None
    if device is not None:
        source = {
            "number": device.number, "maker": device.maker, "model": device.model, "serial": device.serial,
        }  # fmt: skip
    return {
        "maker": drive.maker, "model": drive.model, "serial": drive.serial, "media_type": drive.media,
        "size_bytes": drive.size_bytes, "source": source,
    }  # fmt: skip


def _sanitization(proof: Erasure | Destruction) -> dict[str, Any]:
    if isinstance(proof, Destruction):
        return {
            "method": "destroy", "technique": proof.method, "tool": "", "tool_version": "",
            "verification": "witnessed", "result": "success", "errors": 0, "started_at": None,
            "finished_at": proof.destroyed_on.isoformat(), "performed_by": _who(proof.recorded_by),
            "witness": proof.witness, "recorded_at": leaves.instant(proof.recorded_at),
        }  # fmt: skip
    return {
        "method": proof.level, "technique": proof.method, "tool": proof.tool,
        "tool_version": proof.tool_version, "verification": proof.verification,
        "result": proof.result, "errors": proof.errors,
        "started_at": proof.started_at and leaves.instant(proof.started_at),
        "finished_at": leaves.instant(proof.finished_at), "performed_by": _who(proof.recorded_by),
        "witness": proof.witness, "recorded_at": leaves.instant(proof.recorded_at),
    }  # fmt: skip


def _compared(proof: Erasure | Destruction) -> dict[str, Any]:
    """What of the statement is said again in words, so that the two can be compared."""
    if isinstance(proof, Destruction):
        return {
            "kind": "destruction", "method": proof.method, "destroyed_on": proof.destroyed_on.isoformat(),
            "witness": proof.witness,
        }  # fmt: skip
    return {
        "kind": "erasure", "method": proof.method, "level": proof.level, "tool": proof.tool, "proves": True,
        "tool_version": proof.tool_version, "result": proof.result, "verification": proof.verification,
        "finished_at": leaves.instant(proof.finished_at),
    }  # fmt: skip


def _who(user: User | None) -> dict[str, str]:
    """Name and function; a bench that sent a report by itself is no person."""
    return {"name": user.display_name, "function": user.role} if user else {"name": "", "function": "bench"}
