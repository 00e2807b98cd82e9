"""Off the bench or back on it: back to the checks, dismantled, scrapped, recycled."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.errors import Refused
from rebond.inventory.models import Device
from rebond.inventory.states import State, allowed
from rebond.people.roles import Right
from rebond.refurbishment import services
from rebond.web.access import SignedRequest, action, form_page
from rebond.web.bench.forms import ReasonForm
from rebond.web.bench.rows import back_to, device_at, to_device
from rebond.web.rows import seen_version
from rebond.web.undo import told_with_undo

Act = Callable[[Device, str], Device]
Words = str | Promise


@dataclass(frozen=True)
class Ending:
    """One page that asks why before a machine changes stage."""

    to: State
    title: Words
    lead: Words
    verb: Words
    icon: str
    label: Words
    help: Words
    done: Words
    is_final: bool = False
    undo: str = ""


BACK = Ending(
    State.CLEARED,
    gettext_lazy("Back to the bench"),
    gettext_lazy("It was ready, but something is wrong after all. It goes through the checks again."),
    gettext_lazy("Send back to the bench"),
    "arrow-back",
    gettext_lazy("What is wrong"),
    gettext_lazy("For example: the battery no longer holds."),
    gettext_lazy("%(number)s is on the bench again."),
)
DISMANTLE = Ending(
    State.DISMANTLED,
    gettext_lazy("Dismantle"),
    gettext_lazy("Its parts go to the shelves and the rest to the recycler. This cannot be undone."),
    gettext_lazy("Dismantle this machine"),
    "hammer",
    gettext_lazy("Reason"),
    gettext_lazy("For example: motherboard dead, screen and memory are good."),
    gettext_lazy("%(number)s is dismantled."),
    is_final=True,
)
SCRAP = Ending(
    State.SCRAPPED,
    gettext_lazy("Scrap"),
    gettext_lazy(
        "Nothing more to be had from it: it waits for the recycler. You can undo this while it is here."
    ),
    gettext_lazy("Scrap this machine"),
    "trash",
    gettext_lazy("Reason"),
    gettext_lazy("For example: too old, cracked screen."),
    gettext_lazy("%(number)s is scrapped: it waits for the recycler."),
    undo="web:unscrap",
)
RECYCLE = Ending(
    State.RECYCLED,
    gettext_lazy("Left with the recycler"),
    gettext_lazy("The machine has left under the recycler's slip. This cannot be undone."),
    gettext_lazy("It has left"),
    "recycle",
    gettext_lazy("Number of the slip"),
    gettext_lazy("On the recycler's paper, for example BSD-2026-0311."),
    gettext_lazy("%(number)s has left with the recycler."),
    is_final=True,
)


def _asked(request: SignedRequest, number: str, ending: Ending, act: Act) -> HttpResponse:
    """Ask why, act, go back to the machine; what was typed stays when the step is refused."""
    device = device_at(number)
    if request.method != "POST" and not allowed(device.state, ending.to):
        raise Refused(
            _("%(number)s is “%(state)s”: it cannot become “%(next)s” from there.")
            % {"number": device.number, "state": device.get_state_display(), "next": ending.to.label}
        )
    form = ReasonForm(request.POST or None, label=ending.label, help_text=ending.help)
    if form.is_bound and form.is_valid():
        try:
            row = act(device, form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, row, ending)
            return to_device(row)
    return render(request, "bench/ending.html", {"device": device, "form": form, "ending": ending})


def _say(request: SignedRequest, device: Device, ending: Ending) -> None:
    words = str(ending.done) % {"number": device.number}
    if ending.undo:
        told_with_undo(request, words, reverse(ending.undo, args=[device.number]))
    else:
        messages.success(request, words)


@form_page(Right.REFURBISH)
def back_to_bench(request: SignedRequest, number: str) -> HttpResponse:
    """Ready, but something is wrong after all."""
    version = seen_version(request)
    return _asked(
        request, number, BACK,
        lambda row, reason: services.back_to_bench(row, by=request.user, reason=reason, expected=version),
    )  # fmt: skip


@form_page(Right.REFURBISH)
def dismantle(request: SignedRequest, number: str) -> HttpResponse:
    """Its parts go to the shelves."""
    version = seen_version(request)
    return _asked(
        request, number, DISMANTLE,
        lambda row, reason: services.dismantle(row, by=request.user, reason=reason, expected=version),
    )  # fmt: skip


@form_page(Right.REFURBISH)
def scrap(request: SignedRequest, number: str) -> HttpResponse:
    """Nothing more to be had from it."""
    version = seen_version(request)
    return _asked(
        request, number, SCRAP,
        lambda row, reason: services.scrap(row, by=request.user, reason=reason, expected=version),
    )  # fmt: skip


@action(Right.REFURBISH)
def unscrap(request: SignedRequest, number: str) -> HttpResponse:
    """Undo a scrapping."""
    row = services.unscrap(device_at(number), by=request.user, expected=seen_version(request))
    messages.success(request, _("%(number)s is on the bench again.") % {"number": row.number})
    return back_to(request, row)


@form_page(Right.REFURBISH)
def recycle(request: SignedRequest, number: str) -> HttpResponse:
    """It left with the recycler."""
    version = seen_version(request)
    return _asked(
        request, number, RECYCLE,
        lambda row, slip: services.recycle(row, by=request.user, slip=slip, expected=version),
    )  # fmt: skip
