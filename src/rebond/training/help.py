"""Help outside lessons: an activity in under a minute, appointments, the hours of volunteers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.common.dates import EARLIEST, now, today
from rebond.common.errors import Refused
from rebond.people import messages, retention
from rebond.people.models import Commune, Person, User
from rebond.records import journal
from rebond.training import notices, rules
from rebond.training.models import Activity, Appointment, Learner, Venue, VolunteerHours
from rebond.training.words import FORMALITIES, PlaceKind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One individual help. With ``person``, gender, age and occupation are read from their file."""

    day: date
    minutes: int
    themes: Sequence[str]
    place_kind: str
    venue: Venue | None = None
    commune: Commune | None = None
    gear: Sequence[str] = field(default=())
    formality: str = ""
    autonomy: str = ""
    redirected_to: str = ""
    person: Person | None = None
    is_first: bool = False
    gender: str = "non_communique"
    age_band: str = "non_communique"
    occupation: str = "non_communique"


@transaction.atomic
def record(told: Told, *, by: User | None) -> Activity:
    """Write one help down."""
    row = Activity(written_by=by, written_at=now(), **_facts(told))
    row.is_first = row.is_first or _is_first(told.person)
    row.changed_at = row.written_at
    row.save()
    if told.person:
        retention.touch(told.person)
    journal.write("activity.written", row, by=by, minutes=told.minutes, themes=row.themes)
    return row


@transaction.atomic
def correct(activity: Activity, told: Told, *, by: User) -> Activity:
    """As it should have been written."""
    row = Activity.objects.select_for_update().get(pk=activity.pk)
    for name, value in _facts(told).items():
        setattr(row, name, value)
    row.changed_at = now()
    row.save()
    journal.write("activity.corrected", row, by=by, minutes=told.minutes, themes=row.themes)
    return row


def _facts(told: Told) -> dict[str, Any]:
    if not told.themes:
        raise Refused(_("Choose at least one theme."))
    if rules.unlikely_themes(told.themes, FORMALITIES):
        raise Refused(_("A formality goes with the theme “help with formalities”: tick it too."))
    if not EARLIEST <= told.day <= today():
        raise Refused(_("Help is written down on the day or after it."), _("Example: 3 November 2026."))
    if told.place_kind == PlaceKind.VENUE and told.venue is None:
        raise Refused(_("Choose at which place."))
    if told.place_kind in (PlaceKind.HOME, PlaceKind.OTHER) and told.commune is None:
        raise Refused(_("Write in which town."))
    facts: dict[str, Any] = {
        name: getattr(told, name)
        for name in (
            "day", "minutes", "place_kind", "formality", "autonomy", "redirected_to", "person", "is_first",
            "gender", "age_band", "occupation",
        )
    }  # fmt: skip
    facts["themes"], facts["gear"] = sorted(told.themes), sorted(told.gear)
    facts["venue"] = told.venue if told.place_kind == PlaceKind.VENUE else None
    facts["commune"] = told.commune if told.place_kind in (PlaceKind.HOME, PlaceKind.OTHER) else None
    if told.person:
        known = Learner.objects.filter(person=told.person).first()
        facts["age_band"] = rules.age_band(told.person.birth_year, told.day.year)
        if known:
            facts["gender"], facts["occupation"] = known.gender, known.occupation
    return facts


def _is_first(person: Person | None) -> bool:
    if person is None:
        return False
    same = retention.same_human(person)
    return not (
        Activity.objects.filter(person__in=same).exists()
        or person.attendances.filter(status=Status.SEEN).exists()
    )


@transaction.atomic
def give_appointment(
    person: Person,
    venue: Venue,
    *,
    day: date,
    starts: int,
    minutes: int,
    helper: User | None,
    by: User | None,
) -> Appointment:
    """An hour with somebody who helps; one person at a time."""
    if not today() <= day <= today() + timedelta(days=366):
        raise Refused(_("An appointment is today or later, within a year."))
    if not 0 <= starts < 1440 or not 5 <= minutes <= 240:
        raise Refused(_("An appointment lasts from five minutes to four hours."))
    if helper and _is_busy(helper, day, starts, starts + minutes):
        raise Refused(
            _("%(name)s already helps somebody then.") % {"name": helper}, _("Choose another hour.")
        )
    try:
        with transaction.atomic():
            row = Appointment.objects.create(
                person=person, venue=venue, day=day, starts=starts, minutes=minutes, helper=helper,
                created_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("This hour has just been taken."), _("Choose another one.")) from error
    retention.touch(person, kept_until=day)
    journal.write("appointment.given", row, by=by, day=day.isoformat(), minutes=minutes)
    messages.notify(person, notices.appointment(row), about=f"help:{row.pk}")
    return row


def _is_busy(helper: User, day: date, starts: int, ends: int) -> bool:
    User.objects.select_for_update().get(pk=helper.pk)
    rows = Appointment.objects.filter(helper=helper, day=day, status__in=(Status.UNKNOWN, Status.SEEN))
    others = [(day, start, start + minutes) for start, minutes in rows.values_list("starts", "minutes")]
    return rules.clash(day, starts, ends, others)


@transaction.atomic
def settle(
    appointment: Appointment, status: str, *, by: User, activity: Activity | None = None
) -> Appointment:
    """How it ended; one of the five words, corrected as often as needed."""
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if status in (Status.SEEN, Status.NO_SHOW) and row.day > today():
        raise Refused(_("This appointment has not come yet."))
    try:
        with transaction.atomic():
            row.status, row.activity = status, activity or row.activity
            row.save(update_fields=["status", "activity"])
    except IntegrityError as error:
        raise Refused(_("This hour was given to somebody else meanwhile.")) from error
    journal.write("appointment.settled", row, by=by, status=status)
    return row


@transaction.atomic
def came(appointment: Appointment, told: Told, *, by: User) -> Activity:
    """They came: the help and the appointment are written together, or neither."""
    if Appointment.objects.select_for_update().get(pk=appointment.pk).activity_id:
        raise Refused(_("What was done at this appointment is written already."))
    row = record(replace(told, person=appointment.person), by=by)
    settle(appointment, Status.SEEN, by=by, activity=row)
    return row


@transaction.atomic
def give_hours(*, volunteer: User, mission: str, day: date, minutes: int, by: User) -> VolunteerHours:
    """Time given to one mission, one day: written again, it is corrected; zero takes it away."""
    if not EARLIEST <= day <= today():
        raise Refused(_("Hours are written down on the day or after it."))
    if not 5 <= minutes <= 960:
        raise Refused(_("A day given lasts from five minutes to sixteen hours."))
    row, _is_new = VolunteerHours.objects.update_or_create(
        volunteer=volunteer, day=day, mission=mission,
        defaults={"minutes": minutes, "written_by": by, "written_at": now()},
    )  # fmt: skip
    journal.write("hours.given", row, by=by, mission=mission, minutes=minutes)
    return row


@transaction.atomic
def take_hours_away(row: VolunteerHours, *, by: User) -> None:
    """A line written by mistake."""
    journal.write("hours.removed", row, by=by, mission=row.mission, minutes=row.minutes)
    row.delete()
