"""What a journal entry is about: a name and an address, fetched kind by kind rather than row by row."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rebond.collection.models import Donation, DonorLink, Lot, PastRegister, Vehicle
from rebond.distribution.models import (
    Criterion,
    EligibilityCheck,
    GridPrice,
    Handover,
    Loan,
    Payment,
    PrescriberLink,
    Proposal,
    Referral,
    Request,
    TillDay,
)
from rebond.evidence.models import Report
from rebond.inventory.models import Device, Drive, Location, WasteSlip
from rebond.people.models import AgentToken, Association, Membership, Organisation, Person, User
from rebond.people.roles import Right
from rebond.records.models import (
    ContextFigure,
    JournalEntry,
    OpeningBalance,
    Paper,
    SigningKey,
    TextCheck,
    YearPhoto,
    YearWords,
)
from rebond.training.models import (
    Activity,
    Appointment,
    Enrolment,
    HalfDay,
    HeadCount,
    Training,
    TrainingSession,
    Venue,
    VolunteerHours,
    YearAccounts,
)


@dataclass(frozen=True)
class Kind:
    """``columns``: what its name is made of. ``page``: its sheet by name. ``by``: what the address holds."""

    label: str | Promise
    model: type[Model]
    columns: tuple[str, ...]
    page: str
    by: str = "pk"
    right: Right = Right.SEE


KINDS = {
    "device": Kind(_("device"), Device, ("number",), "web:device", "number"),
    "drive": Kind(_("drive"), Drive, ("serial", "model"), "web:drive"),
    "donation": Kind(_("donation"), Donation, ("number",), "web:donation"),
    "lot": Kind(_("lot"), Lot, ("number",), "web:lot"),
    "report": Kind(_("bench report"), Report, ("sha256",), "web:report"),
    "handover": Kind(_("handover"), Handover, ("number",), "web:handover", right=Right.SEE_PEOPLE),
    "request": Kind(_("request"), Request, ("number",), "web:request", right=Right.SEE_PEOPLE),
    "referral": Kind(_("referral"), Referral, ("number",), "web:referral", right=Right.DISTRIBUTE),
    "prescriberlink": Kind(
        _("prescriber"), PrescriberLink, ("service",), "web:prescribers", "", right=Right.DISTRIBUTE
    ),
    "eligibilitycheck": Kind(
        _("eligibility"), EligibilityCheck, ("pk",), "web:journal", "", right=Right.SEE_JOURNAL
    ),
    "criterion": Kind(_("criterion"), Criterion, ("label",), "web:criteria", "", right=Right.MANAGE),
    "proposal": Kind(_("proposal"), Proposal, ("pk",), "web:proposal", "", right=Right.DISTRIBUTE),
    "gridprice": Kind(_("price"), GridPrice, ("category",), "web:grid", "", right=Right.MANAGE),
    "payment": Kind(_("payment"), Payment, ("number",), "web:till", "", right=Right.DISTRIBUTE),
    "membership": Kind(_("membership"), Membership, ("pk",), "web:till", "", right=Right.DISTRIBUTE),
    "tillday": Kind(_("till"), TillDay, ("day",), "web:till", "", right=Right.DISTRIBUTE),
    "loan": Kind(_("loan"), Loan, ("pk",), "web:loans", "", right=Right.SEE_PEOPLE),
    "headcount": Kind(_("training"), HeadCount, ("title",), "web:head_counts", ""),
    "venue": Kind(_("place of training"), Venue, ("name",), "web:venues", ""),
    "training": Kind(_("training"), Training, ("name",), "web:trainings", ""),
    "trainingsession": Kind(_("session"), TrainingSession, ("pk",), "web:session"),
    "halfday": Kind(_("half-day"), HalfDay, ("day",), "web:presences", right=Right.TRAIN),
    "enrolment": Kind(_("enrolment"), Enrolment, ("pk",), "web:enrolment", right=Right.ENROL),
    "activity": Kind(_("help"), Activity, ("day",), "web:activity_edit", right=Right.TRAIN),
    "appointment": Kind(_("appointment"), Appointment, ("day",), "web:classroom", ""),
    "volunteerhours": Kind(
        _("hours given"), VolunteerHours, ("day",), "web:volunteers", "", right=Right.TRAIN
    ),
    "yearaccounts": Kind(_("year"), YearAccounts, ("year",), "web:bpf", "", right=Right.TRAIN),
    "contextfigure": Kind(
        _("national figure"), ContextFigure, ("what",), "web:context_figures", "", right=Right.SEE
    ),
    "wasteslip": Kind(_("slip"), WasteSlip, ("number",), "web:waste_slips", "", right=Right.SEE),
    "yearwords": Kind(_("yearly report"), YearWords, ("year",), "web:year_reports", "", right=Right.SEE),
    "yearphoto": Kind(_("photograph"), YearPhoto, ("caption",), "web:year_reports", "", right=Right.SEE),
    "openingbalance": Kind(
        _("opening balance"), OpeningBalance, ("year",), "web:balances", "", right=Right.SEE_JOURNAL
    ),
    "organisation": Kind(_("organisation"), Organisation, ("name",), "web:donor"),
    "person": Kind(_("person"), Person, ("pk",), "web:person", right=Right.SEE_PEOPLE),
    "textcheck": Kind(_("text of our documents"), TextCheck, ("text",), "web:texts", "", right=Right.MANAGE),
    "donorlink": Kind(_("donor's page"), DonorLink, ("pk",), "web:journal", "", right=Right.SEE_JOURNAL),
    "vehicle": Kind(_("van"), Vehicle, ("name",), "web:calendar", ""),
    "pastregister": Kind(
        _("old register"), PastRegister, ("name",), "web:past_registers", "", right=Right.CORRECT
    ),
    "paper": Kind(_("document"), Paper, ("number",), "web:paper", right=Right.SEE_PEOPLE),
    "signingkey": Kind(_("signing key"), SigningKey, ("pk",), "web:journal", "", right=Right.SEE),
    "location": Kind(_("place"), Location, ("code", "name"), "web:location", right=Right.MANAGE),
    "user": Kind(_("user"), User, ("display_name",), "web:user", right=Right.MANAGE),
    "agenttoken": Kind(_("bench machine"), AgentToken, ("name",), "web:tokens", "", right=Right.MANAGE),
    "association": Kind(_("association"), Association, ("name",), "web:association", "", right=Right.MANAGE),
}


@dataclass(frozen=True)
class Subject:
    """``kind`` in words, ``name`` as written on the row, ``url`` empty when the reader may not open it."""

    kind: str
    name: str
    url: str


def named(entries: Iterable[JournalEntry], reader: User) -> dict[tuple[str, int], Subject]:
    """The subjects of these entries, one query for each kind among them."""
    keys: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        keys[entry.subject_kind].add(entry.subject_id)
    found = {}
    for name in keys.keys() & KINDS.keys():
        kind = KINDS[name]
        for row in kind.model._default_manager.filter(pk__in=keys[name]).only(*kind.columns):
            found[name, row.pk] = Subject(str(kind.label), _name(kind, row), _url(kind, row, reader))
    return found


def _name(kind: Kind, row: Model) -> str:
    return " ".join(str(getattr(row, column)) for column in kind.columns)[:60].strip()


def _url(kind: Kind, row: Model, reader: User) -> str:
    if not reader.may(kind.right):
        return ""
    return reverse(kind.page, args=[getattr(row, kind.by)] if kind.by else [])
