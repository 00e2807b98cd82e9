"""The proposal for the whole stock: computed on demand, decided line by line."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rebond.distribution import holds, notices, proposals
from rebond.distribution.models import ProposalLine
from rebond.people import messages as people_messages
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, page
from rebond.web.counter.requests import reasons_in_words, uses_in_words
from rebond.web.names import lacking_in_words

SHOWN = 100


@page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def proposal(request: SignedRequest) -> HttpResponse:
    """The last one: its lines to decide, what is missing."""
    last, lacking = proposals.lacking_now()
    rows = (
        last.lines.filter(state=ProposalLine.State.PROPOSED)
        .select_related("request__person", "request__organisation", "device__location")
        .order_by("rank")
        if last
        else ProposalLine.objects.none()
    )
    shown = list(rows[:SHOWN])
    context = {
        "proposal": last,
        "lines": [(row, reasons_in_words(row.reasons), uses_in_words(row.request.uses)) for row in shown],
        "left": rows.count(),
        "lacking": lacking_in_words(lacking),
    }
    return render(request, "counter/proposal.html", context)


@action(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def propose(request: SignedRequest) -> HttpResponse:
    """Compute it again with what is ready and who waits now."""
    made = proposals.propose(by=request.user)
    messages.success(
        request,
        _("%(lines)s machines proposed for %(requests)s requests, in %(ms)s ms.")
        % {"lines": made.lines.count(), "requests": made.requests, "ms": made.milliseconds},
    )
    return redirect("web:proposal")


@action(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def decide(request: SignedRequest, pk: int) -> HttpResponse:
    """Hold the machine for this request, and tell the person; or set the line aside."""
    line = get_object_or_404(
        ProposalLine.objects.select_related("device", "request__person", "request__organisation"), pk=pk
    )
    accepted = "accept" in request.POST
    holds.decide(line, accepted=accepted, by=request.user)
    if accepted:
        held = line.device.reservations.get(ended_at=None)
        queued = people_messages.tell(
            line.request.recipient, notices.held(held.until), about=f"hold:{held.pk}"
        )
        words = _("%(number)s is held.") % {"number": line.device.number}
        if queued:
            words += " " + _("It will be told by: %(channel)s.") % {"channel": queued.get_channel_display()}
        else:
            words += " " + _("Nobody can tell the person: no way to reach them, or they refuse messages.")
        messages.success(request, words)
    else:
        messages.info(request, _("Set aside: the request goes on waiting."))
    return redirect("web:proposal")
