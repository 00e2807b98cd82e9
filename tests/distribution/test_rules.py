"""At which price? The legal head decides."""

from hypothesis import given
from hypothesis import strategies as st

from rebond.distribution.rules import NO_DONATION, PriceRule, price_rule, refusal

CAPS = {"laptop": 18000, "monitor": 3000}


def test_a_capped_table_that_does_not_name_the_category_allows_no_sale() -> None:
    rule = price_rule(sale_allowed=True, caps_cents=CAPS, category="server", article="3°")
    assert rule == PriceRule(sale_allowed=False, cap_cents=None, article="3°")


def test_without_a_donation_nothing_is_sold() -> None:
    assert refusal(NO_DONATION, kind="sale", price_cents=100, has_basis=True) == "sale_forbidden"
    assert refusal(NO_DONATION, kind="gift", price_cents=0, has_basis=False) == ""


def test_a_capped_price_is_for_those_whom_the_law_names() -> None:
    capped = PriceRule(sale_allowed=True, cap_cents=18000, article="3°")
    assert refusal(capped, kind="sale", price_cents=6000, has_basis=False) == "no_basis"
    assert refusal(capped, kind="sale", price_cents=6000, has_basis=True) == ""
    free = PriceRule(sale_allowed=True, cap_cents=None, article="")
    assert refusal(free, kind="sale", price_cents=6000, has_basis=False) == ""


rules = st.builds(
    PriceRule, sale_allowed=st.booleans(), cap_cents=st.none() | st.integers(0, 20_000), article=st.just("3°")
)


@given(rules, st.sampled_from(["gift", "sale", "loan"]), st.integers(-100, 30_000))
def test_only_an_allowed_sale_under_its_cap_has_a_price(rule: PriceRule, kind: str, price_cents: int) -> None:
    accepted = refusal(rule, kind=kind, price_cents=price_cents, has_basis=True) == ""
    sold = (
        kind == "sale"
        and rule.sale_allowed
        and price_cents <= (price_cents if rule.cap_cents is None else rule.cap_cents)
    )
    assert accepted == (price_cents >= 0 and (sold or (kind != "sale" and price_cents == 0)))
