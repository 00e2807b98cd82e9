"""Several installations publish the same open data: this adds them up. No table of ours is read.

What adds up is added: counts, kilograms, hours, euros, months. Rates are not: a mean of rates is not the rate
of the whole. A figure that an installation does not tell (fewer than five people) is counted as not told,
never as zero. Figures of two versions of the method never meet in one total. A faulty source is refused
whole, with its reason: half of it would be a figure that nobody published.
"""

import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import count, repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import EARLIEST, today
from rebond.common.errors import Refused
from rebond.impact.definitions import DEFINITIONS
from rebond.impact.observatory_sources import (
    KEPT,
    LONGEST_CELL,
    MOST_LINES,
    Left,
    Row,
    Source,
    checked,
    kept_places,
    raw,
    rows_of_csv,
    sources,
    title,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_THREADS: Final = 8
_MEMORY: Final = "512MB"


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator as it is added up. ``most``: what no installation reaches in a year, in its
    unit. ``is_whole``: a count. ``is_estimate``: shown with two digits. ``is_range``: never without bounds.
    """

    code: str
    label: str | Promise
    unit: str | Promise
    most: int
    is_whole: bool = False
    is_estimate: bool = False
    is_range: bool = False
    may_be_below_zero: bool = False


def _figure(code: str, most: int, **nature: bool) -> Figure:
    """The words are those of our own definitions, never a source's."""
    return Figure(code, DEFINITIONS[code].label, DEFINITIONS[code].unit, most, **nature)


FIGURES: Final = (
    _figure("I1", 1_000_000, is_whole=True),
    _figure("I1b", 1_000_000, is_whole=True),
    _figure("I1c", 1_000_000, is_whole=True),
    _figure("I1d", 1_000_000, is_whole=True),
    _figure("I4", 100_000_000, is_estimate=True, may_be_below_zero=True),
    _figure("I5", 100_000_000),
    _figure("I6", 1_000_000_000, is_estimate=True, is_range=True, may_be_below_zero=True),
    _figure("I7", 10_000_000_000, is_estimate=True, may_be_below_zero=True),
    _figure("I8", 1_000_000_000, is_estimate=True, may_be_below_zero=True),
    _figure("I8b", 1_000_000_000, is_estimate=True, may_be_below_zero=True),
    _figure("I9", 1_000_000, is_whole=True),
    _figure("I10", 1_000_000, is_whole=True),
    _figure("I10p", 10_000_000, is_whole=True),
    _figure("I10h", 100_000_000),
    _figure("I11", 100_000_000),
    _figure("I11p", 100_000),
    _figure("I11i", 100_000),
    _figure("I12", 100_000_000, is_whole=True),
)
RATES: Final = ("I2", "I3")
"""Known, checked, and left out: the files do not hold what would be needed to compute them again."""
HANDED_OVER: Final = "I1c"


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure of one year, over the installations that follow one version of the method. ``value`` None:
    no installation tells it. ``low``, ``high``: sums of bounds, None unless each that tells has both.
    """

    method: str
    year: int
    code: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    told_by: int
    not_told_by: int


@dataclass(frozen=True, slots=True)
class Installation:
    """One source that is added up. ``lines_left``: lines of a code that we do not know."""

    name: str
    method: str
    years: tuple[int, ...]
    lines_left: int


@dataclass(frozen=True, slots=True)
class Observatory:
    """What was read. ``csv`` and ``parquet``: the sums, as files."""

    sums: tuple[Sum, ...]
    installations: tuple[Installation, ...]
    left: tuple[Left, ...]
    csv: bytes
    parquet: bytes


@dataclass(frozen=True, slots=True)
class _Taken:
    """A source that was read to its end; its rows wait in the folder, under its number."""

    digest: str
    name: str


def observe(words: Sequence[str]) -> Observatory:
    """Add up everything that the words name: addresses, files, folders."""
    with TemporaryDirectory(prefix="rebond-observatory-") as name:
        folder = Path(name)
        left: list[Left] = []
        wanted = list(_once(words, left))
        with ThreadPoolExecutor(_THREADS) as readers:
            taken = list(readers.map(_take, count(), wanted, repeat(folder)))
        with _opened(folder) as database:
            return _added_up(database, folder, _readable(database, folder, taken, left), left)


def _once(words: Sequence[str], left: list[Left]) -> Iterator[Source]:
    """The sources, each once; the others go to ``left``."""
    seen: dict[str, str] = {}
    for one in sources(words):
        if isinstance(one, Left):
            left.append(one)
        elif first := seen.get(one.same):
            left.append(_twice(one.name, first))
        else:
            seen[one.same] = one.name
            yield one


def _twice(name: str, first: str) -> Left:
    return Left(name, gettext("The same as %(name)s, which is counted once.") % {"name": first})


def _take(number: int, source: Source, folder: Path) -> _Taken | Left:
    """Read one source, in a thread of its own; what is kept of it is small."""
    try:
        data = raw(source)
        if source.is_parquet:
            (folder / f"{number}.parquet").write_bytes(data)  # DuckDB opens it, one after the other
        else:
            _stage(folder, number, rows_of_csv(data))
        return _Taken(sha256(data).hexdigest(), title(source))
    except Refused as refused:
        return Left(source.name, str(refused))


def _stage(folder: Path, number: int, rows: list[Row]) -> None:
    """Write the kept cells of one source, and no other, as we write CSV ourselves."""
    with (folder / f"{number}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([KEPT, *rows])


def _opened(folder: Path) -> "DuckDBPyConnection":
    """DuckDB in memory, which reads and writes in ``folder`` and nowhere else, and loads no extension."""
    # Imported when asked for: 60 MB that no other command needs.
    import duckdb

    database = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
        },
    )
    allowed = str(folder).replace("'", "''")
    database.execute(f"SET allowed_directories = ['{allowed}']")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _readable(
    database: "DuckDBPyConnection", folder: Path, taken: list[_Taken | Left], left: list[Left]
) -> dict[int, str]:
    """Number and name of each source whose rows are staged, each content once; the others go to ``left``."""
    names: dict[int, str] = {}
    seen: dict[str, str] = {}
    for number, one in enumerate(taken):
        if isinstance(one, Left):
            left.append(one)
        elif first := seen.get(one.digest):
            left.append(_twice(one.name, first))
        else:
            seen[one.digest] = one.name
            try:
                if (path := folder / f"{number}.parquet").exists():
                    _stage(folder, number, _rows_of_parquet(database, path))
                names[number] = one.name
            except Refused as refused:
                left.append(Left(one.name, str(refused)))
    return names


def _rows_of_parquet(database: "DuckDBPyConnection", path: Path) -> list[Row]:
    """The kept columns of a Parquet file as text, whatever their types; Refused when it is no such table."""
    import duckdb

    try:
        described = database.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
        kept_places([str(column[0]) for column in described])
        cells = ", ".join(f"coalesce(left(CAST({name} AS VARCHAR), {LONGEST_CELL + 1}), '')" for name in KEPT)
        query = f"SELECT {cells} FROM read_parquet(?) LIMIT {MOST_LINES + 1}"
        return checked(database.execute(query, [str(path)]).fetchall())
    except duckdb.Error as error:
        raise Refused(gettext("This is not a Parquet file that can be read.")) from error
    finally:
        path.unlink()


_NUMBER: Final = "'-?[0-9]{1,30}([.][0-9]{1,30})?([eE][+-]?[0-9]{1,3})?'"
_FIGURES: Final = ("value", "low", "high", "records")
_FAR_TOO_MANY: Final = 1_000_000_000
# Read as text, then looked at: a typed reader would round 2024.7 to a year and 1.5 to a count, in silence.
_COLUMNS: Final = ", ".join(f"'{name}': 'VARCHAR'" for name in KEPT)
_NUMBERS: Final = ",\n  ".join(
    f"CASE WHEN regexp_full_match({name}, {_NUMBER}) THEN TRY_CAST({name} AS DOUBLE) END AS {name}"
    for name in _FIGURES
)
_LINES: Final = f"""
CREATE TABLE lines AS
WITH told AS (
  SELECT CAST(regexp_extract(filename, '([0-9]+)[.]csv$', 1) AS INTEGER) AS source, * EXCLUDE (filename)
  FROM read_csv(?, columns = {{{_COLUMNS}}}, auto_detect = false, header = true,
    delim = ',', quote = '"', escape = '"', filename = true)
), numbers AS (
  SELECT source, code, method,
    CASE WHEN regexp_full_match(year, '[0-9]{{4}}([.]0)?') THEN CAST(left(year, 4) AS INTEGER) END AS year,
  {_NUMBERS},
    {" + ".join(f"({name} IS NOT NULL)::INTEGER" for name in _FIGURES)} AS n_told
  FROM told
)
SELECT numbers.* EXCLUDE (n_told), known.* EXCLUDE (code),
  {" + ".join(f"({name} IS NOT NULL)::INTEGER" for name in _FIGURES)} < n_told AS has_text
FROM numbers LEFT JOIN known ON known.code = numbers.code
"""
_FAULTS: Final = r"""
SELECT source, min(CASE
  WHEN year IS NULL OR has_text THEN 1
  WHEN method IS NULL OR NOT regexp_full_match(method, 'rebond-[0-9]{1,3}/[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN 2
  WHEN year > $this_year THEN 3
  WHEN year < $first_year THEN 4
  WHEN records < 0 OR (NOT may_be_below_zero AND (value < 0 OR low < 0 OR high < 0)) THEN 5
  WHEN greatest(abs(value), abs(low), abs(high)) > most OR records > $too_many
    OR records <> floor(records) OR (is_whole AND value <> floor(value)) OR low > high THEN 6
  WHEN is_range AND value IS NOT NULL AND (low IS NULL OR high IS NULL) THEN 7
  WHEN n > 1 THEN 8
  WHEN methods > 1 THEN 9
  END)
FROM (
  SELECT *, count(*) OVER (PARTITION BY source, year, code) AS n FROM lines WHERE most IS NOT NULL
) JOIN (
  SELECT source, count(DISTINCT method) AS methods FROM lines WHERE most IS NOT NULL GROUP BY source
) USING (source)
GROUP BY source
"""
_NOTHING_KNOWN: Final = 10
_REASONS: Final = {
    1: _("A text stands where a number should."),
    2: _("The version of its method is not told as Rebond tells it."),
    3: _("It tells of a year to come."),
    4: _("It tells of a year before 1990."),
    5: _("A count is below zero."),
    6: _("A figure cannot be true: too large, not whole, or with its bounds the wrong way round."),
    7: _("The CO2e is told without its range."),
    8: _("The same figure is told twice for one year."),
    9: _("It mixes two versions of the method."),
    _NOTHING_KNOWN: _("None of its figures is one that we know."),
}
_ADDED: Final = "CAST(sum(CAST({0} AS DECIMAL(18, 1))) AS DECIMAL(18, 1))"  # exact in any order
_BOUND: Final = "CASE WHEN count({0}) = count(value) THEN " + _ADDED + " END AS {0}"
_SUMS: Final = f"""
CREATE TABLE sums AS
SELECT method, year, code, label, unit, {_ADDED.format("value")} AS value,
  {_BOUND.format("low")}, {_BOUND.format("high")}, count(value) AS told_by,
  count(*) FILTER (WHERE value IS NULL AND records IS DISTINCT FROM 0) AS not_told_by
FROM lines WHERE is_added GROUP BY ALL ORDER BY method DESC, year, min(rank)
"""


def _added_up(
    database: "DuckDBPyConnection", folder: Path, names: dict[int, str], left: list[Left]
) -> Observatory:
    """Read every staged file at once, leave the faulty ones out, add up the others."""
    _know(database)
    files = [str(folder / f"{number}.csv") for number in names]
    if not files:  # DuckDB reads no empty list
        return Observatory((), (), tuple(left), b"", b"")
    database.execute(_LINES, [files])
    limits = {"this_year": today().year, "first_year": EARLIEST.year, "too_many": _FAR_TOO_MANY}
    faults = dict(database.execute(_FAULTS, limits).fetchall())
    good = []
    for number, name in names.items():
        if (fault := faults.get(number, _NOTHING_KNOWN)) is None:
            good.append(number)
        else:
            left.append(Left(name, str(_REASONS[fault])))
    database.execute("DELETE FROM lines WHERE source NOT IN (SELECT unnest(?::INTEGER[]))", [good])
    database.execute(_SUMS)
    told = database.execute("SELECT * EXCLUDE (label, unit) FROM sums").fetchall()
    return Observatory(
        tuple(Sum(*row) for row in told),
        tuple(_installations(database, names)),
        tuple(left),
        *(_file(database, folder / f"sums.{form}", form) for form in ("csv", "parquet")),
    )


def _know(database: "DuckDBPyConnection") -> None:
    """The codes that we know, with our own words for them."""
    database.execute(
        "CREATE TABLE known (rank INTEGER, code VARCHAR, label VARCHAR, unit VARCHAR, most DOUBLE,"
        " is_whole BOOLEAN, is_range BOOLEAN, may_be_below_zero BOOLEAN, is_added BOOLEAN)"
    )
    known = [
        (rank, one.code, str(one.label), str(one.unit), one.most, one.is_whole, one.is_range,
         one.may_be_below_zero, True)
        for rank, one in enumerate(FIGURES)
    ]  # fmt: skip
    known += [(0, code, "", "%", 100, False, False, False, False) for code in RATES]
    database.executemany("INSERT INTO known VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", known)


def _installations(database: "DuckDBPyConnection", names: dict[int, str]) -> Iterator[Installation]:
    found = database.execute(
        "SELECT source, min(method) FILTER (WHERE most IS NOT NULL),"
        " list(DISTINCT year ORDER BY year) FILTER (WHERE most IS NOT NULL),"
        " count(*) FILTER (WHERE most IS NULL)"
        " FROM lines GROUP BY source ORDER BY source"
    )
    for number, method, years, lines_left in found.fetchall():
        yield Installation(names[number], method, tuple(years), lines_left)


def _file(database: "DuckDBPyConnection", path: Path, form: str) -> bytes:
    place = str(path).replace("'", "''")
    database.execute(f"COPY sums TO '{place}' (FORMAT {form})")
    return path.read_bytes()
