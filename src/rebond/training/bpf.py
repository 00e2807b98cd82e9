"""The « bilan pédagogique et financier » (Cerfa 10443), from signed presence at vocational training only.

Source: ../shared/data/standards/bpf-cerfa-10443.json; the official notice was not read: the figures are to be
checked by whoever files them. A trainee is one person at one session followed in the year; hours are those
attended; trainer hours are counted once a half-day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import CharField, Count, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Concat, ExtractYear

from rebond.training.models import Attendance, Funding, HalfDay, YearAccounts
from rebond.training.words import Aim, Income, Status, Trainee

FIRST_SPECIALITIES: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a frame: people, and minutes attended (or given)."""

    code: str
    label: str
    people: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the form, in words, and whether it holds."""

    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Frames:
    """One year. ``missing`` says what would be lost or questioned: rows to complete before filing."""

    year: int
    income: Sequence[tuple[str, str, int]]
    accounts: YearAccounts
    trainers: Sequence[Row]
    trainees: Sequence[Row]
    remote: int
    aims: Sequence[Row]
    specialities: Sequence[Row]
    checks: Sequence[Check]
    missing: Sequence[tuple[str, int]]


_TRAINEE = Concat(
    "half_day__session", Value(" "), Coalesce("person__merged_into", "person"), output_field=CharField()
)
_TRAINEES = Count(_TRAINEE, distinct=True)
"""Somebody at a session is one trainee, with or without a place, under one file or two."""


def frames(year: int) -> Frames:
    """Every frame of one year. A constant number of queries, whatever the years before hold."""
    seen = _seen(year)
    trainees = _grouped(seen, "enrolment__trainee", Trainee.choices)
    aims = _grouped(seen, "half_day__session__training__aim", Aim.choices)
    specialities = _specialities(seen)
    accounts = YearAccounts.objects.filter(pk=year).first() or YearAccounts(year=year)
    return Frames(
        year=year,
        income=_income(year),
        accounts=accounts,
        trainers=_trainers(year),
        trainees=trainees,
        remote=seen.filter(is_remote=True).aggregate(n=_TRAINEES)["n"],
        aims=aims,
        specialities=specialities,
        checks=_checks(trainees, aims, specialities, accounts),
        missing=_missing(year),
    )


def _seen(year: int) -> QuerySet[Attendance]:
    """Presence that counts: there, at a vocational training, half-day by half-day of that year."""
    return Attendance.objects.filter(
        status=Status.SEEN, half_day__session__training__is_fpc=True, **_of_year("half_day__day", year)
    )


def _of_year(name: str, year: int) -> dict[str, Any]:
    return {f"{name}__gte": date(year, 1, 1), f"{name}__lte": date(year, 12, 31)}


def _grouped(seen: QuerySet[Attendance], name: str, choices: Sequence[tuple[Any, Any]]) -> list[Row]:
    """Each line of a frame, those at zero too."""
    found = {
        code: (people, minutes)
        for code, people, minutes in seen.values_list(name)
        .annotate(people=_TRAINEES, total=Sum("minutes"))
        .order_by()
    }
    return [Row(str(code), str(label), *found.get(code, (0, 0))) for code, label in choices]


def _specialities(seen: QuerySet[Attendance]) -> list[Row]:
    """The five that weigh most, then all the others in one line."""
    rows = seen.values_list("half_day__session__training__nsf_code").annotate(
        people=_TRAINEES, total=Sum("minutes")
    )
    found = [Row(code, "", people, minutes) for code, people, minutes in rows.order_by("-total")]
    first, others = found[:FIRST_SPECIALITIES], found[FIRST_SPECIALITIES:]
    if others:
        first.append(Row("", "", sum(row.people for row in others), sum(row.minutes for row in others)))
    return first


def _trainers(year: int) -> list[Row]:
    """Frame E: a half-day with somebody present was given once, whoever taught beside."""
    held = HalfDay.objects.filter(
        attendances__status=Status.SEEN, session__training__is_fpc=True, **_of_year("day", year)
    )
    trainer = Coalesce("trainer", "session__trainer")
    rows = held.distinct().values_list("pk", "session__outside_trainer", trainer, F("ends") - F("starts"))
    people: dict[bool, set[object]] = {False: set(), True: set()}
    minutes = {False: 0, True: 0}
    for _key, outside, who, length in rows.order_by("pk"):
        is_outside = bool(outside)
        people[is_outside].add(outside or who)
        minutes[is_outside] += length
    return [Row("a", "", len(people[False]), minutes[False]), Row("b", "", len(people[True]), minutes[True])]


def _income(year: int) -> list[tuple[str, str, int]]:
    """Frame C, from who pays for the vocational sessions that began in the year. In cents."""
    rows = Funding.objects.filter(session__training__is_fpc=True, **_of_year("session__starts_on", year))
    sums = dict(rows.values_list("income").annotate(n=Sum("amount_cents")).order_by())
    return [(str(code), str(label), sums.get(code, 0)) for code, label in Income.choices]


def _total(rows: Sequence[Row]) -> tuple[int, int]:
    return sum(row.people for row in rows), sum(row.minutes for row in rows)


def _checks(
    trainees: Sequence[Row], aims: Sequence[Row], specialities: Sequence[Row], accounts: YearAccounts
) -> list[Check]:
    first = _total(trainees)
    handed = (accounts.handed_trainees, accounts.handed_minutes)
    return [
        Check("F-1 = F-3", first == _total(aims)),
        Check("F-1 = F-4", first == _total(specialities)),
        Check("F-2 ≤ F-1", handed[0] <= first[0] and handed[1] <= first[1]),
        Check(
            "D ≥ salaires + achats",
            accounts.costs_cents >= accounts.salaries_cents + accounts.purchases_cents,
        ),
    ]


def _missing(year: int) -> list[tuple[str, int]]:
    seen = _seen(year)
    held = HalfDay.objects.filter(
        attendances__status=Status.SEEN, session__training__is_fpc=True, **_of_year("day", year)
    ).distinct()
    sessions = Q(session__training__is_fpc=True, **_of_year("session__starts_on", year))
    counted = {
        "unsigned": seen.filter(signature_kind="").count(),
        "not_cosigned": held.filter(cosigned_at=None).count(),
        "no_trainer": held.filter(trainer=None, session__trainer=None, session__outside_trainer="").count(),
        "no_income": Funding.objects.filter(sessions, income="").count(),
        "no_enrolment": seen.filter(enrolment=None).count(),
    }
    return [(name, n) for name, n in counted.items() if n]


@dataclass(frozen=True, slots=True)
class YearTotals:
    """One year of every training, and its vocational part: people at sessions, minutes attended."""

    year: int
    people: int
    minutes: int
    fpc_people: int
    fpc_minutes: int


def years(first: int, last: int) -> list[YearTotals]:
    """Ten years in one table: presence by name. Two totals, all and FPC, never one for the other."""
    rows = Attendance.objects.filter(
        status=Status.SEEN, half_day__day__gte=date(first, 1, 1), half_day__day__lte=date(last, 12, 31)
    )
    is_fpc = Q(half_day__session__training__is_fpc=True)
    found = (
        rows.annotate(year=ExtractYear("half_day__day"))
        .values_list("year")
        .annotate(
            n=_TRAINEES, total=Sum("minutes"), fpc=Count(_TRAINEE, distinct=True, filter=is_fpc),
            fpc_total=Coalesce(Sum("minutes", filter=is_fpc), 0),
        )
        .order_by("year")
    )  # fmt: skip
    return [YearTotals(*row) for row in found]
