"""The accessibility statement: what was tested and how, what was not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rebond.people.services import association
from rebond.web.access import public


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Open to anyone."""
    return render(request, "public/accessibility.html", {"association": association()})
