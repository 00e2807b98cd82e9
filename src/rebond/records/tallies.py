"""Figures that the database keeps in one table, cell by cell: how a stage adds to one, and how it is read.

Humans are counted once a year however often they come: ``HumanTally`` holds how often, ``Tally`` how many
humans (``equipped``) and how many times (``equipped_n``) by town. Two files merged are one human.
"""

from django.db.models import Sum

from rebond.common.database import Guard, register
from rebond.records import counting
from rebond.records.counting import Counter
from rebond.records.models import HumanTally, Tally

_TABLE, _HUMANS = Tally._meta.db_table, HumanTally._meta.db_table
_KEYS, _HUMAN_KEYS = "figure, month, cell", "figure, year, person_id"
HUMAN = "COALESCE(p.merged_into_id, p.id)"
"""SQL: the human whom the file ``p`` stands for."""
_TOWN = "COALESCE((SELECT p.commune_id FROM people_person p WHERE p.id = NEW.person_id), '')"
_IS_ONE = "(CASE WHEN {}.n > 0 THEN 1 ELSE 0 END)"


def figure(name: str, rows: str) -> Counter:
    """A figure, with the SELECT of month, cell and number that it must always equal."""
    return Counter(name, _TABLE, ("month", "cell"), rows, figure=name)


def bump(name: str, month: str, cell: str, n: str = "1") -> str:
    """SQL of a trigger: add ``n`` to one cell."""
    return counting.bump(_TABLE, _KEYS, f"'{name}', {month}, {cell}", n)


def add(name: str, rows: str) -> str:
    """SQL of a trigger: add to many cells; ``rows`` is a SELECT of month, cell and number with a WHERE."""
    return counting.add(_TABLE, _KEYS, f"SELECT '{name}', {rows.removeprefix('SELECT ')}")


def add_humans(name: str, rows: str) -> str:
    """SQL of a trigger: ``rows`` is a SELECT of year, human and number with a WHERE."""
    return counting.add(_HUMANS, _HUMAN_KEYS, f"SELECT '{name}', {rows.removeprefix('SELECT ')}")


def merging(name: str, rows: str) -> Guard:
    """When two files become one human, or two again, all that came under the file changes hands. ``rows``: a
    SELECT of year, ``{human}`` and ``{sign}`` number for the file ``{row}``.
    """
    return Guard(
        f"{name}_by_human", "people_person", "UPDATE", columns="merged_into_id",
        when="NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id",
        action="; ".join(
            add_humans(
                name, rows.format(row=row, sign=sign, human=f"COALESCE({row}.merged_into_id, {row}.id)")
            )
            for row, sign in (("OLD", "-"), ("NEW", ""))
        ),
    )  # fmt: skip


def humans(name: str, rows: str) -> tuple[Counter, Counter, Counter]:
    """Three counters of one figure: humans of a year (``rows``: SELECT of year, human, number), then how many
    by town, then how many times by town.
    """
    by_town = (
        f"SELECT h.year * 100, COALESCE(p.commune_id, ''), {{}} FROM {_HUMANS} h"
        f" JOIN people_person p ON p.id = h.person_id WHERE h.figure = '{name}' AND h.n > 0 GROUP BY 1, 2"
    )
    return (
        Counter(f"{name}_humans", _HUMANS, ("year", "person_id"), rows, figure=name),
        figure(name, by_town.format("COUNT(*)")),
        figure(f"{name}_n", by_town.format("SUM(h.n)")),
    )


def month_of(day: str) -> str:
    """SQL: the month (202611) of a day; the same words in both databases."""
    return f"CAST(REPLACE(SUBSTR(CAST({day} AS TEXT), 1, 7), '-', '') AS INTEGER)"


def _in_towns(before: str = "") -> str:
    """Add to both figures of one human's town what changed since the row ``before``, if there was one."""
    both = (("NEW.figure", _IS_ONE), ("NEW.figure || '_n'", "{}.n"))
    return "; ".join(
        counting.bump(
            _TABLE, _KEYS, f"{name}, NEW.year * 100, {_TOWN}",
            n.format("NEW") + (f" - {n.format(before)}" if before else ""),
        )
        for name, n in both
    )  # fmt: skip


def _moved(row: str, sign: str) -> str:
    rows = (
        f"SELECT h.figure{{}}, h.year * 100, COALESCE({row}.commune_id, ''), {sign}{{}} FROM {_HUMANS} h"
        f" WHERE h.person_id = {row}.id"
    )
    return "; ".join(
        counting.add(_TABLE, _KEYS, rows.format(*cells))
        for cells in (("", _IS_ONE.format("h")), (" || '_n'", "h.n"))
    )


register(
    Guard("a_human_is_counted", _HUMANS, "INSERT", action=_in_towns()),
    Guard(
        "a_human_is_counted_again", _HUMANS, "UPDATE", columns="n",
        action=_in_towns("OLD"),
    ),
    Guard(
        "merged_or_moved_not_both", "people_person", "UPDATE",
        when="NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id"
        " AND NEW.commune_id IS DISTINCT FROM OLD.commune_id",
        message="a file is merged, or moves to another town: one after the other",
    ),
    Guard(
        "a_human_moves_town", "people_person", "UPDATE", columns="commune_id",
        when="NEW.commune_id IS DISTINCT FROM OLD.commune_id",
        action=_moved("OLD", "-") + "; " + _moved("NEW", ""),
    ),
)  # fmt: skip


def of_year(year: int, *names: str) -> dict[str, dict[str, int]]:
    """Figure to cell to number, of one year, whether kept by month or by year; one query."""
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    rows = Tally.objects.filter(figure__in=names, month__gte=year * 100, month__lt=(year + 1) * 100)
    for name, cell, n in rows.values_list("figure", "cell").annotate(Sum("n")).order_by():
        if n:
            found[name][cell] = n
    return found


def months_of(year: int, name: str) -> list[int]:
    """Twelve numbers of one figure kept by month; one query."""
    rows = Tally.objects.filter(figure=name, month__gt=year * 100, month__lte=year * 100 + 12)
    told = dict(rows.values_list("month").annotate(Sum("n")).order_by())
    return [told.get(year * 100 + month, 0) for month in range(1, 13)]


def by_year(*names: str) -> dict[int, dict[str, dict[str, int]]]:
    """Year to figure to cell to number, of every year; one query."""
    found: dict[int, dict[str, dict[str, int]]] = {}
    rows = Tally.objects.filter(figure__in=names).values_list("month", "figure", "cell", "n")
    for month, name, cell, n in rows:
        figures = found.setdefault(month // 100, {name: {} for name in names})
        figures[name][cell] = figures[name].get(cell, 0) + n
    return found


def years_of(*names: str) -> set[int]:
    """The years in which one of these figures is not zero."""
    rows = Tally.objects.filter(figure__in=names).exclude(n=0)
    return {month // 100 for month in rows.values_list("month", flat=True).distinct()}
