"""People equipped, town by town, on a map: outlines where some were loaded, one square for each commune
elsewhere. No town with fewer than five is told.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil, sqrt
from typing import Any, Final

from rebond.common.units import number_fr
from rebond.impact import towns
from rebond.people import territory
from rebond.people.models import Commune, Contour

MOST_COMMUNES: Final = 160
MOST_OUTLINE: Final = 90_000
"""Characters of outlines in one page: beyond, squares."""
_TILE: Final = 60
_BOX: Final = 1000
_LEVELS: Final = 4


def people_map(people: Mapping[str, int], home: Commune | None) -> dict[str, Any] | None:
    """The communes of the association's territory with what may be told of each, and what stays outside."""
    if home is None or not any(people.values()) or not towns.is_told(sum(people.values())):
        return None
    around = {"epci_siren": home.epci_siren} if home.epci_siren else {"departement": home.departement}
    rows = list(Commune.objects.filter(**around).order_by("name")[: MOST_COMMUNES + 1])
    if len(rows) > MOST_COMMUNES:
        return None
    shown = towns.told(people)
    places = [_place(row, people.get(row.pk, 0), row.pk in shown) for row in rows]
    most = max((place["n"] or 0 for place in places), default=0)
    for place in places:
        place["level"] = ceil(_LEVELS * place["n"] / most) if place["n"] else 0
    elsewhere = sum(people[code] for code in shown - {row.pk for row in rows})
    hidden = sum(people.values()) - sum(people[code] for code in shown)
    return {
        **(_outlined(rows, places) or _tiled(rows, places)),
        "name": home.epci_name or home.departement_name,
        "places": places,
        "elsewhere": elsewhere,
        "hidden": hidden,
    }


def _place(row: Commune, n: int, is_shown: bool) -> dict[str, Any]:
    is_hidden = n > 0 and not is_shown
    told = None if is_hidden else n
    return {"code": row.pk, "name": row.name, "short": _short(row.name), "n": told, "is_hidden": is_hidden,
            "text": number_fr(n) if told else ""}  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= 9 else f"{name[:8].rstrip(' -')}."


def _outlined(rows: Sequence[Commune], places: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Real outlines, when every commune has its own and the page stays light."""
    found = {row.pk: row for row in Contour.objects.filter(pk__in=[row.pk for row in rows])}
    if len(found) < len(rows) or sum(len(row.path) for row in found.values()) > MOST_OUTLINE:
        return None
    left, top = min(row.left for row in found.values()), min(row.top for row in found.values())
    width = max(row.right for row in found.values()) - left
    height = max(row.bottom for row in found.values()) - top
    scale = _BOX / max(width, height, 1)
    for place in places:
        outline = found[place["code"]]
        place["path"] = outline.path
        place["x"] = round(((outline.left + outline.right) / 2 - left) * scale)
        place["y"] = round(((outline.top + outline.bottom) / 2 - top) * scale)
    return {
        "box": f"0 0 {round(width * scale)} {round(height * scale)}",
        "placed": f"scale({scale:.5f}) translate({-left} {-top})",
        "source": next(iter(found.values())).source,
        "is_outlined": True,
    }


def _tiled(rows: Sequence[Commune], places: Sequence[dict[str, Any]]) -> dict[str, Any]:
    grid = tiles(tuple(row.pk for row in rows))
    for place in places:
        column, line = grid[place["code"]]
        place["x"], place["y"] = column * _TILE, line * _TILE
    wide, high = (1 + max(cell[axis] for cell in grid.values()) for axis in (0, 1))
    return {"box": f"-1 -1 {wide * _TILE + 2} {high * _TILE + 2}", "is_outlined": False}


@lru_cache(maxsize=8)
def tiles(codes: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """A column and a line for each commune, as near as may be to where it stands; never two in one cell."""
    known = territory.places(codes)
    where = {code: (known[code].longitude * 0.68, -known[code].latitude) for code in codes if code in known}
    lost = [code for code in codes if code not in known]
    size = ceil(sqrt(len(codes)))
    xs, ys = ([spot[axis] for spot in where.values()] or [0.0] for axis in (0, 1))
    step = max(max(xs) - min(xs), max(ys) - min(ys), 1e-9) / max(size - 1, 1)
    free = {(column, line) for column in range(size + 2) for line in range(size + 2)}
    found: dict[str, tuple[int, int]] = {}
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    for code in sorted(where, key=lambda one: (_apart(where[one], middle), one)):
        wanted = (where[code][0] - min(xs)) / step, (where[code][1] - min(ys)) / step
        found[code] = min(free, key=lambda cell: (_apart(cell, wanted), cell))
        free.discard(found[code])
    for code in lost:
        found[code] = max(free, key=lambda cell: (cell[1], -cell[0]))
        free.discard(found[code])
    return _cropped(found)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _cropped(found: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    left, top = (min(cell[axis] for cell in found.values()) for axis in (0, 1))
    return {code: (column - left, line - top) for code, (column, line) in found.items()}
