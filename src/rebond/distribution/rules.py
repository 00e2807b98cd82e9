"""At which price may a thing be handed over, and until when is it under warranty? Pure."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PriceRule:
    """What the law of the donation says of one device. Prices in cents, tax included; ``cap_cents`` None: no
    cap.
    """

    sale_allowed: bool
    cap_cents: int | None
    article: str


NO_DONATION = PriceRule(sale_allowed=False, cap_cents=None, article="")


def price_rule(
    *, sale_allowed: bool, caps_cents: Mapping[str, int], category: str, article: str
) -> PriceRule:
    """The rule for one category: a capped table that does not name the category allows no sale of it."""
    if caps_cents and category not in caps_cents:
        return PriceRule(False, None, article)
    return PriceRule(sale_allowed, caps_cents.get(category), article)


def refusal(rule: PriceRule, *, kind: str, price_cents: int, has_basis: bool) -> str:
    """Why this price is refused (a code), or an empty word: ``not_a_sale``, ``sale_forbidden``, ``over_cap``,
    ``no_basis``, ``negative``.

    ``has_basis``: the buyer is an association, or a person whose precarious situation was seen. A capped
    price is the law's « prix solidaire » (CG3P L3212-2 3°), for them alone.
    """
    if price_cents < 0:
        return "negative"
    if kind != "sale":
        return "not_a_sale" if price_cents else ""
    if not rule.sale_allowed:
        return "sale_forbidden"
    if rule.cap_cents is not None and price_cents > rule.cap_cents:
        return "over_cap"
    if rule.cap_cents is not None and price_cents and not has_basis:
        return "no_basis"
    return ""


def warranty_end(handed_over_on: date, months: int) -> date | None:
    """The last day of a warranty: the same day ``months`` later, or the last of a shorter month."""
    if not months:
        return None
    later = handed_over_on.month - 1 + months
    year, month = handed_over_on.year + later // 12, later % 12 + 1
    return date(year, month, min(handed_over_on.day, monthrange(year, month)[1]))
