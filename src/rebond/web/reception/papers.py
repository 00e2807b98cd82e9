"""The papers of a donation."""

from django.http import HttpResponse
from django.shortcuts import redirect

from rebond.erasure import papers as certificates
from rebond.people.roles import Right
from rebond.web import papers
from rebond.web.access import SignedRequest, action
from rebond.web.reception.donations import donation_or_404


@action(Right.PROVE)
def donation_certificate(request: SignedRequest, pk: int) -> HttpResponse:
    """One certificate for every drive that came with a donation and is proven."""
    papers.tell(request, certificates.issue_certificate(donation_or_404(pk), by=request.user))
    return redirect("web:donation", pk)
