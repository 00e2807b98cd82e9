"""Venues, trainings, sessions and who learns there."""

from datetime import date, timedelta
from itertools import count

from rebond.common.dates import today
from rebond.people.models import Commune, Person
from rebond.people.roles import Role
from rebond.training import attendance, enrolments, offer, services
from rebond.training.attendance import Telling
from rebond.training.models import (
    Attendance,
    Enrolment,
    HalfDay,
    HeadCount,
    Room,
    Training,
    TrainingSession,
    Venue,
)
from rebond.training.offer import Plan, When
from tests.factories import people

MORNING, AFTERNOON = (9 * 60, 12 * 60), (14 * 60, 17 * 60)
_rank = count(1)


def head_count(
    *, kind: str = "training", people_present: int = 8, minutes: int = 120, held_on: date | None = None
) -> HeadCount:
    return services.count_heads(
        kind=kind,
        title="Premiers pas",
        held_on=held_on or today(),
        minutes=minutes,
        people=people_present,
        by=people.user(),
    )


def town() -> Commune:
    """Lanester, alone: thirty-five thousand communes are loaded where the map matters."""
    facts = {"name": "Lanester", "postcodes": "56600", "departement": "56", "search_text": "lanester 56600"}
    return Commune.objects.get_or_create(insee="56098", defaults=facts)[0]


def venue(name: str = "Salle Jean-Vilar") -> Venue:
    known = Venue.objects.filter(name=name).first()
    return known or offer.save_venue(Venue(name=name, address="2 rue Exemple", commune=town()), by=None)


def room(*, seats: int = 12, name: str = "") -> Room:
    name = name or f"Salle {next(_rank)}"
    return offer.save_room(Room(venue=venue(), name=name, seats=seats), by=None)


def training(*, form: str = "course", fpc: bool = False, **facts: object) -> Training:
    row = Training(
        name=f"Bases de l’ordinateur {next(_rank)}", form=form, level="debutant",
        themes=["prendre_en_main_du_materiel"], objective="Se servir seul d’un ordinateur.", is_fpc=fpc,
        nsf_code="326" if fpc else "",
    )  # fmt: skip
    for name, value in facts.items():
        setattr(row, name, value)
    return offer.save_training(row, by=None)


def session(
    *, places: int = 6, days: tuple[int, ...] = (7,), of: Training | None = None,
    hours: tuple[int, int] = MORNING, **told: object,
) -> TrainingSession:  # fmt: skip
    """A session ``days`` from now (negative: past), each a half-day at ``hours``."""
    half_days = [When(today() + timedelta(days=n), *hours) for n in days]
    plan = Plan(
        training=of or training(), room=room(seats=max(places, 12)), capacity=places, half_days=half_days,
        trainer=people.user(Role.TRAINER), **told,  # type: ignore[arg-type]
    )  # fmt: skip
    return offer.plan(plan, by=people.user(Role.TRAINER))


def learner(given: str = "Awa", family: str = "", **facts: object) -> Person:
    person = Person(given_name=given, family_name=family or f"Diallo {next(_rank)}")
    for name, value in facts.items():
        setattr(person, name, value)
    return people.services.save_person(person)


def place(of: TrainingSession, person: Person | None = None, **told: object) -> Enrolment:
    return enrolments.enrol(
        of, person or learner(), origin="agent", by=people.user(Role.TRAINER), **told  # type: ignore[arg-type]
    )  # fmt: skip


def present(
    half_day: HalfDay, person: Person, *, minutes: int | None = None, kind: str = "trainer"
) -> Attendance:
    telling = Telling(status="seen", minutes=minutes, signature_kind=kind)
    return attendance.tell(half_day, person, telling, by=people.user(Role.TRAINER))
