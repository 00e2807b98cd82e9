"""The worker that keeps a page for where there is no network: the same for the road and for the classroom."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rebond.web.access import public

WORKER = Path(__file__).with_name("static") / "rebond/js/page-worker.js"


@public
@require_safe
def page_worker(request: HttpRequest) -> HttpResponse:
    """The worker, from an address under which it may keep the pages of its place, and no other."""
    return HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
