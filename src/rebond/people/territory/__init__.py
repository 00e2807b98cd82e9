"""The communes of France with the territories they belong to: what « our territory » means in a figure.

The table stands beside this module (`SOURCE.md` says where it comes from, under which licence) and is rebuilt
by `scripts/build_communes.py`. Reading it needs no Django and no network.
"""

import csv
import gzip
import io
from collections.abc import Collection, Iterator
from importlib.resources import files
from typing import NamedTuple

VERSION = "2026"
"""Year of the official geographic code the rows describe."""


class CommuneRow(NamedTuple):
    """One commune of today, or (when `merged_into` is set) a place or a code that is now part of one.

    `insee` names one row of those without `merged_into`; a delegated commune may share its chief town's code.
    """

    insee: str
    name: str
    """Empty for a code that has disappeared: the source keeps only the code."""
    postcodes: tuple[str, ...]
    epci_siren: str
    """Empty for the islands and territories that belong to no EPCI."""
    epci_name: str
    departement: str
    departement_name: str
    region: str
    region_name: str
    population: int | None
    """Inhabitants (population municipale); None where the source gives none."""
    merged_into: str
    """INSEE code of the current commune; empty when the row is that commune."""


def rows() -> Iterator[CommuneRow]:
    """Every row, sorted by INSEE code, read as the caller advances."""
    with (
        files(__package__).joinpath(f"communes-{VERSION}.csv.gz").open("rb") as packed,
        gzip.open(packed, "rb") as unpacked,
    ):
        lines = csv.reader(io.TextIOWrapper(unpacked, encoding="utf-8", newline=""))
        next(lines)
        yield from map(_commune, lines)


def _commune(cells: list[str]) -> CommuneRow:
    """One line of the table; ValueError when it does not have the eleven columns."""
    insee, name, postcodes, epci, epci_name, *land, population, merged_into = cells
    departement, departement_name, region, region_name = land
    return CommuneRow(
        insee=insee,
        name=name,
        postcodes=tuple(postcodes.split()),
        epci_siren=epci,
        epci_name=epci_name,
        departement=departement,
        departement_name=departement_name,
        region=region,
        region_name=region_name,
        population=int(population) if population else None,
        merged_into=merged_into,
    )


class Place(NamedTuple):
    """Where a commune is, in degrees (WGS 84); not ``is_exact``: the mean of its neighbours."""

    latitude: float
    longitude: float
    is_exact: bool


def places(insee: Collection[str]) -> dict[str, Place]:
    """The places of these communes; an unknown one is left out. Reads the whole table: some hundredths."""
    with (
        files(__package__).joinpath(f"places-{VERSION}.csv.gz").open("rb") as packed,
        gzip.open(packed, "rt", encoding="utf-8", newline="") as text,
    ):
        return {
            row["insee"]: Place(float(row["latitude"]), float(row["longitude"]), row["exact"] == "1")
            for row in csv.DictReader(text)
            if row["insee"] in insee
        }
