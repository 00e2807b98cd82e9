"""What the donor's papers have in common: the words for our categories, a donor, a machine."""

from rebond.inventory.models import Device
from rebond.people.models import Organisation

CATEGORIES = {
    "laptop": "Ordinateur portable", "desktop": "Ordinateur fixe", "all_in_one": "Ordinateur tout-en-un",
    "server": "Serveur", "tablet": "Tablette", "phone": "Smartphone", "monitor": "Écran",
    "printer": "Imprimante", "peripheral": "Périphérique", "other": "Autre appareil",
}  # fmt: skip


def siret(donor: Organisation) -> str:
    return f" (SIRET {donor.siret})" if donor.siret else ""


def words(device: Device) -> str:
    return f"{CATEGORIES[device.category]} {device.maker} {device.model}".strip()
