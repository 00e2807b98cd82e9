"""State badges drawn once: a list of fifty rows must not render fifty components."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from rebond.inventory.states import State


def state_badge(state: str) -> SafeString:
    """The badge of a device's state: word, icon and colour."""
    return _drawn(state, get_language() or "")


@lru_cache(maxsize=64)
def _drawn(state: str, _language: str) -> SafeString:
    return render_to_string("devices/_badge.html", {"state": state, "label": State(state).label})
