"""What every page shows around its content: the six places, what waits there, the association."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import pgettext_lazy

from rebond.impact import indicators
from rebond.inventory.states import State
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.people.services import association


@dataclass(frozen=True)
class Place:
    """One of the six words of the menu."""

    name: str | Promise
    url: str
    icon: str
    waiting: int | None
    current: bool


_PLACES: tuple[tuple[str, Promise, str, Right, tuple[State, ...]], ...] = (
    ("home", pgettext_lazy("place", "Home"), "home", Right.SEE, ()),
    ("reception", pgettext_lazy("place", "Reception"), "truck", Right.SEE, ()),
    ("bench", pgettext_lazy("place", "Bench"), "tool", Right.SEE, (State.RECEIVED, State.CLEARED)),
    ("counter", pgettext_lazy("place", "Counter"), "hand", Right.SEE, (State.RESERVED,)),
    ("classroom", pgettext_lazy("place", "Classroom"), "school", Right.SEE, ()),
    ("office", pgettext_lazy("place", "Office"), "building", Right.SEE, ()),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame of a page; nothing is asked of the database for a fragment that does not show it."""
    founder = SimpleLazyObject(association)
    context: dict[str, Any] = {
        "association_name": SimpleLazyObject(lambda: founder.name if founder else "Rebond"),
        "once": uuid4,  # drawn where a form holds it: rebond.web.once
        "source_url": reverse("web:source"),
        "is_demonstration": SimpleLazyObject(lambda: bool(founder and founder.is_demonstration)),
    }
    user = getattr(request, "user", None)
    if isinstance(user, User):
        context["user"] = user
        context["user_role"] = user.get_role_display()
        context["places"] = SimpleLazyObject(lambda: _places(request))
        context["may"] = {right.value: user.may(right) for right in Right}
    return context


def _places(request: HttpRequest) -> list[Place]:
    waiting = indicators.waiting()
    here = getattr(request.resolver_match, "func", None)
    place_here = getattr(here, "__module__", "").removeprefix("rebond.web.").split(".")[0]
    return [
        Place(
            name,
            reverse(f"web:{code}"),
            icon,
            sum(waiting.get(state, 0) for state in states) or None,
            place_here == code,
        )
        for code, name, icon, _right, states in _PLACES
    ]
