"""Every indicator of a year, with the rows it counts and its parts: for those who keep the figures."""

from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rebond.impact.breakdown import WAYS
from rebond.impact.indicators import EVENTS
from rebond.impact.results import Indicator, results
from rebond.impact.wording import range_shown, shown
from rebond.inventory.states import State
from rebond.people.models import User
from rebond.people.roles import Right

_PAGES: Final = {
    "I5": ("web:waste_slips", Right.SEE, lambda: _("slips")),
    "I8": ("web:handovers", Right.SEE, lambda: _("handovers")),
    "I8b": ("web:handovers", Right.SEE, lambda: _("handovers")),
    "I9": ("web:handovers", Right.SEE, lambda: _("handovers")),
    "I10": ("web:training_rows", Right.SEE, lambda: _("half-days")),
    "I10p": ("web:training_rows", Right.SEE, lambda: _("half-days")),
    "I10h": ("web:training_rows", Right.SEE, lambda: _("half-days")),
    "I11": ("web:volunteers", Right.TRAIN, lambda: _("hours given")),
    "I11p": ("web:bpf", Right.TRAIN, lambda: _("what the payroll says")),
    "I11i": ("web:bpf", Right.TRAIN, lambda: _("what the payroll says")),
    "I12": ("web:after_sales", Right.SEE_PEOPLE, lambda: _("questions asked")),
}
"""Where the rows of a figure are, for those that no step of a machine counts."""


def lines(year: int, reader: User) -> list[dict[str, Any]]:
    """One for each indicator: words, value, range, links to its rows, link to its parts."""
    return [_line(one, year, reader) for one in results(year).indicators]


def _line(one: Indicator, year: int, reader: User) -> dict[str, Any]:
    query = urlencode({"annee": year})
    rows = [
        (EVENTS[event], f"{reverse('web:figure_rows', args=[event])}?{query}") for event in one.what.events
    ]
    if one.code in ("I2", "I3"):  # no step of theirs is counted by year: what is so today
        rows += [
            (State(state).label, f"{reverse('web:devices')}?{urlencode({'etat': state})}")
            for state in (State.DISMANTLED, State.LOST)
        ]
    if one.code in _PAGES:
        name, right, words = _PAGES[one.code]
        if reader.may(right):
            rows.append((words(), f"{reverse(name)}?{query}"))
    parts = ""
    if one.code in WAYS:
        asked = {"chiffre": one.code, "par": WAYS[one.code][0], "annee": year}
        parts = f"{reverse('web:figure_parts')}?{urlencode(asked)}"
    return {"one": one, "shown": shown(one), "range": range_shown(one), "rows": rows, "parts": parts}
