"""Donations, what they announced, the lots that arrived and what was counted in them."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rebond.collection.categories import Category
from rebond.common.dates import now
from rebond.common.search import Searchable
from rebond.people.models import Organisation, Person


class LegalHead(models.Model):
    """Under which law something is given: a dated row with its source, never an `if`.

    ``price_caps_cents`` maps a category to the highest price allowed, tax included; a category absent from a
    non-empty table may not be sold.
    """

    code = models.CharField(max_length=30, primary_key=True)
    label = models.CharField(max_length=160)
    article = models.CharField(max_length=160)
    donor_kinds = models.JSONField(default=list)
    sale_allowed = models.BooleanField()
    price_caps_cents = models.JSONField(default=dict)
    source = models.TextField()
    grade = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return self.label


class Donation(Searchable):
    """Who gives, under which legal head, and when it is to be fetched."""

    class Status(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        ARRIVED = "arrived", _("arrived")
        CANCELLED = "cancelled", _("cancelled")

    number = models.CharField(max_length=20, unique=True)
    donor_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="donations"
    )
    donor_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="donations")
    legal_head = models.ForeignKey(LegalHead, models.PROTECT, verbose_name=_("legal head"))
    announced_on = models.DateField(_("announced on"))
    pickup_on = models.DateField(_("to be fetched on"), null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.ANNOUNCED)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta(Searchable.Meta):
        abstract = False
        indexes: ClassVar = [models.Index(fields=["status", "pickup_on"], name="donations_to_fetch")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(donor_organisation__isnull=False, donor_person__isnull=True)
                | Q(donor_organisation__isnull=True, donor_person__isnull=False),
                name="a_donation_has_one_donor",
            ),
            models.CheckConstraint(
                condition=Q(announced_on__gte=date(1990, 1, 1)) & Q(announced_on__lt=date(2080, 1, 1)),
                name="a_donation_has_a_likely_date",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def donor(self) -> Organisation | Person:
        donor = self.donor_organisation or self.donor_person
        assert donor is not None  # a_donation_has_one_donor
        return donor


class Announced(models.Model):
    """How many of one category the donor announced."""

    donation = models.ForeignKey(Donation, models.CASCADE, related_name="announced")
    category = models.CharField(max_length=12, choices=Category)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["donation", "category"], name="one_announcement_per_category"),
            models.CheckConstraint(condition=Q(quantity__lte=100_000), name="a_likely_announcement"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.category}"


class Lot(models.Model):
    """What actually arrived together, to be counted against what was announced."""

    number = models.CharField(max_length=20, unique=True)
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="lots")
    arrived_on = models.DateField(_("arrived on"))
    note = models.TextField(_("note"), blank=True, max_length=2000)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    told_scan = models.BigIntegerField(null=True)  # the last scan that a count in the journal holds

    class Meta:
        # Nearly every lot is closed: only the open ones are worth finding.
        indexes: ClassVar = [
            models.Index(fields=["id"], name="lots_open", condition=Q(closed_at__isnull=True))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(arrived_on__gte=date(1990, 1, 1)) & Q(arrived_on__lt=date(2080, 1, 1)),
                name="a_lot_has_a_likely_date",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Counted(models.Model):
    """How many of one category were counted in a lot at arrival, before numbers were given."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="counted")
    category = models.CharField(max_length=12, choices=Category)
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = [F("category").asc()]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "category"], name="one_count_per_category"),
            models.CheckConstraint(condition=Q(quantity__lte=100_000), name="a_likely_count"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.category}"


class Scanned(models.Model):
    """One machine counted by scan in a lot: its maker's serial number, none where it cannot be read.

    ``once`` names the page that sent it: the same form sent twice counts once.
    """

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="scanned")
    category = models.CharField(max_length=12, choices=Category)
    serial = models.CharField(max_length=80, blank=True)
    serial_key = models.CharField(max_length=80, blank=True)
    once = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["lot", "serial_key"],
                condition=~Q(serial_key=""),
                name="a_serial_counts_once_in_a_lot",
            ),
            models.UniqueConstraint(fields=["lot", "once"], name="a_page_counts_once"),
            models.CheckConstraint(
                condition=Q(serial="", serial_key="") | (~Q(serial="") & ~Q(serial_key="")),
                name="a_scanned_serial_can_be_compared",
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="scanned_in_a_known_category"
            ),
        ]

    def __str__(self) -> str:
        return self.serial or f"#{self.pk}"


class Closing(models.Model):
    """One category when a lot was closed: announced then, counted then in this lot and in the donation's
    others. A later change of the announcement does not rewrite it.
    """

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="closings")
    category = models.CharField(max_length=12, choices=Category)
    announced = models.PositiveIntegerField()
    counted = models.PositiveIntegerField()
    elsewhere = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lot", "category"], name="one_closing_per_category")
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.missing:+}"

    @property
    def missing(self) -> int:
        """Counted so far minus announced: negative when less came than was said."""
        return self.counted + self.elsewhere - self.announced


class DonorLink(models.Model):
    """The secret address of a donor's own page: no account, one secret, revocable. Only its hash is kept."""

    donor_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="links"
    )
    donor_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)
    may_be_asked_again = models.BooleanField(default=False)
    asked_again_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(donor_organisation__isnull=False, donor_person__isnull=True)
                | Q(donor_organisation__isnull=True, donor_person__isnull=False),
                name="a_link_has_one_donor",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def donor(self) -> Organisation | Person:
        donor = self.donor_organisation or self.donor_person
        assert donor is not None  # a_link_has_one_donor
        return donor


class DonationFile(models.Model):
    """A photograph or a list that the donor sent with an announcement, as it was sent. Append-only."""

    donation = models.ForeignKey(Donation, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    sent_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["donation", "sha256"], name="one_file_once_a_donation")
        ]

    def __str__(self) -> str:
        return self.name


class DonorList(models.Model):
    """A donor's list as it was read: from which file, by which columns. The file itself is kept beside."""

    file = models.OneToOneField(DonationFile, models.PROTECT, related_name="read_as")
    donation = models.ForeignKey(Donation, models.PROTECT, related_name="lists")
    columns = models.JSONField()  # folded title -> field: how this donor's next list is proposed
    imported_at = models.DateTimeField(default=now)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"#{self.pk}"


class ListedDevice(models.Model):
    """One line of a donor's list: what they declare, never what we saw."""

    donor_list = models.ForeignKey(DonorList, models.CASCADE, related_name="devices")
    rank = models.PositiveIntegerField()
    serial = models.CharField(max_length=80, blank=True)
    serial_key = models.CharField(max_length=80, blank=True, db_index=True)
    maker = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=12, choices=Category)
    asset_tag = models.CharField(max_length=80, blank=True)
    made_in = models.PositiveSmallIntegerField(null=True)
    quantity = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["donor_list", "rank"], name="one_device_a_row"),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="listed_in_a_known_category"
            ),
        ]

    def __str__(self) -> str:
        return self.serial or f"#{self.rank}"
