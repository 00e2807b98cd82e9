"""Who may do what: one table, role by role. Pure: values only."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """The part a user plays in the association."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"
    COUNTER = "counter"
    TRAINER = "trainer"
    READER = "reader"


class Right(StrEnum):
    """One thing a user may do; every screen names the one it needs."""

    SEE = "see"  # devices, donations, lots, figures
    RECEIVE = "receive"  # donors, donations, lots, numbers and labels
    MOVE = "move"  # change a device's place
    PROVE = "prove"  # upload reports, record erasures, destructions, removals
    REFURBISH = "refurbish"  # job sheets, strip, scrap, recycle
    CORRECT = "correct"  # merge, split, lost, found, re-attach a report
    DISTRIBUTE = "distribute"  # reserve, hand over, take back
    SEE_PEOPLE = "see_people"  # recipients' names
    ELIGIBILITY = "eligibility"  # what was looked at to set a price; apart from training
    PRIVACY = "privacy"  # merge, hand out or forget a person's file
    TRAIN = "train"  # offer, presence, cards, help, reports
    ENROL = "enrol"  # who learns, and their places
    GIVE_TIME = "give_time"  # one's own hours as a volunteer
    EXPORT = "export"  # lists as files
    SEE_JOURNAL = "see_journal"
    MANAGE = "manage"  # users, sites, tokens, the association


_EVERY_DAY: Final = {Right.SEE, Right.MOVE, Right.GIVE_TIME}
RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.COORDINATOR: frozenset(Right) - {Right.MANAGE},
    Role.TECHNICIAN: frozenset(
        _EVERY_DAY | {Right.RECEIVE, Right.PROVE, Right.REFURBISH, Right.CORRECT, Right.EXPORT}
    ),
    Role.COUNTER: frozenset(
        _EVERY_DAY | {Right.DISTRIBUTE, Right.SEE_PEOPLE, Right.RECEIVE, Right.ELIGIBILITY, Right.ENROL}
    ),
    Role.TRAINER: frozenset({Right.SEE, Right.TRAIN, Right.ENROL, Right.GIVE_TIME}),
    Role.READER: frozenset({Right.SEE, Right.EXPORT}),
}


def may(role: str, right: Right) -> bool:
    """Whether ``role`` holds ``right``; an unknown role holds none."""
    return role in RIGHTS and right in RIGHTS[Role(role)]
