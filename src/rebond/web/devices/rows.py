"""One device by the number in an address."""

from django.http import Http404
from django.utils.translation import gettext as _

from rebond.inventory.models import Device
from rebond.inventory.numbers import NotOurNumber, normalise

WITH_ORIGIN = (
    "lot__donation__donor_organisation",
    "lot__donation__donor_person",
    "lot__donation__legal_head",
)


def device_or_404(number: str) -> Device:
    """The device with its place, lot, donation and donor, in one query."""
    try:
        number = normalise(number)
    except NotOurNumber as error:
        raise Http404(_("No machine carries this number.")) from error
    found = (
        Device.objects.select_related("location", "merged_into", *WITH_ORIGIN).filter(number=number).first()
    )
    if found is None:
        raise Http404(_("No machine carries this number."))
    return found
