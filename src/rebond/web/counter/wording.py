"""What a machine may be called on its receipt, and why: its approved sheet and its drives decide."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rebond.distribution.services import data_is_gone
from rebond.inventory.models import Device
from rebond.refurbishment import rules
from rebond.refurbishment.models import Job
from rebond.refurbishment.services import results_of


@dataclass(frozen=True)
class Wording:
    """``code`` is ``reconditioned`` or ``second_hand``; ``label`` its words, ``why`` the reason."""

    code: str
    label: str
    why: str


def label_of(code: str) -> str:
    """The legal word in words."""
    return {
        "reconditioned": pgettext("wording", "reconditioned"),
        "second_hand": pgettext("wording", "second hand"),
    }[code]


def legal_wording(device: Device) -> Wording:
    """The word for this device as it stands today, during its present reception."""
    job = Job.objects.filter(device=device, reception=device.reception, approved_at__isnull=False).last()
    results, is_gone = results_of(job) if job else {}, data_is_gone(device)
    code = rules.wording(device.category, results, data_is_gone=is_gone)
    return Wording(code, label_of(code), _why(code, is_gone))


def _why(code: str, is_gone: bool) -> str:
    if code == "reconditioned":
        return _("every function was tested and the data is gone")
    if not is_gone:
        return _("the data of a drive is not proven gone")
    return _("some functions were not tested")
