"""The job sheet on one page: checks as large buttons, the verdict, the second pair of eyes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.inventory.models import Device
from rebond.inventory.states import GUARDED, State
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.people.services import association
from rebond.refurbishment import rules, services
from rebond.refurbishment.models import Check, Job
from rebond.refurbishment.words import check_label
from rebond.web.access import SignedRequest, action, form_page
from rebond.web.bench.forms import SYSTEMS, CheckForm, JobForm, ReasonForm
from rebond.web.bench.rows import device_or_404, to_device

ON_THE_BENCH = (State.RECEIVED, State.CLEARED)


@dataclass(frozen=True)
class Line:
    """One check of the sheet, done (``check``) or not."""

    name: str
    label: str | Promise
    check: Check | None
    essential: bool


def _sheet_of(device: Device) -> Job | None:
    """The sheet of this reception: the open one, else the last approved."""
    rows = Job.objects.select_related("done_by", "approved_by").filter(
        device=device, reception=device.reception
    )
    found = list(rows.order_by("-id")[:5])
    return next((job for job in found if job.approved_at is None), found[0] if found else None)


def _context(request: SignedRequest, device: Device, form: JobForm | None = None) -> dict[str, Any]:
    job = _sheet_of(device)
    if job and job.approved_at and device.state in ON_THE_BENCH:
        job = None  # it came back to the bench: a new sheet begins
    done = {row.name: row for row in job.checks.select_related("by")} if job else {}
    results = {name: row.result for name, row in done.items()}
    names = rules.CHECKS[device.category]
    written = {"grade": job.grade, "system": job.system, "work_done": job.work_done} if job else {}
    return {
        "device": device,
        "job": job,
        "lines": [Line(name, check_label(name), done.get(name), name in rules.ESSENTIAL) for name in names],
        "done": len(names) - len(rules.missing(device.category, results)),
        "total": len(names),
        "results": Check.Result.choices,
        "is_open": device.state in ON_THE_BENCH,
        "form": form or JobForm(initial=written),
        "systems": SYSTEMS,
        "may_approve": bool(job and job.done_at and _is_second_pair_of_eyes(job, request.user)),
        "send_back_form": ReasonForm(
            help_text=_("What is still to be done, for the person who takes it up.")
        ),
        "wording": _wording(device, results),
    }


def _is_second_pair_of_eyes(job: Job, user: User) -> bool:
    founder = association()
    return job.done_by != user or not (founder and founder.second_check)


def _wording(device: Device, results: dict[str, str]) -> dict[str, object]:
    """What it may be called, and what keeps it from « reconditioned »."""
    data_is_gone = device.state in GUARDED
    word = rules.wording(device.category, results, data_is_gone=data_is_gone)
    untested = [
        check_label(name) for name in rules.CHECKS[device.category] if results.get(name) in (None, "failed")
    ]
    return {"is_reconditioned": word == "reconditioned", "data_is_gone": data_is_gone, "untested": untested}


def _open(device: Device, user: User) -> Job:
    return services.open_job(device, by=user)


@form_page(Right.REFURBISH)
def job(request: SignedRequest, number: str) -> HttpResponse:
    """The whole sheet; POST writes the verdict without finishing."""
    device = device_or_404(number)
    form = JobForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        services.describe(_open(device, request.user), **form.cleaned_data, by=request.user)
        messages.success(request, _("The sheet is saved."))
        return redirect("web:job", device.number)
    return render(request, "bench/job.html", _context(request, device, form))


@action(Right.REFURBISH)
def job_check(request: SignedRequest, number: str) -> HttpResponse:
    """One check done; htmx gets its line back, a plain browser returns to it."""
    device = device_or_404(number)
    form = CheckForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Press one of the three buttons: works, does not work, has none."), status=400)
    services.check(_open(device, request.user), **form.cleaned_data, by=request.user)
    name = form.cleaned_data["name"]
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('web:job', args=[device.number])}#check-{name}")
    context = _context(request, device)
    context["line"] = next(line for line in context["lines"] if line.name == name)
    context["swapping"] = True
    return render(request, "bench/job.html#check_answer", context)


@action(Right.REFURBISH)
def job_finish(request: SignedRequest, number: str) -> HttpResponse:
    """Save the verdict, then say that the work is done; what was typed stays if something is missing."""
    device = device_or_404(number)
    form = JobForm(request.POST)
    if not form.is_valid():
        return render(request, "bench/job.html", _context(request, device, form))
    try:
        sheet = services.describe(_open(device, request.user), **form.cleaned_data, by=request.user)
        sheet = services.finish(sheet, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "bench/job.html", _context(request, device, form))
    if sheet.approved_at:
        messages.success(request, _("%(number)s is ready.") % {"number": device.number})
        return to_device(device)
    messages.success(
        request,
        _("The work is done: a second pair of eyes must look at %(number)s.") % {"number": device.number},
    )
    return redirect("web:job", device.number)


def _open_sheet(device: Device) -> Job:
    sheet = _sheet_of(device)
    if sheet is None:
        raise Refused(_("No sheet was begun for %(number)s.") % {"number": device.number})
    return sheet


@action(Right.REFURBISH)
def job_approve(request: SignedRequest, number: str) -> HttpResponse:
    """The second pair of eyes agrees: ready."""
    device = device_or_404(number)
    services.approve(_open_sheet(device), by=request.user)
    messages.success(request, _("%(number)s is ready.") % {"number": device.number})
    return to_device(device)


@action(Right.REFURBISH)
def job_send_back(request: SignedRequest, number: str) -> HttpResponse:
    """The second pair of eyes saw something."""
    device = device_or_404(number)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say what is still to be done: the next person needs it."), status=400)
    services.send_back(_open_sheet(device), reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The sheet goes back to the bench."))
    return redirect("web:job", device.number)
