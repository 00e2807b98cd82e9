"""The receipt of a handover: one A4 paper, signed once for everything that was handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

from rebond.common import pdf
from rebond.common.units import day_fr, money_fr
from rebond.records.document import Issuer

Kind = Literal["don", "vente solidaire", "prêt"]

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 120"><path d="{path}" fill="none"'
    ' stroke="#1D2A2F" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
_TEMPLATE = Path(__file__).with_name("paper_templates") / "receipt.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """One thing handed over. ``wording`` is the legal word, « d'occasion » or « reconditionné ».

    ``number`` and ``serial`` may be empty (a mouse has none); ``price_cents`` is None where nothing is asked.
    """

    description: str
    wording: str
    number: str = ""
    serial: str = ""
    price_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """``number`` is the paper's. ``payment`` says how it was paid (« espèces, 60 € »), may be empty.

    ``warranty_months`` runs from the handover, None when there is none. ``due_on`` is the day a loan comes
    back. ``signature`` is the name typed by the recipient; empty, the paper has a box to sign by hand.
    ``drawn`` is the SVG path of a finger, in a box of 320 by 120. ``extras`` go with the machines and carry
    no number. ``parts`` are the days and cents of a price paid in several times. ``conformity_months``: the
    legal guarantee of a sale, None for a gift or a loan.
    """

    issuer: Issuer
    number: str
    handed_over_on: date
    recipient: str
    kind: Kind
    lines: Sequence[ReceiptLine]
    payment: str = ""
    warranty_months: int | None = None
    due_on: date | None = None
    signature: str = ""
    drawn: str = ""
    extras: Sequence[str] = ()
    parts: Sequence[tuple[date, int]] = ()
    conformity_months: int | None = None


def receipt(facts: ReceiptFacts) -> bytes:
    """PDF/A-3a and PDF/UA-1, dated of the handover: the same facts always give the same bytes."""
    issued_at = datetime.combine(facts.handed_over_on, time(), UTC)
    images = {"signature": _SVG.format(path=facts.drawn)} if facts.drawn else None
    return pdf.render(_TEMPLATE, _words(facts), images, timestamp=issued_at)


def _words(facts: ReceiptFacts) -> dict[str, pdf.Json]:
    """Every figure and day as it is printed; what is null is not printed."""
    prices = [line.price_cents for line in facts.lines if line.price_cents is not None]
    return {
        "issuer": {"name": facts.issuer.name, "lines": list(facts.issuer.lines)},
        "number": facts.number,
        "day": day_fr(facts.handed_over_on),
        "recipient": facts.recipient,
        "kind": facts.kind,
        "lines": [_line(line) for line in facts.lines],
        "total": money_fr(sum(prices)) if prices else None,
        "payment": facts.payment,
        "warranty_months": facts.warranty_months,
        "due_day": day_fr(facts.due_on) if facts.due_on else None,
        "signature": facts.signature,
        "is_drawn": bool(facts.drawn),
        "extras": ", ".join(facts.extras),
        "parts": [f"{day_fr(day)} : {money_fr(cents)}" for day, cents in facts.parts],
        "conformity_months": facts.conformity_months,
    }


def _line(line: ReceiptLine) -> dict[str, pdf.Json]:
    return {
        "number": line.number,
        "description": line.description,
        "wording": line.wording,
        "serial": line.serial,
        "price": "" if line.price_cents is None else money_fr(line.price_cents),
    }
