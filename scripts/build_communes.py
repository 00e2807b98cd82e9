"""Rebuild the table of French communes that Rebond ships, from Etalab's npm package.

    build_communes.py TARBALL OUT

TARBALL is the archive of `@etalab/decoupage-administratif` as npm publishes it; OUT is the folder that
receives `communes-<year>.csv.gz` and `SOURCE.md`. The same archive always gives the same bytes.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import sys
import tarfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

COLUMNS = (
    "insee", "name", "postcodes", "epci_siren", "epci_name", "departement", "departement_name",
    "region", "region_name", "population", "merged_into",
)  # fmt: skip

Json = dict[str, Any]
"""One record of the package: a commune, an EPCI, a département or a région."""


class Package(NamedTuple):
    """What the archive holds that matters here."""

    version: str
    year: str
    published_on: date
    sha256: str
    communes: list[Json]
    epcis: list[Json]
    departements: list[Json]
    regions: list[Json]


def read_package(tarball: Path) -> Package:
    """Open the npm archive; KeyError when a member is missing, ValueError when its year is not stated."""
    with tarfile.open(tarball) as archive:
        version = str(_json(archive, "package.json")["version"])
        return Package(
            version=version,
            year=_year(_text(archive, "README.md"), version),
            published_on=datetime.fromtimestamp(archive.getmember("package/package.json").mtime, UTC).date(),
            sha256=hashlib.sha256(tarball.read_bytes()).hexdigest(),
            communes=_json(archive, "data/communes.json"),
            epcis=_json(archive, "data/epci.json"),
            departements=_json(archive, "data/departements.json"),
            regions=_json(archive, "data/regions.json"),
        )


def _text(archive: tarfile.TarFile, name: str) -> str:
    member = archive.extractfile(f"package/{name}")
    if member is None:
        raise KeyError(name)
    return member.read().decode("utf-8")


def _json(archive: tarfile.TarFile, name: str) -> Any:
    return json.loads(_text(archive, name))


def _year(readme: str, version: str) -> str:
    """The year of the official geographic code, from the package's own table « Millésimes et versions »."""
    found = re.search(rf"^\|\s*(\d{{4}})\s*\|\s*{re.escape(version)}\s*\|", readme, re.MULTILINE)
    if found is None:
        raise ValueError(f"the package does not say which year version {version} describes")
    return found.group(1)


def table(package: Package) -> list[tuple[str, ...]]:
    """Every row in COLUMNS' order, sorted: current communes, their parts, and codes that have disappeared."""
    current = [c for c in package.communes if c["type"] == "commune-actuelle"]
    territories = _territories(current, package)
    named = [_row(c, _current_code(c), territories) for c in package.communes]
    known = {row[0] for row in named}
    return sorted(named + [_row(c, code, territories) for c, code in _disappeared(current, known)])


def _territories(current: list[Json], package: Package) -> dict[str, tuple[str, ...]]:
    """INSEE code of a current commune -> the six columns from `epci_siren` to `region_name`."""
    epcis = {
        member["code"]: (epci["code"], epci["nom"]) for epci in package.epcis for member in epci["membres"]
    }
    departements = {d["code"]: (d["code"], d["nom"]) for d in package.departements}
    regions = {r["code"]: (r["code"], r["nom"]) for r in package.regions}
    return {
        c["code"]: epcis.get(c["code"], ("", "")) + departements[c["departement"]] + regions[c["region"]]
        for c in current
    }


def _current_code(commune: Json) -> str:
    """The current commune this one is, or is part of: itself, its chief town, or its city."""
    return str(commune.get("chefLieu") or commune.get("commune") or commune["code"])


def _row(commune: Json, current: str, territories: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    is_current = commune["type"] == "commune-actuelle"
    return (
        commune["code"],
        commune["nom"],
        " ".join(sorted(commune.get("codesPostaux", ()))),
        *territories[current],
        str(commune.get("population", "")),
        "" if is_current else current,
    )


def _disappeared(current: Iterable[Json], known: set[str]) -> Iterator[tuple[Json, str]]:
    """Codes absorbed without leaving an associated or delegated commune: the source no longer names them."""
    for commune in current:
        for code in set(commune.get("anciensCodes", ())) - known:
            yield {"code": code, "nom": "", "type": "ancienne"}, commune["code"]


def packed(rows: Iterable[tuple[str, ...]]) -> bytes:
    """The rows as gzipped CSV, without a date or a file name inside, so that equal rows give equal bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0)


def source_note(package: Package, file_name: str, content: bytes, count: int) -> str:
    """The note that stands beside the table and says where it comes from."""
    return f"""# Communes of France, {package.year}

| | |
|---|---|
| file | `{file_name}`, {count} rows, sha256 `{hashlib.sha256(content).hexdigest()}` |
| source | `@etalab/decoupage-administratif` {package.version} (npm), published on {package.published_on} |
| archive | sha256 `{package.sha256}` |
| licence of the data | Licence Ouverte / Open Licence (Etalab) |
| first sources | INSEE (codes {package.year}, populations légales), DGCL (EPCI), La Poste (codes postaux) |
| rebuild | `python scripts/build_communes.py ARCHIVE src/rebond/people/territory` |

A row with `merged_into` is not a commune of today: an associated or delegated commune, a municipal
arrondissement, or a code that has disappeared (the source gives no name for it: `name` is empty). Its
EPCI, département and région are those of the commune named by `merged_into`. The code of a chief town may
stand twice: the new commune, and the delegated commune that kept its code. Postcodes are given for current
communes and municipal arrondissements only.
"""


def main(argv: list[str]) -> int:
    """Write both files; returns a process exit status."""
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    package, out = read_package(Path(argv[0])), Path(argv[1])
    rows = table(package)
    content, file_name = packed(rows), f"communes-{package.year}.csv.gz"
    (out / file_name).write_bytes(content)
    (out / "SOURCE.md").write_text(source_note(package, file_name, content, len(rows)), encoding="utf-8")
    print(f"{file_name}: {len(rows)} rows, {len(content)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
