"""What each funder asks: public, hours, ages, communes, before and after, spent. From presence told by name,
and head counts beside them, never added to what is known of people.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Case, Count, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from rebond.people.models import Organisation, Person
from rebond.people.rules import SMALLEST_CELL
from rebond.training import progress, rules
from rebond.training.models import Attendance, Funding, HalfDay, HeadCount, Learner
from rebond.training.rules import Progress
from rebond.training.words import AgeBand, Gender, Occupation, Status

_HUMAN: Final = Coalesce("person__merged_into", "person")
_Human = tuple[int, int | None, str | None, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One funder at a glance. Cents of what it gives and of what was spent of it."""

    funder: Organisation
    sessions: int
    people: int
    minutes: int
    amount_cents: int
    spent_cents: int


@dataclass(frozen=True, slots=True)
class Report:
    """One funder's period in full. Trainee hours and trainer hours are two figures, never one."""

    sessions: int
    people: int
    trainee_minutes: int
    trainer_minutes: int
    anonymous: int
    anonymous_minutes: int
    ages: Mapping[str, int]
    genders: Mapping[str, int]
    occupations: Mapping[str, int]
    communes: Sequence[tuple[str, int]]
    other_communes: int
    progress: Progress
    amount_cents: int
    spent_cents: int


def lines(first: date, last: date) -> list[Line]:
    """Every funder with a half-day in the period; two queries, whatever their number."""
    held = HalfDay.objects.filter(day__gte=first, day__lte=last, cancelled_at=None)
    fundings = list(
        Funding.objects.filter(session__in=held.values("session")).values_list(
            "funder", "session", *_money(first, last)
        )
    )
    seen = _seen(first, last).filter(half_day__session__in={session for _f, session, _a, _s in fundings})
    by_pair = seen.values_list("half_day__session", _HUMAN).annotate(n=Sum("minutes")).order_by()
    people: dict[int, set[int]] = {}
    minutes: Counter[int] = Counter()
    for session, person, n in by_pair:
        people.setdefault(session, set()).add(person)
        minutes[session] += n
    found = Organisation.objects.in_bulk({funder for funder, *_rest in fundings})
    told = []
    for key, funder in sorted(found.items(), key=lambda item: item[1].name):
        mine = [row for row in fundings if row[0] == key]
        everybody = set().union(*(people.get(session, set()) for _f, session, _a, _s in mine))
        told.append(
            Line(
                funder, len(mine), len(everybody), sum(minutes[session] for _f, session, _a, _s in mine),
                sum(row[2] for row in mine), sum(row[3] for row in mine),
            )
        )  # fmt: skip
    return told


def _money(first: date, last: date) -> tuple[Case, Case]:
    """What is paid and what is spent, told once: in the period in which the session began."""
    began = Q(session__starts_on__gte=first, session__starts_on__lte=last)
    return Case(When(began, then="amount_cents"), default=0), Case(When(began, then="spent_cents"), default=0)


def sessions(first: date, last: date) -> Iterator[tuple[Funding, int, int]]:
    """Each funding of a session with a half-day in the period, with the people and minutes of that period: a
    funder's raw rows, without a name. Its money is zero when the session began in another period.
    """
    held = HalfDay.objects.filter(day__gte=first, day__lte=last, cancelled_at=None)
    rows = Funding.objects.filter(session__in=held.values("session"))
    is_seen = Q(
        session__half_days__attendances__status=Status.SEEN, session__half_days__day__gte=first,
        session__half_days__day__lte=last,
    )  # fmt: skip
    amount, spent = _money(first, last)
    rows = rows.annotate(
        amount=amount,
        spent=spent,
        people=Count(
            Coalesce(
                "session__half_days__attendances__person__merged_into",
                "session__half_days__attendances__person",
            ),
            distinct=True,
            filter=is_seen,
        ),
        minutes=Sum("session__half_days__attendances__minutes", filter=is_seen),
    ).select_related("funder", "session__training", "session__room__venue__commune")
    for row in rows.order_by("funder__name", "session__starts_on", "pk").iterator(chunk_size=500):
        row.amount_cents, row.spent_cents = row.amount, row.spent
        yield row, row.people, row.minutes or 0


def report(funder: Organisation | None, first: date, last: date) -> Report:
    """The period of one funder; None: of everything we did, whoever pays."""
    held = HalfDay.objects.filter(day__gte=first, day__lte=last, cancelled_at=None)
    seen = _seen(first, last)
    fundings = Funding.objects.filter(session__in=held.values("session"))
    counts = HeadCount.objects.between(first, last)
    if funder is not None:
        mine = Funding.objects.filter(funder=funder).values("session")
        held, seen = held.filter(session__in=mine), seen.filter(half_day__session__in=mine)
        fundings, counts = fundings.filter(funder=funder), counts.filter(half_day__session__in=mine)
    people = _humans(seen)
    anonymous, anonymous_hours = counts.sums()
    named, others = _communes(Counter(commune or "" for _p, _y, commune, _n in people))
    sessions = list(held.values_list("session", flat=True).distinct().order_by())
    given = held.filter(Q(attendances__status=Status.SEEN) | Q(head_count__people__gt=0)).distinct()
    amount, spent = _money(first, last)
    money = fundings.aggregate(amount=Sum(amount), spent=Sum(spent))
    genders, occupations = _told(person for person, *_rest in people)
    return Report(
        sessions=len(sessions),
        people=len(people),
        trainee_minutes=sum(n for *_rest, n in people),
        trainer_minutes=sum(ends - starts for _pk, starts, ends in given.values_list("pk", "starts", "ends")),
        anonymous=anonymous,
        anonymous_minutes=round(anonymous_hours * 60),
        ages=_in_order(
            AgeBand.values, Counter(rules.age_band(year, last.year) for _p, year, _c, _n in people)
        ),
        genders=_in_order(Gender.values, genders),
        occupations=_in_order(Occupation.values, occupations),
        communes=named,
        other_communes=others,
        progress=progress.of_sessions(sessions),
        amount_cents=money["amount"] or 0,
        spent_cents=money["spent"] or 0,
    )


@dataclass(frozen=True, slots=True)
class Hours:
    """Presences (by name, and counted without one) and minutes of trainees."""

    people: int
    minutes: int


def hours_between(first: date, last: date) -> Hours:
    """What a period brought: names and head counts together, two queries."""
    named = _seen(first, last).aggregate(people=Count("pk"), minutes=Sum("minutes"))
    counted, counted_hours = HeadCount.objects.between(first, last).sums()
    return Hours(named["people"] + counted, (named["minutes"] or 0) + round(counted_hours * 60))


def _humans(seen: QuerySet[Attendance]) -> list[_Human]:
    """Human, year of birth, town and minutes: two files merged are one line, told by the one that remains."""
    minutes: Counter[int] = Counter()
    for human, n in seen.values_list(_HUMAN).annotate(n=Sum("minutes")):
        minutes[human] += n
    facts = {
        pk: (born, town)
        for chunk in _chunks(sorted(minutes))
        for pk, born, town in Person.objects.filter(pk__in=chunk).values_list(
            "pk", "birth_year", "commune__name"
        )
    }
    return [(human, *facts[human], n) for human, n in minutes.items()]


def _chunks(keys: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    return (keys[first : first + size] for first in range(0, len(keys), size))


def _seen(first: date, last: date) -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        status=Status.SEEN, half_day__day__gte=first, half_day__day__lte=last
    ).order_by()


def _communes(counted: Counter[str]) -> tuple[list[tuple[str, int]], int]:
    """Communes of five people and more, the largest first; how many people live elsewhere or did not say."""
    named = [(name, n) for name, n in counted.items() if name and n >= SMALLEST_CELL]
    named.sort(key=lambda row: (-row[1], row[0]))
    others = sum(counted.values()) - sum(n for _name, n in named)
    while named and 0 < others < SMALLEST_CELL:  # or the few could be had from the total
        others += named.pop()[1]
    return named, others


def _told(people: Iterable[int]) -> tuple[Counter[str], Counter[str]]:
    keys = list(people)
    learners = Learner.objects.filter(Q(person__in=keys) | Q(person__merged_into__in=keys))
    known = {
        human: (gender, occupation)
        for human, gender, occupation in learners.order_by("-pk").values_list(_HUMAN, "gender", "occupation")
    }
    nothing = (Gender.UNKNOWN.value, Occupation.UNKNOWN.value)
    pairs = [known.get(key, nothing) for key in keys]
    return Counter(gender for gender, _o in pairs), Counter(occupation for _g, occupation in pairs)


def _in_order(values: Sequence[str], counted: Counter[str]) -> dict[str, int]:
    return {value: counted[value] for value in values}
