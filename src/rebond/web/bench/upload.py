"""Files sent from a page: a report each, or a zip of many machines. Always a clear answer, and no loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.collection.models import Lot
from rebond.common.errors import Refused
from rebond.erasure import intake
from rebond.evidence import bundles
from rebond.evidence.models import Reading, Report
from rebond.evidence.parsing import Unreadable
from rebond.evidence.services import LARGEST_REPORT_BYTES, Sender
from rebond.inventory.models import Device
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, form_page
from rebond.web.bench import reasons
from rebond.web.bench.forms import UploadForm

_ZIP_MARK = b"PK"


@dataclass(frozen=True)
class Whose:
    """Who sends, and what they said of all the files: for this machine, for this lot."""

    by: User
    device: Device | None
    lot: Lot | None


@dataclass(frozen=True)
class Answer:
    """What became of one machine's files; ``url`` is where to go on from there."""

    ok: bool
    name: str
    message: str
    url: str = ""

    @property
    def named(self) -> str:
        return f"{self.name}: {self.message}"


@form_page(Right.PROVE)
def upload(request: SignedRequest) -> HttpResponse:
    """The page; files come all at once, or one a request from upload.js, which is answered in JSON."""
    wants_json = request.headers.get("Accept") == "application/json"
    if request.method != "POST":
        return render(request, "bench/upload.html", {"form": UploadForm(initial=_initial(request))})
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        if wants_json:
            words = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"ok": False, "message": words})
        return render(request, "bench/upload.html", {"form": form})
    whose = Whose(request.user, form.cleaned_data["device"], form.cleaned_data["lot"])
    answers = [answer for file in form.cleaned_data["reports"] for answer in take_file(file, whose)]
    if wants_json:
        whole = _joined(answers)
        return JsonResponse({"ok": whole.ok, "message": whole.message, "url": whole.url})
    return _told(request, answers)


def _initial(request: SignedRequest) -> dict[str, str]:
    return {"device": request.GET.get("appareil", ""), "lot": request.GET.get("lot", "")}


def _told(request: SignedRequest, answers: Sequence[Answer]) -> HttpResponse:
    """Without JavaScript: one message when all went well, then one for each file that did not."""
    taken = [answer for answer in answers if answer.ok]
    for answer in answers:
        if not answer.ok:
            messages.warning(request, answer.named)
    if taken:
        messages.success(request, taken[0].named if len(taken) == 1 else _joined(taken).message)
    if len(answers) == 1 and answers[0].url:
        return redirect(answers[0].url)
    return redirect("web:reports" if taken else "web:upload")


def _joined(answers: Sequence[Answer]) -> Answer:
    """One answer for a whole zip."""
    if len(answers) == 1:
        return answers[0]
    failed = [answer.named for answer in answers if not answer.ok]
    words = _("%(read)d machines read, %(left)d waiting for a person.") % {
        "read": len(answers) - len(failed), "left": len(failed)
    }  # fmt: skip
    return Answer(not failed, "", " ".join([words, *failed[:5]]), reverse("web:reports"))


def take_file(file: "UploadedFile[Any]", whose: Whose) -> list[Answer]:
    """Keep one sent file: a report, or each machine of a zip. Never raises for what the file holds."""
    if file.read(len(_ZIP_MARK)) == _ZIP_MARK:
        file.seek(0)
        return _take_zip(file, whose)
    name = file.name or ""
    if (file.size or 0) > LARGEST_REPORT_BYTES:
        return [_not_kept(name, "file_too_large")]
    file.seek(0)
    return [_take(file.read(), name, whose)]


def _take_zip(file: "UploadedFile[Any]", whose: Whose) -> list[Answer]:
    """Each machine by itself, so that one bad folder loses nothing of the others."""
    name, answers = file.name or "", []
    try:
        for label, files in bundles.machines_in_zip(file.file):  # type: ignore[arg-type]
            answers.append(_take_machine(label, files, whose))
    except Unreadable as refusal:
        return [*answers, _keep_bad_zip(file, refusal.code, whose)]
    return answers or [_not_kept(name, "empty")]


def _take_machine(label: str, files: dict[str, bytes], whose: Whose) -> Answer:
    try:
        return _take(bundles.pack(files), label, whose)
    except Unreadable as refusal:
        return _not_kept(label, refusal.code)


def _keep_bad_zip(file: "UploadedFile[Any]", code: str, whose: Whose) -> Answer:
    """A zip that cannot be opened to its end is kept as it came, if no larger than a report may be."""
    name = file.name or ""
    if (file.size or 0) > LARGEST_REPORT_BYTES:
        return _not_kept(name, code)
    file.seek(0)
    return _take(file.read(), name, whose)


def _not_kept(name: str, code: str) -> Answer:
    return Answer(False, name, _("This file was not kept. %(why)s") % {"why": reasons.sentence(code)})


def _take(raw: bytes, name: str, whose: Whose) -> Answer:
    try:
        taken = intake.take(
            raw,
            sender=Sender(Report.Source.UPLOAD, by=whose.by, filename=name),
            device=whose.device,
            lot=whose.lot,
        )
    except Refused as refusal:
        return Answer(False, name, str(refusal))
    return _answer(name, taken)


def _answer(name: str, taken: intake.Taken) -> Answer:
    """Where the report stands now, in words."""
    url = reverse("web:report", args=[taken.report.pk])
    device = taken.reading.device
    if taken.reading.status == Reading.Status.LINKED and device:
        words = (
            _("Attached to %(number)s.")
            if taken.is_new
            else _("We already had this report, attached to %(number)s.")
        )
        return Answer(
            True, name, words % {"number": device.number}, reverse("web:device", args=[device.number])
        )
    if taken.reading.status == Reading.Status.SET_ASIDE:
        return Answer(False, name, _("We already had this report: it was set aside."), url)
    words = _("This file is kept and waits for a person. %(why)s")
    return Answer(False, name, words % {"why": reasons.sentence(taken.reading.reason)}, url)
