"""What is true of lessons whoever keeps them: lengths, overlaps, ages, progress, codes. Pure."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

MOST_OF_A_HALF_DAY: Final = 300
"""Minutes: a half-day longer than five hours is two."""
NOON: Final = 13 * 60
CHILD_UNDER: Final = 15
"""Years: under it, a guardian answers (loi 78-17, art. 45) and no message goes to the child."""
STEPS: Final = range(5)
"""« ne sait pas » 0, « avec aide » 1, « seul·e parfois » 2, « seul·e » 3, « peut aider quelqu'un » 4: also
the DigComp level (the founders' proposal, competences-crcn-digcomp.json)."""
AUTONOMY_OF_STEP: Final = (
    "entierement_accompagne", "entierement_accompagne", "partiellement_autonome", "autonome", "autonome",
)  # fmt: skip
_BANDS: Final = (
    (12, "moins_de_douze"), (18, "douze_dix_huit"), (25, "dix_huit_vingt_quatre"),
    (40, "vingt_cinq_trente_neuf"), (60, "quarante_cinquante_neuf"), (70, "soixante_soixante_neuf"),
)  # fmt: skip


def age_band(birth_year: int | None, year: int) -> str:
    """La Coop's band of the age reached in ``year``: everybody is one year older until their birthday."""
    if birth_year is None or birth_year > year:
        return "non_communique"
    age = year - birth_year
    return next((band for limit, band in _BANDS if age < limit), "soixante_dix_plus")


def is_child(birth_year: int | None, year: int) -> bool:
    """Whether somebody may still be under fifteen in ``year`` (the youngest they can be)."""
    return birth_year is not None and year - birth_year <= CHILD_UNDER


def half_of(starts: int) -> str:
    """``morning`` or ``afternoon`` for minutes from midnight."""
    return "morning" if starts < NOON else "afternoon"


def clash(day: date, starts: int, ends: int, others: Iterable[tuple[date, int, int]]) -> bool:
    """Whether a half-day overlaps another; one that begins when another ends does not."""
    return any(day == other and starts < end and begin < ends for other, begin, end in others)


def pin_of(secret: str, enrolment: int) -> str:
    """Four digits that one enrolment signs with: computed, never kept."""
    digest = hmac.new(secret.encode(), f"rebond.training.pin:{enrolment}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10_000:04d}"


@dataclass(frozen=True, slots=True)
class Progress:
    """Before and after of those who answered twice. ``asked`` counts everybody, ``answered`` both cards.

    ``before`` and ``after`` are means of steps (0 to 4) over the same acts of the same people; None when
    nobody answered twice. Whoever never answered is left out of the means, and the figures say so.
    """

    asked: int
    answered: int
    before: float | None
    after: float | None
    better: int


def progress(cards: Iterable[tuple[Mapping[str, int] | None, Mapping[str, int] | None]]) -> Progress:
    """``cards``: one pair (before, after) for each person; None for a card never filled in."""
    pairs, asked = [], 0
    for before, after in cards:
        asked += 1
        acts = set(before or ()) & set(after or ())
        if before and after and acts:
            n = len(acts)
            pairs.append((sum(before[act] for act in acts) / n, sum(after[act] for act in acts) / n))
    if not pairs:
        return Progress(asked, 0, None, None, 0)
    firsts, lasts = zip(*pairs, strict=True)
    better = sum(after > before for before, after in pairs)
    return Progress(asked, len(pairs), sum(firsts) / len(pairs), sum(lasts) / len(pairs), better)


def autonomy(answers: Mapping[str, int]) -> str:
    """La Coop's autonomy of a card: that of its mean step, rounded to the nearest; empty without answers."""
    if not answers:
        return ""
    return AUTONOMY_OF_STEP[int(sum(answers.values()) / len(answers) + 0.5)]


def unlikely_themes(themes: Sequence[str], formalities: Iterable[str]) -> list[str]:
    """The formalities ticked without « aide aux démarches administratives » (rule of La Coop)."""
    named = set(formalities)
    if "aide_aux_demarches_administratives" in themes:
        return []
    return [theme for theme in themes if theme in named]
