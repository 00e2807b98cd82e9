"""What our papers have in common: who we are, their shape, who signs for us."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Model

from rebond.common.dates import now
from rebond.people.models import Association, User
from rebond.people.services import association
from rebond.records import pades, papers, signing, texts
from rebond.records.document import Attachment, Document, Section, Signature, draw
from rebond.records.models import Paper
from rebond.records.texts import Text


def document(
    text: Text, number: str, made_at: datetime, *, lead: Sequence[str], sections: Sequence[Section],
    signatures: Sequence[Signature], attachment: Attachment | None = None,
) -> Document:  # fmt: skip
    return Document(
        title=text.title,
        number=number,
        issuer=papers.issuer(),
        made_at=made_at,
        source=f"Modèle {text.name}. Source : {text.source}.",
        lead=lead,
        notices=texts.notices(text),
        sections=sections,
        signatures=signatures,
        attachment=attachment,
        check_url=papers.check_url(number),
    )


def who_we_are() -> Association:
    found = association()
    assert found is not None, "only an association issues papers"
    return found


def for_us() -> Signature:
    us = who_we_are()
    return Signature(f"Pour {us.name} : {us.represented_by or 'nom, qualité'}, date, signature")


def issue_signed(
    kind: str, subject: Model, text: Text, make: Callable[[str, datetime], Document], *, by: User | None,
    replaces: bool = True, amount_cents: int | None = None,
) -> Paper:  # fmt: skip
    """Draw, sign, number and keep; the one of the same kind that stood is replaced if ``replaces``."""
    signer, made_at = signing.current(may_be_first=True), now()
    return papers.issue(
        kind,
        subject,
        lambda number: pades.sign(draw(make(number, made_at)), signer, reason=text.title),
        by=by,
        template=text.name,
        replaces=papers.standing(subject, kind) if replaces else None,
        key=signer.row,
        amount_cents=amount_cents,
    )
