"""What is written about a device, and why it leaves its path."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rebond.collection.categories import Category
from rebond.collection.models import Lot
from rebond.inventory import lookup
from rebond.inventory.models import Device
from rebond.web.forms import FreeText, PlainForm


class DescriptionForm(PlainForm):
    """The facts a person may correct."""

    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    maker = forms.CharField(label=_("Maker"), max_length=80, required=False, help_text=_("Example: Lenovo."))
    model = forms.CharField(
        label=_("Model"), max_length=120, required=False, help_text=_("Example: ThinkPad T480.")
    )
    serial = forms.CharField(
        label=_("Serial number"),
        max_length=80,
        required=False,
        help_text=_("On the maker's label, after S/N."),
    )
    made_in = forms.IntegerField(
        label=_("Year it was made"),
        required=False,
        min_value=1980,
        max_value=2079,
        help_text=_("If it is known. Public donors do not count what is more than ten years old."),
    )
    note = FreeText(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the machine only, never about a person."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(PlainForm):
    """One line that says why."""

    reason = FreeText(label=_("Why?"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)


class OtherNumberForm(PlainForm):
    """Another of our numbers, scanned or typed."""

    number = forms.CharField(
        label=_("Number of the other machine"),
        max_length=80,
        help_text=_("Scan its label, or type its number."),
    )

    def clean_number(self) -> Device:
        device = lookup.device_numbered(self.cleaned_data["number"])
        if device is None:
            raise forms.ValidationError(_("No machine carries this number: check it on the label."))
        return device


class LotForm(PlainForm):
    """The number of a lot."""

    lot = forms.CharField(label=_("Number of the lot"), max_length=20, help_text=_("Example: LOT-26-0012."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_lot(self) -> Lot:
        lot = Lot.objects.filter(number__iexact=self.cleaned_data["lot"].strip()).first()
        if lot is None:
            raise forms.ValidationError(_("No lot carries this number."))
        return lot


class SeriesForm(PlainForm):
    """Many numbers, one a line, to one place: what a scanner types."""

    place = forms.IntegerField(label=_("Where?"))
    numbers = forms.CharField(
        label=_("Machines"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Scan the labels one after the other: one number a line."),
    )
