"""The paper twin: printed, photographed back, looked at by a human."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.errors import Refused
from rebond.people.roles import Right
from rebond.training import sheets
from rebond.training.models import AttendanceSheet, HalfDay, SheetPhoto
from rebond.training.words import Status
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.classroom.sessions import half_day_or_404
from rebond.web.forms import PlainForm

ASKED = (Status.SEEN, Status.EXCUSED, Status.NO_SHOW, Status.UNKNOWN)


@action(Right.TRAIN)
def sheet_print(request: SignedRequest, pk: int) -> HttpResponse:
    """The sheets of the list as it is now: each has its code, so printing writes."""
    row = half_day_or_404(pk)
    response = HttpResponse(sheets.draw(sheets.sheets_of(row, by=request.user)), "application/pdf")
    response["Content-Disposition"] = f'inline; filename="emargement-{row.day.isoformat()}-{row.pk}.pdf"'
    return response


class PhotoForm(PlainForm):
    """A photograph from this telephone or a scanner."""

    photo = forms.FileField(
        label=gettext_lazy("Photograph of the sheet"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=gettext_lazy("Flat, in the light, the four black squares in sight."),
    )


@form_page(Right.TRAIN)
def sheet_photo(request: SignedRequest, pk: int) -> HttpResponse:
    """Take in a photograph of the sheet of this half-day."""
    return _photo(request, half_day_or_404(pk))


@form_page(Right.TRAIN)
def sheet_scanned(request: SignedRequest, code: str) -> HttpResponse:
    """Where the code of a sheet leads the telephone that scans it."""
    found = AttendanceSheet.objects.filter(code=code[:24]).values_list("half_day", flat=True).first()
    if found is None:
        raise Http404(_("This sheet was not printed here."))
    return _photo(request, half_day_or_404(found))


def _photo(request: SignedRequest, row: HalfDay) -> HttpResponse:
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            photo, is_new = sheets.take_in(form.cleaned_data["photo"].read(), by=request.user, expected=row)
        except Refused as refused:
            form.add_error("photo", f"{refused} {refused.hint}")
        else:
            if not is_new:
                messages.info(request, _("This photograph was already here."))
            return redirect("web:sheet_confirm", photo.pk)
    return render(request, "classroom/sheet_photo.html", {"form": form, "half_day": row})


@form_page(Right.TRAIN)
def sheet_confirm(request: SignedRequest, pk: int) -> HttpResponse:
    """What was read beside the photograph; nothing is believed before somebody says so."""
    photo = get_object_or_404(
        SheetPhoto.objects.defer("body").select_related("sheet__half_day__session__training"), pk=pk
    )
    lines = sheets.proposed(photo)
    if request.method == "POST":
        told = {line["who"].pk: request.POST.get(f"p{line['who'].pk}", Status.UNKNOWN) for line in lines}
        if any(status not in ASKED for status in told.values()):
            raise Refused(_("This line was not understood."), status=400)
        n = sheets.confirm(photo, told, by=request.user)
        messages.success(request, _("%(n)d lines are written as you confirmed them.") % {"n": n})
        return redirect("web:presences", photo.sheet.half_day_id)
    context = {
        "photo": photo,
        "half_day": photo.sheet.half_day,
        "lines": lines,
        "asked": [(status.value, status.label) for status in ASKED],
        "unsure": sum(not line["sure"] for line in lines),
    }
    return render(request, "classroom/sheet_confirm.html", context)


@page(Right.TRAIN)
def sheet_image(request: HttpRequest, pk: int) -> HttpResponse:
    """The photograph, byte for byte."""
    photo = get_object_or_404(SheetPhoto, pk=pk)
    response = HttpResponse(bytes(photo.body), content_type=photo.media_type)
    response["Cache-Control"] = "private, no-store"
    return response
