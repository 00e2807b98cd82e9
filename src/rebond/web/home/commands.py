"""Command words that a person scans or types after a machine: each opens the page that does it.

They are printed as labels (``CMD-…``) or typed in French: « prêt », « rebut ».
Nothing is done by a scan alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from rebond.common.search import fold
from rebond.erasure.services import gate_of
from rebond.inventory.models import Device
from rebond.people.roles import Right


@dataclass(frozen=True)
class Command:
    """The code on the label, the words that mean the same, what the label says, the right it needs, and the
    address it opens for the device of this number.
    """

    code: str
    words: tuple[str, ...]
    title: Promise
    right: Right
    address: Callable[[str], str]


def _page(view: str) -> Callable[[str], str]:
    return lambda number: reverse(f"web:{view}", args=[number])


def _erasure(number: str) -> str:
    """The first drive that owes a proof; none known yet: the page where a report is added."""
    device = Device.objects.filter(number=number).first()
    unproven = gate_of(device).unproven if device else []
    if unproven:
        return reverse("web:erasure_new", args=[unproven[0]])
    return f"{reverse('web:upload')}?{urlencode({'appareil': number})}"


COMMANDS: Final = (
    Command("CMD-PRET", ("pret", "fiche"), _("Job sheet"), Right.REFURBISH, _page("job")),
    Command("CMD-REBUT", ("rebut",), _("Scrap"), Right.REFURBISH, _page("scrap")),
    Command("CMD-DEMONTER", ("demonter",), _("Dismantle"), Right.REFURBISH, _page("dismantle")),
    Command(
        "CMD-RECYCLER", ("recycler",), _("Record the recycler's slip"), Right.REFURBISH, _page("recycle")
    ),
    Command("CMD-RESERVER", ("reserver",), _("Hold"), Right.DISTRIBUTE, _page("reserve")),
    Command("CMD-REMETTRE", ("remettre",), _("Hand over"), Right.DISTRIBUTE, _page("hand_over")),
    Command("CMD-REPRENDRE", ("reprendre",), _("Take back"), Right.DISTRIBUTE, _page("take_back")),
    Command("CMD-ETIQUETTE", ("etiquette",), _("Print its label"), Right.SEE, _page("device_label")),
    Command("CMD-EFFACE", ("efface",), _("Record an erasure"), Right.PROVE, _erasure),
)
_BY_WORD: Final = {word: command for command in COMMANDS for word in (fold(command.code), *command.words)}


def command_named(text: str) -> Command | None:
    """The command that this text names, accents and capitals aside."""
    return _BY_WORD.get(fold(text))
