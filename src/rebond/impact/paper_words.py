"""What the donor's papers have in common: who we are, the words for our categories, the shape of a paper."""

from collections.abc import Sequence
from datetime import datetime

from rebond.inventory.models import Device
from rebond.people.models import Association, Organisation
from rebond.people.services import association
from rebond.records import papers, texts
from rebond.records.document import Document, Section, Signature
from rebond.records.texts import Text

CATEGORIES = {
    "laptop": "Ordinateur portable", "desktop": "Ordinateur fixe", "all_in_one": "Ordinateur tout-en-un",
    "server": "Serveur", "tablet": "Tablette", "phone": "Smartphone", "monitor": "Écran",
    "printer": "Imprimante", "peripheral": "Périphérique", "other": "Autre appareil",
}  # fmt: skip


def document(
    text: Text, number: str, made_at: datetime, *, lead: Sequence[str], sections: Sequence[Section],
    signatures: Sequence[Signature],
) -> Document:  # fmt: skip
    return Document(
        title=text.title,
        number=number,
        issuer=papers.issuer(),
        made_at=made_at,
        source=f"Modèle {text.name}. Source : {text.source}.",
        lead=lead,
        notices=texts.notices(text),
        sections=sections,
        signatures=signatures,
        check_url=papers.check_url(number),
    )


def who_we_are() -> Association:
    found = association()
    assert found is not None, "only an association issues papers"
    return found


def siret(donor: Organisation) -> str:
    return f" (SIRET {donor.siret})" if donor.siret else ""


def words(device: Device) -> str:
    return f"{CATEGORIES[device.category]} {device.maker} {device.model}".strip()


def for_us() -> Signature:
    us = who_we_are()
    return Signature(f"Pour {us.name} : {us.represented_by or 'nom, qualité'}, date, signature")
