"""What is written at the office: users, places, the association, the keys of bench machines."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from rebond.inventory.models import Location
from rebond.people.models import User
from rebond.people.rules import siret
from rebond.web.forms import CommuneField, MoneyField, PlainForm

_KEPT_FROM_DRAFTS = {"autocomplete": "new-password"}


class UserForm(PlainForm):
    """Someone who signs in."""

    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        help_text=_("Typed to sign in, for example anne or anne.l."),
        validators=[
            RegexValidator(re.compile(r"\A[\w.@+-]+\Z"), _("Letters, digits and . @ + - _ only, no space."))
        ],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    display_name = forms.CharField(
        label=_("Name shown"), max_length=80, help_text=_("What the others read, for example Anne L.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=User.RoleLabel.choices,
        initial=User.RoleLabel.READER,
        help_text=_("It decides what the person may do."),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.TextInput(attrs={**_KEPT_FROM_DRAFTS, "spellcheck": "false"}),
        help_text=_("At least 10 characters. Leave it empty: a good one is made and shown once."),
    )


class UserChangeForm(PlainForm):
    """Role, access, new password."""

    display_name = forms.CharField(label=_("Name shown"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=User.RoleLabel.choices)
    is_active = forms.BooleanField(
        label=_("May sign in"), required=False, help_text=_("Without it, the person is shut out at once.")
    )
    password = forms.CharField(
        label=_("New password"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs=_KEPT_FROM_DRAFTS),
        help_text=_("At least 10 characters. Leave it empty to keep the one in use."),
    )


class LocationForm(PlainForm):
    """A place where machines stand."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Example: Shelf B2."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Location.Kind.choices)
    parent = forms.ModelChoiceField(
        label=_("Inside"),
        queryset=Location.objects.none(),
        required=False,
        empty_label=_("nothing: it stands alone"),
        help_text=_("A room is inside a site, a shelf inside a room."),
    )

    def __init__(self, *args: Any, location: Location | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ModelChoiceField)
        places = Location.objects.filter(is_active=True).exclude(kind=Location.Kind.SHELF)
        field.queryset = places.exclude(pk=location.pk) if location else places


class LocationChangeForm(LocationForm):
    """The same, with the switch that puts a place out of use."""

    is_active = forms.BooleanField(
        label=_("In use"),
        required=False,
        help_text=_("A place out of use is no longer proposed; it must be empty."),
    )


class AssociationForm(PlainForm):
    """Who we are, and our rules."""

    name = forms.CharField(label=_("Name of the association"), max_length=120)
    prefix = forms.CharField(  # type: ignore[assignment]  # a field, taken out of the class by its maker
        label=_("Prefix of the numbers"),
        max_length=5,
        validators=[
            RegexValidator(re.compile(r"\A[A-Z]{2,5}\Z"), _("Two to five capital letters, for example DEF."))
        ],
        help_text=_("Numbers already given keep theirs."),
    )
    siret = forms.CharField(
        label="SIRET", max_length=20, required=False, help_text=_("14 digits. May stay empty.")
    )
    rna = forms.RegexField(
        label="RNA",
        regex=r"\AW\d{9}\Z",
        required=False,
        help_text=_("W and nine digits. Needed on tax receipts when there is no SIRET."),
        error_messages={"invalid": _("Write W and nine digits, for example W561000000.")},
    )
    purpose = forms.CharField(
        label=_("Purpose, as in the statutes"),
        max_length=300,
        required=False,
        help_text=_("Printed on conventions and tax receipts."),
    )
    represented_by = forms.CharField(
        label=_("Represented by"),
        max_length=120,
        required=False,
        help_text=_("Who signs conventions: a name and a function."),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    commune = CommuneField()
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write an address with an @, for example accueil@association.fr.")},
    )
    public_url = forms.URLField(
        label=_("Public address"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Write the whole address, for example https://rebond.association.fr.")},
        help_text=_("Printed on the labels. Empty: the address in use when a label is printed."),
    )
    second_check = forms.BooleanField(
        label=_("A second person checks every machine before it is ready"), required=False
    )
    hold_hours = forms.IntegerField(label=_("Hours a reservation is held"), min_value=1, max_value=720)
    warranty_months = forms.IntegerField(label=_("Months of warranty"), min_value=0, max_value=60)

    membership_fee_cents = MoneyField(
        label=_("Yearly membership fee, in euros"), max_length=20, required=False
    )
    membership_needed = forms.BooleanField(label=_("A sale or a loan needs a membership"), required=False)
    years_before_again = forms.IntegerField(
        label=_("Years before a household is equipped again"), min_value=0, max_value=20
    )
    loan_months = forms.IntegerField(label=_("Months of a loan"), min_value=1, max_value=36)

    def clean_siret(self) -> str:
        text: str = self.cleaned_data["siret"]
        if not text.strip():
            return ""
        try:
            return siret(text)
        except ValueError as error:
            raise forms.ValidationError(
                _("A SIRET has 14 digits, 9 then 5: one of these is not right.")
            ) from error


class TokenForm(PlainForm):
    """A bench machine."""

    name = forms.CharField(
        label=_("Name of the bench machine"), max_length=60, help_text=_("Example: bench 2, by the window.")
    )
