"""A prescriber's page behind a secret link: refer somebody in two minutes, read where the others stand.

No account, no identity shown back: a number, a day, one of six words. A robot that fills every field is
answered as if it had succeeded and writes nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rebond.common.errors import Refused
from rebond.distribution import referrals
from rebond.distribution.models import PrescriberLink
from rebond.people import messages as people_messages
from rebond.people.services import association
from rebond.web.access import public
from rebond.web.needs import IdentityForm, NeedForm
from rebond.web.once import written_once

SHOWN = 50
STATUS = {
    "received": gettext_lazy("received"),
    "contacted": gettext_lazy("contacted"),
    "appointment": gettext_lazy("appointment given"),
    "equipped": gettext_lazy("equipped"),
    "not_eligible": gettext_lazy("not eligible"),
    "unreachable": gettext_lazy("unreachable"),
}


class ReferForm(IdentityForm, NeedForm):
    """One person, one need, and their word that they agree to be called."""

    person_agrees = forms.BooleanField(
        label=gettext_lazy("I have told the person, and they agree to be called"),
        error_messages={"required": gettext_lazy("We only call people who agree: ask them first.")},
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # only a robot fills it

    field_order = (
        "family_name", "given_name", "phone", "email", "reach", "commune", "birth_year", "uses", "wanted",
        "connection", "people_at_home", "children_at_school", "urgency", "note", "sure", "person_agrees",
    )  # fmt: skip


def _only_theirs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the link behind the secret; nothing is said of a secret that opens nothing."""

    @wraps(view)
    def opened(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponse:
        link = referrals.link_for(secret)
        if link is None:
            raise Http404
        response = view(request, link, secret, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    return opened


@public
@require_http_methods(["GET", "HEAD", "POST"])
@_only_theirs
@written_once
def refer(request: HttpRequest, link: PrescriberLink, secret: str) -> HttpResponse:
    """The form, and below it where the earlier ones stand."""
    form = ReferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["website"]:
            return redirect("web:refer", secret)
        try:
            row = referrals.refer(link, form.identity, form.told)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Thank you. Its number is %(number)s: note it.") % {"number": row})
            return redirect("web:refer", secret)
    rows = link.referrals.select_related("request").order_by("-id")[:SHOWN]
    context = {
        "link": link,
        "form": form,
        "rows": [(row, referrals.status(row), STATUS[referrals.status(row)]) for row in rows],
        "association": association(),
    }
    return render(request, "public/refer.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def messages_stop(request: HttpRequest, token: str) -> HttpResponse:
    """No more messages: looking changes nothing, a person presses the button."""
    person = people_messages.person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        people_messages.refuse(person, refuses=True)
        messages.success(request, _("It is done: we send you no message any more."))
        return redirect("web:messages_stop", token)
    context = {"stopped": person.messages_refused_at is not None, "association": association()}
    return render(request, "public/messages_stop.html", context)
