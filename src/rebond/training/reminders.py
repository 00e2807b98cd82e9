"""What the classroom does by itself: reminders two days before, in the hours when people are awake."""

from datetime import date, timedelta
from typing import Final

from rebond.common.dates import now, today
from rebond.people import messages
from rebond.training import notices
from rebond.training.models import Appointment, Enrolment, HalfDay
from rebond.training.words import Status

EVE: Final = timedelta(hours=48)


def remind() -> int:
    """Queue what is due within two days, each once for each date it was given; returns how many were.

    Whoever enrolled since then was told already.
    """
    days = [today() + timedelta(days=n) for n in range(3)]
    rows = HalfDay.objects.filter(day__in=days, cancelled_at=None)
    queued = 0
    for half_day in rows.select_related("session__training", "session__room__venue"):
        if not now() < half_day.starts_at <= now() + EVE:
            continue
        places = half_day.session.enrolments.filter(
            state=Enrolment.State.ENROLLED, state_since__lt=half_day.starts_at - EVE
        )
        words = notices.reminder(half_day)
        for place in places.select_related("person"):
            about = f"halfday:{half_day.pk}:{half_day.version}:{place.pk}"
            queued += bool(messages.notify(place.reached, words, about=about))
    return queued + _remind_appointments(days[1:2])


def _remind_appointments(days: list[date]) -> int:
    rows = Appointment.objects.filter(day__in=days, status=Status.UNKNOWN).select_related("person", "venue")
    return sum(
        bool(messages.notify(row.person, notices.appointment(row), about=f"help:{row.pk}:eve"))
        for row in rows
    )
