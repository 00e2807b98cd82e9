"""Numbered PDFs, kept as issued. A correction is a new paper that names the old one."""

import hashlib
from collections.abc import Callable, Iterable, Mapping

from django.db import models, transaction
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.people.services import association
from rebond.records import journal, leaves, numbering, sealing, signing
from rebond.records.document import Issuer
from rebond.records.models import Paper, Revocation, Sequence, SigningKey, TreeHead
from rebond.records.signing import Signer

PREFIXES = {
    "receipt": "REC", "erasure": "EFF", "failure": "ECH", "convention": "CONV", "pickup": "ENL",
    "reuse": "REE", "gift": "MEC", "taxreceipt": "RF", "attendance": "CRE",
    "training": "ATT", "volunteer": "BEN", "results": "RES",
}  # fmt: skip


def issue(
    kind: str,
    subject: models.Model,
    draw: Callable[[str], bytes],
    *,
    by: User | None,
    template: str = "",
    replaces: Paper | None = None,
    key: SigningKey | None = None,
    amount_cents: int | None = None,
) -> Paper:
    """Number, draw and keep one paper. ``draw`` receives the number and answers the PDF.

    It is drawn under the number that comes next before anybody has to wait; again, inside the transaction, if
    another paper took that number meanwhile. A paper that cannot be drawn leaves no gap.
    """
    year = today().year
    name = f"paper-{kind}-{year}"
    likely = 1 + (Sequence.objects.filter(name=name).values_list("last", flat=True).first() or 0)
    body = draw(_number(kind, year, likely))
    with transaction.atomic():
        rank = numbering.take(name)
        number = _number(kind, year, rank)
        if rank != likely:
            body = draw(number)
        paper = Paper.objects.create(
            kind=kind, year=year, rank=rank, number=number,
            subject_kind=journal.subject_kind(subject), subject_id=subject.pk,
            issued_at=now(), issued_by=by, template=template, replaces=replaces, key=key,
            amount_cents=amount_cents,
            sha256=hashlib.sha256(body).hexdigest(), body=body,
        )  # fmt: skip
        journal.write("paper.issued", subject, by=by, number=number, sha256=paper.sha256)
        if replaces:
            revoke(replaces, reason=f"remplacé par {number}", by=by)
    return paper


def _number(kind: str, year: int, rank: int) -> str:
    return f"{PREFIXES[kind]}-{year}-{rank:04d}"


@transaction.atomic
def revoke(paper: Paper, *, reason: str, by: User | None) -> Revocation:
    """The paper is no longer good; it stays as it was issued, and every check of it says so."""
    if not reason.strip():
        raise Refused(_("Say why this document is revoked."), _("Example: wrong serial number."))
    row, is_new = Revocation.objects.get_or_create(paper=paper, defaults={"reason": reason, "by": by})
    if is_new:
        journal.write("paper.revoked", paper, by=by, number=paper.number, reason=reason)
    return row


def of(subject: models.Model) -> models.QuerySet[Paper]:
    """The papers of one row, without their bodies."""
    return Paper.objects.filter(subject_kind=journal.subject_kind(subject), subject_id=subject.pk).defer(
        "body"
    )


def standing(subject: models.Model, kind: str) -> Paper | None:
    """The last paper of that kind that is still good, without its body."""
    return of(subject).filter(kind=kind, revocation=None).order_by("-pk").first()


def issuer() -> Issuer:
    """The association, as its papers name it."""
    founder = association()
    if founder is None:
        raise Refused(_("The association is not created yet."))
    town = founder.commune.name if founder.commune else ""
    address = ", ".join(part for part in (founder.address, town) if part)
    siret = f"SIRET {founder.siret}" if founder.siret else ""
    return Issuer(founder.name, [line for line in (address, founder.phone, founder.email, siret) if line])


def check_url(number: str) -> str:
    """The public page that checks a paper, empty while the association has no public address."""
    founder = association()
    root = founder.public_url.rstrip("/") if founder else ""
    return f"{root}/verifier/{number}/" if root else ""


def told_keys() -> list[dict[str, str]]:
    """Our public keys, oldest first, each with what the one before signed of it."""
    return [
        {
            "public": bytes(key.public).hex(),
            "certificate": hashlib.sha256(bytes(key.certificate)).hexdigest(),
            "since": leaves.instant(key.since),
            "endorsed_by": bytes(key.endorsed_by.public).hex() if key.endorsed_by else "",
            "endorsement": bytes(key.endorsement).hex(),
        }
        for key in SigningKey.objects.select_related("endorsed_by").order_by("pk")
    ]


def told_head(head: TreeHead) -> dict[str, str | int]:
    """A signed head, as a certificate holds it."""
    signed = {"key": bytes(head.key.public).hex(), "signature": bytes(head.signature).hex()}
    return sealing.told(head) | signed


def enveloped(name: str, told: Mapping[str, object], signer: Signer) -> bytes:
    """``told`` under ``name``, with the key and its signature, as JSON."""
    signature = signer.sign(leaves.canonical(told))
    public = bytes(signer.row.public).hex()
    # The name first: rebond_verify.py knows a certificate by its first bytes.
    return b'{"%s":%s,"key":"%s","signature":"%s"}' % (
        name.encode(), leaves.canonical(told), public.encode(), signature.hex().encode(),
    )  # fmt: skip


def revoked() -> bytes:
    """The signed list of our revoked papers, for those who check without a network (rebond_verify.py)."""
    rows: Iterable[tuple[str, str]] = Revocation.objects.values_list("paper__number", "reason").order_by("pk")
    told: dict[str, object] = {
        "rebond": "revoked.v1", "made_at": leaves.instant(now()), "numbers": dict(rows)
    }  # fmt: skip
    return enveloped("revoked", told, signing.current())
