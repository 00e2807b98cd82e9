"""How a figure is written in French: sizes, amounts, counts, percentages, days. Pure.

Spaces follow French typography: U+202F (narrow, no break) inside a number and before %, U+00A0 (no break)
before a unit. The minus sign is U+2212.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NARROW = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"

_SIZES = ("o", "ko", "Mo", "Go", "To", "Po", "Eo")
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def number_fr(number: int | Decimal, places: int = 0) -> str:
    """``1 234`` or, with ``places`` decimals (half rounded up), ``1 234,50``."""
    rounded = Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    figures = f"{abs(rounded):,f}".replace(",", NARROW).replace(".", ",")
    return _MINUS + figures if rounded < 0 else figures


def percent_fr(ratio: Decimal | float, places: int = 0) -> str:
    """``80 %`` for the ratio 0.8."""
    return f"{number_fr(Decimal(str(ratio)) * 100, places)}{NARROW}%"


def money_fr(cents: int) -> str:
    """Euros from cents: ``60 €``, and ``12,50 €`` when there are cents."""
    places = 2 if cents % 100 else 0
    return f"{number_fr(Decimal(cents) / 100, places)}{NO_BREAK}€"


def bytes_fr(size_bytes: int) -> str:
    """Decimal size, as drives are sold: 256 060 514 304 bytes are ``256 Go``."""
    return _size(size_bytes, 1000)


def ram_fr(size_bytes: int) -> str:
    """Binary size, as memory is sold: 8 GiB are ``8 Go``."""
    return _size(size_bytes, 1024)


def day_fr(day: date) -> str:
    """``mardi 3 novembre 2026``; the first of a month is ``1er``."""
    number = "1er" if day.day == 1 else day.day
    return f"{_DAYS[day.weekday()]} {number} {MONTHS[day.month - 1]} {day.year}"


def _size(size_bytes: int, step: int) -> str:
    """One decimal below ten, none above and never ``,0``; ValueError for a negative size."""
    if size_bytes < 0:
        raise ValueError(f"a size cannot be negative: {size_bytes}")
    amount, unit = Decimal(size_bytes), 0
    while _shown(amount) >= step and unit < len(_SIZES) - 1:
        amount, unit = amount / step, unit + 1
    shown = _shown(amount)
    return f"{number_fr(shown, 0 if shown == int(shown) else 1)}{NO_BREAK}{_SIZES[unit]}"


def _shown(amount: Decimal) -> Decimal:
    """What is left of ``amount`` once rounded for the eye."""
    places = Decimal("0.1") if amount < Decimal("9.95") else Decimal(1)
    return amount.quantize(places, ROUND_HALF_UP)
