"""Requests: the waiting list, one request with the machines that serve it, its steps."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import EARLIEST, now, today
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.distribution import eligibility, matching, notices, proposals, requests
from rebond.distribution.models import EligibilityCheck, Request, Urgency, Use
from rebond.distribution.requests import Waiting
from rebond.people import messages as people_messages
from rebond.people.models import Person
from rebond.people.roles import Right
from rebond.records import journal
from rebond.web import life
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.counter.recipients import code_of, recipient_of, search
from rebond.web.exports import table_file
from rebond.web.forms import FreeText, PlainForm
from rebond.web.lists import page_of
from rebond.web.needs import NeedForm
from rebond.web.once import written_once

SHOWN = 50
REASONS = {
    "memory_just": gettext_lazy("just the memory that is needed"),
    "memory_enough": gettext_lazy("enough memory"),
    "camera": gettext_lazy("a camera that was tested, for video calls"),
    "wifi": gettext_lazy("Wi-Fi that was tested, for a connection by telephone"),
    "large_screen": gettext_lazy("a large screen"),
    "carried": gettext_lazy("it can be carried, as asked"),
    "waits_long": gettext_lazy("it has been ready for more than a month"),
}


def reasons_in_words(codes: Iterable[str]) -> str:
    """« just the memory that is needed, a camera that was tested »."""
    return ", ".join(str(REASONS[code]) for code in codes)


def uses_in_words(codes: Iterable[str]) -> str:
    """« school, video calls »."""
    return ", ".join(str(Use(code).label) for code in codes if code in Use.values)


class RequestForm(NeedForm):
    """A need told at the counter; why a household is equipped again so soon."""

    asked_on = forms.DateField(
        label=gettext_lazy("Asked on"), required=False, help_text=gettext_lazy("Empty: today.")
    )
    again_reason = FreeText(
        label=gettext_lazy("Equipped lately: why again?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only when this household got a machine less than some years ago. No story."),
    )

    def clean_asked_on(self) -> date | None:
        """A request is told today or was told before; never later than today, nor before computers came."""
        day: date | None = self.cleaned_data["asked_on"]
        if day and not EARLIEST <= day <= today():
            raise forms.ValidationError(_("Write a day that is past, for example 03/11/2026."))
        return day


class AppointmentForm(PlainForm):
    """The day and the hour."""

    at = forms.DateTimeField(
        label=gettext_lazy("Day and hour"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": gettext_lazy("Write a day and an hour, for example 03/11/2026 14:00.")},
    )
    tell = forms.BooleanField(
        label=gettext_lazy("Tell the person (text message, mail or call list)"), required=False, initial=True
    )


@page(Right.SEE_PEOPLE)
def waiting_list(request: SignedRequest) -> HttpResponse:
    """Everybody who waits, in the order of the stated rules; the first fifty, then the rest on demand."""
    everybody = requests.waiting_list()
    shown = everybody if request.GET.get("tous") else everybody[:SHOWN]
    context = {
        "rows": [_line(rank, one) for rank, one in enumerate(shown, 1)],
        "total": len(everybody),
        "more": len(everybody) - len(shown),
        "rules": {"day": matching.PER_DAY, "most": matching.MOST_DAYS, "soon": matching.URGENCY[1],
                  "urgent": matching.URGENCY[2], "children": matching.CHILDREN},
    }  # fmt: skip
    return render(request, "counter/requests.html", context)


def _line(rank: int, one: Waiting) -> dict[str, Any]:
    return {
        "rank": rank, "row": one.request, "points": one.points, "days": one.ask.days_waited,
        "again_from": one.again_from, "uses": uses_in_words(one.request.uses),
        "urgency": Urgency(one.request.urgency).label,
    }  # fmt: skip


@page(Right.SEE_PEOPLE)
def closed(request: SignedRequest) -> HttpResponse:
    """The requests that no longer wait, the newest first."""
    rows = Request.objects.exclude(state__in=Request.WAITING).select_related("person", "organisation")
    return render(request, "counter/requests_closed.html", {"page": page_of(request, rows, ("-id",))})


@page(Right.EXPORT, Right.SEE_PEOPLE)
def requests_export(request: SignedRequest) -> HttpResponseBase:
    """Every request, without names: what funders ask for."""
    columns = [
        Column("number", _("Number"), "text"),
        Column("asked_on", _("Asked on"), "date"),
        Column("state", _("State"), "text"),
        Column("uses", _("What for"), "text"),
        Column("urgency", _("Urgency"), "text"),
        Column("children", _("Children at school"), "integer"),
        Column("town", _("Town"), "text"),
        Column("referred_by", _("Referred by"), "text"),
    ]
    rows = Request.objects.select_related("person__commune", "referral__link").order_by("-id")
    cells = (
        (
            row.number, row.asked_on, row.get_state_display(), uses_in_words(row.uses),
            row.get_urgency_display(), row.children_at_school,
            row.person.commune.name if row.person and row.person.commune else "",
            row.referral.link.get_kind_display() if row.referral else "",
        )
        for row in rows.iterator(500)
    )  # fmt: skip
    return table_file(request.GET.get("format", "csv"), _("requests"), columns, cells)


@form_page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
@written_once
def request_new(request: SignedRequest) -> HttpResponse:
    """First who, then the need."""
    recipient = recipient_of(request.POST.get("recipient", "") or request.GET.get("pour", ""))
    if recipient is None:
        return render(request, "counter/request_who.html", {"answer": search(request.GET.get("q", ""))})
    form = RequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = requests.open_request(
                recipient, form.told, by=request.user, asked_on=form.cleaned_data["asked_on"],
                again_reason=form.cleaned_data["again_reason"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("The request %(number)s is written.") % {"number": row})
            return redirect("web:request", row.pk)
    context = {"form": form, "recipient": recipient, "code": code_of(recipient)}
    return render(request, "counter/request_form.html", context)


@form_page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def request_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct what was told."""
    row = get_object_or_404(Request.objects.select_related("person", "organisation"), pk=pk)
    names = (*RequestForm.base_fields,)
    initial = {name: getattr(row, name) for name in names if hasattr(row, name)}
    form = RequestForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        requests.change(row, form.told, by=request.user, again_reason=form.cleaned_data["again_reason"])
        messages.success(request, _("Saved."))
        return redirect("web:request", row.pk)
    context = {"form": form, "recipient": row.recipient, "row": row}
    return render(request, "counter/request_form.html", context)


@page(Right.SEE_PEOPLE)
def request_sheet(request: SignedRequest, pk: int) -> HttpResponse:
    """One need: where it stands, which machines serve it and why, its life."""
    row = get_object_or_404(
        Request.objects.select_related("person__commune", "organisation", "referral__link__organisation"),
        pk=pk,
    )
    fitting = proposals.fitting(row) if row.is_waiting else []
    person = row.person
    again = requests.equipped_lately([person.pk]).get(person.pk) if person and row.is_waiting else None
    sees_eligibility = request.user.may(Right.ELIGIBILITY)
    context = {
        "row": row,
        "uses": uses_in_words(row.uses),
        "code": code_of(row.recipient),
        "fitting": [(one, reasons_in_words(one.reasons)) for one in fitting],
        "holds": row.holds.filter(ended_at=None).select_related("device"),
        "handovers": row.handovers.all(),
        "again_from": again,
        "points": matching.points(requests.ask_of(row)),
        "check": eligibility.valid_check(person) if person and sees_eligibility else None,
        "life": [(life.sentence(one), one) for one in journal.life_of("request", [row.pk])[:30]],
        "states": dict(Request.State.choices),
        "form": AppointmentForm(initial={"at": row.appointment_at, "tell": True}),
    }
    return render(request, "counter/request.html", context)


@action(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def request_move(request: SignedRequest, pk: int) -> HttpResponse:
    """A step: contacted, appointment, not eligible, unreachable, no longer needed, waiting again."""
    row = get_object_or_404(Request.objects.select_related("person", "organisation"), pk=pk)
    to = request.POST.get("to", "")
    if to not in Request.State.values:
        raise Refused(_("Choose one of the steps."), status=400)
    at, form = None, AppointmentForm(request.POST)
    if to == Request.State.APPOINTMENT:
        if not form.is_valid():
            raise Refused(_("Write the day and the hour of the appointment."), status=400)
        at = form.cleaned_data["at"]
        if at < now():
            raise Refused(_("This appointment is in the past: write a day to come."), status=400)
    requests.move(row, to, by=request.user, appointment_at=at)
    words = _("%(number)s: %(state)s.") % {"number": row, "state": Request.State(to).label}
    if at and form.cleaned_data["tell"]:
        about = f"request:{row.pk}:{timezone.localtime(at):%Y-%m-%dT%H:%M}"
        queued = people_messages.tell(row.recipient, notices.appointment(at), about=about)
        words += " " + (
            _("It will be told by: %(channel)s.") % {"channel": queued.get_channel_display()}
            if queued
            else _("Nobody can tell the person: no way to reach them, or they refuse messages.")
        )
    messages.success(request, words)
    return redirect("web:request", pk)


@form_page(Right.ELIGIBILITY)
@written_once
def eligibility_tick(request: SignedRequest, pk: int) -> HttpResponse:
    """Tick what was looked at: nothing is copied."""
    person = get_object_or_404(Person, pk=pk, anonymised_at=None)
    in_force = eligibility.criteria()
    if request.method == "POST":
        chosen = next((one for one in in_force if str(one.pk) == request.POST.get("criterion")), None)
        if chosen is None:
            raise Refused(_("Choose one of the criteria."), status=400)
        reason = FreeText(required=False, max_length=200).clean(request.POST.get("reason", ""))
        eligibility.tick(person, chosen, by=request.user, reason=reason)
        messages.success(request, _("Ticked. Give the paper back: nothing is copied."))
        return redirect("web:person", pk)
    checks = person.eligibility_checks.select_related("criterion", "by").order_by("-pk")[:20]
    context = {"person": person, "criteria": in_force, "checks": checks}
    return render(request, "counter/eligibility.html", context)


@action(Right.ELIGIBILITY)
def eligibility_withdraw(request: SignedRequest, pk: int) -> HttpResponse:
    """Ticked by mistake."""
    check = get_object_or_404(EligibilityCheck, pk=pk)
    eligibility.withdraw(check, by=request.user)
    messages.success(request, _("It opens nothing any more; it stays written that it was ticked."))
    return redirect("web:eligibility", check.person_id)
