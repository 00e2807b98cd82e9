"""What is asked and what was paid: the association's grid, payments, the till of each day."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rebond.collection.categories import Category
from rebond.common.dates import now, today
from rebond.distribution.models.handovers import Handover
from rebond.people.models import Membership


class GridPrice(models.Model):
    """The price that the association asks, by category, grade and audience, from a day on."""

    class Audience(models.TextChoices):
        ELIGIBLE = "eligible", _("eligible person")
        OTHER = "other", _("other member")
        ASSOCIATION = "association", _("association")

    category = models.CharField(max_length=12, choices=Category)
    grade = models.CharField(max_length=1, blank=True)
    audience = models.CharField(max_length=11, choices=Audience)
    price_cents = models.PositiveIntegerField()
    valid_from = models.DateField(default=today)

    class Meta:
        ordering: ClassVar = ["category", "grade", "audience", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["category", "grade", "audience", "valid_from"], name="one_price_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.grade} {self.audience}"


class Payment(models.Model):
    """Money that came in (or, below zero, went back), for a handover or a membership. Append-only."""

    class Means(models.TextChoices):
        CASH = "cash", _("cash")
        CHEQUE = "cheque", _("cheque")
        CARD = "card", _("card")
        TRANSFER = "transfer", _("bank transfer")

    number = models.CharField(max_length=20, unique=True)
    day = models.DateField(default=today)
    at = models.DateTimeField(default=now)
    means = models.CharField(_("means of payment"), max_length=8, choices=Means)
    amount_cents = models.IntegerField()
    handover = models.ForeignKey(Handover, models.PROTECT, null=True, related_name="payments")
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="payments")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "id"], name="payments_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount_cents=0), name="a_payment_is_some_money"),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0, reverses__isnull=True)
                | Q(amount_cents__lt=0, reverses__isnull=False),
                name="money_goes_back_only_where_it_came_from",
            ),
            models.CheckConstraint(
                condition=Q(handover__isnull=False, membership__isnull=True)
                | Q(handover__isnull=True, membership__isnull=False),
                name="a_payment_is_for_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Instalment(models.Model):
    """When the parts of a price are due."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="instalments")
    due_on = models.DateField()
    amount_cents = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="an_instalment_is_some_money")
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.due_on}"


class TillDay(models.Model):
    """The till of one day, closed: what was in it in the morning, what must be there, what was counted.
    Append-only. A difference says why.
    """

    day = models.DateField(unique=True)
    opening_cents = models.PositiveIntegerField()
    expected_cents = models.IntegerField()
    counted_cents = models.PositiveIntegerField()
    banked_cents = models.PositiveIntegerField(default=0)  # taken out, to the bank
    difference_reason = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(default=now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(counted_cents=F("expected_cents")) | ~Q(difference_reason=""),
                name="a_till_balances_or_says_why",
            ),
            models.CheckConstraint(
                condition=Q(banked_cents__lte=F("counted_cents")), name="no_more_banked_than_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"
