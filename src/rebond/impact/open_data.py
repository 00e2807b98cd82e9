"""The same figures for programs: two tables and the data package that describes them (Frictionless, v1)."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from rebond.common.tables import Column
from rebond.impact import co2e
from rebond.impact.results import results
from rebond.impact.results import years as known_years
from rebond.inventory.models import MonthTally

MONTHS = (
    Column("year", "year", "integer"), Column("month", "month", "integer"),
    Column("event", "event", "text"), Column("category", "category", "text"),
    Column("machines", "machines", "integer"),
)  # fmt: skip
YEARS = (
    Column("year", "year", "integer"), Column("code", "code", "text"), Column("label", "label", "text"),
    Column("unit", "unit", "text"), Column("value", "value", "decimal"), Column("low", "low", "decimal"),
    Column("high", "high", "decimal"), Column("records", "records", "integer"),
    Column("share_estimated", "share_estimated", "decimal"),
    Column("declared", "declared", "integer"), Column("method", "method", "text"),
)  # fmt: skip
_TYPES = {"integer": "integer", "text": "string", "decimal": "number"}


def months() -> Iterator[tuple[Any, ...]]:
    """Counted steps by month and category: machines, never people."""
    rows = MonthTally.objects.exclude(n=0).order_by("month", "event", "category")
    for month, event, category, n in rows.values_list("month", "event", "category", "n").iterator():
        yield month // 100, month % 100, event, category, n


def years() -> Iterator[tuple[Any, ...]]:
    """Every indicator of every year that has anything to tell, declared years too."""
    for year in sorted(known_years()):
        for one in results(year).indicators:
            yield (
                year, one.code, str(one.label), str(one.unit), _rounded(one.value), _rounded(one.low),
                _rounded(one.high), one.told_records, one.estimated, one.declared, one.method,
            )  # fmt: skip


def csv_text(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> str:
    """RFC 4180, with commas and points: for programs. People take the sheets of the other pages."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([one.key for one in columns])
    writer.writerows(rows)
    return text.getvalue()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def data_package(title: str) -> dict[str, Any]:
    """datapackage.json: what each column is, the licence, and the version of the method."""
    return {
        "profile": "tabular-data-package",
        "name": "rebond-impact",
        "title": title,
        "version": co2e.VERSION,
        "licenses": [
            {
                "name": "etalab-2.0",
                "title": "Licence Ouverte 2.0",
                "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            }
        ],
        "sources": [{"title": co2e.SOURCE}],
        "resources": [_resource("mois", MONTHS), _resource("indicateurs", YEARS)],
    }


def _resource(name: str, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": [{"name": one.key, "type": _TYPES[one.kind]} for one in columns]},
    }
