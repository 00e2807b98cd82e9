"""The sign-in page: ours around Django's view; in a demonstration it says who may sign in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from rebond.people.models import User
from rebond.people.services import association
from rebond.web.access import public

DEMONSTRATION_PASSWORD = "demonstration"
"""The one that `rebond demo` gives to its invented users."""


_REFUSALS: dict[str, Any] = {
    "invalid_login": _("This name and this password do not go together. Check both, capital letters too."),
    "inactive": _("This account is closed. Ask the administrator of your association."),
}


class SignInForm(AuthenticationForm):
    """A name and a password, refused without saying which of the two is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages = _REFUSALS
        self.fields["username"].widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        )
        self.fields["username"].error_messages["required"] = _("Write your user name, for example marie.")
        self.fields["password"].error_messages["required"] = _("Write your password.")
        self.fields["password"].label = _("Password")


class SignIn(LoginView):
    """Before the first run there is nobody to sign in: the page sends to it."""

    template_name = "public/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.founder = association()
        if self.founder is None:
            return redirect("web:first_run")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.founder and self.founder.is_demonstration:
            context["logins"] = User.objects.filter(is_active=True).order_by("pk")[:12]
            context["demonstration_password"] = DEMONSTRATION_PASSWORD
        return context


login = public(SignIn.as_view())
