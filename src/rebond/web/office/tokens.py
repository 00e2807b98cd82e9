"""The keys that let bench machines send their reports."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from rebond.people.models import AgentToken
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.office import accounts
from rebond.web.office.forms import TokenForm


@page(Right.MANAGE)
def tokens(request: SignedRequest) -> HttpResponse:
    """Keys in use first."""
    rows = AgentToken.objects.select_related("created_by").order_by("-id")
    live = [row for row in rows if row.revoked_at is None]
    return render(
        request, "office/tokens.html", {"live": live, "revoked": [row for row in rows if row.revoked_at]}
    )


@never_cache
@form_page(Right.MANAGE)
def token_new(request: SignedRequest) -> HttpResponse:
    """A new key; its secret is shown on the answer itself, this one time."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        token, secret = accounts.create_token(name=form.cleaned_data["name"], by=request.user)
        return render(request, "office/token_secret.html", {"token": token, "secret": secret})
    return render(request, "office/token_form.html", {"form": form})


@action(Right.MANAGE)
def token_revoke(request: SignedRequest, pk: int) -> HttpResponse:
    """The key opens nothing any more."""
    token = get_object_or_404(AgentToken, pk=pk, revoked_at=None)
    accounts.revoke_token(token, by=request.user)
    messages.success(request, _("“%(name)s” can no longer send reports.") % {"name": token})
    return redirect("web:tokens")
