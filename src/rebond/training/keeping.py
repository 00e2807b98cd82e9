"""How long somebody who learned is kept: presence at a training that somebody pays for may be controlled for
years. Decided by presence, not by a place: who never came is shown to nobody.
"""

from datetime import date, timedelta

from django.db.models import Max

from rebond.people import retention
from rebond.people.models import Person
from rebond.training.models import Attendance, HalfDay, TrainingSession
from rebond.training.words import Status

_MONTH_DAYS = 31
Purpose = retention.Purpose


def is_paid(session: TrainingSession) -> bool:
    """Vocational training, or a session that has a funder."""
    return session.training.is_fpc or session.fundings.exists()


def kept_until(half_day: HalfDay) -> date | None:
    """Until when presence at this half-day must be shown; None: to nobody."""
    return _years_after(half_day.day) if is_paid(half_day.session) else None


def _years_after(day: date) -> date:
    return day + timedelta(days=_MONTH_DAYS * retention.months(Purpose.TRAINING))


def keep_those_seen(session: TrainingSession) -> None:
    """It is paid for since: those who were present are kept from now on."""
    seen = Attendance.objects.filter(half_day__session=session, status=Status.SEEN)
    last = dict(seen.values_list("person").annotate(Max("half_day__day")).order_by())
    for person in Person.objects.filter(pk__in=last):
        retention.keep(person, _years_after(last[person.pk]))
