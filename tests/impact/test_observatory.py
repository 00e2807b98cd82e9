"""A network's open data added up: what is summed, what is told apart, what is refused, what never shows."""

import argparse
import csv
import json
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from django.utils.translation import gettext as _

from rebond.command import observatory as command
from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.impact import observatory, open_data
from rebond.impact.observatory_page import page, years_in_words
from rebond.impact.observatory_sources import MOST_BYTES, MOST_LINES, clean
from rebond.impact.results import METHOD

COLUMNS = [one.key for one in open_data.YEARS]
YEAR = today().year - 1
OLDER = "rebond-1/2020-01-01"
NOT_COLUMNS = "The columns are not those of the yearly indicators of Rebond."
NOT_CSV = "This is not a CSV in UTF-8 as Rebond publishes it."
IMPOSSIBLE = "A figure cannot be true: too large, not whole, or with its bounds the wrong way round."
TEXT = "A text stands where a number should."
SHORT = "A line has not as many cells as there are columns."
OTHER_METHOD = "The version of its method is not told as Rebond tells it."
MIXED = "It mixes two versions of the method."


def line(code: str = "I1", value: object = 10, **cells: object) -> dict[str, object]:
    """One line as an installation publishes it."""
    return {
        "year": YEAR, "code": code, "label": "label", "unit": "unit", "value": value, "low": "", "high": "",
        "records": 10, "share_estimated": 0.0, "declared": "", "method": METHOD, **cells,
    }  # fmt: skip


def write(path: Path, *lines: dict[str, object], columns: list[str] = COLUMNS) -> str:
    path.parent.mkdir(exist_ok=True, parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return str(path)


def sums(found: observatory.Observatory) -> dict[tuple[int, str], Decimal | None]:
    return {(one.year, one.code): one.value for one in found.sums}


def reasons(found: observatory.Observatory) -> dict[str, str]:
    return {one.name: one.reason for one in found.left}


def the_sum(found: observatory.Observatory) -> observatory.Sum:
    [one] = found.sums
    return one


def as_parquet(source: str, target: Path, select: str = "*") -> str:
    duckdb.execute(f"COPY (SELECT {select} FROM read_csv('{source}')) TO '{target}'")
    return str(target)


def run(*words: object, out: Path) -> int:
    return command.run(argparse.Namespace(sources=[str(word) for word in words], out=out))


def everything(folder: Path) -> str:
    """All that a reader could find in the three files, Parquet opened."""
    table = duckdb.execute(f"SELECT * FROM read_parquet('{folder / 'observatoire.parquet'}')").fetchall()
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("index.html", "observatoire.csv")]
    return "".join([*texts, repr(table)])


def test_counts_are_added_year_by_year_and_rates_are_not(tmp_path: Path) -> None:
    one = write(
        tmp_path / "a.csv", line(value=10), line("I2", 90.0), line("I4", 0.1), line(year=YEAR - 1, value=7)
    )
    two = write(tmp_path / "b.csv", line(value=32), line("I2", 10.0), line("I4", 0.2))
    found = observatory.observe([one, two])
    assert sums(found) == {
        (YEAR - 1, "I1"): Decimal("7.0"),
        (YEAR, "I1"): Decimal("42.0"),
        (YEAR, "I4"): Decimal("0.3"),
    }
    assert [(one.name, one.years) for one in found.installations] == [
        ("a.csv", (YEAR - 1, YEAR)), ("b.csv", (YEAR,)),
    ]  # fmt: skip
    assert found.left == ()


def test_a_folder_a_pattern_and_parquet_give_the_same_as_their_files(tmp_path: Path) -> None:
    for rank in range(3):
        write(tmp_path / f"csv/{rank}.csv", line(value=rank), line("I6", 1.5, low=-1, high=4 + rank))
        source = str(tmp_path / f"csv/{rank}.csv")
        as_parquet(source, tmp_path / f"{rank}.parquet")
    write(tmp_path / "csv/mois.csv")
    folder = observatory.observe([str(tmp_path / "csv")])
    pattern = observatory.observe([str(tmp_path / "csv/*.csv")])
    parquet = observatory.observe([str(tmp_path / "*.parquet")])
    assert folder.sums == pattern.sums == parquet.sums
    assert [(one.code, one.value, one.low, one.high) for one in folder.sums] == [
        ("I1", 3, None, None), ("I6", Decimal("4.5"), -3, 15),
    ]  # fmt: skip
    assert folder.left == pattern.left == parquet.left == ()


def test_what_is_not_told_is_counted_and_never_zero(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", line("I9", 12))
    write(tmp_path / "b.csv", line("I9", "", records=""))
    write(tmp_path / "c.csv", line("I9", "", records=0), line())  # nothing to count is not a secret
    found = observatory.observe([str(tmp_path)])
    [one] = [one for one in found.sums if one.code == "I9"]
    assert (one.value, one.told_by, one.not_told_by) == (12, 1, 1)
    alone = the_sum(observatory.observe([str(tmp_path / "b.csv")]))
    assert (alone.value, alone.told_by, alone.not_told_by) == (None, 0, 1)


def test_two_methods_never_meet_in_one_total(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", line(value=1))
    write(tmp_path / "b.csv", line(value=2, method=OLDER))
    assert run(tmp_path, out=tmp_path / "out") == 0
    found = observatory.observe([str(tmp_path)])
    assert [(one.method, one.value) for one in found.sums] == [(METHOD, 1), (OLDER, 2)]
    assert [part["method"] for part in page(found)["parts"]] == [METHOD, OLDER]


FAULTS: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.write_bytes(b""), NOT_COLUMNS),
    (lambda path: path.write_bytes(b"\x89PNG\xff"), NOT_CSV),
    (lambda path: path.write_text("<!doctype html>\n"), NOT_COLUMNS),
    (lambda path: write(path, columns=COLUMNS[:-1]), NOT_COLUMNS),
    (lambda path: write(path), "There is no figure in it."),
    (lambda path: path.write_text(f"{','.join(COLUMNS)}\n{YEAR},I1\n"), SHORT),
    (lambda path: path.write_text(f'{",".join(COLUMNS)}\n"{YEAR}'), NOT_CSV),
    (lambda path: write(path, line(value="Awa Kerouanton")), TEXT),
    (lambda path: write(path, line(value="1e999")), IMPOSSIBLE),
    (lambda path: write(path, line(value="nan")), TEXT),
    (lambda path: write(path, line(records="ten")), TEXT),
    (lambda path: write(path, line(year="2024.7")), TEXT),
    (lambda path: write(path, line(value=-1)), "A count is below zero."),
    (lambda path: write(path, line("I9", "", records=-1)), "A count is below zero."),
    (lambda path: write(path, line(value=10**8)), IMPOSSIBLE),
    (lambda path: write(path, line(value=1.5)), IMPOSSIBLE),
    (lambda path: write(path, line("I6", 5, low=9, high=1)), IMPOSSIBLE),
    (lambda path: write(path, line("I6", 5)), "The CO2e is told without its range."),
    (lambda path: write(path, line(year=today().year + 1)), "It tells of a year to come."),
    (lambda path: write(path, line(year=1815)), "It tells of a year before 1990."),
    (lambda path: write(path, line(method="Awa’s own")), OTHER_METHOD),
    (lambda path: write(path, line(), line("I4", method=OLDER)), MIXED),
    (lambda path: write(path, line(value=3), line(value=4)), "The same figure is told twice for one year."),
    (lambda path: write(path, line("I99")), "None of its figures is one that we know."),
    (lambda path: write(path, line("x" * 65)), "A cell is too long to be a figure."),
    (lambda path: write(path, *[line("I99")] * (MOST_LINES + 1)), "There are too many lines in it."),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
def test_a_faulty_source_is_named_and_the_others_are_added_up(
    tmp_path: Path, fault: Callable[[Path], object], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path / "good.csv", line(value=5))
    fault(tmp_path / "bad.csv")
    assert run(tmp_path / "bad.csv", good, out=tmp_path / "out") == 1
    found = observatory.observe([str(tmp_path / "bad.csv"), good])
    assert (sums(found), reasons(found)) == ({(YEAR, "I1"): Decimal(5)}, {"bad.csv": _(reason)})
    assert f"bad.csv: {_(reason)}" in capsys.readouterr().err
    told = everything(tmp_path / "out")
    assert "bad.csv" in told
    assert "Awa" not in told


def test_larger_than_the_limit_missing_or_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.csv").write_bytes(b" " * (MOST_BYTES + 1))
    words = [
        str(tmp_path / "large.csv"),
        str(tmp_path / "none.csv"),
        "file:///etc/passwd",
        "https://[broken/",
    ]
    words += ["http://user:secret@asso.example/impact/"]
    found = observatory.observe(words)
    assert list(reasons(found).values()) == [
        _("No CSV nor Parquet file was found."),
        _("Only http and https addresses are read."),
        _("This is not an address."),
        _("An address with a password is not read: open data needs none."),
        _("Larger than %(size)s.") % {"size": "20\N{NO-BREAK SPACE}Mo"},
    ]
    assert "secret" not in repr(found)
    assert (found.sums, found.installations) == ((), ())


def test_the_same_installation_counts_once(tmp_path: Path) -> None:
    one = write(tmp_path / "a.csv", line(value=5))
    write(tmp_path / "b.csv", line(value=5))
    found = observatory.observe([one, str(tmp_path), one])
    same = _("The same as %(name)s, which is counted once.") % {"name": "a.csv"}
    assert [(left.name, left.reason) for left in found.left] == [("a.csv", same)] * 2 + [("b.csv", same)]
    assert the_sum(found).value == 5


@pytest.mark.parametrize("content", [b"", b"PAR1 nothing PAR1"])
def test_a_broken_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.parquet").write_bytes(content)
    whole = Path(as_parquet(write(tmp_path / "good.csv", line()), tmp_path / "cut.parquet"))
    whole.write_bytes(whole.read_bytes()[:-40])
    found = observatory.observe([str(tmp_path)])
    reason = _("This is not a Parquet file that can be read.")
    assert reasons(found) == {"bad.parquet": reason, "cut.parquet": reason}
    assert the_sum(found).value == 10


def test_a_parquet_of_other_types_is_read_as_carefully(tmp_path: Path) -> None:
    source = write(tmp_path / "source.csv", line(value=5))
    as_parquet(source, tmp_path / "a.parquet", "* REPLACE (year::DOUBLE AS year, value::HUGEINT AS value)")
    as_parquet(source, tmp_path / "b.parquet", "* REPLACE (year + 0.7 AS year)")
    as_parquet(source, tmp_path / "c.parquet", "* EXCLUDE (records)")
    as_parquet(source, tmp_path / "d.parquet", "*, 'Awa Kerouanton' AS name")
    as_parquet(source, tmp_path / "e.parquet", "* REPLACE ([value] AS value)")
    found = observatory.observe([str(tmp_path / "*.parquet")])
    assert [one.name for one in found.installations] == ["a.parquet", "d.parquet"]
    assert the_sum(found).value == 10
    assert list(reasons(found)) == ["c.parquet", "b.parquet", "e.parquet"]


def test_what_is_small_on_the_disk_and_large_once_read_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "source.csv", line(value=5))
    as_parquet(source, tmp_path / "a.parquet", "unnest(range(2000000)) AS n, *")
    as_parquet(source, tmp_path / "b.parquet", "* REPLACE (repeat('9', 100000) AS value)")
    (tmp_path / "c.csv").write_text(Path(source).read_text().replace("\n", "\n" * (2 * MOST_LINES)))
    found = observatory.observe([str(tmp_path)])
    too_long, too_many = _("A cell is too long to be a figure."), _("There are too many lines in it.")
    assert reasons(found) == {"a.parquet": too_many, "b.parquet": too_long}
    assert [one.name for one in found.installations] == ["c.csv", "source.csv"]  # empty lines are nothing


def test_an_unexpected_column_or_code_never_reaches_the_page(tmp_path: Path) -> None:
    columns = ["name", *reversed(COLUMNS)]
    write(tmp_path / "a.csv", line(name="Awa Kerouanton", label="Yann Le Goff"), columns=columns)
    write(tmp_path / "b.csv", line(), line("Soizic", 3), line("I1b", unit="Soizic", declared="Soizic"))
    assert run(tmp_path, out=tmp_path / "out") == 0
    told = everything(tmp_path / "out")
    assert [name for name in ("Awa", "Kerouanton", "Yann", "Soizic") if name in told] == []
    found = observatory.observe([str(tmp_path / "a.csv"), str(tmp_path / "b.csv")])
    assert [one.lines_left for one in found.installations] == [0, 1]
    assert sums(found) == {(YEAR, "I1"): 20, (YEAR, "I1b"): 10}


def test_a_hostile_title_is_escaped_and_cut(tmp_path: Path) -> None:
    source = write(tmp_path / "asso/indicateurs.csv", line())
    title = "<script>alert(1)</script>\x1b[31m\u202e {{ settings }} " + "é" * 200
    (tmp_path / "asso/datapackage.json").write_text(json.dumps({"title": title}))
    [one] = observatory.observe([source]).installations
    assert (len(one.name), one.name.isprintable()) == (80, True)
    run(source, out=tmp_path / "out")
    told = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "<script" not in told
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [31m {{ settings }} é" in told


@pytest.mark.parametrize("package", [b"", b"[]", b'{"title": 5}', b'{"title": " "}', b"[" * 100_000, b"\xff"])
def test_without_a_title_an_installation_is_called_by_its_file(tmp_path: Path, package: bytes) -> None:
    source = write(tmp_path / "asso/indicateurs.csv", line())
    (tmp_path / "asso/datapackage.json").write_bytes(package)
    assert [one.name for one in observatory.observe([source]).installations] == ["asso/indicateurs.csv"]


def test_a_name_is_one_line_of_eighty_characters() -> None:
    assert clean(" a\n\tb\u2028c ") == "a b c"
    assert len(clean("x" * 81)) == 80


def test_duckdb_reads_its_folder_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    write(tmp_path / "outside.csv", line())
    with observatory._opened(tmp_path / "inside") as database:
        for query in (
            f"SELECT * FROM read_csv('{tmp_path / 'outside.csv'}')",
            f"SELECT * FROM read_csv('{tmp_path}/inside/../outside.csv')",
            "SELECT * FROM 'http://127.0.0.1:1/a.csv'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            f"COPY (SELECT 1) TO '{tmp_path / 'written.csv'}'",
        ):
            with pytest.raises(duckdb.Error):
                database.execute(query)
    assert not (tmp_path / "written.csv").exists()


def test_the_folder_is_written_again_and_holds_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    source = write(tmp_path / "a.csv", line(value=5))
    run(source, out=out)
    write(tmp_path / "a.csv", line(value=6))
    run(source, out=out)
    assert sorted(path.name for path in out.iterdir()) == sorted(command.OURS)
    [row] = csv.DictReader(StringIO((out / "observatoire.csv").read_text(encoding="utf-8")))
    assert (row["code"], row["value"], row["told_by"]) == ("I1", "6.0", "1")
    assert run(tmp_path / "none.csv", out=out) == 1
    assert [path.name for path in out.iterdir()] == ["index.html"]


@pytest.mark.parametrize("name", ["thesis.odt", "index.html"])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine")
    with pytest.raises(Refused, match=name):
        run(write(tmp_path / "a.csv", line()), out=tmp_path / "out")
    assert [path.read_text() for path in (tmp_path / "out").iterdir()] == ["mine"]
    with pytest.raises(Refused):
        run(tmp_path / "a.csv", out=tmp_path / "a.csv")


def test_the_page_asks_for_nothing_and_runs_nothing(tmp_path: Path) -> None:
    run(
        write(tmp_path / "a.csv", line("I1c", 1234), line("I6", 24_000, low=9_000, high=61_000)),
        out=tmp_path / "out",
    )
    told = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    for word in ("<script", "<link", "src=", "@import", "url(http"):
        assert word not in told
    assert "1\N{NARROW NO-BREAK SPACE}234" in told
    assert '<span class="value">24</span>' in told


def test_years_are_told_in_runs() -> None:
    assert years_in_words([2016, 2017, 2018, 2020]) == "2016–2018, 2020"
    assert years_in_words([]) == ""
