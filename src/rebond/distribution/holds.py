"""Holds: a machine kept for somebody for some hours, then for the next."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.distribution.models import ProposalLine, Request, Reservation
from rebond.inventory import lifecycle
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people import retention
from rebond.people.models import Organisation, Person, User
from rebond.people.services import association
from rebond.records import journal
from rebond.records.one_by_one import one_by_one

Recipient = Person | Organisation


def recipient_fields(recipient: Recipient) -> dict[str, Recipient | None]:
    is_person = isinstance(recipient, Person)
    return {"person": recipient if is_person else None, "organisation": None if is_person else recipient}


@transaction.atomic
def reserve(
    device: Device,
    recipient: Recipient,
    *,
    by: User | None,
    expected: int | None = None,
    request: Request | None = None,
) -> Reservation:
    """Hold a ready device for someone, for the hours the association says. ``request``: what it serves."""
    row = lifecycle.move(device, State.RESERVED, by=by, expected=expected)
    end_reservation(row)  # of a machine that was called back or lost while it was held
    founder = association()
    hours = founder.hold_hours if founder else 48
    reservation = Reservation.objects.create(
        device=row,
        made_at=now(),
        made_by=by,
        until=now() + timedelta(hours=hours),
        request=request or _waiting_request(recipient),
        **recipient_fields(recipient),
    )
    journal.write("device.held", row, by=by, reservation=reservation.pk, until=reservation.until.isoformat())
    return reservation


def _waiting_request(recipient: Recipient) -> Request | None:
    """The request that this recipient waits with, if there is one."""
    if not isinstance(recipient, Person):
        return Request.objects.filter(organisation=recipient, state__in=Request.WAITING).first()
    mine = retention.same_human(recipient)
    return Request.objects.filter(person__in=mine, state__in=Request.WAITING).first()


@transaction.atomic
def release(device: Device, *, by: User | None, expected: int | None = None) -> Device:
    """The reservation is over: the device is ready for someone else."""
    row = lifecycle.move(device, State.READY, by=by, expected=expected, origins={State.RESERVED})
    end_reservation(row)
    return row


def release_overdue(*, by: User | None) -> int:
    """End the reservations whose hours are over; returns how many."""
    overdue = Reservation.objects.filter(ended_at=None, until__lt=now()).order_by("pk")
    return one_by_one(overdue.select_related("device"), lambda row: _release_if_overdue(row, by=by))


@transaction.atomic
def _release_if_overdue(reservation: Reservation, *, by: User | None) -> bool:
    """Under the lock: the device may have been released, held again or called back meanwhile."""
    row = lifecycle.lock(reservation.device)
    if not Reservation.objects.filter(pk=reservation.pk, ended_at=None).exists():
        return False
    if reservation.request_id:  # nobody came: the next one's turn, and this request waits on
        Request.objects.filter(pk=reservation.request_id).update(holds_missed=F("holds_missed") + 1)
    if row.state == State.RESERVED:
        release(row, by=by)
    else:
        end_reservation(row)
    return row.state == State.RESERVED


def end_reservation(device: Device) -> None:
    Reservation.objects.filter(device=device, ended_at=None).update(ended_at=now())


@transaction.atomic
def decide(line: ProposalLine, *, accepted: bool, by: User) -> ProposalLine:
    """Accept one line, which holds the machine for the hours of the association, or set it aside."""
    row = ProposalLine.objects.select_for_update().get(pk=line.pk)
    if row.state != ProposalLine.State.PROPOSED:
        raise Refused(_("This line was decided already."))
    if accepted:
        request = row.request
        if not request.is_waiting:
            raise Refused(_("%(number)s no longer waits.") % {"number": request})
        reserve(row.device, request.recipient, by=by, request=request)
    row.state = ProposalLine.State.ACCEPTED if accepted else ProposalLine.State.REFUSED
    row.decided_by, row.decided_at = by, now()
    row.save(update_fields=["state", "decided_by", "decided_at"])
    return row
