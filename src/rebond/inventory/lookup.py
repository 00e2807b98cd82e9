"""What does this code name? Numbers, serials and location labels, as typed or scanned."""

from rebond.inventory.drives import key
from rebond.inventory.models import Device, Drive, Location
from rebond.inventory.numbers import NotOurNumber, normalise

Found = Device | Drive | Location
LONGEST_CODE = 300  # a public address with our number at its end is the longest thing that is scanned


def resolve(text: str) -> list[Found]:
    """Everything that carries this exact code: our number first, then a location's label, then serials (at
    most 20).
    """
    text = text.strip()[:LONGEST_CODE]
    try:
        device = Device.objects.filter(number=normalise(text)).first()
    except NotOurNumber:
        device = None
    if device:
        return [device.merged_into or device]
    location = Location.objects.filter(code__iexact=text).first()
    if location:
        return [location]
    serial = key(text)
    if len(serial) < 4:
        return []
    devices: list[Found] = list(Device.objects.filter(serial_key=serial).exclude(state="merged")[:10])
    return devices + list(Drive.objects.filter(serial_key=serial)[:10])


def device_numbered(text: str) -> Device | None:
    """The device that carries this number; a merged row leads to the one that absorbed it."""
    found = [row for row in resolve(text) if isinstance(row, Device)]
    return found[0] if len(found) == 1 else None
