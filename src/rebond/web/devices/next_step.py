"""What is the one thing to do next with this device? Decided from its state and what it owes."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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


def next_step(device: Device, gate: Gate, job: Job | None) -> Step | None:
    """The next step, or None when the journey is over."""
    number = device.number
    if device.state == State.RECEIVED:
        return _to_clear(device, gate)
    if device.state == State.CLEARED:
        return _to_finish(number, job)
    if device.state == State.READY:
        return Step(
            _("Ready to go: for whom?"),
            _("Hand over"),
            reverse("web:hand_over", args=[number]),
            "hand",
            Right.DISTRIBUTE,
        )
    if device.state == State.RESERVED:
        return Step(
            _("Held for somebody."),
            _("Hand over"),
            reverse("web:hand_over", args=[number]),
            "hand",
            Right.DISTRIBUTE,
        )
    if device.state == State.HANDED_OVER:
        return Step(
            _("It is at home with somebody."),
            _("Take back"),
            reverse("web:take_back", args=[number]),
            "arrow-back",
            Right.DISTRIBUTE,
        )
    if device.state in (State.DISMANTLED, State.SCRAPPED):
        return Step(
            _("Waits for the recycler."),
            _("Record the recycler's slip"),
            reverse("web:recycle", args=[number]),
            "recycle",
            Right.REFURBISH,
        )
    if device.state in (State.LOST, State.REFUSED):
        return Step(
            _("It is not here."),
            _("It is here again"),
            reverse("web:find_again", args=[number]),
            "search",
            Right.CORRECT,
            post=True,
        )
    return None


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
