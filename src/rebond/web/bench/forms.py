"""The forms of the bench, with defaults that suit most days."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from rebond.collection.models import Lot
from rebond.common.dates import EARLIEST, now, today
from rebond.erasure.models import Erasure
from rebond.erasure.services import ErasureFacts
from rebond.inventory import lookup
from rebond.inventory.drives import DriveFacts
from rebond.inventory.models import Device, Drive
from rebond.refurbishment.models import Check, Job
from rebond.web.forms import FreeText, PlainForm

GIGABYTE = 10**9
SYSTEMS = (
    "Linux Mint 22",
    "Linux Mint 22 Xfce",
    "Emmabuntüs DE 5",
    "Ubuntu 24.04",
    "Debian 13",
    "Windows 11",
)
TOOLS = ("nwipe", "ShredOS", "hdparm", "nvme-cli", "Blancco", "DBAN")
_USUAL = {
    Drive.Media.SSD: ("ATA Secure Erase", "hdparm", Erasure.Level.PURGE),
    Drive.Media.NVME: ("NVMe Sanitize", "nvme-cli", Erasure.Level.PURGE),
}
_USUAL_ELSE = ("Zero Fill", "nwipe", Erasure.Level.CLEAR)


def suggestions(name: str) -> dict[str, str]:
    """Attributes of a text field that offers the <datalist> called ``name`` in its page."""
    return {"list": name, "autocomplete": "off"}


class DeviceNumberField(forms.CharField):
    """A machine by the number on its label (typed or scanned); answers a Device, or None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Number of the machine"))
        kwargs.setdefault("help_text", _("Scan its label, or type it, for example DEF-26-00417-8."))
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=200, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Device | None:
        text = super().clean(value)
        if not text:
            return None
        device = lookup.device_numbered(text)
        if device is None:
            raise forms.ValidationError(_("No machine carries this number: check it against the label."))
        return device


class LotNumberField(forms.CharField):
    """An open lot by its number; answers a Lot, or None when left empty."""

    def clean(self, value: Any) -> Lot | None:
        text = super().clean(value)
        if not text:
            return None
        lot = Lot.objects.filter(number__iexact=text).first()
        if lot is None:
            raise forms.ValidationError(_("No lot carries this number: look at the list of lots."))
        if lot.closed_at:
            raise forms.ValidationError(_("This lot is closed: reopen it to add computers to it."))
        return lot


class ManyFiles(forms.ClearableFileInput):
    """A plain file input that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One file or more; answers the list of them. An empty file stays in it: its own answer says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(), allow_empty_file=True, max_length=None, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        clean_one = super().clean
        return [clean_one(file, initial) for file in data or [None]]


class UploadForm(PlainForm):
    """Reports to send."""

    reports = ManyFilesField(
        label=_("Files"),
        help_text=_(
            "Bench reports, lshw, dmidecode, smartctl or nwipe outputs; or a zip with one folder a machine."
        ),
    )
    device = DeviceNumberField(
        label=_("For this machine"), required=False,
        help_text=_("Only when all the files speak of one machine. Otherwise the reports find theirs."),
    )  # fmt: skip
    lot = LotNumberField(
        label=_("For this lot"), required=False, max_length=20,
        help_text=_("New machines found in the reports join this lot, for example LOT-26-0012."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class AttachForm(PlainForm):
    """The machine that a report speaks of."""

    number = DeviceNumberField()


class DriveForm(PlainForm):
    """A drive seen by a person in a machine."""

    serial = forms.CharField(
        label=_("Serial number"), required=False, max_length=80,
        help_text=_("On the drive's own sticker, often after S/N. It is what tells two drives apart."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=Drive.Media, initial=Drive.Media.HDD)
    size_gb = forms.IntegerField(
        label=_("Size in GB"), required=False, min_value=1, max_value=1_000_000,
        help_text=_("As written on the sticker: 500 for 500 GB, 1000 for 1 TB."),
    )  # fmt: skip
    maker = forms.CharField(
        label=_("Maker"), required=False, max_length=80, help_text=_("For example Samsung.")
    )
    model = forms.CharField(
        label=_("Model"), required=False, max_length=120, help_text=_("For example MZ7LN256.")
    )
    another = forms.BooleanField(
        label=_("It is one more drive, identical to one already recorded"), required=False,
        help_text=_("Only for drives without a serial number."),
    )  # fmt: skip

    def facts(self) -> DriveFacts:
        """What was typed; the size in bytes."""
        typed = self.cleaned_data
        size = typed["size_gb"] * GIGABYTE if typed["size_gb"] else None
        return DriveFacts(typed["serial"], typed["model"], typed["maker"], typed["kind"], size)


class ErasureForm(PlainForm):
    """An erasure typed by hand."""

    tool = forms.CharField(
        label=_("Tool"), max_length=60, widget=forms.TextInput(attrs=suggestions("tools")),
        help_text=_("The program that erased, for example nwipe."),
    )  # fmt: skip
    tool_version = forms.CharField(
        label=_("Version of the tool"),
        required=False,
        max_length=40,
        help_text=_("Shown on its first screen."),
    )
    method = forms.CharField(
        label=_("Method"), max_length=80, help_text=_("The name that the tool gives it.")
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=Erasure.Level, required=False,
        help_text=_("Overwritten for a hard disk; erased by the drive itself for an SSD."),
    )  # fmt: skip
    result = forms.ChoiceField(label=_("Result"), choices=Erasure.Result, widget=forms.RadioSelect)
    verification = forms.ChoiceField(
        label=_("Verification"), choices=Erasure.Verification, initial=Erasure.Verification.FULL,
        help_text=_("What was read back afterwards. Without it, the erasure is no proof."),
    )  # fmt: skip
    error_count = forms.IntegerField(
        label=_("Errors"), min_value=0, max_value=2**31 - 1, initial=0, help_text=_("As counted by the tool.")
    )
    started_at = forms.DateTimeField(label=_("Begun on"), required=False, help_text=_("If you know it."))
    finished_at = forms.DateTimeField(
        label=_("Finished on"), required=False, help_text=_("Leave empty if it has just ended.")
    )
    witness = FreeText(
        label=_("Witness"), required=False, max_length=120,
        help_text=_("Who else saw the tool's last screen. Without a witness, it is no proof."),
    )  # fmt: skip

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        method, tool, level = _USUAL.get(Drive.Media(drive.media), _USUAL_ELSE)
        kwargs["initial"] = {"method": method, "tool": tool, "level": level, "result": Erasure.Result.SUCCESS}
        super().__init__(*args, **kwargs)
        for name in ("started_at", "finished_at"):
            field = self.fields[name]
            field.widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            field.error_messages["invalid"] = _("Write a day and an hour, for example 03/11/2026 10:12.")

    def clean_started_at(self) -> datetime | None:
        begun: datetime | None = self.cleaned_data["started_at"]
        if begun and begun.date() < EARLIEST:
            raise forms.ValidationError(_("Is the year right? Example: 03/11/2026 10:12."))
        return begun

    def facts(self) -> ErasureFacts:
        """What was typed; an end left empty is now."""
        typed = dict(self.cleaned_data)
        errors, finished_at = typed.pop("error_count"), typed.pop("finished_at")
        return ErasureFacts(**typed, errors=errors, finished_at=finished_at or now())


class DestructionForm(PlainForm):
    """A drive destroyed before a witness; the box names the drive, because nothing undoes this."""

    method = FreeText(
        label=_("How"), max_length=120, widget=forms.TextInput(attrs=suggestions("ways")),
        help_text=_("For example: drilled through the platters."),
    )  # fmt: skip
    destroyed_on = forms.DateField(label=_("Day"), help_text=_("Today or before."))
    witness = FreeText(label=_("Witness"), max_length=120, help_text=_("Who else saw it done."))
    sure = forms.BooleanField()

    def __init__(self, *args: Any, drive: Drive, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destroyed_on"].initial = today
        self.fields["sure"].label = _("I saw drive %(drive)s destroyed") % {"drive": drive}
        self.fields["sure"].error_messages["required"] = _("Tick this box: a destruction cannot be undone.")


class RemovalForm(PlainForm):
    """A drive taken out of a machine."""

    reason = FreeText(
        label=_("Reason"), max_length=200, help_text=_("For example: too small, replaced by an SSD.")
    )


class FitForm(PlainForm):
    """The machine that receives an erased drive."""

    number = DeviceNumberField(label=_("Machine that receives it"))


class ReleaseForm(PlainForm):
    """A loose drive that leaves the house."""

    reason = FreeText(
        label=_("Where it goes"), max_length=200, help_text=_("For example: recycler, slip BSD-2026-0311.")
    )


class EmptyForm(PlainForm):
    """« No drive inside »."""

    how = FreeText(
        label=_("What you looked at"), max_length=200, widget=forms.TextInput(attrs=suggestions("looks")),
        help_text=_("For example: opened, the bay and the M.2 slot are empty."),
    )  # fmt: skip


class CheckForm(forms.Form):
    """One button of one check."""

    name = forms.CharField(max_length=20)
    result = forms.ChoiceField(choices=Check.Result)
    note = FreeText(required=False, max_length=200)


class JobForm(PlainForm):
    """The verdict of a job sheet."""

    grade = forms.ChoiceField(
        label=_("Grade"), choices=Job.Grade, required=False, widget=forms.RadioSelect,
        help_text=_("What a family will see and feel, not the year of the machine."),
    )  # fmt: skip
    system = forms.CharField(
        label=_("System installed"), required=False, max_length=60,
        widget=forms.TextInput(attrs=suggestions("systems")), help_text=_("For example Linux Mint 22."),
    )  # fmt: skip
    work_done = FreeText(
        label=_("Work done"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Parts changed, repairs. No name of any person."),
    )  # fmt: skip


class ReasonForm(PlainForm):
    """A step that somebody will ask about later."""

    reason = FreeText(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, help_text: Any = "", label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = help_text
        if label:
            self.fields["reason"].label = label
