"""The head count, in under a minute: a title, a day, a length, how many people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.training.models import HeadCount
from rebond.web.forms import FreeText, PlainForm

LENGTHS = [
    ("60", _("1 hour")),
    ("90", _("1 hour 30")),
    ("120", _("2 hours")),
    ("180", _("3 hours")),
    ("210", _("3 hours 30, half a day")),
    ("420", _("7 hours, a day")),
    ("other", pgettext_lazy("length", "another length")),
]


class HeadCountForm(PlainForm):
    """Who came is not asked: only how many."""

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
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    people = forms.IntegerField(
        label=_("People present"),
        min_value=0,
        max_value=500,
        help_text=_("Without those who teach."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("length") == "other":
            if facts.get("minutes") is None and "minutes" not in self.errors:
                self.add_error("minutes", _("Write how long it was, for example 150."))
        elif facts.get("length"):
            facts["minutes"] = int(facts["length"])
        return facts
