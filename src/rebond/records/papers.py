"""Numbered PDFs, kept as issued."""

import hashlib
from collections.abc import Callable

from django.db import models, transaction

from rebond.common.dates import now, today
from rebond.people.models import User
from rebond.records import journal, numbering
from rebond.records.models import Paper

PREFIXES = {"receipt": "REC"}


@transaction.atomic
def issue(kind: str, subject: models.Model, draw: Callable[[str], bytes], *, by: User | None) -> Paper:
    """Number, draw and keep one paper. ``draw`` receives the number and answers the PDF.

    Drawing happens inside the transaction: a paper that cannot be drawn leaves no gap.
    """
    year = today().year
    rank = numbering.take(f"paper-{kind}-{year}")
    number = f"{PREFIXES[kind]}-{year}-{rank:04d}"
    body = draw(number)
    paper = Paper.objects.create(
        kind=kind,
        year=year,
        rank=rank,
        number=number,
        subject_kind=journal.subject_kind(subject),
        subject_id=subject.pk,
        issued_at=now(),
        issued_by=by,
        sha256=hashlib.sha256(body).hexdigest(),
        body=body,
    )
    journal.write("paper.issued", subject, by=by, number=number, sha256=paper.sha256)
    return paper


def of(subject: models.Model) -> models.QuerySet[Paper]:
    """The papers of one row, without their bodies."""
    return Paper.objects.filter(subject_kind=journal.subject_kind(subject), subject_id=subject.pk).defer(
        "body"
    )
