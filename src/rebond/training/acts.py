"""The card of ten everyday acts, asked before and after: five minutes, a picture each, nothing of one's life.

Each act names the competence of the CRCN (décret 2019-919) and of DigComp 2.2 that it shows.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Act:
    """``icon`` is the picture beside the words; ``crcn`` and ``digcomp`` the competence that it shows."""

    code: str
    words: str | Promise
    icon: str
    crcn: str
    digcomp: str


ACTS: Final = (
    Act("switch_on", _("Switch the computer on and off"), "power", "5.2", "5.2"),
    Act("mouse", _("Use the mouse and the keyboard"), "mouse", "5.2", "5.2"),
    Act("search", _("Find something on the internet"), "search", "1.1", "1.1"),
    Act("mail", _("Write a mail and send it"), "mail", "2.1", "2.1"),
    Act("attach", _("Send a photo with a mail"), "photo", "2.2", "2.2"),
    Act("files", _("Keep a file and find it again"), "folder", "1.2", "1.3"),
    Act("letter", _("Write a letter and print it"), "file-text", "3.1", "3.1"),
    Act("scam", _("See that a message is a scam"), "alert", "4.1", "4.1"),
    Act("account", _("Open one's own page of an administration"), "login", "2.4", "2.3"),
    Act("password", _("Choose a good password and find it again"), "key", "4.2", "4.2"),
)
CODES: Final = frozenset(act.code for act in ACTS)
STEP_WORDS: Final = (
    _("I cannot"),
    _("With help"),
    _("Alone, at times"),
    _("Alone"),
    _("I can help somebody"),
)
