"""What a person decides of a report that waits: which machine, a new one, or none."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.erasure import intake
from rebond.evidence import services as evidence
from rebond.evidence.models import Reading, Report
from rebond.inventory.models import Device
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action
from rebond.web.bench import reasons
from rebond.web.bench.forms import AttachForm
from rebond.web.bench.rows import to_device
from rebond.web.undo import told_with_undo


@action(Right.PROVE)
def report_attach(request: SignedRequest, pk: int) -> HttpResponse:
    """Attach a report to the machine named, or with ``again`` read it anew and let it find its machine."""
    row = get_object_or_404(Report, pk=pk)
    device = None
    if "again" not in request.POST:
        form = AttachForm(request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(map(str, form.errors["number"])))
            return redirect("web:report", pk)
        device = form.cleaned_data["number"]
    found = intake.settle(row, by=request.user, device=device, confirmed="confirmed" in request.POST)
    return _settled(request, found) if found else _still_open(request, row)


def _settled(request: SignedRequest, device: Device) -> HttpResponse:
    messages.success(request, _("The report is attached to %(number)s.") % {"number": device.number})
    return to_device(device)


def _still_open(request: SignedRequest, row: Report) -> HttpResponse:
    """Back to the report, which says why; after a contradiction it offers to insist."""
    reading = Reading.objects.get(report=row)
    messages.warning(request, reasons.sentence(reading.reason))
    return redirect("web:report", row.pk)


@action(Right.PROVE)
def report_create(request: SignedRequest, pk: int) -> HttpResponse:
    """No machine of ours is the one: number a new one from what the report says."""
    device = intake.settle_as_new(get_object_or_404(Report, pk=pk), by=request.user)
    messages.success(
        request,
        _("%(number)s is created from this report. Next: print its label and stick it on the machine.")
        % {"number": device.number},
    )
    return to_device(device)


@action(Right.PROVE)
def report_aside(request: SignedRequest, pk: int) -> HttpResponse:
    """This report concerns no machine of ours; it stays kept."""
    evidence.set_aside(get_object_or_404(Report.objects.defer("body"), pk=pk), by=request.user)
    told_with_undo(
        request, _("The report is set aside; it stays kept."), reverse("web:report_take_up", args=[pk])
    )
    return redirect(f"{reverse('web:reports')}?etat={Reading.Status.TO_REVIEW}")


@action(Right.PROVE)
def report_take_up(request: SignedRequest, pk: int) -> HttpResponse:
    """Undo a setting aside."""
    evidence.take_up(get_object_or_404(Report.objects.defer("body"), pk=pk), by=request.user)
    messages.success(request, _("The report waits for a person again."))
    return redirect("web:report", pk)
