"""Codes in plain words: why a report waits, what a reading warns of, why an erasure proves nothing."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """What happened, and what to do next."""

    what: str | Promise
    advice: str | Promise


_MAKE_AGAIN: Final = _("Make the report again on the machine, then send the new file.")
_ZIP_AGAIN: Final = _("Open the zip on your computer and send the files it holds, one machine at a time.")
_ONE_AT_A_TIME: Final = _("Send one machine at a time.")

REASONS: Final[dict[str, Reason]] = {
    "empty": Reason(_("The file holds nothing."), _MAKE_AGAIN),
    "not_json": Reason(_("The file looks like a report, but something in it is broken."), _MAKE_AGAIN),
    "truncated": Reason(
        _("The file stops in the middle: its end is missing."),
        _("Copy it again from the key, and wait until the copy ends before pulling the key out."),
    ),
    "unknown_format": Reason(
        _("We do not recognise this file."),
        _("We read bench reports, lshw, dmidecode and smartctl outputs, and nwipe logs. Send one of these."),
    ),
    "schema": Reason(
        _("This bench report does not follow the agreed form."),
        _("Bring the bench key up to date, then make the report again."),
    ),
    "no_machine": Reason(
        _("The tool ran, but it says nothing of any machine."),
        _("Run it again with administrator rights, then send the new file."),
    ),
    "too_deep": Reason(_("The file is nested too deep to be a report."), _MAKE_AGAIN),
    "broken_zip": Reason(_("The zip is damaged: it cannot be opened to the end."), _("Make the zip again.")),
    "encrypted": Reason(
        _("The zip is protected by a password."), _("Make the zip again without a password.")
    ),
    "symlink": Reason(_("The zip holds a link to another file instead of a file."), _ZIP_AGAIN),
    "unsafe_name": Reason(
        _("A file of the zip asks to be written outside its folder: nothing was opened."), _ZIP_AGAIN
    ),
    "duplicate_name": Reason(
        _("Two files have the same name."), _("Rename one of them and make the zip again.")
    ),
    "nested_zip": Reason(
        _("The zip holds another zip."), _("Send each zip by itself: a zip may hold several machines.")
    ),
    "zip_bomb": Reason(
        _("A file of the zip grows out of all proportion when it is opened: we stopped reading."), _ZIP_AGAIN
    ),
    "file_too_large": Reason(
        _("A file is larger than 32 MB. A report never is."), _("Check that it is the right file.")
    ),
    "bundle_too_large": Reason(
        _("The files of this machine are larger than 64 MB together."), _ONE_AT_A_TIME
    ),
    "archive_too_large": Reason(
        _("The zip holds more than 1 GB once opened."), _("Cut it into smaller zips.")
    ),
    "too_many_files": Reason(_("The zip holds more than 5 000 files."), _("Cut it into smaller zips.")),
    "unknown_number": Reason(
        _("The report gives a number that no machine carries."),
        _("Read the label on the machine and write its number below."),
    ),
    "other_serial": Reason(
        _("The serial number in the report is not the one that is written on this machine's sheet."),
        _("Look at the sticker on the machine. If it really is this machine, attach it all the same."),
    ),
    "several_devices": Reason(
        _("Several machines could be the one."), _("Look at the labels, then choose the right one below.")
    ),
    "unknown_drive": Reason(
        _("The report speaks of drives that no machine here is known to hold."),
        _("Write the number of the machine in which the drive was read or erased."),
    ),
    "id_already_used": Reason(
        _("Another report already carries this identifier, with other contents."),
        _("Compare the two. If this one is right, attach it to its machine."),
    ),
    "reader_broke": Reason(
        _("Rebond made a mistake while reading this report. Its bytes are kept."),
        _("Tell your administrator; read it again after the next version, or describe the machine by hand."),
    ),
    "refused": Reason(
        _("The report was understood, but what it says could not be written."),
        _("Read the reason, put it right, then read the report again."),
    ),
}

WARNINGS: Final[dict[str, str | Promise]] = {
    "nvme_not_listed": _("An NVMe drive is there, but the tool did not list it: look inside the machine."),
    "raid_controller": _("A RAID card hides the real drives: look inside the machine."),
    "lshw_without_root": _("lshw ran without administrator rights: the list of drives is not complete."),
    "model_from_board": _("The model is the motherboard's: read the sticker on the machine."),
    "serials_differ": _("The files give different serial numbers: they may come from two machines."),
    "hidden_sectors": _("The drive has hidden sectors that may not have been erased."),
    "smartctl_without_drive": _("smartctl ran, but one drive did not answer."),
}

REFUSED_ERASURES: Final[dict[str, str | Promise]] = {
    "unknown_drive": _("Drive %(drive)s is not known here: its erasure was not recorded."),
    "several_drives": _("Several drives may be %(drive)s: its erasure was not recorded."),
    "told_twice": _("One erasure of drive %(drive)s is told twice: it was recorded once."),
}

WHY_NOT: Final[dict[str, str | Promise]] = {
    "failure": _("the erasure failed"),
    "aborted": _("the erasure was interrupted"),
    "not_run": _("the erasure did not run"),
    "errors": _("there were errors"),
    "not_verified": _("nothing was read back to verify it"),
    "no_tool": _("the tool is not named"),
    "before_reception": _("it was done before the drive was received here"),
    "in_the_future": _("its date is in the future"),
    "no_witness": _("it was typed by hand and no witness is named"),
}


def reason_of(code: str) -> Reason:
    """The words for a code kept with a reading; one that this version does not know is shown as it is."""
    unknown = Reason(gettext("This report waits for a person (%(code)s).") % {"code": code}, _MAKE_AGAIN)
    return REASONS.get(code, unknown)


def sentence(code: str) -> str:
    """What happened and what to do, in one line."""
    reason = reason_of(code)
    return f"{reason.what} {reason.advice}"


def warning_words(code: str) -> str:
    """A warning in words; ``ignored:<file name>`` names a file that could not be read."""
    kind, _colon, name = code.partition(":")
    if kind == "ignored":
        return gettext("The file “%(name)s” could not be read: the others were.") % {"name": name}
    return str(WARNINGS.get(code, code))


def refused_erasure_words(told: str) -> str:
    """Why a told erasure could not be recorded: a code and a drive (REFUSED_ERASURES), or a sentence
    already.
    """
    code, _colon, drive = told.partition(": ")
    return str(REFUSED_ERASURES[code]) % {"drive": drive} if code in REFUSED_ERASURES else told
