"""Command words that a person scans or types after a machine: each opens the page that does it.

They are printed as labels (``CMD-…``) or typed in French: « prêt », « rebut ».
Nothing is done by a scan alone.
"""

from dataclasses import dataclass
from typing import Final

from rebond.common.search import fold
from rebond.people.roles import Right


@dataclass(frozen=True)
class Command:
    """The code on the label, the words that mean the same, the view it opens, the right it needs."""

    code: str
    words: tuple[str, ...]
    view: str
    right: Right


COMMANDS: Final = (
    Command("CMD-PRET", ("pret", "fiche"), "job", Right.REFURBISH),
    Command("CMD-REBUT", ("rebut",), "scrap", Right.REFURBISH),
    Command("CMD-DEMONTER", ("demonter",), "dismantle", Right.REFURBISH),
    Command("CMD-RECYCLER", ("recycler",), "recycle", Right.REFURBISH),
    Command("CMD-RESERVER", ("reserver",), "reserve", Right.DISTRIBUTE),
    Command("CMD-REMETTRE", ("remettre",), "hand_over", Right.DISTRIBUTE),
    Command("CMD-REPRENDRE", ("reprendre",), "take_back", Right.DISTRIBUTE),
    Command("CMD-ETIQUETTE", ("etiquette",), "device_label", Right.SEE),
)
_BY_WORD: Final = {word: command for command in COMMANDS for word in (fold(command.code), *command.words)}


def command_named(text: str) -> Command | None:
    """The command that this text names, accents and capitals aside."""
    return _BY_WORD.get(fold(text))
