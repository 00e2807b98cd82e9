"""Presence on a tablet: big names, a finger, a pictogram, a code or the trainer's word; kept without network.

The worker and the queue are static/rebond/js/page-worker.js, outbox.js and attendance.js. Each line is a form
of its own: without JavaScript it is sent at once, and told twice is told once (training/attendance.py).
"""

import re
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.people.models import Person
from rebond.people.roles import Right
from rebond.training import attendance, services
from rebond.training.attendance import Telling
from rebond.training.enrolments import PICTURES
from rebond.training.models import Attendance, HalfDay, Training
from rebond.training.words import Status
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.classroom.forms import HeadCountForm
from rebond.web.classroom.sessions import half_day_or_404

PATH = re.compile(r"(?:[ML]\d{1,3} \d{1,3}){2,1600}")
"""What sign.js draws, and nothing else."""
SIGNATURES = ("drawn", "picture", "pin", "trainer")


@page(Right.TRAIN)
def presences(request: SignedRequest, pk: int) -> HttpResponse:
    """The list of one half-day, by given name."""
    row = half_day_or_404(pk)
    lines = attendance.roster(row)
    seen = [line.attendance for line in lines if line.attendance and line.attendance.status == Status.SEEN]
    context = {
        "half_day": row,
        "session": row.session,
        "lines": lines,
        "present": len(seen),
        "untold": sum(line.attendance is None or line.attendance.status == Status.UNKNOWN for line in lines),
        "doubtful": sum(one.is_doubtful for one in seen),
        "pictures": PICTURES.items(),
        "is_course": row.session.training.form == Training.Form.COURSE,
        "sheets": row.sheets.exists(),
        "photos": [photo for sheet in row.sheets.all() for photo in sheet.photos.defer("body")],
    }
    return render(request, "classroom/presences.html", context)


class TellingForm(forms.Form):
    """One line, as a button, a tablet or a script sends it."""

    person = forms.IntegerField(min_value=1, max_value=2**62)
    status = forms.ChoiceField(choices=Status.choices)
    minutes = forms.IntegerField(min_value=1, max_value=1440, required=False)
    signature_kind = forms.ChoiceField(choices=[(kind, kind) for kind in SIGNATURES], required=False)
    signature = forms.CharField(max_length=16_000, required=False, strip=True)
    is_remote = forms.BooleanField(required=False)
    told_at = forms.CharField(max_length=40, required=False)
    sent_at = forms.CharField(max_length=40, required=False)

    def clean_signature(self) -> str:
        text: str = self.cleaned_data["signature"]
        if self.data.get("signature_kind") == Attendance.Signature.DRAWN and not PATH.fullmatch(text):
            raise forms.ValidationError(gettext_lazy("The drawing was not understood: sign again."))
        return text

    @property
    def telling(self) -> Telling:
        facts = self.cleaned_data
        told_at = _told_at(_instant(facts["told_at"]), _instant(facts["sent_at"]))
        return Telling(
            status=facts["status"], minutes=facts["minutes"], is_remote=facts["is_remote"],
            signature_kind=facts["signature_kind"], signature=facts["signature"], told_at=told_at,
            origin=Attendance.Origin.TABLET if told_at else Attendance.Origin.SCREEN,
        )  # fmt: skip


EARLIEST_YEAR = 2020


def _told_at(told: datetime | None, sent: datetime | None) -> datetime | None:
    """When it was told by our clock: the tablet only says how long before it was sent. A tablet that does not
    say when it sends is believed as it is.
    """
    if told is None or sent is None or sent < told:
        return told
    return now() - (sent - told)


def _instant(text: str) -> datetime | None:
    """What the tablet's clock said; None for anything that is no instant."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None or found.year < EARLIEST_YEAR:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


@action(Right.TRAIN)
def presence(request: SignedRequest, pk: int) -> HttpResponse:
    """One line told: an answer for a script, the page again for a button."""
    row = half_day_or_404(pk)
    form = TellingForm(request.POST)
    if not form.is_valid():
        words = next((str(error) for errors in form.errors.values() for error in errors), "")
        raise Refused(words or _("This line was not understood."), status=400)
    person = get_object_or_404(Person.objects.filter(anonymised_at=None), pk=form.cleaned_data["person"])
    telling = form.telling
    told = attendance.tell(row, person, telling, by=request.user)
    if request.headers.get("Accept") == "application/json":
        words = told.get_status_display()
        is_older = told.status != telling.status  # something newer stands
        return JsonResponse(
            {
                "ok": True, "status": told.status, "words": words, "doubtful": told.is_doubtful,
                "superseded": is_older,
            }
        )  # fmt: skip
    return redirect("web:presences", pk)


@action(Right.TRAIN)
def everybody_present(request: SignedRequest, pk: int) -> HttpResponse:
    """Those of whom nothing was said were there: the trainer's word."""
    row = half_day_or_404(pk)
    people = attendance.untold(row)
    telling = Telling(status=Status.SEEN, signature_kind=Attendance.Signature.TRAINER)
    attendance.tell_many(row, people, telling, by=request.user)
    messages.success(request, _("%(n)d people are written present.") % {"n": len(people)})
    return redirect("web:presences", pk)


@action(Right.TRAIN)
def cosign(request: SignedRequest, pk: int) -> HttpResponse:
    """The trainer signs: it stands from now on."""
    row = attendance.cosign(half_day_or_404(pk), by=request.user)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"ok": True})
    messages.success(request, _("Signed. The presence of this half-day stands."))
    return redirect("web:presences", row.pk)


@action(Right.TRAIN)
def reopen(request: SignedRequest, pk: int) -> HttpResponse:
    """A mistake was signed."""
    row = attendance.reopen(half_day_or_404(pk), reason=request.POST.get("reason", "")[:200], by=request.user)
    messages.success(request, _("Opened again: correct it, then sign it again."))
    return redirect("web:presences", row.pk)


@form_page(Right.TRAIN)
def count_unnamed(request: SignedRequest, pk: int) -> HttpResponse:
    """Those who came to this half-day without giving a name: only how many."""
    row = half_day_or_404(pk)
    known = getattr(row, "head_count", None)
    names = ["people", *(name for group in HeadCountForm.MARGINS.values() for name in group)]
    initial = {name: getattr(known, name) or None for name in names} if known else {}
    form = HeadCountForm(request.POST or None, initial=initial)
    for name in ("kind", "title", "held_on", "length", "minutes", "themes"):
        del form.fields[name]
    if form.is_valid():
        services.count_heads(
            kind=_kind(row), title=row.session.training.name, held_on=row.day, minutes=row.minutes,
            people=form.cleaned_data["people"], by=request.user, margins=form.margins, half_day=row,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("web:presences", pk)
    return render(request, "classroom/count_unnamed.html", {"form": form, "half_day": row})


def _kind(row: HalfDay) -> str:
    return "training" if row.session.training.form == Training.Form.COURSE else "workshop"
