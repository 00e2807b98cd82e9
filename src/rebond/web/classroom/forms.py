"""The forms of the classroom: what is offered, who comes, what was done. Each in under a minute."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.people.models import User
from rebond.training.help import Told
from rebond.training.models import MARGINS, HeadCount, Venue
from rebond.training.words import (
    AgeBand,
    Autonomy,
    Gear,
    Gender,
    Occupation,
    PlaceKind,
    Redirection,
    Theme,
    Trainee,
)
from rebond.web.classroom.offer_forms import teachers
from rebond.web.classroom.wording import minutes_of
from rebond.web.forms import OF_A_YEAR, CommuneField, FreeText, MoneyField, PhoneField, PlainForm
from rebond.web.needs import IDENTITY, IdentityForm

LENGTHS = [
    ("60", _("1 hour")),
    ("90", _("1 hour 30")),
    ("120", _("2 hours")),
    ("180", _("3 hours")),
    ("210", _("3 hours 30, half a day")),
    ("420", _("7 hours, a day")),
    ("other", pgettext_lazy("length", "another length")),
]
SHORT_LENGTHS = [
    ("15", "15 min"), ("30", "30 min"), ("45", "45 min"), ("60", _("1 hour")), ("90", _("1 hour 30")),
    ("120", _("2 hours")), ("other", pgettext_lazy("length", "another length")),
]  # fmt: skip
"""La Coop's own buttons."""
_NUMERIC: dict[str, Any] = {"attrs": {"inputmode": "numeric", "autocomplete": "off"}}


class LengthForm(PlainForm):
    """A length by its button, or typed in minutes."""

    lengths: ClassVar = LENGTHS
    most: ClassVar = 1440

    length = forms.ChoiceField(
        label=_("How long?"),
        choices=LENGTHS,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a length.")},
    )
    minutes = forms.IntegerField(
        label=_("Another length, in minutes"),
        required=False,
        min_value=5,
        max_value=1440,
        help_text=_("Only when none of the lengths above fits. Example: 150."),
        widget=forms.NumberInput(**_NUMERIC),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("length") == "other":
            if facts.get("minutes") is None and "minutes" not in self.errors:
                self.add_error("minutes", _("Write how long it was, for example 150."))
        elif facts.get("length"):
            facts["minutes"] = int(facts["length"])
        return facts

    @classmethod
    def length_of(cls, minutes: int) -> dict[str, Any]:
        """The initial values that show ``minutes``."""
        known = str(minutes) in dict(cls.lengths)
        return {"length": str(minutes)} if known else {"length": "other", "minutes": minutes}


def _count(label: Any, most: int = 500) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, widget=forms.NumberInput(**_NUMERIC)
    )


class HeadCountForm(LengthForm):
    """Who came is not asked: only how many, and the margins if they are known."""

    kind = forms.ChoiceField(
        label=_("What was it?"),
        choices=HeadCount.Kind,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a training or an open workshop.")},
    )
    title = FreeText(
        label=_("Title"),
        max_length=120,
        help_text=_("The last titles are suggested. Example: First steps."),
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "off"}),
    )
    held_on = forms.DateField(label=_("Day"))
    people = forms.IntegerField(
        label=_("People present"),
        min_value=0,
        max_value=500,
        help_text=_("Without those who teach, nor those who are on a list with their name."),
        widget=forms.NumberInput(**_NUMERIC),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=Theme.choices, widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("For the activity report."),
    )  # fmt: skip
    already_helped = _count(_("of whom already helped before"))
    women = _count(_("women"))
    men = _count(_("men"))
    under_12 = _count(AgeBand.UNDER_12.label)
    under_18 = _count(AgeBand.UNDER_18.label)
    under_25 = _count(AgeBand.UNDER_25.label)
    under_40 = _count(AgeBand.UNDER_40.label)
    under_60 = _count(AgeBand.UNDER_60.label)
    under_70 = _count(AgeBand.UNDER_70.label)
    over_70 = _count(AgeBand.OVER_70.label)
    at_school = _count(Occupation.SCHOOL.label)
    jobless = _count(Occupation.JOBLESS.label)
    employed = _count(Occupation.EMPLOYED.label)
    retired = _count(Occupation.RETIRED.label)

    field_order = ("kind", "title", "held_on", "length", "minutes", "people")
    MARGINS: ClassVar = {names[0]: names for names in MARGINS.values()}
    MAIN: ClassVar = ("kind", "title", "held_on", "length", "minutes", "people")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for first, names in self.MARGINS.items():
            if sum(facts.get(name) or 0 for name in names) > facts.get("people", 500):
                self.add_error(first, _("These are more than the people present: they must fit in it."))
        return facts

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN if name in self.fields]

    @property
    def margin_fields(self) -> list[forms.BoundField]:
        return [self[name] for names in self.MARGINS.values() for name in names]

    @property
    def margins(self) -> dict[str, int]:
        """Columns of a head count, 0 where nothing was typed."""
        return {name: self.cleaned_data.get(name) or 0 for names in self.MARGINS.values() for name in names}


class LearnerForm(PlainForm):
    """What funders ask, told freely, and who answers for a child."""

    trainee = forms.ChoiceField(label=_("Situation, for the BPF"), choices=Trainee.choices, required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices, required=False)
    occupation = forms.ChoiceField(label=_("Occupation"), choices=Occupation.choices, required=False)
    guardian_name = FreeText(
        label=_("Adult who answers for a child"), max_length=120, required=False,
        help_text=_("Under fifteen: their name and telephone; messages go to them."),
    )  # fmt: skip
    guardian_phone = PhoneField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian_phone"].label = _("Telephone of this adult")


class NewLearnerForm(IdentityForm, LearnerForm):
    """Somebody we do not know yet, and their place."""

    field_order = (
        "family_name",
        *IDENTITY,
        "trainee",
        "gender",
        "occupation",
        "guardian_name",
        "guardian_phone",
    )


class ActivityForm(LengthForm):
    """One individual help: defaults of the last one, durations as buttons, themes with pictures."""

    lengths: ClassVar = SHORT_LENGTHS

    day = forms.DateField(label=_("Day"))
    themes = forms.MultipleChoiceField(
        label=_("What about?"),
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    place_kind = forms.ChoiceField(label=_("Where?"), choices=PlaceKind.choices, widget=forms.RadioSelect)
    venue = forms.ModelChoiceField(
        label=pgettext_lazy("training", "Place"), queryset=Venue.objects.none(), required=False
    )
    commune = CommuneField()
    gear = forms.MultipleChoiceField(
        label=_("With which device?"),
        choices=Gear.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    autonomy = forms.ChoiceField(
        label=_("How did they do?"), choices=[("", "—"), *Autonomy.choices], required=False
    )
    formality = FreeText(
        label=_("Name of the formality"), max_length=80, required=False,
        help_text=_("Only when a formality was done. Example: housing benefit. No number, no story."),
    )  # fmt: skip
    redirected_to = forms.ChoiceField(
        label=_("Sent on to"), choices=[("", "—"), *Redirection.choices], required=False
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=Gender.choices, required=False)
    age_band = forms.ChoiceField(label=_("Age"), choices=AgeBand.choices, required=False)
    occupation = forms.ChoiceField(label=_("Occupation"), choices=Occupation.choices, required=False)

    ANONYMOUS: ClassVar = ("gender", "age_band", "occupation")
    MORE: ClassVar = ("commune", "gear", "autonomy", "formality", "redirected_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["length"].choices = self.lengths  # type: ignore[attr-defined]
        self.fields["minutes"].max_value = 600  # type: ignore[attr-defined]
        self.fields["venue"].queryset = Venue.objects.filter(is_active=True)  # type: ignore[attr-defined]
        # What stays « not said » is the last choice of La Coop's lists, and our first.
        for name in self.ANONYMOUS:
            self.fields[name].initial = "non_communique"

    @property
    def told(self) -> Told:
        facts = self.cleaned_data
        return Told(
            day=facts["day"], minutes=facts["minutes"], themes=facts["themes"],
            place_kind=facts["place_kind"], venue=facts["venue"], commune=facts["commune"],
            gear=facts["gear"], formality=facts["formality"], autonomy=facts["autonomy"],
            redirected_to=facts["redirected_to"],
            **{name: facts[name] or "non_communique" for name in self.ANONYMOUS},
        )  # fmt: skip

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    def anonymous_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ANONYMOUS]


class AppointmentForm(PlainForm):
    venue = forms.ModelChoiceField(label=pgettext_lazy("training", "Place"), queryset=Venue.objects.none())
    helper = forms.ModelChoiceField(label=_("With"), queryset=User.objects.none(), required=False)
    day = forms.DateField(label=_("Day"))
    starts = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    length = forms.ChoiceField(label=_("How long?"), choices=SHORT_LENGTHS[:-1], widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["helper"].queryset = teachers()  # type: ignore[attr-defined]

    @property
    def starts_at(self) -> int:
        return minutes_of(self.cleaned_data["starts"])


class AccountsForm(PlainForm):
    """What no lesson tells of a year."""

    costs = MoneyField(label=_("Costs of vocational training"), **OF_A_YEAR)
    salaries = MoneyField(label=_("of which salaries of trainers"), **OF_A_YEAR)
    purchases = MoneyField(label=_("of which training bought elsewhere"), **OF_A_YEAR)
    handed_trainees = _count(_("Trainees handed to another body"))
    handed_hours = _count(_("their hours"), most=100_000)
    received_trainees = _count(_("Trainees received from another body"))
    received_hours = _count(_("their hours"), most=100_000)
    volunteer_hour = MoneyField(
        label=_("Value of a volunteer's hour"), required=False, never_below_zero=True,
        help_text=_("As the board decided it. Empty: hours are counted, not valued."),
    )  # fmt: skip

    paid_hours = _count(_("Hours paid, from the payroll (the whole association)"), most=1_000_000)
    integration_hours = _count(_("of which integration contracts"), most=1_000_000)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if (facts.get("integration_hours") or 0) > (facts.get("paid_hours") or 0):
            self.add_error("paid_hours", _("The hours paid hold those of integration contracts."))
        if (facts.get("salaries") or 0) + (facts.get("purchases") or 0) > (facts.get("costs") or 0):
            self.add_error("costs", _("The costs hold at least the salaries and the training bought."))
        return facts
