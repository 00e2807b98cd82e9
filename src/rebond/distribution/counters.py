"""What the database counts of handovers: humans equipped by town, what they paid, months of use told since.

Each figure stands beside the SELECT that it must equal (records/counting.py).
"""

from typing import Final

from rebond.common.database import Guard, register
from rebond.records import counting, tallies
from rebond.records.tallies import HUMAN

EQUIPPED: Final = "equipped"
"""Humans who were handed a machine that year, by town (INSEE code, empty: not said); ``equipped_n``: how many
machines, each time it was handed."""
KEPT: Final = "kept"
"""Machines given or sold to humans, less those that came back, by category."""
PAID: Final = "paid_cents"
"""What they paid for them, in cents, by category."""
USED: Final = "used_months"
"""Months of use that answers to our questions have told, by question (1, 3, 6 or 12 months after)."""

_ITEMS = "distribution_handoveritem i JOIN distribution_handover o ON o.id = i.handover_id"
_OWNED = "o.person_id IS NOT NULL AND o.kind <> 'loan'"
INTERVALS: Final = {1: 1, 3: 2, 6: 3, 12: 6}
"""Months since the question before, by question: an answer tells of no other."""
_WHEN = " ".join(f"WHEN {asked} THEN {since}" for asked, since in INTERVALS.items())
_INTERVAL = f"(CASE {{}}.months {_WHEN} ELSE 0 END)"
_WORKS = "{0}.answer = 'works' AND {0}.answered_month IS NOT NULL AND {0}.months IN (1, 3, 6, 12)"

_HANDED = tallies.add_humans(
    EQUIPPED,
    f"SELECT o.month / 100, {HUMAN}, 1 FROM distribution_handover o"
    " JOIN people_person p ON p.id = o.person_id WHERE o.id = NEW.handover_id",
)


def _item(figure: str, source: str, sign: str, n: str) -> str:
    """One machine more, or less, of those that a human owns; ``source`` leads to its item and month."""
    return tallies.add(figure, f"SELECT {source.format(number=f'{sign}{n}')}")


_GIVEN = (
    "o.month, v.category, {number} FROM distribution_handover o"
    f" JOIN inventory_device v ON v.id = NEW.device_id WHERE o.id = NEW.handover_id AND {_OWNED}"
)
_BACK = (
    f"NEW.month, v.category, {{number}} FROM {_ITEMS} JOIN inventory_device v ON v.id = i.device_id"
    f" WHERE i.id = NEW.item_id AND {_OWNED}"
)
_LIVED = (  # every step of one device, as its category was or is
    "SELECT month, {row}.category, {sign}SUM(number) FROM ("
    f"SELECT o.month AS month, {{n}} AS number FROM {_ITEMS} WHERE i.device_id = {{row}}.id AND {_OWNED}"
    f" UNION ALL SELECT r.month, -({{n}}) FROM distribution_return r JOIN distribution_handoveritem i"
    " ON i.id = r.item_id JOIN distribution_handover o ON o.id = i.handover_id"
    f" WHERE i.device_id = {{row}}.id AND {_OWNED}) steps WHERE 1 = 1 GROUP BY month"
)


def _owned(n: str) -> str:
    """The SELECT that KEPT and PAID must equal."""
    return (
        "SELECT month, category, SUM(number) FROM ("
        f"SELECT o.month AS month, v.category AS category, {n} AS number FROM {_ITEMS}"
        f" JOIN inventory_device v ON v.id = i.device_id WHERE {_OWNED}"
        f" UNION ALL SELECT r.month, v.category, -({n}) FROM distribution_return r"
        " JOIN distribution_handoveritem i ON i.id = r.item_id"
        " JOIN distribution_handover o ON o.id = i.handover_id"
        f" JOIN inventory_device v ON v.id = i.device_id WHERE {_OWNED}) steps GROUP BY 1, 2"
    )


def _recategorised(figure: str, n: str) -> str:
    return "; ".join(
        tallies.add(figure, _LIVED.format(row=row, sign=sign, n=n))
        for row, sign in (("OLD", "-"), ("NEW", ""))
    )


def _told(row: str, sign: str) -> str:
    return tallies.add(
        USED,
        f"SELECT {row}.answered_month, CAST({row}.months AS TEXT), {sign}{_INTERVAL.format(row)}"
        f" WHERE {_WORKS.format(row)}",
    )


register(
    Guard("a_human_is_handed", "distribution_handoveritem", "INSERT", action=_HANDED),
    tallies.merging(
        EQUIPPED,
        f"SELECT o.month / 100, {{human}}, {{sign}}COUNT(*) FROM {_ITEMS} WHERE o.person_id = {{row}}.id"
        " GROUP BY o.month / 100",
    ),
    Guard(
        "a_machine_is_owned", "distribution_handoveritem", "INSERT",
        action=_item(KEPT, _GIVEN, "", "1") + "; " + _item(PAID, _GIVEN, "", "NEW.price_cents"),
    ),
    Guard(
        "a_machine_is_owned_no_more", "distribution_return", "INSERT",
        action=_item(KEPT, _BACK, "-", "1") + "; " + _item(PAID, _BACK, "-", "i.price_cents"),
    ),
    Guard(
        "an_owned_machine_is_of_another_kind", "inventory_device", "UPDATE", columns="category",
        when="NEW.category <> OLD.category",
        action=_recategorised(KEPT, "1") + "; " + _recategorised(PAID, "i.price_cents"),
    ),
    Guard("months_are_told", "distribution_followup", "INSERT", action=_told("NEW", "")),
    Guard(
        "months_are_told_again", "distribution_followup", "UPDATE", columns="answer, answered_month, months",
        action=_told("OLD", "-") + "; " + _told("NEW", ""),
    ),
    Guard("months_are_not_told", "distribution_followup", "DELETE", action=_told("OLD", "-")),
)  # fmt: skip

counting.register(
    *tallies.humans(
        EQUIPPED,
        f"SELECT o.month / 100, {HUMAN}, COUNT(*) FROM {_ITEMS} JOIN people_person p ON p.id = o.person_id"
        " GROUP BY 1, 2",
    ),
    tallies.figure(KEPT, _owned("1")),
    tallies.figure(PAID, _owned("i.price_cents")),
    tallies.figure(
        USED,
        f"SELECT f.answered_month, CAST(f.months AS TEXT), SUM({_INTERVAL.format('f')})"
        f" FROM distribution_followup f WHERE {_WORKS.format('f')} GROUP BY 1, 2",
    ),
)
