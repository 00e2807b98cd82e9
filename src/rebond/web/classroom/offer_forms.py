"""The forms of what is offered: places, trainings, sessions, who pays, which machines."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.people.models import Organisation, User
from rebond.people.roles import Role
from rebond.training.models import Room, Training
from rebond.training.offer import When
from rebond.training.words import Aim, Income, Level, Theme
from rebond.web.classroom.wording import minutes_of
from rebond.web.forms import OF_A_YEAR, CommuneField, FreeText, MoneyField, PlainForm

TEACHERS = (Role.TRAINER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.COUNTER, Role.TECHNICIAN)
_NUMERIC: dict[str, Any] = {"attrs": {"inputmode": "numeric", "autocomplete": "off"}}


class VenueForm(PlainForm):
    name = FreeText(label=_("Name"), max_length=120, min_length=3)
    address = FreeText(label=_("Address"), max_length=200)
    commune = CommuneField(required=True)
    how_to_come = FreeText(
        label=_("How to come"), max_length=200, required=False, help_text=_("Example: bus 5, stop Mairie.")
    )
    opening_hours = FreeText(
        label=_("Opening hours"),
        max_length=200,
        required=False,
        help_text=_("As OpenStreetMap writes them. Example: Mo-Fr 09:00-12:00,14:00-17:00; PH off"),
    )
    latitude = forms.DecimalField(label=_("Latitude"), required=False, max_digits=8, decimal_places=5)
    longitude = forms.DecimalField(label=_("Longitude"), required=False, max_digits=8, decimal_places=5)
    step_free = forms.BooleanField(label=_("Can be entered without a step"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        for name, most in (("latitude", 90), ("longitude", 180)):
            if facts.get(name) is not None and abs(facts[name]) > most:
                self.add_error(name, _("This is nowhere on Earth."))
        if (facts.get("latitude") is None) != (facts.get("longitude") is None):
            self.add_error("longitude", _("Write both, or neither."))
        return facts


class RoomForm(PlainForm):
    name = FreeText(label=_("Name of the room"), max_length=60)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class TrainingForm(PlainForm):
    name = FreeText(label=_("Title"), max_length=120)
    form = forms.ChoiceField(label=_("What is it?"), choices=Training.Form, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Level"), choices=Level)
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        choices=Theme.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    objective = FreeText(
        label=_("Objective"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What one can do afterwards, in words that anybody understands."),
    )
    needed_before = FreeText(label=_("What one must know before"), max_length=200, required=False)
    price = MoneyField(
        label=_("Price in euros"), required=False, never_below_zero=True, help_text=_("Empty: free.")
    )
    is_first_steps = forms.BooleanField(label=_("Propose it with a computer"), required=False)
    is_fpc = forms.BooleanField(
        label=_("Vocational training: counts for the BPF"),
        required=False,
        help_text=_("A path towards a professional aim. An open workshop never is one."),
    )
    nsf_code = forms.RegexField(
        r"^[0-9]{3}$",
        label=_("NSF speciality"),
        required=False,
        help_text=_("Three digits, for the BPF only. Example: 326, computing."),
        error_messages={"invalid": _("Three digits, for example 326.")},
    )
    aim = forms.ChoiceField(label=_("General aim"), choices=Aim.choices, required=False)
    is_active = forms.BooleanField(label=_("Offered"), required=False, initial=True)

    PROFESSIONAL: ClassVar = ("is_fpc", "nsf_code", "aim")

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.PROFESSIONAL]

    @property
    def professional_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PROFESSIONAL]


def teachers() -> Any:
    """Users who may teach."""
    return User.objects.filter(is_active=True, role__in=TEACHERS).order_by("display_name")


class _Room(forms.ModelChoiceField):
    def label_from_instance(self, obj: Room) -> str:  # type: ignore[override]
        return f"{obj} ({obj.seats})"


class WhenForm(PlainForm):
    """One half-day."""

    day = forms.DateField(label=_("Day"))
    starts = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write an hour, for example 09:00.")},
    )
    ends = forms.TimeField(
        label=_("To"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write an hour, for example 09:00.")},
    )

    @property
    def when(self) -> When:
        facts = self.cleaned_data
        return When(facts["day"], minutes_of(facts["starts"]), minutes_of(facts["ends"]))


class SessionForm(PlainForm):
    """Where, how many, with whom."""

    room = _Room(label=_("Room"), queryset=Room.objects.none(), help_text=_("With its seats."))
    capacity = forms.IntegerField(label=pgettext_lazy("seats", "Places"), min_value=1, max_value=500)
    trainer = forms.ModelChoiceField(label=_("Trainer"), queryset=User.objects.none(), required=False)
    outside_trainer = FreeText(
        label=_("Trainer from another body"), max_length=80, required=False,
        help_text=_("Its name, when the session is given by somebody who is not of the association."),
    )  # fmt: skip
    is_public = forms.BooleanField(label=_("On the public page"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = Room.objects.filter(is_active=True, venue__is_active=True).select_related("venue")
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]
        self.fields["trainer"].queryset = teachers()  # type: ignore[attr-defined]


class PlanForm(SessionForm, WhenForm):
    """A session, its first half-day, and how many weeks it lasts."""

    training = forms.ModelChoiceField(label=_("Training"), queryset=Training.objects.none())
    times = forms.IntegerField(
        label=_("How many half-days, one a week?"),
        min_value=1,
        max_value=60,
        initial=1,
        help_text=_("Public holidays are left out. Other days can be added afterwards."),
        widget=forms.NumberInput(**_NUMERIC),
    )
    field_order = (
        "training", "room", "capacity", "day", "starts", "ends", "times", "trainer", "outside_trainer",
        "is_public",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["training"].queryset = Training.objects.filter(is_active=True)  # type: ignore[attr-defined]


class FundingForm(PlainForm):
    funder = forms.ModelChoiceField(label=_("Funder"), queryset=Organisation.objects.none())
    convention = FreeText(label=_("Convention"), max_length=80, required=False)
    amount = MoneyField(label=_("Amount in euros"), **OF_A_YEAR)
    spent = MoneyField(label=_("Spent of it, in euros"), **OF_A_YEAR)
    income = forms.ChoiceField(
        label=_("Line of the BPF"), choices=[("", "—"), *Income.choices], required=False,
        help_text=_("Only for vocational training."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funder"].queryset = Organisation.objects.order_by("name")  # type: ignore[attr-defined]


class LendForm(PlainForm):
    number = FreeText(label=_("Number of the machine"), max_length=20, help_text=_("Scan its label."))
    due_on = forms.DateField(label=_("Back on"))
