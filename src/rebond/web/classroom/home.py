"""The classroom today: who is expected where, what is left to sign, what comes, this month and this year."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from rebond.common.dates import now, today
from rebond.people.roles import Right
from rebond.training import funders, offer
from rebond.training.models import Appointment, HalfDay, Room, Training
from rebond.training.words import Status
from rebond.web.access import SignedRequest, page
from rebond.web.classroom.wording import hours

SHOWN = 12
LOOK_BACK = timedelta(days=60)


@page(Right.SEE)
def classroom(request: SignedRequest) -> HttpResponse:
    """Lists first; names only for those who may see who learns."""
    day = today()
    half_days = HalfDay.objects.filter(cancelled_at=None).select_related(
        "session__training", "session__room__venue", "session__trainer"
    )
    unsigned = half_days.filter(
        cosigned_at=None, day__gte=day - LOOK_BACK, day__lt=day, session__enrolments__state="enrolled"
    )
    month = funders.hours_between(day.replace(day=1), day)
    year = funders.hours_between(date(day.year, 1, 1), day)
    appointments = Appointment.objects.filter(day__gte=day, status=Status.UNKNOWN)
    context = {
        "today_rows": list(half_days.filter(day=day)),
        "unsigned": list(unsigned.distinct()[:SHOWN]),
        "sessions": list(offer.upcoming()[:SHOWN]),
        "appointments": list(
            appointments.select_related("person", "venue", "helper").order_by("day", "starts")[:SHOWN]
        )
        if request.user.may(Right.ENROL)
        else [],
        "month_people": month.people,
        "month_hours": hours(month.minutes),
        "year_people": year.people,
        "year_hours": hours(year.minutes),
        "month": f"{day:%Y-%m}",
        "year": f"{day:%Y}",
        "is_new": not (Training.objects.exists() and Room.objects.exists()),
        "now": now(),
    }
    return render(request, "classroom/classroom.html", context)
