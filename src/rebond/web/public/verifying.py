"""Is this paper genuine? For anyone who holds one: its number, or the file itself, which is not kept."""

import json
from pathlib import Path
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rebond.records import papers, rebond_verify, sealing
from rebond.records.models import Paper
from rebond.web.access import public
from rebond.web.forms import PlainForm

LARGEST_BYTES = 20_000_000
VERDICTS = {
    rebond_verify.GENUINE: (_("Genuine"), "fern", "shield-check"),
    rebond_verify.ALTERED: (_("Altered"), "brick", "shield-x"),
    rebond_verify.REVOKED: (_("Revoked"), "brick", "shield-x"),
    rebond_verify.UNKNOWN: (_("Not one of our certificates"), "gorse", "alert"),
}


class FileForm(PlainForm):
    """One certificate, PDF or JSON."""

    file = forms.FileField(label=_("The certificate, as PDF or JSON"), allow_empty_file=True)

    def clean_file(self) -> bytes:
        file = cast(UploadedFile, self.cleaned_data["file"])
        if (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB: a certificate never is."))
        return bytes(file.read())


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a file here, or take away what checks it elsewhere. Nothing is written."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context: dict[str, Any] = {"form": form, "keys": papers.told_keys()[::-1]}
    if request.method == "POST" and form.is_valid():
        finding = rebond_verify.examine(form.cleaned_data["file"], _keys(), _revoked())
        words, colour, icon = VERDICTS[finding.verdict]
        context |= {
            "verdict": words, "colour": colour, "icon": icon, "lines": finding.lines,
            "number": finding.certificate.get("number", ""),
        }  # fmt: skip
    return render(request, "public/verify.html", context)


def _revoked() -> bytes:
    """Empty while nothing was ever signed."""
    return papers.revoked() if papers.told_keys() else b""


def _keys() -> bytes:
    return json.dumps({"keys": papers.told_keys()}).encode()


@public
@require_safe
def verify_number(request: HttpRequest, number: str) -> HttpResponse:
    """What the QR code of a paper opens: whether we issued it, and whether it still stands. No name."""
    paper = (
        Paper.objects.select_related("revocation", "replaced_by").defer("body").filter(number=number).first()
    )
    context = {"number": number[:40], "paper": paper}
    return render(request, "public/verify_number.html", context, status=200 if paper else 404)


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Our public keys, and the last signed head: kept by whoever wants to check us later."""
    head = sealing.last_head()
    told = {"keys": papers.told_keys(), "head": papers.told_head(head) if head else None}
    return JsonResponse(told, json_dumps_params={"indent": 1})


@public
@require_safe
def revoked(request: HttpRequest) -> HttpResponse:
    """The signed list of revoked certificates."""
    if not papers.told_keys():
        raise Http404
    return HttpResponse(papers.revoked(), content_type="application/json")


@public
@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that checks without us."""
    response = HttpResponse(Path(rebond_verify.__file__).read_bytes(), content_type="text/x-python")
    response["Content-Disposition"] = 'attachment; filename="rebond_verify.py"'
    return response
