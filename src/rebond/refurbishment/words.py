"""The checks in words."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS: Final[dict[str, Promise]] = {
    "power": _("Starts and stops"),
    "screen": _("Screen: no line, no spot, even light"),
    "keyboard": _("Keyboard: every key answers"),
    "touchpad": _("Touchpad and its buttons"),
    "battery": _("Battery: holds at least an hour"),
    "ports": _("Ports: USB, video, power"),
    "wifi": _("Wi-Fi connects"),
    "network": _("Network socket connects"),
    "sound": _("Sound: loudspeaker and headphones"),
    "camera": _("Camera and microphone"),
    "noise": _("Fan: no unusual noise"),
    "account": _("No account of the former owner left"),
    "print": _("Prints a test page"),
    "cleaning": pgettext_lazy("check", "Cleaned inside and out"),
}


def check_label(name: str) -> Promise:
    """The words for one check of rules.CHECKS."""
    return LABELS[name]
