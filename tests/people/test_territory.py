"""The shipped table of communes: complete, coherent, and rebuilt to the same bytes."""

import json
import tarfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from stdnum.fr import siren

from rebond.people import territory
from rebond.people.territory import CommuneRow
from scripts import build_communes

ROOT = Path(__file__).resolve().parents[2]
LORIENT = ROOT / "../shared/data/territory/lorient_agglomeration.json"


@pytest.fixture(scope="module")
def rows() -> list[CommuneRow]:
    return list(territory.rows())


@pytest.fixture(scope="module")
def current(rows: list[CommuneRow]) -> dict[str, CommuneRow]:
    return {row.insee: row for row in rows if not row.merged_into}


def test_rows_are_complete_and_sorted(rows: list[CommuneRow], current: dict[str, CommuneRow]) -> None:
    assert (len(rows), len(current)) == (39838, 34969)
    assert [row.insee for row in rows] == sorted(row.insee for row in rows)


def test_current_codes_name_one_commune(rows: list[CommuneRow]) -> None:
    counted = Counter(row.insee for row in rows if not row.merged_into)
    assert counted.most_common(1)[0][1] == 1


def test_lanester_belongs_to_lorient_agglomeration(current: dict[str, CommuneRow]) -> None:
    assert current["56098"] == CommuneRow(
        insee="56098",
        name="Lanester",
        postcodes=("56600",),
        epci_siren="200042174",
        epci_name="CA Lorient Agglomération",
        departement="56",
        departement_name="Morbihan",
        region="53",
        region_name="Bretagne",
        population=23263,
        merged_into="",
    )


def test_overseas_departements_are_present(current: dict[str, CommuneRow]) -> None:
    assert current["97411"].departement_name == "La Réunion"
    found = {row.departement for row in current.values() if row.departement.startswith("97")}
    assert {"971", "972", "973", "974", "976"} <= found


def test_epci_sirens_are_valid(rows: list[CommuneRow]) -> None:
    sirens = {row.epci_siren for row in rows if row.epci_siren}
    assert len(sirens) == 1255
    assert [number for number in sirens if not siren.is_valid(number)] == []


def test_merged_rows_point_to_a_commune_of_today(
    rows: list[CommuneRow], current: dict[str, CommuneRow]
) -> None:
    merged = [row for row in rows if row.merged_into]
    assert [row for row in merged if row.merged_into not in current] == []
    assert {(row.name, row.merged_into) for row in merged if row.insee == "13201"} == {
        ("Marseille 1er Arrondissement", "13055")
    }


@pytest.mark.skipif(not LORIENT.exists(), reason="the founders' shared data is not beside this checkout")
def test_lorient_communes_agree_with_the_founders_list(current: dict[str, CommuneRow]) -> None:
    expected = json.loads(LORIENT.read_text(encoding="utf-8"))
    found = {
        row.insee: (row.name, row.postcodes) for row in current.values() if row.epci_siren == "200042174"
    }
    assert found == {c["insee"]: (c["nom"], tuple(sorted(c["codes_postaux"]))) for c in expected["communes"]}


def archive(folder: Path, members: dict[str, object]) -> Path:
    """An npm archive with these members, JSON unless already text."""
    path = folder / "package.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            raw = (content if isinstance(content, str) else json.dumps(content)).encode()
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(raw)
            tar.addfile(info, BytesIO(raw))
    return path


COMMUNE = {"departement": "56", "region": "53"}
MEMBERS: dict[str, object] = {
    "package.json": {"version": "9.1.0"},
    "README.md": "| Année | Version |\n| 2031  | 9.1.0   |\n",
    "data/communes.json": [
        COMMUNE | {"code": "56002", "nom": "Bourg", "type": "commune-actuelle", "population": 7,
                   "codesPostaux": ["56800", "56100"], "anciensCodes": ["56001", "56003"]},
        COMMUNE | {"code": "56003", "nom": "Hameau", "type": "commune-deleguee", "chefLieu": "56002"},
    ],
    "data/epci.json": [{"code": "200042174", "nom": "CA d’essai", "membres": [{"code": "56002"}]}],
    "data/departements.json": [{"code": "56", "nom": "Morbihan"}],
    "data/regions.json": [{"code": "53", "nom": "Bretagne"}],
}  # fmt: skip


def test_build_gives_parts_and_lost_codes_the_territory_of_the_current_commune(tmp_path: Path) -> None:
    place = ("200042174", "CA d’essai", "56", "Morbihan", "53", "Bretagne")
    assert build_communes.table(build_communes.read_package(archive(tmp_path, MEMBERS))) == [
        ("56001", "", "", *place, "", "56002"),
        ("56002", "Bourg", "56100 56800", *place, "7", ""),
        ("56003", "Hameau", "", *place, "", "56002"),
    ]


def test_build_writes_the_same_bytes_twice(tmp_path: Path) -> None:
    tarball = archive(tmp_path, MEMBERS)
    for out in ("one", "two"):
        (tmp_path / out).mkdir()
        assert build_communes.main([str(tarball), str(tmp_path / out)]) == 0
    written = [
        sorted((path.name, path.read_bytes()) for path in (tmp_path / out).iterdir())
        for out in ("one", "two")
    ]
    assert written[0] == written[1]
    assert [name for name, _ in written[0]] == ["SOURCE.md", "communes-2031.csv.gz"]


def test_build_refuses_a_package_that_does_not_state_its_year(tmp_path: Path) -> None:
    tarball = archive(tmp_path, MEMBERS | {"README.md": "| 2030 | 8.0.0 |"})
    with pytest.raises(ValueError, match=r"which year version 9\.1\.0"):
        build_communes.read_package(tarball)
