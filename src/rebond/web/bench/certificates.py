"""The papers of a drive and of the machine it is in: the certificate, or the statement that it failed."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from rebond.erasure import papers as certificates
from rebond.inventory.models import Drive
from rebond.people.roles import Right
from rebond.web import papers
from rebond.web.access import SignedRequest, action
from rebond.web.bench.rows import device_at, to_device


@action(Right.PROVE)
def drive_certificate(request: SignedRequest, pk: int) -> HttpResponse:
    """The certificate of one drive."""
    drive = get_object_or_404(Drive.objects.select_related("device"), pk=pk)
    papers.tell(request, certificates.issue_certificate(drive, by=request.user))
    return redirect("web:drive", pk)


@action(Right.PROVE)
def drive_failure(request: SignedRequest, pk: int) -> HttpResponse:
    """The failure statement of one drive, which orders its destruction."""
    drive = get_object_or_404(Drive.objects.select_related("device"), pk=pk)
    papers.tell(request, certificates.issue_failure(drive, by=request.user))
    return redirect("web:drive", pk)


@action(Right.PROVE)
def device_certificate(request: SignedRequest, number: str) -> HttpResponse:
    """One certificate for every drive seen in a machine since it came."""
    device = device_at(number)
    papers.tell(request, certificates.issue_certificate(device, by=request.user))
    return to_device(device)
