"""A page that writes something new holds a token: sent twice (two clicks, sent again) it writes once."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect

from rebond.records import sending
from rebond.web.access import SignedRequest

_HERE = "{here}"
"""Stands for the page's own address, which may hold a prescriber's secret: it is not kept."""


def written_once(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The second time, the page leads where it led the first time.

    The page holds ``{{ once }}`` in a field of that name; an answer that leads nowhere wrote nothing.
    """

    @wraps(view)
    def answered(request: SignedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = _token(request.POST.get("once", "")) if request.method == "POST" else None
        if token is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            led_to = sending.begin(token)
            if led_to is not None:
                return redirect(led_to.replace(_HERE, request.path, 1))
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                sending.end(token, response.url.replace(request.path, _HERE, 1))
            else:
                transaction.set_rollback(True)
            return response

    return answered


def _token(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
