"""The driver's page of a round: kept on the telephone, signed at doors without network, sent when there is
one.

The worker and the queue are static/rebond/js/page-worker.js, outbox.js and road.js. Each stop's form is
the slip's own: without JavaScript it is sent at once, and what is sent twice is one slip (web/once.py).
"""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render

from rebond.people.roles import Right
from rebond.records.models import Paper
from rebond.web.access import SignedRequest, page
from rebond.web.reception.papers import RoadSlipForm
from rebond.web.reception.rounds import lines_of, round_or_404


@page(Right.RECEIVE)
def road(request: SignedRequest, pk: int) -> HttpResponse:
    """Every stop with its form, or the slip that was signed."""
    row, stops = round_or_404(pk)
    lines, _told = lines_of(request, row, stops)
    slips = Paper.objects.filter(
        kind="pickup", subject_kind="donation", subject_id__in=[stop.donation_id for stop in stops]
    )
    signed = dict(slips.order_by("pk").values_list("subject_id", "number"))
    for line in lines:
        key = line["stop"].donation_id
        line |= {"slip": signed.get(key), "form": RoadSlipForm(auto_id=f"stop-{key}-%s"), "once": uuid4()}
    return render(request, "reception/road.html", {"round": row, "lines": lines})
