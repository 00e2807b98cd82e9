"""Outlines of communes from a GeoJSON file of anybody's: checked, made lighter, kept for the maps.

Coordinates must be degrees of WGS 84 (RFC 7946, section 4). Another projection, or longitudes and latitudes
the other way round, are refused: a known commune would not be where it is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.common.units import bytes_fr
from rebond.people import territory
from rebond.people.models import Commune, Contour, FormerCommune

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

LARGEST_BYTES: Final = 60_000_000
MOST_COMMUNES: Final = 40_000
FAR_DEGREES: Final = 0.7
"""A commune is nowhere wider; its outline begins within so much of where it is known to stand."""
_CODES: Final = ("insee", "code", "code_insee", "insee_com", "codgeo", "com", "com_code", "id")
_WGS84: Final = ("CRS84", "4326", "EPSG:4326")
_RADIUS_M: Final = 6_378_137
_UNIT_M: Final = 10
_LIGHTER_M: Final = 30
"""How far a line may move: less than one pixel of a map of an agglomération."""


@dataclass(frozen=True)
class Loaded:
    """What became of a file: communes written, codes of another time, codes that nobody knows."""

    written: int
    former: list[str]
    unknown: list[str]


def load(path: Path, *, source: str = "") -> Loaded:
    """Write the outlines of a file, in one transaction. Raises Refused: nothing is written then."""
    features = read(path)
    known = set(Commune.objects.values_list("pk", flat=True))
    wanted = {code: shape for code, shape in features if code in known}
    others = sorted({code for code, _shape in features} - known)
    if not wanted:
        raise Refused(
            _("No commune of today is in this file."),
            _("Each outline needs its INSEE code, under one of these names: %(names)s.")
            % {"names": ", ".join(_CODES[:6])},
        )
    _check_places(wanted)
    rows = [_contour(code, shape, source) for code, shape in wanted.items()]
    with transaction.atomic():
        Contour.objects.filter(pk__in=wanted).delete()
        Contour.objects.bulk_create(rows, batch_size=500)
    former = set(FormerCommune.objects.filter(insee__in=others[:500]).values_list("insee", flat=True))
    return Loaded(len(rows), sorted(former), [code for code in others if code not in former])


def read(path: Path) -> list[tuple[str, "BaseGeometry"]]:
    """INSEE code and shape of each outline. Raises Refused."""
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise Refused(
                _("This file is %(size)s; %(most)s at most.")
                % {"size": bytes_fr(size), "most": bytes_fr(LARGEST_BYTES)},
                _("Keep the communes of your territory only, then start again."),
            )
        told = json.loads(path.read_bytes())
    except OSError as error:
        raise Refused(_("This file cannot be read: %(error)s") % {"error": error.strerror}) from error
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is not a GeoJSON file: %(error)s") % {"error": str(error)[:120]}) from error
    if not isinstance(told, dict) or not isinstance(told.get("features"), list):
        raise Refused(_("This is not a collection of outlines (GeoJSON « FeatureCollection »)."))
    _check_projection(told.get("crs"))
    if len(told["features"]) > MOST_COMMUNES:
        raise Refused(_("More outlines than France has communes."))
    return list(_shapes(told["features"]))


def _check_projection(crs: Any) -> None:
    """What an older GeoJSON says of its projection, if it says so."""
    if crs is None:
        return
    named = crs.get("properties", {}) if isinstance(crs, dict) else {}
    name = str(named.get("name", "")) if isinstance(named, dict) else ""
    if not name.endswith(_WGS84):
        raise _projection(name or _("not said"))


def _projection(name: str) -> Refused:
    return Refused(
        _("These outlines are in another projection (%(name)s).") % {"name": name[:60]},
        _("Convert the file to WGS 84 (EPSG:4326): ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson"),
    )


def _shapes(features: Iterable[Any]) -> Iterator[tuple[str, "BaseGeometry"]]:
    for rank, feature in enumerate(features, 1):
        told = feature if isinstance(feature, dict) else {}
        code = _code(told.get("properties"), told.get("id"))
        if not code:
            raise Refused(_("Outline %(rank)d has no INSEE code.") % {"rank": rank})
        yield code, _shape(code, told.get("geometry"))


def _code(properties: Any, identifier: Any) -> str:
    told = properties if isinstance(properties, dict) else {}
    named = {"id": identifier} | {str(key).lower(): value for key, value in told.items()}
    for name in _CODES:
        value = named.get(name)
        text = f"{value:05d}" if isinstance(value, int) else str(value or "").strip().upper()
        if len(text) == 5 and text.isascii() and text.isalnum():
            return text
    return ""


def _shape(code: str, geometry: Any) -> "BaseGeometry":
    from shapely import make_valid
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    words = _("The outline of %(code)s cannot be drawn.") % {"code": code}
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise Refused(words)
    try:
        found = shape(geometry)
        left, low, right, high = found.bounds
    except (ShapelyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise Refused(words) from error
    if not all(map(isfinite, (left, low, right, high))):
        raise Refused(words)
    if left < -180 or right > 180 or low < -90 or high > 90:
        raise _projection(_("%(x).0f, %(y).0f are not degrees") % {"x": left, "y": low})
    return make_valid(found)


def _check_places(shapes: Mapping[str, "BaseGeometry"]) -> None:
    """A file whose communes are not where they are known to be is of another projection."""
    places = territory.places(shapes.keys())
    for code, place in places.items():
        middle = shapes[code].centroid
        apart = max(abs(middle.x - place.longitude), abs(middle.y - place.latitude))
        if place.is_exact and apart > FAR_DEGREES:
            raise _projection(_("%(code)s is not where it should be") % {"code": code})


def _contour(code: str, shape: "BaseGeometry", source: str) -> Contour:
    from shapely import transform

    flat = transform(shape, _mercator).simplify(_LIGHTER_M / _UNIT_M)
    rings = [[(round(x), round(y)) for x, y in ring.coords] for ring in _rings(flat)]
    left, top, right, bottom = (round(edge) for edge in flat.bounds)
    return Contour(
        commune_id=code, path="".join(map(_path, rings)), left=left, top=top, right=right, bottom=bottom,
        source=source[:200],
    )  # fmt: skip


def _rings(shape: "BaseGeometry") -> Iterator[Any]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon":
            yield part.exterior
            yield from part.interiors
        elif hasattr(part, "geoms"):
            yield from _rings(part)


def _mercator(degrees: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Tens of metres, y downwards as screens have it; rows of longitude and latitude."""
    unit = _RADIUS_M / _UNIT_M
    x, latitude = np.radians(degrees[:, 0]), np.radians(np.clip(degrees[:, 1], -85, 85))
    return np.column_stack((x * unit, -np.log(np.tan(np.pi / 4 + latitude / 2)) * unit))


def _path(ring: list[tuple[int, int]]) -> str:
    """Relative steps: half as long as places."""
    (x, y), *others = ring
    told = [f"M{x} {y}l"]
    for to_x, to_y in others[:-1]:
        told.append(f"{to_x - x} {to_y - y} ")
        x, y = to_x, to_y
    return "".join(told).rstrip() + "z"
