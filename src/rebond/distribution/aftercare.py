"""After a handover: loans that end or go on, the questions of the next months, what is asked by the label."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from rebond.common.dates import now, this_month, today
from rebond.common.errors import Refused
from rebond.distribution import notices, rules
from rebond.distribution.models import (
    AfterSale,
    Alternative,
    FollowUp,
    Handover,
    HandoverItem,
    Instalment,
    Loan,
    Renewal,
    Request,
)
from rebond.distribution.requests import COMPUTERS
from rebond.distribution.till import paid_cents
from rebond.inventory.models import Device
from rebond.people import messages, retention
from rebond.people.models import User
from rebond.people.rules import months_before
from rebond.records import journal

FOLLOW_UP_MONTHS: Final = (1, 3, 6, 12)
REMIND_BEFORE: Final = timedelta(days=7)
EVE: Final = timedelta(hours=48)
LATE_AFTER: Final = timedelta(days=3)
KEPT_AFTER_A_LOAN: Final = timedelta(days=183)
"""A file is not forgotten while a loan runs, nor the six months after its end."""
LONGEST_LOAN_MONTHS: Final = 36
MOST_OPEN_ASKS: Final = 3
"""Asks of one machine that wait at once: the page of a label needs no account, so it needs an end."""


def plan_follow_ups(handover: Handover) -> None:
    """One, three, six and twelve months after a computer came to somebody."""
    is_computer = handover.items.filter(device__category__in=COMPUTERS).exists()
    if handover.person and is_computer:
        FollowUp.objects.bulk_create(
            [
                FollowUp(handover=handover, months=n, due_on=rules.months_later(today(), n))
                for n in FOLLOW_UP_MONTHS
            ]
        )


@transaction.atomic
def count_alternative(handover: Handover, answer: str) -> None:
    """One more answer of this month; nothing says whose."""
    if answer not in Alternative.Answer.values:
        raise Refused(_("Choose one of the five answers."))
    first = handover.items.select_related("device").order_by("pk").first()
    category = first.device.category if first else "other"
    row, _is_new = Alternative.objects.get_or_create(month=this_month(), category=category, answer=answer)
    Alternative.objects.filter(pk=row.pk).update(n=F("n") + 1)


def check_loan_end(due_on: date) -> None:
    """A loan is not a gift that nobody wrote down: three years at most from the day it is written."""
    latest = rules.months_later(today(), LONGEST_LOAN_MONTHS)
    if due_on > latest:
        raise Refused(
            _("A loan ends within three years: on %(day)s at the latest.") % {"day": f"{latest:%d/%m/%Y}"},
            _("Renew it then, or give the machine."),
        )


@transaction.atomic
def renew(loan: Loan, *, due_on: date, by: User) -> Loan:
    """The loan goes on until another day."""
    loan = Loan.objects.select_for_update().get(pk=loan.pk)
    if loan.ended_on:
        raise Refused(_("This loan is over."))
    if due_on <= max(loan.due_on, today()):
        raise Refused(_("The new day must come after the present one, and after today."))
    check_loan_end(due_on)
    Renewal.objects.create(loan=loan, was_due_on=loan.due_on, due_on=due_on, at=now(), by=by)
    loan.due_on = due_on
    loan.save(update_fields=["due_on"])
    if loan.handover.person:
        retention.touch(loan.handover.person, kept_until=due_on + KEPT_AFTER_A_LOAN)
    journal.write("loan.renewed", loan, by=by, due_on=due_on.isoformat())
    return loan


def came_back(handover: Handover, device: Device, *, by: User | None) -> None:
    """Once everything of a handover is back, its loan is over and nobody is asked any more; what was asked of
    this machine is settled.
    """
    AfterSale.objects.filter(device=device, settled_at=None).update(
        outcome=AfterSale.Outcome.RETURNED, settled_at=now(), settled_by=by
    )
    if handover.items.filter(comeback=None).exists():
        return
    for loan in Loan.objects.filter(handover=handover, ended_on=None):
        Loan.objects.filter(pk=loan.pk).update(ended_on=today())
        if handover.person:
            was, is_now = loan.due_on + KEPT_AFTER_A_LOAN, today() + KEPT_AFTER_A_LOAN
            retention.keep_less(handover.person, was=was, until=is_now)
    handover.follow_ups.filter(answered_at=None).delete()


@transaction.atomic
def ask(item: HandoverItem, *, wish: str, words: str, phone: str, wished_half_day: str = "") -> AfterSale:
    """From the page of a label, by whoever holds the machine; nobody of ours is behind it."""
    device = Device.objects.select_for_update().get(pk=item.device_id)
    waiting = AfterSale.objects.filter(device=device, reception=item.reception, settled_at=None)
    if waiting.count() >= MOST_OPEN_ASKS:
        raise Refused(
            _("Your earlier messages about this machine are being looked at."), _("Call us if it is urgent.")
        )
    row = AfterSale.objects.create(
        device=device, reception=item.reception, asked_at=now(), wish=wish, words=words, phone=phone,
        wished_half_day=wished_half_day,
    )  # fmt: skip
    journal.write("aftersale.asked", device, by=None, wish=wish)
    return row


@transaction.atomic
def settle(row: AfterSale, outcome: str, *, by: User) -> AfterSale:
    """What became of it."""
    row = AfterSale.objects.select_for_update().get(pk=row.pk)
    if row.settled_at:
        raise Refused(_("This was settled already."))
    row.outcome, row.settled_at, row.settled_by = outcome, now(), by
    row.save(update_fields=["outcome", "settled_at", "settled_by"])
    item = HandoverItem.objects.filter(device=row.device_id, reception=row.reception).first()
    if item and item.handover.person:
        retention.touch(item.handover.person)
    journal.write("aftersale.settled", row.device, by=by, outcome=outcome)
    return row


@transaction.atomic
def answer(row: FollowUp, told: str, *, by: User) -> None:
    """What the person answered."""
    row.answer, row.answered_at, row.answered_month, row.by = told, now(), this_month(), by
    row.save(update_fields=["answer", "answered_at", "answered_month", "by"])
    if row.handover.person and told != FollowUp.Answer.NO_ANSWER:
        retention.touch(row.handover.person)
    journal.write("followup.answered", row.handover, by=by, months=row.months, answer=told)


@transaction.atomic
def remind() -> int:
    """Queue what is due: appointments of the next two days, loans that end within a week or are late, parts
    of a price, questions of the month. Each is queued once, whatever happens; returns how many were.
    """
    return sum((_remind_appointments(), _remind_loans(), _remind_instalments(), _ask_follow_ups()))


def _remind_appointments() -> int:
    """Told again two days before, unless it was given since."""
    soon = Request.objects.filter(
        state=Request.State.APPOINTMENT,
        appointment_at__range=(now(), now() + EVE),
        state_since__lt=now() - EVE,
    )
    queued = 0
    for row in soon.select_related("person", "organisation"):
        assert row.appointment_at is not None  # the filter
        about = f"request:{row.pk}:{row.appointment_at:%Y-%m-%dT%H:%M}:eve"
        queued += bool(messages.notify(row.recipient, notices.appointment(row.appointment_at), about=about))
    return queued


def _remind_loans() -> int:
    running = Loan.objects.filter(ended_on=None).select_related("handover__person", "handover__organisation")
    queued = 0
    for loan in running.filter(due_on__lte=today() + REMIND_BEFORE):
        late = loan.due_on + LATE_AFTER <= today()
        notice = notices.loan_late(loan.due_on) if late else notices.loan_due(loan.due_on)
        if late and loan.handover.person:  # whoever has our machine is not forgotten with it
            retention.keep(loan.handover.person, today() + KEPT_AFTER_A_LOAN)
        about = f"loan:{loan.pk}:{loan.due_on}:{'late' if late else 'due'}"
        queued += bool(messages.notify(loan.handover.recipient, notice, about=about))
    return queued


def _remind_instalments() -> int:
    due = Instalment.objects.filter(due_on__range=(today(), today() + REMIND_BEFORE))
    queued = 0
    for row in due.select_related("handover__person", "handover__organisation"):
        if _is_owed(row):
            about = f"instalment:{row.pk}"
            notice = notices.instalment_due(row.due_on)
            queued += bool(messages.notify(row.handover.recipient, notice, about=about))
    return queued


def _is_owed(row: Instalment) -> bool:
    """Not the first part, which is paid on the day; not what was paid before its day, nor for machines that
    all came back.
    """
    handover = row.handover
    if row.due_on <= timezone.localdate(handover.at) or not handover.items.filter(comeback=None).exists():
        return False
    until_then = handover.instalments.filter(due_on__lte=row.due_on).aggregate(n=Sum("amount_cents"))["n"]
    return bool(until_then > paid_cents(handover))


def _ask_follow_ups() -> int:
    due = FollowUp.objects.filter(answered_at=None, asked_at=None, due_on__lte=today())
    queued = 0
    for row in due.select_related("handover__person")[:200]:
        person = row.handover.person
        if person is None:
            continue
        about = f"handover:{row.handover_id}:m{row.months}"
        queued += bool(messages.notify(person, notices.follow_up(row.months), about=about))
        row.asked_at = now()
        row.save(update_fields=["asked_at"])
    return queued


def to_ask() -> QuerySet[FollowUp]:
    """The questions whose day has come and that nobody answered, less those who want no message or were
    forgotten, whichever of their rows the machine was given to.
    """
    rows = FollowUp.objects.filter(answered_at=None, due_on__lte=today(), asked_at__isnull=False)
    for path in ("handover__person", "handover__person__merged_into"):
        rows = rows.filter(**{f"{path}__messages_refused_at": None, f"{path}__anonymised_at": None})
    return rows.select_related("handover__person").order_by("due_on")


@transaction.atomic
def forget_old_asks() -> int:
    """Words and telephones of what was asked by the label, once settled for longer than messages are kept."""
    until = months_before(today(), retention.months(retention.Purpose.MESSAGE))
    old = AfterSale.objects.filter(settled_at__date__lt=until).exclude(words="", phone="")
    return old.update(words="", phone="")


def late_loans() -> list[Loan]:
    """Those whose day is past, the latest first."""
    rows = Loan.objects.filter(ended_on=None, due_on__lt=today())
    return list(rows.select_related("handover__person", "handover__organisation").order_by("due_on"))
