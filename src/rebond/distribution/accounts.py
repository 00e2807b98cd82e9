"""What accounting takes from the till: one entry in two lines for each payment, in three layouts.

Accounts of the plan of associations (règlement ANC 2018-06): till 530, bank 512, cheques to cash 5112, sales
707, memberships 756. The file of accounting entries (FEC) has the eighteen columns of LPF A47 A-1, VII;
Paheko's file those of its simple import, as of its version 1.3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rebond.distribution.models import Payment

_DEBIT: Final = {
    "cash": ("530", "Caisse"),
    "cheque": ("5112", "Chèques à encaisser"),
    "card": ("512", "Banque"),
    "transfer": ("512", "Banque"),
}
_SALE: Final = ("707", "Ventes de marchandises")
_MEMBERSHIP: Final = ("756", "Cotisations")
_JOURNALS: Final = {"cash": ("CA", "Caisse"), "cheque": ("BQ", "Banque"), "card": ("BQ", "Banque"),
                    "transfer": ("BQ", "Banque")}  # fmt: skip

FEC_COLUMNS: Final = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet",
    "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
PAHEKO_COLUMNS: Final = (
    "Numéro d'écriture", "Libellé", "Date", "Remarques", "Numéro pièce comptable", "Référence paiement",
    "Compte de débit", "Compte de crédit", "Montant",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One payment as accounting writes it; no name of a person. Money given back turns the two sides."""

    number: str
    day: date
    label: str
    piece: str
    journal: tuple[str, str]
    debit: tuple[str, str]
    credit: tuple[str, str]
    amount_cents: int


def entries(first: date, last: date) -> Iterator[Entry]:
    """The payments of these days, streamed in the order in which they were taken."""
    rows = Payment.objects.filter(day__range=(first, last)).select_related("handover").order_by("id")
    return map(_entry, rows.iterator(500))


def _entry(row: Payment) -> Entry:
    handover = row.handover
    money, product = _DEBIT[row.means], (_SALE if handover else _MEMBERSHIP)
    label = f"Remise {handover.number}" if handover else "Adhésion"
    goes_back = row.amount_cents < 0
    return Entry(
        number=row.number,
        day=row.day,
        label=f"Remboursement, {label}" if goes_back else label,
        piece=handover.number if handover else row.number,
        journal=_JOURNALS[row.means],
        debit=product if goes_back else money,
        credit=money if goes_back else product,
        amount_cents=abs(row.amount_cents),
    )


def decimal(row: Entry) -> Decimal:
    """Its amount in euros."""
    return Decimal(row.amount_cents) / 100


def fec(rows: Iterator[Entry]) -> Iterator[str]:
    """Lines parted by tabulators, amounts with a comma, days as 20261103, UTF-8."""
    yield "\t".join(FEC_COLUMNS) + "\r\n"
    for row in rows:
        amount, day = _amount(row.amount_cents), f"{row.day:%Y%m%d}"
        for account, debit, credit in ((row.debit, amount, "0,00"), (row.credit, "0,00", amount)):
            cells = (
                *row.journal, row.number, day, *account, "", "", row.piece, day, row.label, debit, credit,
                "", "", day, "", "",
            )  # fmt: skip
            yield "\t".join(cells) + "\r\n"


def paheko(rows: Iterator[Entry]) -> Iterator[str]:
    """Paheko's simple import: the number of the entry is left to it."""
    yield _quoted(PAHEKO_COLUMNS)
    for row in rows:
        yield _quoted(
            ("", row.label, f"{row.day:%d/%m/%Y}", "", row.piece, row.number, row.debit[0], row.credit[0],
             _amount(row.amount_cents))
        )  # fmt: skip


def _quoted(cells: tuple[str, ...]) -> str:
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
