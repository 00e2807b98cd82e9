"""What comes next for a lot. Decided from its table alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.collection.models import Lot
from rebond.web.reception.tallies import Line


@dataclass(frozen=True)
class Step:
    """The big button: the words before it, the words on it, where it leads, and whether it writes."""

    words: str
    verb: str
    url: str
    icon: str
    post: bool = False


def next_step(lot: Lot, table: Sequence[Line]) -> Step | None:
    """Count, then give numbers, then close; None once closed."""
    if lot.closed_at:
        return None
    if not any(line.counted for line in table):
        return Step(
            _("What came out of the van?"),
            _("Count the lot"),
            reverse("web:lot_count", args=[lot.pk]),
            "check",
        )
    left = sum(line.to_number for line in table)
    if left:
        words = ngettext("%(n)d thing has no number yet.", "%(n)d things have no number yet.", left) % {
            "n": left
        }
        return Step(words, _("Give numbers"), reverse("web:lot_number", args=[lot.pk]), "tag")
    return Step(
        _("Everything counted has its number."),
        _("Close the lot"),
        reverse("web:lot_close", args=[lot.pk]),
        "check",
        post=True,
    )
