"""Forms of the counter: people, associations, returns. Free text refuses what must not be kept."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.people.models import Person
from rebond.web.forms import CommuneField, EmailField, FreeText, PhoneField, PlainForm
from rebond.web.needs import IdentityForm


class PersonForm(IdentityForm):
    """One human: a name, a way to reach them, a town. Nothing more."""

    adaptations = forms.MultipleChoiceField(
        label=_("What must be arranged"),
        choices=Person.Adaptation.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Never why."),
    )


class _Reachable(PlainForm):
    """Somebody who can be reached in at least one way."""

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        tried = {"phone", "email"} & (set(self.errors) | {name for name in facts if facts[name]})
        if not tried:
            self.add_error("phone", _("Write a telephone or an e-mail: one of the two is enough."))
        return facts


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
