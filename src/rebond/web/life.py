"""What the journal says, in plain sentences: its entries hold facts, the words are here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rebond.collection.categories import Category
from rebond.common.units import money_fr
from rebond.inventory.states import Because, State
from rebond.people.models import User
from rebond.records.models import JournalEntry
from rebond.refurbishment.models import Check
from rebond.refurbishment.words import LABELS
from rebond.training.models import Enrolment

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """A sentence for one kind; ``detail`` is what its facts add, if anything."""

    sentence: str | Promise
    icon: str
    detail: Callable[[Facts], object] = lambda facts: ""


def sentence(entry: JournalEntry) -> str:
    """What happened, without saying to what or by whom: the page shows both beside it."""
    words = _words(entry)
    detail = str(words.detail(entry.data)).strip()
    if not detail:
        return str(words.sentence)
    return gettext("%(what)s: %(detail)s") % {"what": words.sentence, "detail": detail}


def icon(entry: JournalEntry) -> str:
    """The name of the icon of this kind."""
    return _words(entry).icon


def _words(entry: JournalEntry) -> Words:
    """The journal outlives the code: a kind that is no longer written is shown as it stands."""
    return WORDS.get(entry.kind) or Words(entry.kind, "history")


def _fact(name: str) -> Callable[[Facts], object]:
    return lambda facts: facts.get(name) or ""


def _counts(name: str) -> Callable[[Facts], str]:
    """« 12 laptop, 3 monitor » from a mapping of categories to quantities."""
    return lambda facts: _quantities(facts.get(name) or {})


def _quantities(quantities: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {Category(category).label}" for category, n in quantities.items() if n)


def _drive(facts: Facts) -> str:
    return facts.get("serial") or f"#{facts['drive']}"


def _erasure(facts: Facts) -> str:
    return f"{_drive(facts)}, {facts.get('tool') or gettext('by hand')}"


def _check(facts: Facts) -> str:
    return f"{LABELS[facts['check']]}, {Check.Result(facts['result']).label}"


def _received(facts: Facts) -> object:
    """The lot of a first arrival; why, when it came back."""
    return facts.get("lot") or _reason(facts)


def _handover(facts: Facts) -> str:
    return money_fr(facts["total_cents"]) if facts["total_cents"] else ""


def _amount(facts: Facts) -> str:
    return money_fr(facts.get("amount_cents") or 0)


def _described(facts: Facts) -> str:
    return ", ".join(str(_FACT_NAMES.get(name, name)) for name in facts["changed"])


def _role(facts: Facts) -> object:
    return User.RoleLabel(facts["role"]).label


def _reason(facts: Facts) -> object:
    """Why: in our words when we decided, as it was typed when a person did."""
    reason = facts.get("reason", "")
    return Because(reason).label if reason in Because.values else reason


_FACT_NAMES = {
    "category": _("category"),
    "maker": _("maker"),
    "model": _("model"),
    "serial": _("serial number"),
    "cpu": _("processor"),
    "cpu_cores": _("cores"),
    "made_in": _("year it was made"),
    "ram_bytes": _("memory"),
    "note": _("note"),
    "name": _("name"),
    "given_name": _("given name"),
    "family_name": _("family name"),
    "kind": _("kind"),
    "siret": "SIRET",
    "contact_name": _("contact person"),
    "phone": _("telephone"),
    "email": _("e-mail"),
    "address": _("address"),
    "commune": _("town"),
    "title": _("title"),
    "held_on": _("day"),
    "minutes": _("length"),
    "people": _("people present"),
    "uuid_key": _("identifier of the motherboard"),
}

_STATES = {
    State.RECEIVED: Words(_("Received"), "truck", _received),
    State.CLEARED: Words(_("Every drive proven: data gone"), "shield-check", _reason),
    State.READY: Words(_("Ready to leave"), "check", _reason),
    State.RESERVED: Words(_("Reserved"), "clock", _reason),
    State.HANDED_OVER: Words(_("Handed over"), "hand", _reason),
    State.DISMANTLED: Words(_("Taken apart"), "split", _reason),
    State.SCRAPPED: Words(_("Set aside for recycling"), "trash", _reason),
    State.RECYCLED: Words(_("Given to the recycler"), "recycle", _reason),
    State.REFUSED: Words(_("Refused and given back"), "arrow-back", _reason),
    State.LOST: Words(_("Not found at the stock-take"), "alert", _reason),
    State.MERGED: Words(_("Recognised as the same machine as another"), "merge", _reason),
}

_ENROLMENTS = {
    Enrolment.State.ENROLLED: Words(_("Somebody has a place"), "check"),
    Enrolment.State.WAITING: Words(_("Somebody is on a waiting list"), "clock"),
    Enrolment.State.EXCUSED: Words(_("Somebody gave their place back"), "arrow-back"),
    Enrolment.State.REVOKED: Words(_("A place was cancelled by us"), "x"),
}

WORDS: dict[str, Words] = {
    **{f"device.{state.value}": words for state, words in _STATES.items()},
    "device.placed": Words(_("Put elsewhere"), "map-pin", _fact("location")),
    "device.described": Words(_("Description corrected"), "pencil", _described),
    "device.lot": Words(_("Said to come from a lot"), "box", _fact("lot")),
    "device.absorbed": Words(_("Took in a duplicate"), "merge", _fact("number")),
    "device.split": Words(_("A duplicate was separated again"), "split", _fact("number")),
    "device.said_empty": Words(_("Opened: no drive inside"), "disk", _fact("how")),
    "device.held": Words(_("Held for somebody"), "clock"),
    "donation.accepted": Words(_("Donation announced"), "gift", _counts("announced")),
    "donation.changed": Words(_("Donation corrected"), "pencil", _counts("announced")),
    "donation.cancelled": Words(_("Donation cancelled"), "x", _reason),
    "donation.restored": Words(_("Donation expected again"), "refresh"),
    "lot.opened": Words(_("Arrived; unloading begins"), "truck", _fact("donation")),
    "lot.counted": Words(_("Counted"), "check", _counts("counted")),
    "lot.closed": Words(_("Unloading is over, the differences are kept"), "lock"),
    "lot.reopened": Words(_("Unloading goes on again"), "refresh"),
    "drive.seen": Words(_("Drive seen inside"), "disk", _drive),
    "drive.removed": Words(_("Drive taken out"), "disk", _drive),
    "drive.destroyed": Words(_("Drive destroyed before a witness"), "hammer", _drive),
    "drive.fitted": Words(_("Drive fitted in a machine"), "disk", _fact("device")),
    "drive.released": Words(_("Drive left the house"), "disk", _reason),
    "erasure.proven": Words(_("Erased, with proof"), "shield-check", _erasure),
    "erasure.unproven": Words(_("Erasure attempted, without proof"), "shield-x", _erasure),
    "report.attached": Words(_("Bench report attached"), "file"),
    "report.set_aside": Words(_("Bench report set aside"), "file"),
    "report.taken_up": Words(_("Bench report taken up again"), "file"),
    "job.opened": Words(_("Work begins on the bench"), "tool"),
    "job.checked": Words(_("Checked"), "check", _check),
    "job.described": Words(_("Grade and system written"), "pencil", _fact("grade")),
    "job.done": Words(_("The technician is done"), "tool"),
    "job.approved": Words(_("Looked at by a second person: ready"), "check"),
    "job.sent_back": Words(_("Sent back to the bench"), "arrow-back", _reason),
    "request.opened": Words(_("Request written"), "list"),
    "request.changed": Words(_("Request corrected"), "pencil"),
    "request.open": Words(_("Waits again"), "clock"),
    "request.contacted": Words(_("Contacted"), "phone"),
    "request.appointment": Words(_("Appointment given"), "calendar"),
    "request.equipped": Words(_("Equipped"), "gift"),
    "request.not_eligible": Words(_("Not eligible"), "x"),
    "request.unreachable": Words(_("Unreachable"), "x"),
    "request.withdrawn": Words(_("No longer needed"), "x"),
    "referral.received": Words(_("Referral received"), "mail"),
    "referral.accepted": Words(_("Referral accepted"), "check"),
    "referral.refused": Words(_("Referral refused"), "x"),
    "referral.expired": Words(_("Referral expired"), "clock"),
    "referral.reminded": Words(_("Referral has waited for ten days"), "clock"),
    "referral.blanked": Words(_("Identity of a referral taken away"), "eraser"),
    "prescriber.opened": Words(_("Address given to a prescriber"), "link"),
    "prescriber.revoked": Words(_("Address of a prescriber closed"), "x"),
    "eligibility.ticked": Words(_("Eligibility looked at"), "check"),
    "eligibility.withdrawn": Words(_("Eligibility ticked by mistake"), "x"),
    "criterion.dated": Words(_("Criterion of eligibility changed"), "pencil", _fact("code")),
    "proposal.made": Words(_("Proposal computed"), "merge", _fact("lines")),
    "grid.priced": Words(_("Price of the grid written"), "cash", _fact("category")),
    "payment.taken": Words(_("Payment"), "cash", _amount),
    "membership.begun": Words(_("Membership taken"), "check"),
    "till.closed": Words(_("Till closed"), "lock", _fact("day")),
    "loan.renewed": Words(_("Loan goes on"), "refresh", _fact("due_on")),
    "aftersale.asked": Words(_("Asked by the label"), "qrcode"),
    "aftersale.settled": Words(_("What was asked by the label is settled"), "check"),
    "followup.answered": Words(_("Asked how it is going"), "phone"),
    "person.merged": Words(_("Two files of one person made one"), "merge"),
    "person.split": Words(_("Two files parted again"), "split"),
    "person.household": Words(_("Household written"), "users"),
    "person.forgotten": Words(_("Somebody forgotten"), "eraser"),
    "retention.set": Words(_("Delays of keeping changed"), "clock"),
    "handover.signed": Words(_("Handover signed"), "hand", _handover),
    "link.opened": Words(_("Link of a donor's page made"), "gift"),
    "link.revoked": Words(_("Link of a donor's page closed"), "x"),
    "link.ask_again": Words(_("A donor said whether they may be asked again"), "gift"),
    "donation.announced_by_donor": Words(_("Announced by the donor, from their page"), "gift"),
    "list.imported": Words(_("Donor's list taken in"), "upload", _fact("lines")),
    "list.removed": Words(_("Donor's list taken away, to be read again"), "x", _fact("lines")),
    "round.planned": Words(_("Round put in order"), "truck", _fact("day")),
    "round.reordered": Words(_("Order of a round changed"), "truck", _fact("day")),
    "round.cancelled": Words(_("Round taken away"), "x", _fact("day")),
    "slots.set": Words(_("Half-days that donors choose from changed"), "calendar"),
    "register.taken_in": Words(_("Old register taken in"), "upload", _fact("lines")),
    "register.forgotten": Words(_("Old register taken away, to be read again"), "x", _fact("lines")),
    "register.deleted": Words(_("File of an old register deleted"), "x"),
    "text.checked": Words(_("A text of our documents was confirmed"), "check", _fact("text")),
    "text.unchecked": Words(_("A text of our documents is to be confirmed again"), "pencil", _fact("text")),
    "paper.revoked": Words(_("Document revoked"), "x", _fact("number")),
    "paper.issued": Words(_("Document issued"), "receipt", _fact("number")),
    **{f"enrolment.{state}": words for state, words in _ENROLMENTS.items()},
    "venue.added": Words(_("Place of training added"), "map-pin"),
    "venue.changed": Words(_("Place of training changed"), "map-pin"),
    "training.added": Words(_("Training added to the offer"), "school"),
    "training.changed": Words(_("Training of the offer changed"), "pencil"),
    "session.planned": Words(_("Session planned"), "calendar"),
    "session.longer": Words(_("One half-day more in a session"), "calendar", _fact("day")),
    "session.changed": Words(_("Session changed"), "pencil"),
    "session.cancelled": Words(_("Session cancelled"), "x"),
    "session.funded": Words(_("Who pays for a session written"), "cash"),
    "halfday.moved": Words(_("Half-day moved"), "calendar"),
    "halfday.cancelled": Words(_("Half-day cancelled"), "x"),
    "halfday.signed": Words(_("Half-day signed by the trainer"), "check", _fact("present")),
    "halfday.reopened": Words(_("Signed half-day opened again"), "refresh"),
    "attendance.told": Words(_("Presence told"), "users"),
    "sheet.photographed": Words(_("Attendance sheet photographed"), "scan"),
    "sheet.confirmed": Words(_("Attendance sheet confirmed"), "check", _fact("people")),
    "card.answered": Words(_("Card of everyday acts filled in"), "list"),
    "card.corrected": Words(_("Card of everyday acts corrected"), "pencil"),
    "activity.written": Words(_("Help written down"), "hand"),
    "activity.corrected": Words(_("Help corrected"), "pencil"),
    "appointment.given": Words(_("Appointment for help given"), "calendar", _fact("day")),
    "appointment.settled": Words(_("How an appointment ended"), "check"),
    "hours.given": Words(_("Hours of a volunteer written down"), "heart"),
    "hours.removed": Words(_("Hours of a volunteer taken away"), "x"),
    "year.told": Words(_("Costs of a year of training written"), "cash", _fact("year")),
    "device.lent": Words(_("Lent to a classroom"), "school"),
    "device.lent_back": Words(_("Back from a classroom"), "arrow-back"),
    "balance.declared": Words(_("Opening balance declared"), "pencil", _fact("year")),
    "context.written": Words(_("National figure written"), "pencil", _fact("year")),
    "context.removed": Words(_("National figure taken away"), "x", _fact("year")),
    "slip.weighed": Words(_("Slip of the recycler weighed"), "recycle", _fact("grams")),
    "yearbook.told": Words(_("Words of the yearly report written"), "pencil", _fact("year")),
    "yearbook.photo": Words(_("Photograph added to the yearly report"), "photo", _fact("year")),
    "yearbook.photo_removed": Words(_("Photograph taken off the yearly report"), "x", _fact("year")),
    "balance.removed": Words(_("Opening balance taken away"), "x", _fact("year")),
    "training.counted": Words(_("People counted in the classroom"), "school", _fact("people")),
    "training.corrected": Words(_("Head count corrected"), "pencil", _described),
    "organisation.created": Words(_("Organisation written down"), "building-community"),
    "organisation.changed": Words(_("Organisation corrected"), "pencil", _described),
    "person.created": Words(_("Person written down"), "user"),
    "person.changed": Words(_("Person corrected"), "pencil", _described),
    "location.added": Words(_("Place added"), "map-pin", _fact("code")),
    "location.changed": Words(_("Place changed"), "map-pin", _fact("code")),
    "user.added": Words(_("User added"), "user", _role),
    "user.changed": Words(_("User changed"), "user", _role),
    "token.created": Words(_("Key of a bench machine created"), "lock"),
    "token.revoked": Words(_("Key of a bench machine revoked"), "lock"),
    "key.rotated": Words(_("A new key signs, signed by the old one"), "lock"),
    "key.lost": Words(_("A new key signs: the old one is lost"), "lock"),
    "association.founded": Words(_("Association created"), "settings"),
    "association.changed": Words(_("Settings of the association changed"), "settings"),
}
"""Every kind that a service writes; tests/web/test_life.py reads the source and finds each of them here."""
