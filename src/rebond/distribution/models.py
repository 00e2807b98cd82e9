"""Reservations, handovers and returns: who got which computer, under which rule, and what came back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.common.dates import now
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person

_ONE_RECIPIENT = Q(person__isnull=False, organisation__isnull=True) | Q(
    person__isnull=True, organisation__isnull=False
)


class Recipient(models.Model):
    """A person or an organisation, one of the two."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def recipient(self) -> Person | Organisation:
        found = self.person or self.organisation
        assert found is not None  # a check constraint of each table
        return found


class Reservation(Recipient):
    """A device held for someone until an hour."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="reservations")
    made_at = models.DateTimeField(default=now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["until"], name="reservations_running", condition=Q(ended_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ONE_RECIPIENT, name="a_reservation_has_one_recipient"),
            models.UniqueConstraint(
                fields=["device"], condition=Q(ended_at__isnull=True), name="one_running_reservation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}"


class Handover(Recipient):
    """Gift, solidarity sale or loan of one or several devices to one recipient, with one signature."""

    class Kind(models.TextChoices):
        GIFT = "gift", pgettext_lazy("handover", "gift")
        SALE = "sale", _("solidarity sale")
        LOAN = "loan", _("loan")

    class Payment(models.TextChoices):
        NONE = "", _("nothing to pay")
        CASH = "cash", _("cash")
        CHEQUE = "cheque", _("cheque")
        CARD = "card", _("card")
        TRANSFER = "transfer", _("bank transfer")

    class Basis(models.TextChoices):
        """Why a capped « solidarity » price may be asked of this recipient; what was seen is never copied."""

        NONE = "", _("none needed")
        PRECARITY = "precarity", _("a proof of precarious situation was seen")
        ASSOCIATION = "association", _("the buyer is an association")

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(_("signed by"), max_length=120)
    payment = models.CharField(_("payment"), max_length=8, choices=Payment, blank=True)
    total_cents = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=11, choices=Basis, blank=True)
    warranty_months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="handovers_by_day"),
            models.Index(fields=["kind", "at", "id"], name="handovers_by_kind"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=_ONE_RECIPIENT, name="a_handover_has_one_recipient"),
            models.CheckConstraint(condition=Q(kind="sale") | Q(total_cents=0), name="only_a_sale_is_paid"),
            models.CheckConstraint(condition=Q(total_cents=0) | ~Q(payment=""), name="what_is_paid_says_how"),
        ]

    def __str__(self) -> str:
        return self.number


class HandoverItem(models.Model):
    """One device of a handover, with the legal facts of that day."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="items")
    device = models.ForeignKey(Device, models.PROTECT, related_name="handover_items")
    reception = models.PositiveSmallIntegerField()
    price_cents = models.PositiveIntegerField(default=0)
    sale_allowed = models.BooleanField()
    cap_cents = models.PositiveIntegerField(null=True)
    legal_head = models.CharField(max_length=30, blank=True)
    wording = models.CharField(max_length=14)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["device", "reception"], name="handed_over_once_a_reception"),
            models.CheckConstraint(
                condition=Q(sale_allowed=True) | Q(price_cents=0), name="never_sold_when_forbidden"
            ),
            models.CheckConstraint(
                condition=Q(cap_cents__isnull=True) | Q(price_cents__lte=F("cap_cents")),
                name="price_under_its_cap",
            ),
            models.CheckConstraint(
                condition=Q(wording__in=["reconditioned", "second_hand"]), name="a_known_legal_word"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.device_id}"


class Return(models.Model):
    """A device that came back: it holds a family's data."""

    item = models.OneToOneField(HandoverItem, models.PROTECT, related_name="comeback")
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)

    def __str__(self) -> str:
        return f"{self.item_id}"
