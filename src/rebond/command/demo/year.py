"""What all parts of the demonstration year share: dice, agenda, facts, and the people and places it needs."""

import random
import uuid
from dataclasses import dataclass, field

from rebond.command.demo.agenda import Agenda
from rebond.command.demo_facts import DemoFacts
from rebond.inventory.models import Device, Location
from rebond.people.models import Commune, Organisation, Person, User

_NAMES = uuid.uuid5(uuid.NAMESPACE_DNS, "demonstration.rebond")


@dataclass(frozen=True)
class Crew:
    """Who works there; ``bench`` are the two who check each other's work."""

    coordination: User
    bench: tuple[User, User]
    counter: User
    trainer: User

    def other(self, technician: User) -> User:
        """The second pair of eyes."""
        return self.bench[1] if technician == self.bench[0] else self.bench[0]


@dataclass(frozen=True)
class Places:
    """Where machines stand."""

    reception: Location
    bench: Location
    shelves: tuple[Location, ...]
    waste: Location
    depot: Location
    van: Location


@dataclass
class Year:
    """The year being lived. ``monitors`` wait for a computer to go with, ``waste`` for the recycler."""

    seed: int
    dice: random.Random
    agenda: Agenda
    facts: DemoFacts
    crew: Crew
    places: Places
    donors: list[Organisation | Person]
    associations: list[Organisation]
    communes: list[Commune]
    aside: random.Random = field(init=False)  # for what changes nothing of the year's course
    monitors: list[Device] = field(default_factory=list)
    waste: list[Device] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.aside = random.Random(f"{self.seed} aside")

    def chance(self, share: float) -> bool:
        """True in ``share`` of the cases."""
        return self.dice.random() < share

    def identity(self, *words: object) -> uuid.UUID:
        """The same identity for the same seed and words."""
        return uuid.uuid5(_NAMES, " ".join(map(str, (self.seed, *words))))
