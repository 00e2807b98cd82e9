"""What is the one thing to do next with this device? Decided from its state and what it owes."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from rebond.erasure.rules import Gate
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.roles import Right
from rebond.refurbishment.models import Job


@dataclass(frozen=True)
class Step:
    """The big button: words before it, words on it, where it leads, the right it needs, POST or not."""

    words: str
    verb: str
    url: str
    icon: str
    right: Right
    post: bool = False


# State: words, verb, view, icon, right, POST or not. Received and erased need to look further.
_STEPS: Final[dict[str, tuple[Promise, Promise, str, str, Right, bool]]] = {
    State.READY: (
        gettext_lazy("Ready to go: for whom?"),
        gettext_lazy("Hand over"),
        "hand_over",
        "hand",
        Right.DISTRIBUTE,
        False,
    ),
    State.RESERVED: (
        gettext_lazy("Held for somebody."),
        gettext_lazy("Hand over"),
        "hand_over",
        "hand",
        Right.DISTRIBUTE,
        False,
    ),
    State.HANDED_OVER: (
        gettext_lazy("It is at home with somebody."),
        gettext_lazy("Take back"),
        "take_back",
        "arrow-back",
        Right.DISTRIBUTE,
        False,
    ),
    **dict.fromkeys(
        (State.DISMANTLED, State.SCRAPPED),
        (
            gettext_lazy("Waits for the recycler."),
            gettext_lazy("Record the recycler's slip"),
            "recycle",
            "recycle",
            Right.REFURBISH,
            False,
        ),
    ),
    **dict.fromkeys(
        (State.LOST, State.REFUSED),
        (
            gettext_lazy("It is not here."),
            gettext_lazy("It is here again"),
            "find_again",
            "search",
            Right.RECEIVE,
            True,
        ),
    ),
}


def next_step(device: Device, gate: Gate, job: Job | None) -> Step | None:
    """The next step, or None when the journey is over."""
    if device.state == State.RECEIVED:
        return _to_clear(device, gate)
    if device.state == State.CLEARED:
        return _to_finish(device.number, job)
    if device.state not in _STEPS:
        return None
    words, verb, view, icon, right, post = _STEPS[device.state]
    return Step(str(words), str(verb), reverse(f"web:{view}", args=[device.number]), icon, right, post)


def _to_clear(device: Device, gate: Gate) -> Step:
    number = device.number
    if gate.unproven:
        return Step(
            _("Next: prove that its data is gone."),
            _("Record an erasure"),
            reverse("web:erasure_new", args=[gate.unproven[0]]),
            "eraser",
            Right.PROVE,
        )
    if gate.nothing_seen:
        return Step(
            _("Next: have its drives read by the bench, or say what is inside."),
            _("Add a report"),
            f"{reverse('web:upload')}?appareil={number}",
            "upload",
            Right.PROVE,
        )
    return Step(
        _("It owes no proof."),
        _("Let it go to the checks"),
        reverse("web:clear", args=[number]),
        "shield-check",
        Right.PROVE,
        post=True,
    )


def _to_finish(number: str, job: Job | None) -> Step:
    url = reverse("web:job", args=[number])
    if job and job.done_at:
        return Step(
            _("Done by %(name)s: a second pair of eyes must look.") % {"name": job.done_by},
            pgettext("button", "Look and approve"),
            url,
            "eye",
            Right.REFURBISH,
        )
    verb = _("Go on with the checks") if job else _("Begin the checks")
    return Step(_("Next: the checks, about eight minutes."), verb, url, "check", Right.REFURBISH)
