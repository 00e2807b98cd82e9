"""What the demonstration year is made of: real machine models, and organisations and names that are invented.

Nobody in these facts exists. Persons are given and family names combined at random; companies have invented
names; public bodies say « (démonstration) »; every SIRET passes its checksum but begins with 000, where no
real number begins.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

Category = Literal["laptop", "desktop", "all_in_one", "monitor", "phone", "tablet", "printer"]
Media = Literal["hdd", "ssd", "nvme", "emmc"]


@dataclass(frozen=True, slots=True)
class DriveModel:
    """A model of drive; `source` is the corpus dump that shows it (None: not in the corpus)."""

    maker: str
    model: str
    media: Media
    size_bytes: int
    source: str | None


@dataclass(frozen=True, slots=True)
class MachineModel:
    """A model of machine with what it is usually found with; `source` as for a drive.

    `cpu` is empty, `cores` 0 and the tuples empty for what has none. `years`: first and last on sale.
    """

    category: Category
    maker: str
    model: str
    cpu: str
    cores: int
    ram_bytes: tuple[int, ...]
    drives: tuple[DriveModel, ...]
    years: tuple[int, int]
    weight_g: int
    """Mean weight of this kind of machine, never a weighing."""
    source: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """A place of the association."""

    name: str
    postcode: str
    commune: str
    insee: str


@dataclass(frozen=True, slots=True)
class Association:
    """The association that the demonstration pretends to be."""

    name: str
    siret: str
    rna: str
    address: str
    postcode: str
    commune: str
    insee: str
    email: str
    phone: str
    """From 02 61 91, the numbers kept for fiction in France."""
    sites: tuple[Site, ...]


@dataclass(frozen=True, slots=True)
class Donor:
    """An invented donor; `siret` is empty for an individual."""

    name: str
    kind: Literal[
        "commune", "epci", "departement", "school", "public_body", "company", "association", "individual"
    ]
    commune: str
    insee: str
    siret: str


@dataclass(frozen=True, slots=True)
class Prescriber:
    """An invented body that refers families."""

    name: str
    kind: Literal["ccas", "mission_locale", "france_travail", "departement", "school", "association"]
    insee: str


@dataclass(frozen=True, slots=True)
class Course:
    """A training (counts for the yearly report of training bodies) or an open workshop (does not)."""

    title: str
    kind: Literal["training", "workshop"]
    half_days: int


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """Everything the demonstration is drawn from."""

    machines: tuple[MachineModel, ...]
    given_names: tuple[str, ...]
    family_names: tuple[str, ...]
    association: Association
    donors: tuple[Donor, ...]
    prescribers: tuple[Prescriber, ...]
    trainings: tuple[Course, ...]
    failure_reasons: tuple[str, ...]
    return_reasons: tuple[str, ...]


def load() -> DemoFacts:
    """Read both files; KeyError or TypeError when one of them does not have the shape told here."""
    names = _read("names.json")
    association = names["association"]
    return DemoFacts(
        machines=_machines(_read("machines.json")),
        given_names=tuple(names["given_names"]),
        family_names=tuple(names["family_names"]),
        association=Association(
            **association | {"sites": tuple(Site(**site) for site in association["sites"])}
        ),
        donors=tuple(Donor(**donor) for donor in names["donors"]),
        prescribers=tuple(Prescriber(**prescriber) for prescriber in names["prescribers"]),
        trainings=tuple(Course(**course) for course in names["trainings"]),
        failure_reasons=tuple(names["failure_reasons"]),
        return_reasons=tuple(names["return_reasons"]),
    )


def _read(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return facts


def _machines(facts: dict[str, Any]) -> tuple[MachineModel, ...]:
    """Machines with their drives and the weight of their build in place of the keys that stand for them."""
    drives = {key: DriveModel(**drive) for key, drive in facts["drives"].items()}
    return tuple(_machine(row, drives, facts["builds"]) for row in facts["machines"])


def _machine(row: dict[str, Any], drives: dict[str, DriveModel], builds: dict[str, Any]) -> MachineModel:
    first, last = row["years"]
    return MachineModel(
        category=row["category"],
        maker=row["maker"],
        model=row["model"],
        cpu=row["cpu"],
        cores=row["cores"],
        ram_bytes=tuple(row["ram_bytes"]),
        drives=tuple(drives[key] for key in row["drives"]),
        years=(first, last),
        weight_g=builds[row["build"]]["weight_g"],
        source=row["source"],
    )
