"""What is written at the dock: donors, donations, counts, numbers."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rebond.collection import rules
from rebond.collection.categories import Category
from rebond.collection.models import LegalHead
from rebond.common.dates import today
from rebond.inventory.models import Location
from rebond.people.models import Organisation
from rebond.people.rules import siret, wrong_siret_group
from rebond.web.counts import CategoryCounts
from rebond.web.forms import CommuneField, FreeText, PlainForm
from rebond.web.reception.words import what_it_means

_PHONE = re.compile(r"\+?[0-9]{6,15}")


class DonorForm(PlainForm):
    """An organisation that gives."""

    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        help_text=_("As it is written on its letters, for example Ville de Lanester."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Organisation.Kind.choices,
        help_text=_("It decides under which law it may give."),
    )
    siret = forms.CharField(
        label="SIRET",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_(
            "14 digits: the 9 of the company (SIREN), then the 5 of the establishment. May stay empty."
        ),
    )
    contact_name = FreeText(
        label=_("Contact person"),
        max_length=120,
        required=False,
        help_text=_("Whom to call about a pick-up."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Write an address with an @, for example accueil@ville.fr.")},
    )
    address = FreeText(
        label=_("Address"), max_length=200, required=False, help_text=_("Number and street, for the driver.")
    )
    commune = CommuneField()
    note = FreeText(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Opening hours, floor, parking… Nothing about private life."),
    )
    is_another = forms.BooleanField(
        label=_("It is another one, with the same name"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_siret(self) -> str:
        """The 14 digits, or a sentence that says which of them to look at."""
        text = self.cleaned_data["siret"]
        if not text.strip():
            return ""
        try:
            return siret(text)
        except ValueError as error:
            raise forms.ValidationError(_siret_words(text, str(error))) from error

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        others = Organisation.objects.exclude(pk=self.organisation.pk)
        twin = others.filter(siret=facts["siret"]).first() if facts.get("siret") else None
        if twin:
            self.add_error("siret", _already(gettext("“{}” already has this SIRET."), twin))
            return facts
        twin = others.filter(name__iexact=facts.get("name", "")).first()
        if twin and not facts["is_another"]:
            self.fields["is_another"].widget = forms.CheckboxInput()
            self.add_error("name", _already(gettext("“{}” is already known."), twin))
        return facts

    def write_to(self, organisation: Organisation) -> Organisation:
        """Copy what was typed onto the row, unsaved."""
        for name, value in self.cleaned_data.items():
            if name != "is_another":
                setattr(organisation, name, value)
        return organisation


def _already(sentence: str, twin: Organisation) -> str:
    link = format_html('<a href="{}">{}</a>', reverse("web:donor", args=[twin.pk]), gettext("Open its sheet"))
    return format_html("{} {}", sentence.format(twin), link)


def _siret_words(text: str, reason: str) -> str:
    digits = "".join(char for char in text if char.isdigit())
    if reason == "InvalidFormat" and len(digits) != len("".join(text.split())):
        return gettext("A SIRET holds digits only, for example 732 829 320 00074.")
    if len(digits) == 9:
        return gettext("These 9 digits are a SIREN: add the 5 digits of the establishment (NIC) after them.")
    if len(digits) != 14:
        return gettext("A SIRET has 14 digits, 9 then 5; you wrote %(n)d.") % {"n": len(digits)}
    if wrong_siret_group(digits) == "siren":
        return gettext("One of the first 9 digits (SIREN) is not right: %(digits)s.") % {"digits": digits[:9]}
    return gettext("The first 9 digits are right; look at the last 5 (establishment): %(digits)s.") % {
        "digits": digits[9:]
    }


class GiverForm(PlainForm):
    """A private person who gives: a name, a way to reach them, a town. Nothing more."""

    given_name = FreeText(
        label=_("Given name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    family_name = FreeText(
        label=_("Family name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = FreeText(
        label=_("Telephone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Telephone or e-mail: one of the two is enough."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("Write an e-mail address, for example marie@example.org.")},
    )
    commune = CommuneField()

    def clean_phone(self) -> str:
        text: str = self.cleaned_data["phone"]
        if text and not _PHONE.fullmatch(re.sub(r"[ .\-()/]", "", text)):
            raise forms.ValidationError(_("Write a telephone number, for example 06 12 34 56 78."))
        return text

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        tried = {"phone", "email"} & (set(self.errors) | {name for name in facts if facts[name]})
        if not tried:
            self.add_error("phone", _("Write a telephone or an e-mail: one of the two is enough."))
        return facts


class DonationForm(CategoryCounts):
    """What a donor announces, under which law, and when to fetch it."""

    legal_head = forms.ChoiceField(label=_("Under which law?"), widget=forms.RadioSelect)
    pickup_on = forms.DateField(
        label=_("To be fetched on"), required=False, help_text=_("May stay empty until the day is agreed.")
    )
    note = FreeText(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Floor, lift, who opens the door…"),
    )

    def __init__(self, *args: Any, heads: Sequence[LegalHead], **kwargs: Any) -> None:
        if len(heads) == 1:
            kwargs["initial"] = {"legal_head": heads[0].code, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.heads = {head.code: head for head in heads}
        field = self.fields["legal_head"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(head.code, _choice(head)) for head in heads]
        field.error_messages["required"] = _("Choose the law: it decides whether the machines may be sold.")

    def clean_legal_head(self) -> LegalHead:
        return self.heads[self.cleaned_data["legal_head"]]

    def clean_pickup_on(self) -> date | None:
        day: date | None = self.cleaned_data["pickup_on"]
        if day and not rules.likely_pickup(day, today()):
            raise forms.ValidationError(
                _("This is more than two years away: is the year %(year)s right?"),
                params={"year": str(day.year)},
            )
        return day


def _choice(head: LegalHead) -> str:
    words = '<span><strong>{}</strong><br><span class="quiet">{}</span></span>'
    return format_html(words, head.label, what_it_means(head))


class ArrivalForm(PlainForm):
    """The day something of a donation arrived."""

    arrived_on = forms.DateField(label=_("Arrived on"))


class ReasonForm(PlainForm):
    """Why a donation will not come."""

    reason = FreeText(
        label=_("Why?"), max_length=300, help_text=_("Example: the company gave them to another association.")
    )


class ScanForm(PlainForm):
    """One machine to count: a scanned serial, or nothing. ``once`` names the page it was sent from."""

    category = forms.ChoiceField(choices=Category.choices, widget=forms.HiddenInput)
    once = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Serial number of the machine"),
        max_length=80,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "enterkeyhint": "done",
            }
        ),
        help_text=_("Scan it, or press Enter on the empty field when it cannot be read: one machine more."),
        error_messages={"max_length": _("This is too long for a serial number: scan another label.")},
    )


class PlaceForm(PlainForm):
    """Where the machines that get a number are put. ``last_seen`` stops the same form sent twice."""

    location = forms.ModelChoiceField(
        label=_("Put where?"),
        queryset=Location.objects.none(),
        required=False,
        empty_label=_("not said"),
        help_text=_("It can be changed later by scanning the label of a shelf."),
    )
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["location"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Location.objects.filter(is_active=True)


class NumberForm(CategoryCounts, PlaceForm):
    """How many numbers to give, and where the machines are put."""
