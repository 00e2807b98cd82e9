"""The classroom after ten years: 200 000 attendances, the tables that funders and the State ask for, and the
attendance page of thirty people:  python -m bench.classroom HOME

Works in a home that `rebond demo` made, lifts its guards to write ten years, prints one line of JSON.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

YEARS, ATTENDANCES, PEOPLE, TRIES = 10, 200_000, 12_000, 5
A_SESSION, HALF_DAYS = 12, 8


def main(home: Path) -> None:
    """Write ten years, then time each table; weigh the attendance page."""
    os.environ |= {"REBOND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "rebond.config.settings"}
    import django

    django.setup()
    from rebond.common.dates import today
    from rebond.people.models import Organisation
    from rebond.training import bpf, cra, funders
    from rebond.training.models import Attendance, Funding

    _ten_years(random.Random(1))
    last = today().year
    first_day, last_day = date(last - YEARS, 1, 1), date(last, 12, 31)
    funder = Organisation.objects.filter(pk__in=Funding.objects.values("funder")).first()
    told = {
        "attendances": {"rows": Attendance.objects.count()},
        "bpf_one_year": _timed(lambda: bpf.frames(last - 1)),
        "bpf_ten_years": _timed(lambda: bpf.years(last - YEARS, last)),
        "funders_ten_years": _timed(lambda: funders.lines(first_day, last_day)),
        "one_funder_ten_years": _timed(lambda: funders.report(funder, first_day, last_day)),
        "everything_ten_years": _timed(lambda: funders.report(None, first_day, last_day)),
        "cra_one_month": _timed(lambda: list(cra.reports(date(last - 1, 3, 1), date(last - 1, 3, 31)))),
        "attendance_page": _page(),
    }
    print(json.dumps(told))


def _timed(call: Callable[[], object]) -> dict[str, float]:
    spent = []
    for _ in range(TRIES):
        before = time.perf_counter()
        call()
        spent.append((time.perf_counter() - before) * 1000)
    return {"median_ms": round(statistics.median(spent), 1), "worst_ms": round(max(spent), 1)}


def _ten_years(dice: random.Random) -> None:
    """Sessions of twelve people and eight half-days, one in two vocational, one in three paid for."""
    from django.db import connection

    from rebond.common import database
    from rebond.common.dates import today
    from rebond.people.models import Commune, Organisation, Person
    from rebond.training.acts import ACTS
    from rebond.training.models import (
        Assessment,
        Attendance,
        Enrolment,
        Funding,
        HalfDay,
        Room,
        Training,
        TrainingSession,
    )

    database.lift(connection)
    communes = list(Commune.objects.filter(departement="56"))
    start = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Person.objects.bulk_create(
        [
            Person(
                given_name="Awa", family_name=f"Diallo {n}", birth_year=dice.randrange(1930, 2010),
                commune=dice.choice(communes),
            )
            for n in range(PEOPLE)
        ],
        batch_size=2_000,
    )  # fmt: skip
    people = list(Person.objects.filter(pk__gt=start).values_list("pk", flat=True))
    rooms, funders = list(Room.objects.all()), list(Organisation.objects.order_by("pk")[:6])
    trainings = list(Training.objects.filter(is_fpc=True)) + list(Training.objects.filter(is_fpc=False)[:5])
    teacher = TrainingSession.objects.values_list("trainer", flat=True).first()
    n_sessions = ATTENDANCES // (A_SESSION * HALF_DAYS) + 1
    begin = today() - timedelta(days=365 * YEARS)
    for rank in range(n_sessions):
        day = begin + timedelta(days=rank * 365 * YEARS // n_sessions)
        session = TrainingSession.objects.create(
            training=dice.choice(trainings), room=dice.choice(rooms), capacity=A_SESSION, taken=A_SESSION,
            trainer_id=teacher, starts_on=day, ends_on=day + timedelta(days=7 * (HALF_DAYS - 1)),
        )  # fmt: skip
        if rank % 3 == 0:
            Funding.objects.create(
                session=session, funder=dice.choice(funders), amount_cents=100_000, spent_cents=90_000,
                income="8",
            )  # fmt: skip
        half_days = HalfDay.objects.bulk_create(
            HalfDay(session=session, day=day + timedelta(days=7 * n), starts=540, ends=720)
            for n in range(HALF_DAYS)
        )
        places = Enrolment.objects.bulk_create(
            Enrolment(
                session=session, person_id=person, state="enrolled", origin="agent",
                trainee=dice.choice("abcde"),
            )
            for person in dice.sample(people, A_SESSION)
        )  # fmt: skip
        Attendance.objects.bulk_create(
            Attendance(
                half_day=half_day, person_id=place.person_id, enrolment=place, status="seen", minutes=180,
                signature_kind="drawn", origin="tablet",
            )
            for half_day in half_days
            for place in places
        )  # fmt: skip
        if rank % 3 == 0:
            Assessment.objects.bulk_create(
                Assessment(
                    session=session, person_id=place.person_id, moment=moment, version=1,
                    answers={act.code: dice.randrange(5) for act in ACTS},
                )
                for place in places
                for moment in ("before", "after")
            )  # fmt: skip
    database.install(connection)
    database.refresh_statistics(connection)


def _page() -> dict[str, float]:
    """Thirty people on a list: milliseconds and bytes of the page, and of all that it asks for."""
    from django.conf import settings
    from django.test import Client

    from rebond.people.models import Person, User
    from rebond.training.models import Enrolment, HalfDay, Room, Training, TrainingSession

    settings.ALLOWED_HOSTS = ["*"]
    room = Room.objects.order_by("-seats").first()
    session = TrainingSession.objects.create(
        training=Training.objects.first(),
        room=room,
        capacity=30,
        starts_on=date.today(),
        ends_on=date.today(),
    )
    half_day = HalfDay.objects.create(session=session, day=date.today(), starts=540, ends=720)
    for person in Person.objects.order_by("-pk")[:30]:
        Enrolment.objects.create(session=session, person=person, state="enrolled", origin="agent")
    client = Client()
    user = User.objects.filter(role="administrator").first()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/salle/presences/{half_day.pk}/"
    client.get(address)
    told = _timed(lambda: client.get(address))
    return told | {"html_bytes": len(client.get(address).content)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
