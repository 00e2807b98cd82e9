"""The papers of one row on its sheet, and the PDF sent to the browser."""

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rebond.people.models import User
from rebond.people.roles import Right
from rebond.records import papers
from rebond.records.models import Paper

READERS = {
    "erasure": Right.SEE, "failure": Right.SEE, "convention": Right.SEE, "reuse": Right.SEE,
    "gift": Right.SEE, "pickup": Right.RECEIVE, "taxreceipt": Right.SEE_PEOPLE, "receipt": Right.SEE_PEOPLE,
    "attendance": Right.ENROL, "training": Right.ENROL,
    "volunteer": Right.TRAIN, "results": Right.SEE,
}  # fmt: skip
"""Who may read a kind of paper."""
MOST = 50


def readable(reader: User) -> list[str]:
    """The kinds that ``reader`` may open."""
    return [kind for kind, right in READERS.items() if reader.may(right)]


def shown(subject: Model, *kinds: str) -> QuerySet[Paper]:
    """The papers of these kinds, newest first, each with its revocation if there is one; one query."""
    rows = papers.of(subject).filter(kind__in=kinds).select_related("revocation")
    return rows.order_by("-pk")[:MOST]


def tell(request: HttpRequest, paper: Paper) -> None:
    """What was just issued, or stood already."""
    messages.success(request, _("%(number)s is issued, signed and kept.") % {"number": paper.number})


def pdf(paper: Paper) -> HttpResponse:
    """The PDF, byte for byte as it was issued."""
    response = HttpResponse(bytes(paper.body), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
