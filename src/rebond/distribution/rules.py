"""At which price may a thing be handed over, until when is it under warranty, when again? Pure."""

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


def months_later(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of a shorter month."""
    later = day.month - 1 + months
    year, month = day.year + later // 12, later % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def warranty_end(handed_over_on: date, months: int) -> date | None:
    """The last day of a warranty; None without one."""
    return months_later(handed_over_on, months) if months else None


CONFORMITY_MONTHS = 24
"""Legal conformity of a sale (Code de la consommation, art. L217-3); presumed for second-hand goods during
the first twelve (L217-7)."""


def instalments(total_cents: int, times: int, first_on: date) -> list[tuple[date, int]]:
    """``times`` monthly parts that add up to the total to the cent; the first holds what does not divide."""
    part = total_cents // times
    amounts = [total_cents - part * (times - 1), *[part] * (times - 1)]
    return [(months_later(first_on, month), amount) for month, amount in enumerate(amounts)]


def equipped_again_from(last_handover_on: date, years: int) -> date:
    """The first day when a household may be equipped again."""
    return months_later(last_handover_on, 12 * years)
