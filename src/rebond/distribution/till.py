"""Money: what the grid asks, what was paid, what the till of a day must hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.common.units import money_fr
from rebond.distribution import rules
from rebond.distribution.models import GridPrice, Handover, Instalment, Payment, TillDay
from rebond.people import retention
from rebond.people.models import Membership, Person, User
from rebond.people.services import association
from rebond.records import journal, numbering

Audience = GridPrice.Audience
LEAST_PART_CENTS = 100


def grid_price(category: str, grade: str, audience: str, on: date | None = None) -> int | None:
    """What the association asks, in cents: the row of this grade, or the one for any grade; None: no row."""
    rows = GridPrice.objects.filter(category=category, audience=audience, valid_from__lte=on or today())
    found = rows.filter(Q(grade=grade) | Q(grade="")).order_by("-grade", "-valid_from").first()
    return found.price_cents if found else None


@transaction.atomic
def set_price(
    *, category: str, grade: str, audience: str, price_cents: int, valid_from: date, by: User
) -> GridPrice:
    """Write a price of the grid; the earlier ones stay, dated."""
    row, _is_new = GridPrice.objects.update_or_create(
        category=category,
        grade=grade,
        audience=audience,
        valid_from=valid_from,
        defaults={"price_cents": price_cents},
    )
    journal.write("grid.priced", row, by=by, category=category, grade=grade, price_cents=price_cents)
    return row


def paid_cents(handover: Handover) -> int:
    """What came in for a handover, less what went back."""
    return handover.payments.aggregate(n=Sum("amount_cents"))["n"] or 0


@transaction.atomic
def pay_handover(handover: Handover, *, means: str, amount_cents: int, by: User | None) -> Payment:
    """Money for a handover; never more than its price."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    left = handover.total_cents - paid_cents(handover)
    if amount_cents <= 0:
        raise Refused(_("Write an amount above zero."))
    if amount_cents > left:
        raise Refused(_("%(left)s are still to be paid, not more.") % {"left": money_fr(left)})
    return _take(means, amount_cents, by, handover=handover)


@transaction.atomic
def join(person: Person, *, means: str, by: User | None, fee_cents: int | None = None) -> Membership:
    """A year of membership from today, paid now. Whoever is a member already is refused."""
    Person.objects.select_for_update().get(pk=person.pk)
    day = today()
    if is_member(person):
        raise Refused(_("%(name)s is a member already.") % {"name": person})
    founder = association()
    if fee_cents is None:
        fee_cents = founder.membership_fee_cents if founder else 0
    row, _is_new = Membership.objects.update_or_create(  # the fee may have been given back this very day
        person=person,
        starts_on=day,
        defaults={"ends_on": rules.months_later(day, 12), "fee_cents": fee_cents},
    )
    if fee_cents:
        _take(means, fee_cents, by, membership=row)
    journal.write("membership.begun", row, by=by, fee_cents=fee_cents)
    return row


def is_member(person: Person, on: date | None = None) -> bool:
    """Whether a membership of this human runs that day, also one taken under a row merged since; not one
    whose fee was given back.
    """
    day = on or today()
    return _memberships(person).filter(starts_on__lte=day, ends_on__gt=day).exists()


def last_membership(person: Person) -> Membership | None:
    """The one that runs, or ended last."""
    return _memberships(person).order_by("-ends_on").first()


def _memberships(person: Person) -> QuerySet[Membership]:
    rows = Membership.objects.filter(person__in=retention.same_human(person))
    return rows.annotate(paid=Sum("payments__amount_cents")).filter(Q(fee_cents=0) | Q(paid__gt=0))


@transaction.atomic
def give_back(payment: Payment, *, by: User | None) -> Payment:
    """The whole of a payment goes back the way it came: a line below zero, never a line removed."""
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if payment.amount_cents < 0 or hasattr(payment, "reversed_by"):
        raise Refused(_("This money was given back already."))
    return _take(
        payment.means,
        -payment.amount_cents,
        by,
        handover=payment.handover,
        membership=payment.membership,
        reverses=payment,
    )


def _take(
    means: str,
    amount_cents: int,
    by: User | None,
    *,
    handover: Handover | None = None,
    membership: Membership | None = None,
    reverses: Payment | None = None,
) -> Payment:
    day = today()
    if means not in Payment.Means.values:
        raise Refused(_("Say how it is paid."))
    rank = numbering.take(_sequence(day))  # first: it holds back whoever closes the till meanwhile
    if means == Payment.Means.CASH and TillDay.objects.filter(day=day).exists():
        raise Refused(
            _("Today's till is closed: no cash can go in or out any more."),
            _("Take another means of payment, or come back tomorrow."),
        )
    row = Payment.objects.create(
        number=f"ENC-{day:%y}-{rank:05d}",
        day=day,
        at=now(),
        means=means,
        amount_cents=amount_cents,
        handover=handover,
        membership=membership,
        reverses=reverses,
        by=by,
    )
    journal.write("payment.taken", row, by=by, amount_cents=amount_cents, means=means)
    return row


def _sequence(day: date) -> str:
    return f"payment-{day:%y}"


@transaction.atomic
def in_several_times(handover: Handover, times: int) -> Sequence[Instalment]:
    """Write when the parts of a price are due: today, then each month."""
    if times > 1 and handover.total_cents < times * LEAST_PART_CENTS:
        raise Refused(
            _("%(amount)s cannot be paid in %(times)s times: a part is at least one euro.")
            % {"amount": money_fr(handover.total_cents), "times": times}
        )
    parts = rules.instalments(handover.total_cents, times, today())
    return Instalment.objects.bulk_create(
        [Instalment(handover=handover, due_on=day, amount_cents=amount) for day, amount in parts]
    )


@dataclass(frozen=True)
class Till:
    """One day. ``expected_cents``: what must be in the drawer, the morning's plus cash in, less cash out."""

    day: date
    opening_cents: int
    by_means: dict[str, int]
    closed: TillDay | None

    @property
    def expected_cents(self) -> int:
        return self.opening_cents + self.by_means.get(Payment.Means.CASH, 0)

    @property
    def total_cents(self) -> int:
        return sum(self.by_means.values())


def till(day: date) -> Till:
    """The till of one day, from its rows."""
    rows = Payment.objects.filter(day=day).values("means").annotate(n=Sum("amount_cents"))
    by_means = {row["means"]: row["n"] for row in rows}
    closed = TillDay.objects.filter(day=day).select_related("closed_by").first()
    return Till(day, closed.opening_cents if closed else _left_before(day), by_means, closed)


def _left_before(day: date) -> int:
    """What the last closed till left in the drawer, and the cash of days nobody closed since."""
    last = TillDay.objects.filter(day__lt=day).order_by("-day").first()
    cash = Payment.objects.filter(means=Payment.Means.CASH, day__lt=day)
    if last:
        cash = cash.filter(day__gt=last.day)
    since = cash.aggregate(n=Sum("amount_cents"))["n"] or 0
    return max(0, since + (last.counted_cents - last.banked_cents if last else 0))


@transaction.atomic
def close_till(
    day: date, *, counted_cents: int, banked_cents: int = 0, difference_reason: str = "", by: User
) -> TillDay:
    """Count the drawer and close the day: it balances, or the difference says why."""
    if day > today():
        raise Refused(_("This day has not come yet."))
    numbering.hold(_sequence(today()))  # no payment comes in between the count and the closing
    now_due = till(day)
    if now_due.closed:
        raise Refused(_("This till is closed already."))
    if TillDay.objects.filter(day__gt=day).exists():
        raise Refused(_("A later day is closed already: this one can no longer be."))
    difference = counted_cents - now_due.expected_cents
    if difference and not difference_reason.strip():
        raise Refused(
            _("The till does not balance: %(difference)s. Count again, or say why.")
            % {"difference": money_fr(difference)}
        )
    if banked_cents > counted_cents:
        raise Refused(_("No more can go to the bank than there is in the drawer."))
    row = TillDay.objects.create(
        day=day,
        opening_cents=now_due.opening_cents,
        expected_cents=now_due.expected_cents,
        counted_cents=counted_cents,
        banked_cents=banked_cents,
        difference_reason=difference_reason.strip() if difference else "",
        closed_at=now(),
        closed_by=by,
    )
    journal.write("till.closed", row, by=by, day=day.isoformat(), difference_cents=difference)
    return row
