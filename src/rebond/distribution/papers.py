"""The receipt of a handover, issued once and kept as it was signed."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from rebond.distribution import rules
from rebond.distribution.models import Handover, HandoverItem, Loan
from rebond.distribution.receipt import Kind, ReceiptFacts, ReceiptLine, receipt
from rebond.people.models import User
from rebond.records import papers
from rebond.records.models import Paper

# A paper is French whatever the language of the screen: its template is.
_KINDS: Final[dict[str, Kind]] = {"gift": "don", "sale": "vente solidaire", "loan": "prêt"}
_WORDINGS: Final = {"reconditioned": "reconditionné", "second_hand": "d’occasion"}
_PAYMENTS: Final = {
    "": "", "cash": "espèces", "cheque": "chèque", "card": "carte", "transfer": "virement",
    "instalments": "en plusieurs fois",
}  # fmt: skip
_EXTRAS: Final = {
    "charger": "chargeur", "bag": "sac", "mouse": "souris", "keyboard": "clavier", "headset": "casque",
    "camera": "caméra à brancher", "sim": "carte SIM", "guide": "guide de démarrage",
}  # fmt: skip
_CATEGORIES: Final = {
    "laptop": "Ordinateur portable", "desktop": "Ordinateur fixe", "all_in_one": "Ordinateur tout-en-un",
    "server": "Serveur", "tablet": "Tablette", "phone": "Smartphone", "monitor": "Écran",
    "printer": "Imprimante", "peripheral": "Périphérique", "other": "Appareil",
}  # fmt: skip


@transaction.atomic
def issue_receipt(handover: Handover, *, by: User | None) -> Paper:
    """Number, draw and keep the receipt; the one already issued is answered again."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)  # two clicks, one receipt
    known = receipt_of(handover)
    return known or papers.issue("receipt", handover, lambda number: receipt(_facts(handover, number)), by=by)


def receipt_of(handover: Handover) -> Paper | None:
    """The receipt as it was issued; None before."""
    return papers.of(handover).filter(kind="receipt").first()


def _facts(handover: Handover, number: str) -> ReceiptFacts:
    items = handover.items.select_related("device").order_by("pk")
    loan = Loan.objects.filter(handover=handover).first()
    is_paper = handover.signature_kind == Handover.Signature.PAPER
    return ReceiptFacts(
        issuer=papers.issuer(),
        number=number,
        handed_over_on=timezone.localdate(handover.at),
        recipient=str(handover.recipient),
        kind=_KINDS[handover.kind],
        lines=[_line(item, is_sale=handover.kind == Handover.Kind.SALE) for item in items],
        payment=_PAYMENTS[handover.payment],
        warranty_months=handover.warranty_months or None,
        due_on=loan.due_on if loan else None,
        signature="" if is_paper else handover.signed_name,
        drawn=handover.signature,
        extras=[_EXTRAS[code] for code in handover.extras],
        parts=[(part.due_on, part.amount_cents) for part in handover.instalments.all()],
        conformity_months=rules.CONFORMITY_MONTHS if handover.total_cents else None,
    )


def _line(item: HandoverItem, *, is_sale: bool) -> ReceiptLine:
    device = item.device
    return ReceiptLine(
        number=device.number,
        description=f"{_CATEGORIES[device.category]} {device.maker} {device.model}".strip(),
        wording=_WORDINGS[item.wording],
        serial=device.serial,
        price_cents=item.price_cents if is_sale else None,
    )
