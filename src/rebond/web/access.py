"""Doors: every view says which right opens it, and whether it writes. Closed by default."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebond.people.models import User
from rebond.people.roles import Right

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


class SignedRequest(HttpRequest):
    """A request behind the login door: its user is one of ours."""

    user: User  # type: ignore[assignment]


SignedView = Callable[Concatenate[SignedRequest, P], HttpResponseBase]


def _guarded(
    view: Callable[..., HttpResponseBase], rights: tuple[Right, ...]
) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (isinstance(request.user, User) and all(request.user.may(right) for right in rights)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    door.rights = rights  # type: ignore[attr-defined]
    return door


def page(*rights: Right) -> Callable[[SignedView[P]], Callable[..., HttpResponseBase]]:
    """A page to look at: GET only, and it writes nothing."""
    return lambda view: require_safe(_guarded(view, rights))


def form_page(*rights: Right) -> Callable[[SignedView[P]], Callable[..., HttpResponseBase]]:
    """A page with a form: GET shows it, POST acts."""
    return lambda view: require_http_methods(["GET", "HEAD", "POST"])(_guarded(view, rights))


def action(*rights: Right) -> Callable[[SignedView[P]], Callable[..., HttpResponseBase]]:
    """A button: POST only."""
    return lambda view: require_POST(_guarded(view, rights))


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open to anyone, signed in or not."""
    opened = login_not_required(view)
    opened.is_public = True  # type: ignore[attr-defined]
    return opened
