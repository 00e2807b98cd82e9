"""What each public figure means: its unit, what it counts and what it leaves out. One table, no computation.

Codes and definitions: the founders' study of 22 November 2026 (../shared/reference/impact.md, section 2).
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. ``events``: the counted steps whose rows it opens on. ``measure``: what was declared before
    Rebond and may stand beside, with its own words.
    """

    code: str
    label: Words
    unit: Words
    text: Words
    perimeter: Words
    events: tuple[str, ...] = ()
    measure: str = ""
    decimals: int = 0


_MACHINES, _KG, _HOURS = _("machines"), "kg", _("hours")
_SETTLED = _("machines whose fate was settled that year")
_REUSED = ("handed_over", "returned")

DEFINITIONS: Final[dict[str, Definition]] = {
    one.code: one
    for one in (
        Definition(
            "I1", _("machines collected"), _MACHINES,
            _("Machines received that year, each counted once, doubles left out."),
            _("everything that came in, whatever its state"), ("collected",), "collected",
        ),
        Definition(
            "I1b", _("machines made good again"), _MACHINES,
            _("Times a machine was approved by a second pair of eyes that year; one that came back and was"
              " made good again counts again."),
            _("machines ready to be handed over"), ("refurbished",), "refurbished",
        ),
        Definition(
            "I1c", _("machines handed over"), _MACHINES,
            _("Machines given, sold or lent that year, each time; those that came back are counted apart."),
            _("families, associations and other users"), ("handed_over",),
        ),
        Definition(
            "I1d", _("machines that came back"), _MACHINES,
            _("Machines handed over, that year or before, that came back that year."),
            _("loans that ended, and machines given back"), ("returned",),
        ),
        Definition(
            "I2", _("reuse rate, in machines"), "%",
            _("Reused (handed over less came back) out of reused, taken apart, recycled and lost that year;"
              " what is in stock is left out."),
            _SETTLED, (*_REUSED, "recycled"),
        ),
        Definition(
            "I3", _("reuse rate, in mass"), "%", _("The same in kilograms, with typical masses."), _SETTLED,
            (*_REUSED, "recycled"),
        ),
        Definition(
            "I4", _("kilograms whose end of life is put off"), _KG,
            _("The mass of reused machines (handed over less came back). Put off, not done away with."),
            _("reused machines; typical masses, not weighed"), _REUSED,
        ),
        Definition(
            "I5", _("kilograms handed to recycling"), _KG,
            _("What the recycler's slips say that year; typical masses for machines whose slip nobody weighed"
              " yet."),
            _("machines recycled; a weighed slip counts in the year in which it was signed"), ("recycled",),
        ),
        Definition(
            "I6", _("CO2e avoided"), _KG,
            _("New machines that were not made, less our own work and the use that would not have been."),
            _("reused machines (handed over less came back) of a category whose factor is known"), _REUSED,
        ),
        Definition(
            "I7", _("raw materials not extracted"), _KG,
            _("Materials moved to make the new machines that were not made (ADEME, 2022)."),
            _("reused laptops and telephones"), _REUSED,
        ),
        Definition(
            "I8", _("purchasing power given back"), "€",
            _("For those who would have bought: the price of a second-hand machine less what they paid."),
            _("computers and telephones given or sold to people, less those that came back"), _REUSED,
        ),
        Definition(
            "I8b", _("value of access"), "€",
            _("The same for those who would not have bought: what they have that they would have gone"
              " without."),
            _("computers and telephones given or sold to people, less those that came back"), _REUSED,
        ),
        Definition(
            "I9", _("people equipped"), _("people"),
            _("Different people to whom a machine was handed that year."),
            _("people; associations are not counted"), (), "families",
        ),
        Definition(
            "I10", _("people trained"), _("people"),
            _("Different people who were present at least once that year."),
            _("people known by name; open workshops count heads, and stand apart"), (), "trainees",
        ),
        Definition(
            "I10p", _("presences at trainings and workshops"), _("presences"),
            _("Each person counted at each half-day where they were present."),
            _("signed presences, and head counts of open workshops"),
        ),
        Definition(
            "I10h", _("hours of trainees"), _HOURS,
            _("The time each person was present, added up."),
            _("signed presences, and head counts of open workshops"), (), "trainee_hours",
        ),
        Definition(
            "I11", _("hours given by volunteers"), _HOURS,
            _("Hours that volunteers wrote down."), _("volunteers who write their hours"),
        ),
        Definition(
            "I11p", _("paid work, in full-time jobs"), _("full-time jobs"),
            _("Hours paid that year, leave included, by 1,820. No job is computed from tonnes."),
            _("employees of the association"), decimals=1,
        ),
        Definition(
            "I11i", _("of which integration contracts"), _("full-time jobs"),
            _("Hours paid under integration contracts, leave included, by 1,820."),
            _("employees of the association"), decimals=1,
        ),
        Definition(
            "I12", _("months of use told since"), _("months"),
            _("People say one, three, six and twelve months later whether their machine is used: each yes"
              " counts the months since the question before. Silence counts nothing."),
            _("computers handed to people, from their answers that year"),
        ),
    )
}  # fmt: skip
