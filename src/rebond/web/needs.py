"""The questions of a need, the same at the counter and on a prescriber's page."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import today
from rebond.distribution.models import Connection, Urgency, Use, Wanted
from rebond.distribution.requests import Told
from rebond.people.models import Person
from rebond.web.forms import CarefulForm, CommuneField, EmailField, FreeText, PhoneField, PlainForm

IDENTITY = ("given_name", "family_name", "birth_year", "phone", "email", "commune", "reach")
_PLAIN: dict[str, Any] = {"attrs": {"autocomplete": "off"}}


class IdentityForm(PlainForm):
    """Who, and how to reach them. One name is enough; without telephone nor mail, somebody must come by."""

    given_name = FreeText(
        label=_("Given name"), max_length=80, required=False, widget=forms.TextInput(**_PLAIN)
    )
    family_name = FreeText(
        label=_("Family name"),
        max_length=80,
        widget=forms.TextInput(**_PLAIN),
        help_text=_("The only name, when there is just one."),
    )
    phone = PhoneField(required=False, help_text=_("Telephone or e-mail: one of the two is enough."))
    email = EmailField(required=False)
    reach = forms.ChoiceField(
        label=_("How to reach them"),
        choices=[("", _("as it is easiest")), *Person.Reach.choices],
        required=False,
    )
    commune = CommuneField()
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=1900,
        max_value=2099,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Only to tell namesakes apart. May stay empty."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        tried = {"phone", "email"} & (set(self.errors) | {name for name in facts if facts[name]})
        if not tried and facts.get("reach") != Person.Reach.VISIT:
            self.add_error(
                "phone",
                _("Write a telephone or an e-mail; without either, choose “comes by” under “How to reach”."),
            )
        year = facts.get("birth_year")
        if year and year > today().year:
            self.add_error("birth_year", _("This year has not come yet."))
        return facts

    @property
    def identity(self) -> dict[str, Any]:
        """The columns of a person or of a referral."""
        return {name: self.cleaned_data[name] for name in IDENTITY}


class NeedForm(CarefulForm):
    """What for, with whom, which connection, how urgent."""

    careful: ClassVar = ("note",)
    uses = forms.MultipleChoiceField(
        label=_("What for?"),
        choices=Use.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    wanted = forms.ChoiceField(label=_("Which kind?"), choices=Wanted.choices, required=False)
    people_at_home = forms.IntegerField(
        label=_("How many people at home?"), required=False, min_value=1, max_value=30
    )
    children_at_school = forms.IntegerField(
        label=_("Of whom children at school or students"), required=False, min_value=0, max_value=20
    )
    connection = forms.ChoiceField(label=_("Internet at home"), choices=Connection.choices, required=False)
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, required=False, empty_value=0
    )
    note = FreeText(
        label=_("Anything useful to choose the machine"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("No family story, no health, no number of social security."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        home, children = facts.get("people_at_home"), facts.get("children_at_school") or 0
        if home and children > home:
            self.add_error("children_at_school", _("There cannot be more children than people at home."))
        return facts

    @property
    def told(self) -> Told:
        """For the service."""
        facts = self.cleaned_data
        return Told(
            uses=facts["uses"], wanted=facts["wanted"], people_at_home=facts["people_at_home"],
            children_at_school=facts["children_at_school"] or 0, connection=facts["connection"],
            urgency=facts["urgency"] or 0, note=facts["note"],
        )  # fmt: skip
