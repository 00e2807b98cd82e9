"""The job sheet on one page: checks as large buttons, the verdict, the second pair of eyes."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rebond.common.errors import Refused, Stale
from rebond.distribution.services import data_is_gone
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
from rebond.web.bench.rows import device_at, to_device

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


def _shown_sheet(device: Device) -> Job | None:
    """The sheet that the page shows; back on the bench, an approved one gives way to a new one."""
    job = _sheet_of(device)
    return None if job and job.approved_at and device.state in ON_THE_BENCH else job


def _context(request: SignedRequest, device: Device, form: JobForm | None = None) -> dict[str, Any]:
    job = _shown_sheet(device)
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
        "seal": services.verdict_seal(job),
        "systems": SYSTEMS,
        "may_approve": bool(job and job.done_at and _is_second_pair_of_eyes(job, request.user)),
        "sheet_seal": services.sheet_seal(job) if job else "",
        "send_back_form": _send_back_form(),
        "wording": _wording(device, results),
    }


def _send_back_form(typed: QueryDict | None = None) -> ReasonForm:
    return ReasonForm(typed, help_text=_("What is still to be done, for the person who takes it up."))


def _is_second_pair_of_eyes(job: Job, user: User) -> bool:
    founder = association()
    return not (founder and founder.second_check) or services.may_approve(job, user)


def _wording(device: Device, results: dict[str, str]) -> dict[str, object]:
    """What it may be called, and what keeps it from « reconditioned »."""
    is_gone = device.state in GUARDED and data_is_gone(device)  # received: drives may still be unseen
    word = rules.wording(device.category, results, data_is_gone=is_gone)
    untested = [
        check_label(name) for name in rules.CHECKS[device.category] if results.get(name) in (None, "failed")
    ]
    return {"is_reconditioned": word == "reconditioned", "data_is_gone": is_gone, "untested": untested}


def _open(device: Device, user: User) -> Job:
    return services.open_job(device, by=user)


def _write(request: SignedRequest, device: Device, form: JobForm) -> Job:
    """The verdict typed, on the open sheet of this device."""
    seen = request.POST.get("seen")
    return services.describe(_open(device, request.user), **form.cleaned_data, by=request.user, seen=seen)


def _typed_stays(
    request: SignedRequest, device: Device, form: JobForm, refusal: Refused | None = None
) -> HttpResponse:
    """The page again with what was typed; when somebody else wrote meanwhile, their words beside it."""
    if refusal:
        form.add_error(None, str(refusal))
    device.refresh_from_db()
    context = _context(request, device, form)
    context["theirs"] = context["job"] if isinstance(refusal, Stale) else None
    return render(request, "bench/job.html", context)


@form_page(Right.REFURBISH)
def job(request: SignedRequest, number: str) -> HttpResponse:
    """The whole sheet; POST writes the verdict without finishing."""
    device = device_at(number)
    if request.method != "POST":
        return render(request, "bench/job.html", _context(request, device))
    form = JobForm(request.POST)
    if not form.is_valid():
        return _typed_stays(request, device, form)
    try:
        _write(request, device, form)
    except Refused as refusal:
        return _typed_stays(request, device, form, refusal)
    messages.success(request, _("The sheet is saved."))
    return redirect("web:job", device.number)


@action(Right.REFURBISH)
def job_check(request: SignedRequest, number: str) -> HttpResponse:
    """One check done; htmx gets its line back, a plain browser returns to it."""
    device = device_at(number)
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
    device = device_at(number)
    form = JobForm(request.POST)
    if not form.is_valid():
        return _typed_stays(request, device, form)
    try:
        sheet = services.finish(_write(request, device, form), by=request.user)
    except Refused as refusal:
        return _typed_stays(request, device, form, refusal)
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
    device = device_at(number)
    services.approve(_open_sheet(device), by=request.user, seen=request.POST.get("seen", ""))
    messages.success(request, _("%(number)s is ready.") % {"number": device.number})
    return to_device(device)


@action(Right.REFURBISH)
def job_send_back(request: SignedRequest, number: str) -> HttpResponse:
    """The second pair of eyes saw something."""
    device = device_at(number)
    form = _send_back_form(request.POST)
    if form.is_valid():
        try:
            services.send_back(_open_sheet(device), reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The sheet goes back to the bench."))
            return redirect("web:job", device.number)
    return render(request, "bench/job.html", {**_context(request, device), "send_back_form": form})
