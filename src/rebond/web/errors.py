"""What is shown when something broke: drawn without the database, which may be what broke."""

import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rebond.common.database import is_full

DISK_FULL = 507  # Insufficient Storage


def server_error(request: HttpRequest) -> HttpResponse:
    """An unexpected error; a full disk is told as such, wherever it stopped us."""
    error = sys.exc_info()[1]
    if not (isinstance(error, DatabaseError) and is_full(error)):
        return HttpResponseServerError(render_to_string("500.html"))
    if request.headers.get("Accept") == "application/json":
        words = _("The disk is full: nothing was saved. Tell the administrator, then try again.")
        return JsonResponse({"ok": False, "message": words}, status=DISK_FULL)
    return HttpResponse(render_to_string("507.html"), status=DISK_FULL)
