"""Machines of the stock that go to a classroom and come back: none leaves the house meanwhile."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Person, User
from rebond.records import journal
from rebond.training.models import LentMachine, TrainingSession


@transaction.atomic
def lend(
    session: TrainingSession, device: Device, *, due_on: date, person: Person | None = None, by: User | None
) -> LentMachine:
    """A machine that is ready, whose data is proven gone, for a session or one trainee of it."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.state != State.READY:
        raise Refused(
            _("%(number)s is not ready: it cannot be lent.") % {"number": device},
            _("Lend a machine that is ready and that nobody has reserved."),
        )
    if due_on < today():
        raise Refused(_("The machine must come back today or later."))
    try:
        with transaction.atomic():
            row = LentMachine.objects.create(
                session=session, device=device, person=person, lent_on=today(), due_on=due_on
            )
    except IntegrityError as error:
        raise Refused(_("%(number)s is already lent to a classroom.") % {"number": device}) from error
    journal.write("device.lent", device, by=by, session=session.pk, due=due_on.isoformat())
    return row


@transaction.atomic
def bring_back(row: LentMachine, *, by: User | None) -> LentMachine:
    """It is on the shelf again."""
    row = LentMachine.objects.select_for_update().get(pk=row.pk)
    if row.returned_on is None:
        row.returned_on = today()
        row.save(update_fields=["returned_on"])
        journal.write("device.lent_back", row.device, by=by, session=row.session_id)
    return row
