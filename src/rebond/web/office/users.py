"""Who may sign in."""

import secrets

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from rebond.common.errors import Refused
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.office import accounts
from rebond.web.office.forms import UserChangeForm, UserForm

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


@page(Right.MANAGE)
def users(request: SignedRequest) -> HttpResponse:
    """Everybody who has an account: a few dozen."""
    return render(
        request, "office/users.html", {"users": User.objects.order_by("-is_active", "display_name")}
    )


@never_cache
@form_page(Right.MANAGE)
def user_new(request: SignedRequest) -> HttpResponse:
    """A new user. A password made here is shown on the answer itself, and kept nowhere."""
    form = UserForm(request.POST or None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        made = "" if facts["password"] else new_password()
        facts["password"] = facts["password"] or made
        try:
            user = accounts.add_user(**facts, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if made:
                return render(request, "office/user_password.html", {"new_user": user, "password": made})
            messages.success(request, _("%(name)s may sign in.") % {"name": user})
            return redirect("web:users")
    return render(request, "office/user_form.html", {"form": form, "changed": None})


def new_password() -> str:
    """Four groups of four letters or digits, easy to copy by hand: 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(4)) for _group in range(4))


@form_page(Right.MANAGE)
def user(request: SignedRequest, pk: int) -> HttpResponse:
    """Role, access, new password."""
    row = get_object_or_404(User, pk=pk)
    initial = {name: getattr(row, name) for name in ("display_name", "role", "is_active")}
    form = UserChangeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            accounts.change_user(row, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if row == request.user:
                update_session_auth_hash(request, row)  # a new password does not sign oneself out
            messages.success(request, _("Saved."))
            return redirect("web:users")
    return render(request, "office/user_form.html", {"form": form, "changed": get_object_or_404(User, pk=pk)})
