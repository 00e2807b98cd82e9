"""Devices with OUR number, the drives seen in them, the places they stand, the steps they took."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rebond.collection.categories import HOLDS_NO_DATA, Category
from rebond.collection.models import Lot
from rebond.common.dates import now
from rebond.common.search import Searchable
from rebond.inventory.states import OUTSIDE, State


class Location(models.Model):
    """Site > room > shelf; also a van or a partner's depot. Carries a label, so it can be scanned."""

    class Kind(models.TextChoices):
        SITE = "site", _("site")
        ROOM = "room", _("room")
        SHELF = "shelf", _("shelf")
        VAN = "van", _("van")
        PARTNER = "partner", _("partner's depot")

    code = models.CharField(_("code on the label"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("inside"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=["site", "van", "partner"], parent__isnull=True)
                | Q(kind__in=["room", "shelf"], parent__isnull=False),
                name="rooms_and_shelves_are_inside_something",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Device(Searchable):
    """One physical thing with our number on it. Maker's serials are facts, not the identity."""

    number = models.CharField(max_length=20, unique=True)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    state_since = models.DateTimeField(default=now)
    reception = models.PositiveSmallIntegerField(default=1)
    received_at = models.DateTimeField(default=now)
    version = models.PositiveIntegerField(default=1)
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="devices", db_index=False
    )
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, db_index=False)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    serial_key = models.CharField(max_length=80, blank=True, editable=False)
    uuid_key = models.CharField(max_length=32, blank=True, editable=False)
    cpu = models.CharField(_("processor"), max_length=120, blank=True)
    cpu_cores = models.PositiveSmallIntegerField(_("cores"), null=True, blank=True)
    ram_bytes = models.BigIntegerField(_("memory"), null=True, blank=True)
    made_in = models.PositiveSmallIntegerField(_("year it was made"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=1, blank=True)
    system = models.CharField(_("system installed"), max_length=60, blank=True)
    has_camera = models.BooleanField(null=True)  # tested and working; None: not tested
    has_wifi = models.BooleanField(null=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed")
    created_at = models.DateTimeField(default=now)

    class Meta(Searchable.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="devices_by_state"),
            models.Index(fields=["state", "category", "id"], name="devices_by_state_category"),
            models.Index(fields=["state", "state_since"], name="devices_waiting"),
            models.Index(fields=["state", "category", "state_since"], name="devices_waiting_by_category"),
            models.Index(fields=["category", "id"], name="devices_by_category"),
            models.Index(fields=["location", "id"], name="devices_by_location"),
            models.Index(fields=["lot", "id"], name="devices_by_lot"),
            models.Index(fields=["maker", "model", "id"], name="devices_by_model"),
            models.Index(fields=["serial_key"], name="devices_by_serial"),
            models.Index(fields=["uuid_key"], name="devices_by_uuid"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
                name="a_merged_device_names_the_other",
            ),
            models.CheckConstraint(
                condition=Q(ram_bytes__isnull=True) | Q(ram_bytes__gte=0), name="some_memory"
            ),
            models.CheckConstraint(
                condition=Q(made_in__isnull=True) | Q(made_in__gte=1980, made_in__lt=2080),
                name="a_likely_year_made",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="a_known_device_state"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="a_known_category"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def holds_data(self) -> bool:
        return self.category not in HOLDS_NO_DATA

    @property
    def is_outside(self) -> bool:
        return self.state in OUTSIDE

    @property
    def title(self) -> str:
        return f"{self.maker} {self.model}".strip() or self.get_category_display()


class Drive(Searchable):
    """Anything that holds data. Its own row and its own debt: it outlives and changes computers."""

    class Media(models.TextChoices):
        HDD = "hdd", _("hard disk")
        SSD = "ssd", _("SSD")
        NVME = "nvme", _("NVMe SSD")
        EMMC = "emmc", _("soldered storage (eMMC)")
        SD = "sd", _("memory card")
        USB = "usb", _("USB storage")
        PHONE = "phone", _("internal storage")
        UNKNOWN = "unknown", _("data drive of unknown kind")

    class DataState(models.TextChoices):
        UNPROVEN = "unproven", _("data not proven gone")
        ERASED = "erased", _("data erased, with proof")
        DESTROYED = "destroyed", _("destroyed, with proof")

    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="drives")
    data_state = models.CharField(max_length=10, choices=DataState, default=DataState.UNPROVEN)
    debt_since = models.DateTimeField(default=now)
    proof_id = models.BigIntegerField(
        null=True
    )  # the erasure that stands, until the drive may hold data again
    released_at = models.DateTimeField(null=True)
    media = models.CharField(_("kind"), max_length=8, choices=Media, default=Media.UNKNOWN)
    maker = models.CharField(_("maker"), max_length=80, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=80, blank=True)
    serial_key = models.CharField(max_length=80, blank=True, editable=False)
    wwn = models.CharField(max_length=40, blank=True)
    size_bytes = models.BigIntegerField(_("size"), null=True, blank=True)
    smart_passed = models.BooleanField(null=True)
    power_on_hours = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta(Searchable.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(fields=["data_state", "id"], name="drives_by_debt"),
            models.Index(fields=["serial_key"], name="drives_by_serial"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(data_state="unproven"),
                name="no_unproven_drive_leaves",
            ),
            models.CheckConstraint(
                condition=Q(size_bytes__isnull=True) | Q(size_bytes__gte=0), name="some_size"
            ),
        ]

    def __str__(self) -> str:
        return self.serial or self.model or f"#{self.pk}"

    def owe_since(self, instant: datetime) -> None:
        """The drive may hold someone's data from ``instant`` on: no earlier proof stands. Written at once."""
        self.data_state, self.debt_since, self.proof_id = self.DataState.UNPROVEN, instant, None
        self.save(update_fields=["data_state", "debt_since", "proof_id"])


class Sighting(models.Model):
    """A drive was seen in a device during one of its receptions; it is settled by a proof, once."""

    class Proof(models.TextChoices):
        ERASURE = "erasure", _("erased")
        DESTRUCTION = "destruction", _("destroyed")
        REMOVAL = "removal", _("taken out")

    drive = models.ForeignKey(Drive, models.PROTECT, related_name="sightings")
    device = models.ForeignKey(Device, models.PROTECT, related_name="sightings", db_index=False)
    reception = models.PositiveSmallIntegerField()
    seen_at = models.DateTimeField(default=now)
    report_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=12, choices=Proof, blank=True)
    proof_id = models.BigIntegerField(null=True)

    class Meta:
        # The gate asks for every sighting of a device: the partial constraint below only knows the open ones.
        indexes: ClassVar = [models.Index(fields=["device", "reception"], name="sightings_of_a_device")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["device", "reception", "drive"],
                condition=Q(settled_at__isnull=True),
                name="one_open_sighting_per_reception",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by="", proof_id__isnull=True)
                | (Q(settled_at__isnull=False, proof_id__isnull=False) & ~Q(settled_by="")),
                name="settled_with_its_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.drive_id} in {self.device_id}"


class Move(models.Model):
    """One step of a device: a state, a place, or both. Append-only.

    ``counts_as`` names the figure the step feeds; ``month`` is its month as 202611.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="moves", db_index=False)
    at = models.DateTimeField(default=now)
    month = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, choices=State)
    from_location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="+", db_index=False)
    to_location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="+", db_index=False)
    reception = models.PositiveSmallIntegerField()
    counts_as = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["device", "id"], name="moves_of_a_device"),
            models.Index(fields=["counts_as", "month", "id"], name="moves_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.from_state} > {self.to_state}"


class WasteSlip(models.Model):
    """What the recycler weighed and signed of one slip (``number`` is the reason of the moves that left under
    it). ``left``: its machines when it was weighed, by year in which they left and category, to tell what is
    weighed from what is estimated.
    """

    number = models.CharField(_("slip"), max_length=200, unique=True)
    signed_on = models.DateField(_("signed on"))
    grams = models.PositiveBigIntegerField(_("kilograms weighed"))
    left = models.JSONField(default=dict)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    attested_by = models.CharField(_("number of the BSDD or of the attestation"), max_length=60, blank=True)
    organism = models.CharField(_("éco-organisme or recycler"), max_length=80, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["signed_on"], name="slips_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(grams__gt=0, grams__lte=50_000_000), name="a_weight_that_can_be"
            )
        ]

    def __str__(self) -> str:
        return self.number


class StateCount(models.Model):
    """How many devices are in a state, by category. Kept by the database itself (guards.py)."""

    state = models.CharField(max_length=12)
    category = models.CharField(max_length=12)
    n = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["state", "category"], name="one_state_count")
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.category}: {self.n}"


class DebtCount(models.Model):
    """How many drives are in each data state. Kept by the database itself."""

    data_state = models.CharField(max_length=10, primary_key=True)
    n = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.data_state}: {self.n}"


class MonthTally(models.Model):
    """Steps counted by month, figure and category. Kept by the database itself."""

    month = models.PositiveIntegerField()
    event = models.CharField(max_length=12)
    category = models.CharField(max_length=12)
    n = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "event", "category"], name="one_month_tally")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.event} {self.category}: {self.n}"


class DonorTally(models.Model):
    """Steps counted by year, figure and donor (``o12`` organisation, ``p7`` person). Kept by the database
    itself.
    """

    year = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=12)
    donor = models.CharField(max_length=20)
    n = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "event", "donor"], name="one_donor_tally")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.event} {self.donor}: {self.n}"
