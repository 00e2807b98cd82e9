"""Reservations, handovers and returns: who got which computer, under which rule, and what came back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rebond.common.dates import now, this_month
from rebond.inventory.models import Device
from rebond.people.models import Organisation, Person

ONE_RECIPIENT = Q(person__isnull=False, organisation__isnull=True) | Q(
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
    request = models.ForeignKey("distribution.Request", models.PROTECT, null=True, related_name="holds")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["until"], name="reservations_running", condition=Q(ended_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_RECIPIENT, name="a_reservation_has_one_recipient"),
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
        INSTALMENTS = "instalments", _("in several times")

    class Signature(models.TextChoices):
        TYPED = "typed", _("name typed by the person")
        DRAWN = "drawn", _("signed with a finger")
        PAPER = "paper", _("signed on paper, scanned")

    class Extra(models.TextChoices):
        """What goes with a machine and carries no number."""

        CHARGER = "charger", _("charger")
        BAG = "bag", _("bag")
        MOUSE = "mouse", _("mouse")
        KEYBOARD = "keyboard", _("keyboard")
        HEADSET = "headset", _("headset")
        CAMERA = "camera", _("camera to plug in")
        SIM = "sim", _("SIM card")
        GUIDE = "guide", _("starter guide")

    class Basis(models.TextChoices):
        """Why a capped « solidarity » price may be asked of this recipient; what was seen is never copied."""

        NONE = "", _("none needed")
        PRECARITY = "precarity", _("a proof of precarious situation was seen")
        ASSOCIATION = "association", _("the buyer is an association")

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    at = models.DateTimeField(default=now)
    month = models.PositiveIntegerField(default=this_month)  # of ``at``, where the association lives: 202611
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed_name = models.CharField(_("signed by"), max_length=120)
    signature_kind = models.CharField(max_length=5, choices=Signature, default=Signature.TYPED)
    signature = models.TextField(blank=True)  # the path of an SVG, as the finger drew it
    extras = models.JSONField(default=list)
    request = models.ForeignKey("distribution.Request", models.PROTECT, null=True, related_name="handovers")
    payment = models.CharField(_("payment"), max_length=11, choices=Payment, blank=True)
    total_cents = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=11, choices=Basis, blank=True)
    warranty_months = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="handovers_by_day"),
            models.Index(fields=["kind", "at", "id"], name="handovers_by_kind"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_RECIPIENT, name="a_handover_has_one_recipient"),
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
    month = models.PositiveIntegerField(default=this_month)
    code = models.CharField(max_length=12, blank=True)  # what the statistics of models count
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.item_id}"


class SignedPaper(models.Model):
    """The paper twin of a handover, signed by hand and scanned back."""

    handover = models.OneToOneField(Handover, models.PROTECT, related_name="signed_paper")
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.handover_id}"


class Loan(models.Model):
    """Until when a lent machine is out."""

    class Purpose(models.TextChoices):
        HOME = "home", _("at home")
        ASSOCIATION = "association", _("lent to an association")
        COURSE = "course", _("for a course")

    handover = models.OneToOneField(Handover, models.PROTECT, related_name="loan")
    purpose = models.CharField(max_length=11, choices=Purpose, default=Purpose.HOME)
    due_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="loans_running", condition=Q(ended_on__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.due_on}"


class Renewal(models.Model):
    """A loan that goes on. Append-only."""

    loan = models.ForeignKey(Loan, models.PROTECT, related_name="renewals")
    was_due_on = models.DateField()
    due_on = models.DateField()
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gt=F("was_due_on")), name="a_renewal_goes_on")
        ]

    def __str__(self) -> str:
        return f"{self.loan_id}: {self.due_on}"


class FollowUp(models.Model):
    """A question asked one, three, six and twelve months after a handover, and what was answered."""

    class Answer(models.TextChoices):
        WORKS = "works", _("it works, it is used")
        UNUSED = "unused", _("it is not used")
        TROUBLE = "trouble", _("something does not work")
        GONE = "gone", _("it is no longer there")
        NO_ANSWER = "no_answer", _("nobody answered")

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_month = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="follow_ups_due", condition=Q(answered_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["handover", "months"], name="one_follow_up_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.handover_id} +{self.months}"


class AfterSale(models.Model):
    """What somebody asked from the page of their machine, without account."""

    class Wish(models.TextChoices):
        REPAIR = "repair", _("Something no longer works")
        HELP = "help", _("I need help to use it")
        RETURN = "return", _("I want to give it back")

    class Outcome(models.TextChoices):
        HELPED = "helped", _("helped on the spot")
        REPAIRED = "repaired", _("repaired")
        EXCHANGED = "exchanged", _("exchanged")
        RETURNED = "returned", _("came back")
        UNREACHED = "unreached", _("nobody could be reached")
        VOID = "void", _("not serious, or by mistake")

    device = models.ForeignKey(Device, models.PROTECT, related_name="after_sales")
    reception = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=now)
    wish = models.CharField(max_length=6, choices=Wish)
    words = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    wished_half_day = models.CharField(max_length=24, blank=True)  # "2026-12-01 morning"
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], name="after_sales_open", condition=Q(settled_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="settled_with_its_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.wish}"


class Alternative(models.Model):
    """« Without this machine, what would you have done? »: how many answered what, by month. A count, tied to
    nobody. Kept apart by category: the CO2e method weighs each.
    """

    class Answer(models.TextChoices):
        NEW = "new", _("bought a new one")
        SECOND_HAND = "second_hand", _("bought one second hand")
        OLD = "old", _("gone on with an older one")
        SHARED = "shared", _("used somebody else's, or a telephone")
        NOTHING = "nothing", _("gone without")

    month = models.PositiveIntegerField()
    category = models.CharField(max_length=12)
    answer = models.CharField(max_length=11, choices=Answer)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "category", "answer"], name="one_count_of_answers")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.category} {self.answer}: {self.n}"
