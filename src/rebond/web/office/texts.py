"""The texts of our papers: their source, and what a professional must confirm."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rebond.impact import donor_papers, frozen, reuse_papers
from rebond.people.roles import Right
from rebond.records import texts as records
from rebond.records.texts import Text
from rebond.web.access import SignedRequest, action, page

assert donor_papers.CONVENTION
assert frozen.RESULTS
assert reuse_papers.REUSE  # their texts are registered


@page(Right.MANAGE)
def texts(request: SignedRequest) -> HttpResponse:
    """Those to confirm first."""
    checked = records.checked()
    rows = [(text, checked.get(text.name)) for text in records.every()]
    rows.sort(key=lambda row: (not row[0].doubt, row[1] is not None))
    return render(request, "office/texts.html", {"rows": rows})


@action(Right.MANAGE)
def text_check(request: SignedRequest, code: str) -> HttpResponse:
    """A professional confirmed it; ``undo``: it was ticked too soon."""
    text = _text(code)
    if "undo" in request.POST:
        records.uncheck(text, by=request.user)
        messages.success(request, _("The notice is printed again."))
    else:
        records.check(text, by=request.user)
        messages.success(request, _("The next documents no longer print the notice."))
    return redirect("web:texts")


def _text(code: str) -> Text:
    found = next((text for text in records.every() if text.code == code), None)
    if found is None:
        raise Http404
    return found
