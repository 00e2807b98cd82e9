"""Outlines of communes: the founders' own file, and every file that must be refused in words."""

import json
from pathlib import Path
from typing import Any

import pytest

from rebond.common.errors import Refused
from rebond.people import contours
from rebond.people.models import Commune, Contour
from rebond.people.services import load_communes

pytestmark = pytest.mark.django_db
LORIENT = Path(__file__).parents[3] / "shared/data/territory/lorient_agglomeration_communes.geojson"
LANESTER = [[-3.36, 47.75], [-3.31, 47.75], [-3.31, 47.79], [-3.36, 47.79], [-3.36, 47.75]]


@pytest.fixture(autouse=True)
def communes() -> None:
    load_communes()


def written(folder: Path, *features: Any, **more: Any) -> Path:
    path = folder / "communes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}))
    return path


def feature(code: object = "56098", ring: Any = LANESTER, kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"insee": code},
        "geometry": {"type": kind, "coordinates": [ring]},
    }


def test_the_file_of_lorient_agglomeration_is_loaded_twice_and_stays_light() -> None:
    if not LORIENT.exists():
        pytest.skip("the founders' file of Lorient Agglomération is not here")
    for _again in range(2):
        assert contours.load(LORIENT, source="IGN").written == 25
    assert Contour.objects.count() == 25
    assert sum(len(row.path) for row in Contour.objects.all()) < 40_000
    lanester = Contour.objects.get(pk="56098")
    assert lanester.left < lanester.right
    assert lanester.top < lanester.bottom


def test_a_commune_of_another_time_and_an_unknown_code_are_said(tmp_path: Path) -> None:
    former = Commune.objects.filter(former__insee__gt="").exclude(pk="").first()
    assert former
    old = former.former.exclude(insee=former.pk).first()
    codes = [feature(), feature("99999"), *([feature(old.insee)] if old else [])]
    found = contours.load(written(tmp_path, *codes))
    assert found.written == 1
    assert found.unknown == ["99999"]
    assert found.former == ([old.insee] if old else [])


@pytest.mark.parametrize(
    ("features", "more"),
    [
        (
            [feature(ring=[[700_000, 6_600_000], [700_100, 6_600_000], [700_100, 6_600_100]])],
            {},
        ),  # Lambert 93
        ([feature(ring=[[y, x] for x, y in LANESTER])], {}),  # the other way round
        ([feature()], {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}),
        ([feature(ring=[[x + 5, y] for x, y in LANESTER])], {}),  # somewhere else
    ],
)
def test_another_projection_is_refused_and_nothing_is_written(
    tmp_path: Path, features: list[Any], more: dict[str, Any]
) -> None:
    with pytest.raises(Refused, match="projection"):
        contours.load(written(tmp_path, *features, **more))
    assert not Contour.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{", '{"features": 3}', '{"features": [1]}', "[" * 100_000,
        json.dumps({"features": [feature("")]}),
        json.dumps({"features": [feature(kind="Point")]}),
        json.dumps({"features": [feature(ring=[["a", "b"]] * 4)]}),
        json.dumps({"features": [feature(ring=[])]}),
        json.dumps({"features": [feature(ring=[[-3.3, 47.7]])]}),
        '{"features": [{"properties": {"insee": "56098"}, "geometry": {"type": "Polygon", "coordinates":'
        ' [[[NaN, 47], [1, 47], [1, 48], [NaN, 47]]]}}]}',
        json.dumps({"features": [feature("99999")]}),
    ],
)  # fmt: skip
def test_what_is_not_outlines_of_communes_is_refused_in_words(tmp_path: Path, body: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(body)
    with pytest.raises(Refused):
        contours.load(path)
    assert not Contour.objects.exists()


def test_three_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "france.geojson"
    with path.open("wb") as file:
        file.truncate(300_000_000)  # a hole: it takes no room
    with pytest.raises(Refused, match="300"):
        contours.load(path)
    with pytest.raises(Refused):
        contours.load(tmp_path / "missing.geojson")
