"""Forms of the counter: people, associations, returns. Free text refuses what must not be kept."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.web.forms import CommuneField, FreeText, PlainForm

_PHONE = re.compile(r"\+?[0-9]{6,15}")


class PhoneField(forms.CharField):
    """A telephone number, kept with the spaces it was typed with."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"})
        super().__init__(label=_("Telephone"), max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text and not _PHONE.fullmatch(re.sub(r"[ .\-()/]", "", text)):
            raise ValidationError(_("Write a telephone number, for example 06 12 34 56 78."))
        return text


class EmailField(forms.EmailField):
    """An e-mail address, refused in our words."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
        super().__init__(label=_("E-mail"), max_length=254, widget=widget, **kwargs)
        self.error_messages["invalid"] = _("Write an e-mail address, for example marie@example.org.")
        for validator in self.validators:
            if hasattr(validator, "message"):
                validator.message = self.error_messages["invalid"]


class _Reachable(PlainForm):
    """Somebody who can be reached in at least one way."""

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        tried = {"phone", "email"} & (set(self.errors) | {name for name in facts if facts[name]})
        if not tried:
            self.add_error("phone", _("Write a telephone or an e-mail: one of the two is enough."))
        return facts


class PersonForm(_Reachable):
    """One human: a name, a way to reach them, a town. Nothing more."""

    given_name = FreeText(
        label=_("Given name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    family_name = FreeText(
        label=_("Family name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(required=False, help_text=_("Telephone or e-mail: one of the two is enough."))
    email = EmailField(required=False)
    commune = CommuneField()


class AssociationForm(_Reachable):
    """An association that receives machines."""

    name = FreeText(label=_("Name of the association"), max_length=160)
    contact_name = FreeText(label=_("Contact person"), max_length=120, required=False)
    phone = PhoneField(required=False, help_text=_("Telephone or e-mail: one of the two is enough."))
    email = EmailField(required=False)
    commune = CommuneField()


class ReturnForm(PlainForm):
    """Why a machine comes back."""

    REASONS: ClassVar = [
        ("broken", _("It no longer works")),
        ("unsuitable", _("It does not suit the person")),
        ("loan_over", _("The loan is over")),
        ("unneeded", _("The person no longer needs it")),
        ("other", pgettext_lazy("return", "Something else")),
    ]
    reason = forms.ChoiceField(
        label=_("Why does it come back?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the reasons.")},
    )
    details = FreeText(
        label=_("In a few words"),
        max_length=120,
        required=False,
        help_text=_(
            "What the bench must know, for example: the keyboard no longer answers. No name, no password."
        ),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("reason") == "other" and not facts.get("details") and "details" not in self.errors:
            self.add_error("details", _("Say in a few words why it comes back."))
        return facts

    @property
    def words(self) -> str:
        """The reason as the journal keeps it, at most 200 characters."""
        chosen = str(dict(self.REASONS)[self.cleaned_data["reason"]])
        return " — ".join(filter(None, [chosen, self.cleaned_data["details"]]))
