"""Documents as issued."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.people.roles import Right
from rebond.records.models import Paper
from rebond.web.access import SignedRequest, page
from rebond.web.lists import page_of


@page(Right.SEE_PEOPLE)
def papers(request: SignedRequest) -> HttpResponse:
    """Numbered documents, latest first, with the fingerprint of each."""
    rows = Paper.objects.defer("body").select_related("issued_by")
    return render(request, "office/papers.html", {"page": page_of(request, rows)})


@page(Right.SEE_PEOPLE)
def paper(request: SignedRequest, pk: int) -> HttpResponse:
    """The PDF, byte for byte as it was issued."""
    row = get_object_or_404(Paper, pk=pk)
    response = HttpResponse(bytes(row.body), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
