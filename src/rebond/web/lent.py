"""A machine that a classroom has: said on its sheet, and before a handover that the database would refuse."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.inventory.models import Device
from rebond.training.models import LentMachine


def lent(devices: Iterable[Device]) -> LentMachine | None:
    """The first of these that is in a classroom now; None when all are here."""
    rows = LentMachine.objects.filter(device__in=list(devices), returned_on=None)
    return rows.select_related("device", "session__training").first()


def refuse_lent(devices: Iterable[Device]) -> None:
    """Refused, with which machine and which training, when one of these is in a classroom."""
    found = lent(devices)
    if found:
        raise Refused(
            _("%(number)s is lent to “%(training)s”.")
            % {"number": found.device, "training": found.session.training.name},
            _("Say that it is back on the session's page first."),
        )
