"""The board: how many machines stand at each stage, which wait longest, and the button that moves each on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Concat
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rebond.common.dates import now
from rebond.common.units import number_fr
from rebond.distribution import proposals
from rebond.erasure.services import pending_on
from rebond.evidence.models import Reading
from rebond.impact import indicators
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.roles import Right
from rebond.refurbishment.models import Job
from rebond.web.access import SignedRequest, page
from rebond.web.names import lacking_in_words

SHOWN = 5
FINISHED_SHOWN = 100
TO_REVIEW_SHOWN = 50


@dataclass(frozen=True)
class Card:
    """One machine on the board; ``pending`` counts its drives without proof."""

    device: Device
    pending: int


@dataclass(frozen=True)
class Column:
    """One stage: ``code`` chooses the button of its cards, ``url_query`` lists its machines (or is empty)."""

    code: str
    title: str | Promise
    help: str | Promise
    icon: str
    count: int
    url_query: str
    cards: list[Card]
    sign: str = ""  # ≥ or ≤, when the count stopped early

    @property
    def count_words(self) -> str:
        """« 12 345 », or « ≥ 100 » when a large pile is not counted to its end."""
        return f"{self.sign} {number_fr(self.count)}".strip()

    @property
    def oldest(self) -> timedelta | None:
        """For how long the first machine has waited."""
        return now() - self.cards[0].device.state_since if self.cards else None

    @property
    def oldest_words(self) -> str:
        """« 12 days », or « today »."""
        days = self.oldest.days if self.oldest else 0
        if days < 1:
            return _("today")
        return _("1 day") if days == 1 else _("%(days)d days") % {"days": days}


def _awaiting_second_eyes() -> tuple[list[Device], int]:
    """The machines whose sheet has been finished for longest without being approved, and how many wait,
    counted up to one more than :data:`FINISHED_SHOWN`.

    The index of such sheets gives the order: the state is written so that no plan begins from its index,
    which holds all the cleared machines.
    """
    sheets = Job.objects.alias(stands=Concat("device__state", Value(""))).filter(
        approved_at=None, done_at__isnull=False, reception=F("device__reception"), stands=State.CLEARED
    )
    waiting = list(sheets.order_by("done_at").values_list("device_id", flat=True)[: FINISHED_SHOWN + 1])
    shown = Device.objects.in_bulk(waiting[:SHOWN])
    return [shown[pk] for pk in waiting[:SHOWN]], len(waiting)


def _longest_waiting(*states: State) -> list[Device]:
    """The machines that have been in these states for longest, read from one index for each state."""
    found = [
        row for state in states for row in Device.objects.filter(state=state).order_by("state_since")[:SHOWN]
    ]
    return sorted(found, key=lambda row: row.state_since)[:SHOWN]


def _to_check() -> list[Device]:
    done = Job.objects.filter(
        device=OuterRef("pk"), reception=OuterRef("reception"), approved_at=None, done_at__isnull=False
    )
    rows = Device.objects.filter(~Exists(done), state=State.CLEARED)
    return list(rows.order_by("state_since")[:SHOWN])


def _cards(devices: Iterable[Device], pending: dict[int, int]) -> list[Card]:
    return [Card(row, pending.get(row.pk, 0)) for row in devices]


def columns() -> list[Column]:
    """The five columns; the number of queries does not depend on how many machines wait."""
    waiting = indicators.waiting()
    finished, n_finished = _awaiting_second_eyes()
    n_approve, is_cut = min(n_finished, FINISHED_SHOWN), n_finished > FINISHED_SHOWN
    to_erase = _longest_waiting(State.RECEIVED)
    pending = pending_on(to_erase)
    return [
        Column(
            "erase", pgettext_lazy("bench", "To erase"),
            gettext_lazy("Received, and every drive still owes a proof."), "eraser",
            waiting.get(State.RECEIVED, 0), "etat=received", _cards(to_erase, pending),
        ),
        Column(
            "check", pgettext_lazy("bench", "To check"),
            gettext_lazy("Erased: test, repair, install."), "tool",
            max(0, waiting.get(State.CLEARED, 0) - n_approve), "etat=cleared", _cards(_to_check(), {}),
            "≤" if is_cut else "",
        ),
        Column(
            "approve", pgettext_lazy("bench", "Second pair of eyes"),
            gettext_lazy("Finished by one person: another one looks."), "eye",
            n_approve, "", _cards(finished, {}), "≥" if is_cut else "",
        ),
        Column(
            "ready", pgettext_lazy("bench", "Ready"), gettext_lazy("Waiting for a family."), "check",
            waiting.get(State.READY, 0), "etat=ready", _cards(_longest_waiting(State.READY), {}),
        ),
        Column(
            "recycle", pgettext_lazy("bench", "To recycle"),
            gettext_lazy("Dismantled or beyond repair."), "recycle",
            waiting.get(State.DISMANTLED, 0) + waiting.get(State.SCRAPPED, 0), "etat=scrapped",
            _cards(_longest_waiting(State.DISMANTLED, State.SCRAPPED), {}),
        ),
    ]  # fmt: skip


def reports_to_review() -> str:
    """How many reports wait for a person, « 50+ » past fifty, so that a large pile costs no more."""
    count = Reading.objects.filter(status=Reading.Status.TO_REVIEW)[: TO_REVIEW_SHOWN + 1].count()
    return str(count) if count <= TO_REVIEW_SHOWN else f"{TO_REVIEW_SHOWN}+"


@page(Right.SEE)
def bench(request: SignedRequest) -> HttpResponse:
    """The whole bench at a glance."""
    board = columns()
    context = {
        "columns": board,
        "is_empty": not any(column.count for column in board),
        "to_review": reports_to_review(),
        "lacking": lacking_in_words(proposals.lacking_now()[1]),
        "unproven": indicators.unproven_drives(),
    }
    return render(request, "bench/board.html", context)
