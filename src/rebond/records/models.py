"""The journal, the papers as issued, the counters that number things, the pages sent; the sealed tree."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import now
from rebond.people.models import Person


class Sequence(models.Model):
    """The last rank given under one name, for example ``device-26``."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class Sending(models.Model):
    """A page that was sent, under its own token, and the address it led to: kept some days."""

    token = models.UUIDField(primary_key=True)
    led_to = models.TextField(default="")
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        return str(self.token)


class JournalEntry(models.Model):
    """Who did what to what, when. ``kind`` and ``data`` are facts, never a translated sentence.
    Append-only.
    """

    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="journal_by_subject"),
            models.Index(fields=["kind", "id"], name="journal_by_kind"),
            models.Index(fields=["actor", "id"], name="journal_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"


class Paper(models.Model):
    """A numbered document kept as issued: its PDF never changes. Append-only, no gap in a year's numbers."""

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField()
    number = models.CharField(max_length=30, unique=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    issued_at = models.DateTimeField(default=now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    template = models.CharField(max_length=40, default="")  # the version of its words
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    key = models.ForeignKey("SigningKey", models.PROTECT, null=True, related_name="+")
    amount_cents = models.BigIntegerField(null=True)  # of a tax receipt
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    forgotten_at = models.DateTimeField(null=True)  # its body named somebody who was forgotten

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id"], name="papers_by_subject")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year", "rank"], name="one_paper_per_rank"),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(body=b""), name="a_forgotten_paper_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class TextCheck(models.Model):
    """A text of our papers that a professional confirmed, by its name and version."""

    text = models.CharField(max_length=60, unique=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.text


class Revocation(models.Model):
    """A paper that is no longer good, and why. Append-only."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="revocation")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.reason}"


class SigningKey(models.Model):
    """A public key of ours and the certificate made with it; the one before it signs it. Append-only.

    ``endorsement`` is empty for the first key, and for one that replaces a lost one.
    """

    public = models.BinaryField(max_length=32, unique=True)
    certificate = models.BinaryField()
    since = models.DateTimeField(default=now)
    endorsed_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="endorsed")
    endorsement = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return bytes(self.public).hex()[:16]


class Leaf(models.Model):
    """One row of ours in the tree: its place, the hash of its statement, our mark. Append-only."""

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    form = models.PositiveSmallIntegerField()
    row_id = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)
    mark = models.BinaryField(max_length=16)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "row_id"], name="one_leaf_per_row")]

    def __str__(self) -> str:
        return f"{self.position}: {self.kind} {self.row_id}"


class Node(models.Model):
    """The head of a full subtree: ``1 << level`` leaves from ``position << level`` on. Append-only."""

    level = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "position"], name="one_head_per_subtree")
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class TreeHead(models.Model):
    """The tree as it was at one instant, signed, and the hash of the head before. Append-only."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    previous = models.BinaryField(max_length=32)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="heads")
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"{self.size}"


class OpeningBalance(models.Model):
    """What the association did in a year before its rows were here: declared by it, never mixed with what is
    counted.
    """

    class Measure(models.TextChoices):
        COLLECTED = "collected", _("computers collected")
        REFURBISHED = "refurbished", _("computers made good again")
        FAMILIES = "families", _("families equipped")
        TRAINEES = "trainees", _("people trained")
        TRAINEE_HOURS = "trainee_hours", _("hours of trainees")
        TRAINER_HOURS = "trainer_hours", _("hours of trainers")

    year = models.PositiveSmallIntegerField(_("year"))
    measure = models.CharField(max_length=13, choices=Measure)
    value = models.PositiveIntegerField()
    source = models.CharField(_("where the figure comes from"), max_length=160)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(default=now)

    class Meta:
        ordering: ClassVar = ["year", "measure"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "measure"], name="one_balance_a_year"),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lt=2080), name="a_year_of_ours"),
            models.CheckConstraint(condition=~Q(source=""), name="a_balance_says_where_it_comes_from"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.measure}: {self.value}"


class Tally(models.Model):
    """One cell of a kept figure: how many, in a month (or ``year * 100``), of one kind. Kept by the database
    itself: each stage says what it counts beside its guards (``records/tallies.py``). No row is a person.
    """

    figure = models.CharField(max_length=16)
    month = models.PositiveIntegerField()
    cell = models.CharField(max_length=40, blank=True)
    n = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["figure", "month", "cell"], name="one_cell_of_a_figure")
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.month} {self.cell}: {self.n}"


class HumanTally(models.Model):
    """How often one human comes into one figure in one year, whichever of their files they came under. Kept
    by the database itself: people are counted once however often they come.
    """

    figure = models.CharField(max_length=13)
    year = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    n = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["figure", "year", "person"], name="one_human_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.year} {self.person_id}: {self.n}"


class FrozenFigures(models.Model):
    """What a signed paper of results says, kept beside it: figures published under an older method stay
    readable next to those of today. ``told``: code to value, rounded as published.
    """

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField(db_index=True)
    method = models.CharField(max_length=40)
    told = models.JSONField()

    def __str__(self) -> str:
        return f"{self.year} {self.method}"


class ContextFigure(models.Model):
    """A national figure quoted beside ours, dated and cited: never on one axis with what we count."""

    year = models.PositiveSmallIntegerField(_("year of the data"))
    what = models.CharField(_("what it measures"), max_length=160)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=3)
    unit = models.CharField(_("unit"), max_length=40)
    perimeter = models.CharField(_("perimeter"), max_length=200)
    citation = models.CharField(_("where it was read"), max_length=300)
    checked_on = models.DateField(_("checked on"))
    is_primary = models.BooleanField(_("read at its source"), default=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-year", "what", "perimeter"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(year__gte=1990, year__lt=2080), name="a_year_of_data"),
            models.CheckConstraint(condition=~Q(citation=""), name="a_quoted_figure_is_cited"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.what}"


class YearWords(models.Model):
    """What the association itself says of a year, part by part, in its yearly report."""

    class Part(models.TextChoices):
        OPENING = "opening", _("word of the president")
        HIGHLIGHTS = "highlights", _("what marked the year")
        TEAM = "team", _("the team and the volunteers")
        MONEY = "money", _("accounts, in words")
        NEXT = "next", _("the year to come")

    year = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10, choices=Part)
    words = models.TextField(max_length=6000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "part"], name="one_text_a_part"),
            models.CheckConstraint(condition=~Q(words=""), name="words_say_something"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.part}"


class YearPhoto(models.Model):
    """A photograph for the yearly report: without its place nor its hour, with what it shows in words."""

    year = models.PositiveSmallIntegerField(db_index=True)
    caption = models.CharField(_("caption"), max_length=160)
    shows = models.CharField(_("what it shows, for those who do not see it"), max_length=300)
    body = models.BinaryField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.year} {self.caption}"
