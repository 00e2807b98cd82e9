"""What the database counts of lessons and of time given, beside the SELECT that each figure must equal."""

from typing import Final

from rebond.common.database import Guard, register
from rebond.records import counting, tallies
from rebond.records.tallies import HUMAN, month_of

PRESENCES: Final = "presences"
"""People present, each at each half-day: ``named`` by attendance, ``counted`` by heads."""
MINUTES: Final = "lesson_minutes"
"""The time they were present, in minutes, likewise."""
TRAINED: Final = "trained"
"""Humans who were present at least once that year, by town; ``trained_n``: how often."""
GIVEN: Final = "given_minutes"
"""Minutes of one volunteer (the cell is their account's key) in one year."""
GIVEN_LINES: Final = "given_lines"
"""Lines that volunteers wrote."""

NAMED, COUNTED = "named", "counted"
_DAY = month_of("h.day")
_TIMES = "(CAST({0}.people AS BIGINT) * {0}.minutes)"  # two small integers: their product is not
_HELD = "training_attendance a JOIN training_halfday h ON h.id = a.half_day_id"


def _seen(row: str, sign: str) -> str:
    source = f"FROM training_halfday h WHERE h.id = {row}.half_day_id AND {row}.status = 'seen'"
    return (
        tallies.add(PRESENCES, f"SELECT {_DAY}, '{NAMED}', {sign}1 {source}")
        + "; "
        + tallies.add(MINUTES, f"SELECT {_DAY}, '{NAMED}', {sign}{row}.minutes {source}")
        + "; "
        + tallies.add_humans(
            TRAINED,
            f"SELECT {_DAY} / 100, (SELECT {HUMAN} FROM people_person p WHERE p.id = {row}.person_id),"
            f" {sign}1 {source}",
        )
    )


def _moved(row: str, sign: str) -> str:
    """Everybody seen at a half-day, by its day before or after."""
    month = month_of(f"{row}.day")
    seen = f"FROM training_attendance a WHERE a.half_day_id = {row}.id AND a.status = 'seen'"
    return (
        tallies.add(PRESENCES, f"SELECT {month}, '{NAMED}', {sign}COUNT(*) {seen}")
        + "; "
        + tallies.add(MINUTES, f"SELECT {month}, '{NAMED}', {sign}COALESCE(SUM(a.minutes), 0) {seen}")
        + "; "
        + tallies.add_humans(
            TRAINED,
            f"SELECT {month} / 100, {HUMAN}, {sign}1 FROM training_attendance a"
            " JOIN people_person p ON p.id = a.person_id"
            f" WHERE a.half_day_id = {row}.id AND a.status = 'seen'",
        )
    )


def _heads(row: str, sign: str) -> str:
    month = month_of(f"{row}.held_on")
    return (
        tallies.bump(PRESENCES, month, f"'{COUNTED}'", f"{sign}{row}.people")
        + "; "
        + tallies.bump(
            MINUTES, month, f"'{COUNTED}'", f"{sign}(CAST({row}.people AS BIGINT) * {row}.minutes)"
        )
    )


def _hours(row: str, sign: str) -> str:
    year = f"({month_of(f'{row}.day')} / 100) * 100"
    return (
        tallies.bump(GIVEN, year, f"CAST({row}.volunteer_id AS TEXT)", f"{sign}{row}.minutes")
        + "; "
        + tallies.bump(GIVEN_LINES, year, "''", f"{sign}1")
    )


register(
    Guard("a_presence_is_counted", "training_attendance", "INSERT", action=_seen("NEW", "")),
    Guard(
        "a_presence_is_counted_again", "training_attendance", "UPDATE",
        columns="status, minutes, half_day_id", action=_seen("OLD", "-") + "; " + _seen("NEW", ""),
    ),
    Guard(
        "presences_move_with_their_day", "training_halfday", "UPDATE", columns="day",
        when="NEW.day <> OLD.day", action=_moved("OLD", "-") + "; " + _moved("NEW", ""),
    ),
    tallies.merging(
        TRAINED,
        f"SELECT {_DAY} / 100, {{human}}, {{sign}}COUNT(*) FROM {_HELD} WHERE a.person_id = {{row}}.id"
        f" AND a.status = 'seen' GROUP BY {_DAY} / 100",
    ),
    Guard("heads_are_counted", "training_headcount", "INSERT", action=_heads("NEW", "")),
    Guard(
        "heads_are_counted_again", "training_headcount", "UPDATE", columns="people, minutes, held_on",
        action=_heads("OLD", "-") + "; " + _heads("NEW", ""),
    ),
    Guard("heads_are_not_counted", "training_headcount", "DELETE", action=_heads("OLD", "-")),
    Guard("hours_given_are_counted", "training_volunteerhours", "INSERT", action=_hours("NEW", "")),
    Guard(
        "hours_given_are_counted_again", "training_volunteerhours", "UPDATE",
        columns="day, minutes, volunteer_id", action=_hours("OLD", "-") + "; " + _hours("NEW", ""),
    ),
    Guard("hours_given_are_taken_back", "training_volunteerhours", "DELETE", action=_hours("OLD", "-")),
)  # fmt: skip


def _lessons(named: str, heads: str) -> str:
    return (
        f"SELECT {_DAY}, '{NAMED}', {named} FROM {_HELD} WHERE a.status = 'seen' GROUP BY 1"
        f" UNION ALL SELECT {month_of('c.held_on')}, '{COUNTED}', {heads} FROM training_headcount c"
        " GROUP BY 1"
    )


_YEAR = f"({month_of('v.day')} / 100) * 100"

counting.register(
    tallies.figure(PRESENCES, _lessons("COUNT(*)", "SUM(c.people)")),
    tallies.figure(MINUTES, _lessons("SUM(a.minutes)", f"SUM({_TIMES.format('c')})")),
    *tallies.humans(
        TRAINED,
        f"SELECT {_DAY} / 100, {HUMAN}, COUNT(*) FROM {_HELD} JOIN people_person p ON p.id = a.person_id"
        " WHERE a.status = 'seen' GROUP BY 1, 2",
    ),
    tallies.figure(
        GIVEN,
        f"SELECT {_YEAR}, CAST(v.volunteer_id AS TEXT), SUM(v.minutes) FROM training_volunteerhours v"
        " GROUP BY 1, 2",
    ),
    tallies.figure(GIVEN_LINES, f"SELECT {_YEAR}, '', COUNT(*) FROM training_volunteerhours v GROUP BY 1"),
)
