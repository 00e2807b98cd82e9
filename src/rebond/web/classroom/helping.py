"""Individual help in under a minute, appointments, and the hours of volunteers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.people.models import Person, User
from rebond.people.roles import Right
from rebond.training import help as helping
from rebond.training.models import Activity, Appointment, Venue, VolunteerHours
from rebond.training.words import FORMALITIES, Status
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.classroom.forms import ActivityForm, AppointmentForm
from rebond.web.classroom.wording import hours, icon_of, themes_in_words
from rebond.web.exports import table_file
from rebond.web.lists import page_of
from rebond.web.once import written_once
from rebond.web.rows import number_in
from rebond.web.undo import told_with_undo

KEPT = ("place_kind", "venue", "commune", "gear", "themes", "autonomy")
"""What the next activity takes from the last one of the same helper."""


@page(Right.TRAIN)
def activities(request: SignedRequest) -> HttpResponse:
    """Help given, newest first; the appointments that wait."""
    rows = Activity.objects.select_related("person", "venue", "commune", "written_by")
    found = page_of(request, rows, ("-day", "-id"))
    appointments = Appointment.objects.filter(status=Status.UNKNOWN).select_related(
        "person", "venue", "helper"
    )
    context = {
        "page": found,
        "rows": [(row, themes_in_words(row.themes)) for row in found.rows],
        "appointments": appointments.order_by("day", "starts")[:50],
        "today": today(),
    }
    return render(request, "classroom/activities.html", context)


@form_page(Right.TRAIN)
@written_once
def activity_new(request: SignedRequest) -> HttpResponse:
    """Defaults from the last one; ``comme`` duplicates another, ``rdv`` settles an appointment."""
    meeting = _appointment(request)
    person = meeting.person if meeting else _person(request)
    form = ActivityForm(request.POST or None, initial=_defaults(request, meeting))
    if form.is_valid():
        try:
            if meeting:
                helping.came(meeting, form.told, by=request.user)
            else:
                helping.record(replace(form.told, person=person), by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Written down. The next one begins like this one."))
            return redirect("web:activities")
    return _activity_form(request, form, person, _("Write down a help"))


@form_page(Right.TRAIN)
def activity_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct what was written."""
    row = get_object_or_404(Activity.objects.select_related("commune", "venue", "person"), pk=pk)
    names = (*KEPT, "day", "formality", "redirected_to", "gender", "age_band", "occupation")
    initial = {name: getattr(row, name) for name in names} | ActivityForm.length_of(row.minutes)
    form = ActivityForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            told = replace(form.told, person=row.person, is_first=row.is_first)
            helping.correct(row, told, by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Saved."))
            return redirect("web:activities")
    return _activity_form(request, form, row.person, _("Correct a help"))


def _activity_form(
    request: SignedRequest, form: ActivityForm, person: Person | None, title: str
) -> HttpResponse:
    themes = set(form["themes"].value() or ())
    shown = [
        (code, words, icon_of(code), code in themes)
        for code, words in form.fields["themes"].choices  # type: ignore[attr-defined]
    ]
    context = {
        "form": form,
        "person": person,
        "title": title,
        "themes": [line for line in shown if line[0] not in FORMALITIES],
        "formalities": [line for line in shown if line[0] in FORMALITIES],
        "has_formality": bool(themes & FORMALITIES),
    }
    return render(request, "classroom/activity_form.html", context)


def _defaults(request: SignedRequest, meeting: Appointment | None) -> dict[str, Any]:
    copied = number_in(request.GET.get("comme"))
    rows = Activity.objects.select_related("commune", "venue")
    like = (
        rows.filter(pk=copied).first()
        if copied
        else rows.filter(written_by=request.user).order_by("-pk").first()
    )
    initial: dict[str, Any] = {"day": today(), "length": "30", "place_kind": "lieu_activite"}
    initial["venue"] = Venue.objects.filter(is_active=True).first()
    if like:
        initial |= {name: getattr(like, name) for name in KEPT} | ActivityForm.length_of(like.minutes)
    if meeting:
        initial |= {"day": meeting.day, "venue": meeting.venue, "place_kind": "lieu_activite"}
        initial |= ActivityForm.length_of(meeting.minutes)
    return initial


def _person(request: SignedRequest) -> Person | None:
    key = number_in(request.GET.get("personne"))
    return get_object_or_404(Person.objects.filter(anonymised_at=None), pk=key) if key else None


def _appointment(request: SignedRequest) -> Appointment | None:
    key = number_in(request.GET.get("rdv"))
    rows = Appointment.objects.select_related("person", "venue")
    return get_object_or_404(rows, pk=key) if key else None


@form_page(Right.ENROL)
@written_once
def appointment_new(request: SignedRequest, pk: int) -> HttpResponse:
    """An hour for one person, with somebody of ours."""
    person = get_object_or_404(Person.objects.filter(anonymised_at=None), pk=pk)
    initial = {"venue": Venue.objects.filter(is_active=True).first(), "helper": request.user, "length": "60"}
    form = AppointmentForm(request.POST or None, initial=initial)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            row = helping.give_appointment(
                person, facts["venue"], day=facts["day"], starts=form.starts_at,
                minutes=int(facts["length"]), helper=facts["helper"], by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            words = _("Appointment on %(day)s at %(hour)s.")
            messages.success(request, words % {"day": row.day.strftime("%d/%m/%Y"), "hour": row.clock})
            return redirect("web:classroom")
    context = {
        "form": form,
        "title": _("Give an appointment"),
        "lead": person,
        "back": reverse("web:classroom"),
    }
    return render(request, "form_page.html", context)


@action(Right.ENROL)
def appointment_settle(request: SignedRequest, pk: int) -> HttpResponse:
    """How it ended: excused, cancelled by us, absent. « Present » is told by writing the help down."""
    row = get_object_or_404(Appointment, pk=pk)
    status = request.POST.get("status", "")
    if status not in Status.values:
        raise Refused(_("Choose how it ended."), status=400)
    before = row.status
    helping.settle(row, status, by=request.user)
    undo = reverse("web:appointment_settle", args=[pk])
    told_with_undo(request, _("Written down."), undo, ("status", before))
    return redirect("web:classroom")


@form_page(Right.GIVE_TIME)
def given_hours(request: SignedRequest) -> HttpResponse:
    """Two taps: the mission, then how long. One's own; a coordinator may choose whose."""
    volunteer = _volunteer(request)
    day = _day(request)
    if request.method == "POST":
        mission, minutes = request.POST.get("mission", ""), number_in(request.POST.get("minutes"))
        if mission not in VolunteerHours.Mission.values or minutes is None:
            raise Refused(_("Choose a mission, then how long."), status=400)
        same = VolunteerHours.objects.filter(volunteer=volunteer, mission=mission, day=day)
        before = same.values_list("minutes", flat=True).first() or 0
        row = helping.give_hours(
            volunteer=volunteer, mission=mission, day=day, minutes=minutes, by=request.user
        )
        undo = f"{reverse('web:hours_remove', args=[row.pk])}?avant={before}"
        words = _("%(hours)s h for “%(mission)s”: thank you.")
        told_with_undo(
            request, words % {"hours": hours(row.minutes), "mission": row.get_mission_display()}, undo
        )
        return redirect(f"{reverse('web:given_hours')}?{request.GET.urlencode()}")
    mine = VolunteerHours.objects.filter(volunteer=volunteer, day__year=day.year)
    context = {
        "volunteer": volunteer,
        "day": day,
        "yesterday": today() - timedelta(days=1),
        "today": today(),
        "missions": VolunteerHours.Mission.choices,
        "lengths": [(minutes, hours(minutes)) for minutes in (60, 120, 180, 240, 420)],
        "rows": mine.order_by("-day", "-pk")[:30],
        "total": hours(sum(mine.values_list("minutes", flat=True))),
        "everybody": User.objects.filter(is_active=True).order_by("display_name")
        if request.user.may(Right.SEE_JOURNAL)
        else [],
    }
    return render(request, "classroom/hours.html", context)


def _volunteer(request: SignedRequest) -> User:
    key = number_in(request.GET.get("qui"))
    if key and request.user.may(Right.SEE_JOURNAL):
        return get_object_or_404(User, pk=key)
    return request.user


def _day(request: SignedRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return today()
    return min(day, today())


@action(Right.GIVE_TIME)
def hours_remove(request: SignedRequest, pk: int) -> HttpResponse:
    """A line written by mistake: one's own, or anybody's for a coordinator."""
    rows = VolunteerHours.objects.all()
    if not request.user.may(Right.SEE_JOURNAL):
        rows = rows.filter(volunteer=request.user)
    row = get_object_or_404(rows, pk=pk)
    whose = f"?qui={row.volunteer_id}" if row.volunteer_id != request.user.pk else ""
    before = number_in(request.GET.get("avant"))
    if before:  # the line was a correction: undone, it says what it said
        helping.give_hours(
            volunteer=row.volunteer, mission=row.mission, day=row.day, minutes=before, by=request.user
        )
        messages.success(request, _("Corrected back."))
    else:
        helping.take_hours_away(row, by=request.user)
        messages.success(request, _("Taken away."))
    return redirect(f"{reverse('web:given_hours')}{whose}")


@page(Right.EXPORT, Right.TRAIN)
def hours_export(request: SignedRequest) -> HttpResponseBase:
    """Everybody's hours as a file."""
    columns = [
        Column("day", _("Day"), "date"),
        Column("volunteer", _("Volunteer"), "text"),
        Column("mission", _("Mission"), "text"),
        Column("minutes", _("Minutes"), "integer"),
    ]
    return table_file(request.GET.get("format", "csv"), _("volunteers-hours"), columns, _hour_cells())


def _hour_cells() -> Iterator[tuple[object, ...]]:
    rows = VolunteerHours.objects.select_related("volunteer").order_by("day", "pk")
    for row in rows.iterator():
        yield row.day, row.volunteer.display_name, row.get_mission_display(), row.minutes
