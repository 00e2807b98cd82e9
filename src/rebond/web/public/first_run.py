"""The very first page of an installation: the association, its first site, its first administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rebond.common.errors import Refused
from rebond.inventory.locations import add_location
from rebond.inventory.models import Location
from rebond.people import services as people
from rebond.people.models import Association, User
from rebond.records import journal
from rebond.web.access import public
from rebond.web.forms import PlainForm


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=help_text, widget=widget, strip=False, max_length=200)


class FirstRunForm(PlainForm):
    """All that is needed to begin; the rest is changed later in the office."""

    name = forms.CharField(
        label=_("Name of your association"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    letters = forms.RegexField(
        label=_("Letters at the beginning of your numbers"),
        regex=r"^[A-Za-z]{2,5}$",
        help_text=_("Two to five letters, for example DEF: your first machine will be DEF-26-00001."),
        error_messages={"invalid": _("Write two to five letters without accents, for example DEF.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    site = forms.CharField(
        label=_("Name of your first site"),
        max_length=80,
        help_text=_(
            "Where the machines arrive, for example: workshop of Lanester. Rooms and shelves come later."
        ),
    )
    public_url = forms.URLField(
        label=_("Address at which others will open Rebond"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, for example https://rebond.association.fr.")},
        help_text=_("Printed on the labels. Leave it empty if you do not know it yet."),
    )
    display_name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    username = forms.RegexField(
        label=_("Your user name"),
        regex=r"^[\w.@+-]{2,40}$",
        help_text=_("To sign in, for example anne. You are the first administrator."),
        error_messages={"invalid": _("Two to forty letters or digits without spaces, for example anne.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = _secret(_("Your password"), _("Ten characters at least; three words are easy to remember."))
    again = _secret(_("The same password once more"))

    def clean_letters(self) -> str:
        return str(self.cleaned_data["letters"]).upper()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("password") and facts.get("again") and facts["password"] != facts["again"]:
            self.add_error("again", _("The two passwords differ: write the same one twice."))
        return facts


@public
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest) -> HttpResponse:
    """Open until the association exists; afterwards it leads to the sign-in page."""
    if people.association() is not None:
        return redirect("web:login")
    form = FirstRunForm(request.POST or None)
    if form.is_valid():
        try:
            founder = _found(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            login(request, founder, "django.contrib.auth.backends.ModelBackend")
            messages.success(request, _("Welcome! Your association is ready: receive your first donation."))
            return redirect("web:home")
    return render(request, "public/first_run.html", {"form": form})


@transaction.atomic
def _found(facts: dict[str, Any]) -> User:
    """The association, its administrator and its first site, all or nothing."""
    association = Association(name=facts["name"], prefix=facts["letters"], public_url=facts["public_url"])
    founder = people.found_association(
        association=association,
        username=facts["username"], display_name=facts["display_name"], password=facts["password"],
    )  # fmt: skip
    journal.write("association.founded", association, by=founder, name=association.name)
    journal.write("user.added", founder, by=founder, role=founder.role)
    add_location(name=facts["site"], kind=Location.Kind.SITE, parent=None, by=founder)
    return founder
