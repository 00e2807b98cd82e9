"""Which machine serves which need, why, and who comes first. Pure.

The rules are stated on the page of the waiting list as they are here: urgency, days waited, children at
school. Machines are told apart by what was tested: a camera nobody tested is no camera.
"""

from dataclasses import dataclass
from typing import Final

CARRIED: Final = ("laptop",)
ON_A_TABLE: Final = ("desktop", "all_in_one")
MEMORY_GB: Final = {"school": 8, "work": 8, "video": 8, "accessibility": 4, "procedures": 4}
"""What a use needs, our own targets: a browser with some pages and a call do well with 8 GB, one page with 4
(docs/decisions.md)."""
CORES: Final = {"work": 2, "video": 2, "school": 2}

PER_DAY: Final = 1
MOST_DAYS: Final = 365
URGENCY: Final = (0, 60, 120)
CHILDREN: Final = 30
"""Points of the waiting list: one for each day waited (a year at most), 60 or 120 for an urgency, 30 when
children of the home are at school."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that is ready. Memory in GB (0: not known); None: not tested; ``ready_day``: an ordinal."""

    key: int
    category: str
    memory_gb: int
    cores: int
    has_camera: bool | None
    has_wifi: bool | None
    grade: str
    ready_day: int

    @property
    def profile(self) -> tuple[object, ...]:
        """All that a choice looks at: machines of one profile are as good as each other."""
        return self.category, self.memory_gb, self.cores, self.has_camera, self.has_wifi, self.grade


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a machine must have to serve a need."""

    categories: tuple[str, ...]
    memory_gb: int
    cores: int
    camera: bool
    wifi: bool

    def lacks(self, machine: Machine) -> list[str]:
        """What this machine lacks: ``category``, ``memory``, ``cores``, ``camera``, ``wifi``."""
        return [
            name
            for name, is_wrong in (
                ("category", machine.category not in self.categories),
                ("memory", machine.memory_gb < self.memory_gb),
                ("cores", 0 < machine.cores < self.cores),
                ("camera", self.camera and not machine.has_camera),
                ("wifi", self.wifi and not machine.has_wifi),
            )
            if is_wrong
        ]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as the rules see it: no name, no telephone."""

    key: int
    uses: frozenset[str]
    wanted: str = ""
    connection: str = ""
    urgency: int = 0
    children_at_school: int = 0
    days_waited: int = 0


def requirement(uses: frozenset[str], wanted: str, connection: str) -> Requirement:
    """What serves these uses. A large screen stands on a table, unless one that is carried was asked for; a
    connection by telephone needs Wi-Fi; video calls need a camera.
    """
    if wanted == "laptop":
        categories: tuple[str, ...] = CARRIED
    elif wanted == "desktop" or "accessibility" in uses:
        categories = ON_A_TABLE
    else:
        categories = CARRIED + ON_A_TABLE
    return Requirement(
        categories,
        max((MEMORY_GB.get(use, 4) for use in uses), default=4),
        max((CORES.get(use, 0) for use in uses), default=0),
        camera="video" in uses,
        wifi=connection in ("mobile", "none"),
    )


def required_by(ask: Ask) -> Requirement:
    """What this request needs."""
    return requirement(ask.uses, ask.wanted, ask.connection)


def points(ask: Ask) -> int:
    """Its place in the waiting list: the most points come first."""
    waited = min(max(ask.days_waited, 0), MOST_DAYS) * PER_DAY
    return waited + URGENCY[ask.urgency] + (CHILDREN if ask.children_at_school else 0)


def fit(needed: Requirement, machine: Machine) -> int:
    """How well a machine that serves suits, 1 to 100: just enough memory first, so that the best machines are
    left to those who need them; then a good grade.
    """
    spare = max(0, machine.memory_gb - needed.memory_gb)
    grade = {"A": 6, "B": 4, "C": 0}.get(machine.grade, 0)
    idle_camera = 3 if machine.has_camera and not needed.camera else 0
    return max(1, 94 - 3 * spare + grade - idle_camera)


def reasons(needed: Requirement, machine: Machine, today: int) -> list[str]:
    """Why this machine: codes that the screen puts in words."""
    said = ["memory_just" if machine.memory_gb == needed.memory_gb else "memory_enough"]
    said += ["camera"] if needed.camera else []
    said += ["wifi"] if needed.wifi else []
    said += ["large_screen"] if machine.category == "all_in_one" else []
    said += ["carried"] if needed.categories == CARRIED else []
    said += ["waits_long"] if today - machine.ready_day > 30 else []
    return said
