"""Where a device is in its life, and where it may go next. One table; no library."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """The journey of docs/domain.md §2."""

    RECEIVED = "received", pgettext_lazy("device state", "received")
    CLEARED = "cleared", pgettext_lazy("device state", "erased")
    READY = "ready", pgettext_lazy("device state", "ready")
    RESERVED = "reserved", pgettext_lazy("device state", "reserved")
    HANDED_OVER = "handed_over", pgettext_lazy("device state", "handed over")
    DISMANTLED = "dismantled", pgettext_lazy("device state", "dismantled")
    SCRAPPED = "scrapped", pgettext_lazy("device state", "scrapped")
    RECYCLED = "recycled", pgettext_lazy("device state", "recycled")
    REFUSED = "refused", pgettext_lazy("device state", "refused")
    LOST = "lost", pgettext_lazy("device state", "lost")
    MERGED = "merged", pgettext_lazy("device state", "merged")


class Because(models.TextChoices):
    """Why Rebond itself moved a device, as a step and the journal keep it; a person types a reason freely."""

    UNPROVEN_DRIVE_SEEN = "unproven_drive_seen", _("a drive without proof was seen in it")
    HOLDS_DATA = "holds_data", _("it may hold data after all")
    SPLIT = "split", _("split")


S = State
NEXT: Final[dict[str, frozenset[str]]] = {
    S.RECEIVED: frozenset({S.CLEARED, S.REFUSED, S.LOST, S.MERGED}),
    S.CLEARED: frozenset({S.RECEIVED, S.READY, S.DISMANTLED, S.SCRAPPED, S.LOST}),
    S.READY: frozenset({S.RECEIVED, S.CLEARED, S.RESERVED, S.LOST}),
    S.RESERVED: frozenset({S.RECEIVED, S.READY, S.HANDED_OVER, S.LOST}),
    S.HANDED_OVER: frozenset({S.RECEIVED}),
    S.DISMANTLED: frozenset({S.RECYCLED}),
    S.SCRAPPED: frozenset({S.RECEIVED, S.CLEARED, S.RECYCLED, S.LOST}),
    S.RECYCLED: frozenset(),
    S.REFUSED: frozenset({S.RECEIVED}),
    S.LOST: frozenset({S.RECEIVED}),
    S.MERGED: frozenset({S.RECEIVED}),
}

# No device is in one of these while a drive seen in it is unproven (promise 1).
GUARDED: Final = frozenset(
    {S.CLEARED, S.READY, S.RESERVED, S.HANDED_OVER, S.DISMANTLED, S.SCRAPPED, S.RECYCLED}
)
IN_HOUSE: Final = frozenset({S.RECEIVED, S.CLEARED, S.READY, S.RESERVED, S.SCRAPPED, S.DISMANTLED})
# Coming (back) in from these, the machine may hold anything again: a new reception begins.
OUTSIDE: Final = frozenset({S.HANDED_OVER, S.REFUSED, S.LOST})


def allowed(origin: str, destination: str) -> bool:
    """Whether the table lets a device go from one state to the other."""
    return destination in NEXT[origin]


def counts_as(origin: str, destination: str) -> str:
    """Which figure a step feeds: ``collected``, ``refurbished``, ``handed_over``, ``returned``, ``recycled``
    or none.

    ``refurbished`` counts once a reception: the lifecycle drops repeats.
    """
    if origin == "":
        return "collected"
    if (origin, destination) == (S.HANDED_OVER, S.RECEIVED):
        return "returned"
    if (origin, destination) == (S.CLEARED, S.READY):
        return "refurbished"
    return {S.HANDED_OVER: "handed_over", S.RECYCLED: "recycled"}.get(S(destination), "")
