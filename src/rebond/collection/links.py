"""A donor's own page: its secret link, what they announce from it, whether they may be asked again."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rebond.collection import services, slots
from rebond.collection.models import Donation, DonationFile, DonorLink, LegalHead
from rebond.collection.slots import Slot
from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.people.models import Organisation, Person, User
from rebond.records import journal

LARGEST_FILE_BYTES = 10_000_000
MOST_FILES = 10
ASK_AFTER = timedelta(days=335)
PREFERRED_HEADS = ("entreprise", "cg3p-l3212-2-3", "association", "particulier")
"""The legal head that an announcement from outside gets, the first that its donor may use: the association
corrects it with the donor before anything arrives."""


def secret_hash(secret: str) -> str:
    """256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_link(donor: Organisation | Person, *, by: User) -> tuple[DonorLink, str]:
    """A new secret, shown this once; the links that were open are revoked."""
    for old in live(donor):
        revoke_link(old, by=by)
    secret = secrets.token_urlsafe(32)
    row = DonorLink.objects.create(
        donor_organisation=donor if isinstance(donor, Organisation) else None,
        donor_person=donor if isinstance(donor, Person) else None,
        secret_hash=secret_hash(secret),
        created_by=by,
    )
    journal.write("link.opened", row, by=by)
    return row, secret


def live(donor: Organisation | Person) -> list[DonorLink]:
    """The links of a donor that still open their page."""
    rows = donor.links.filter(revoked_at=None).select_related("created_by")
    return list(rows.order_by("-pk"))


def link_for(secret: str) -> DonorLink | None:
    """The live link whose secret this is."""
    rows = DonorLink.objects.select_related("donor_organisation__commune", "donor_person")
    return rows.filter(secret_hash=secret_hash(secret), revoked_at=None).first()


@transaction.atomic
def revoke_link(link: DonorLink, *, by: User) -> None:
    """It opens nothing any more."""
    link.revoked_at = now()
    link.save(update_fields=["revoked_at"])
    journal.write("link.revoked", link, by=by)


@transaction.atomic
def announce(
    link: DonorLink,
    *,
    announced: Mapping[str, int],
    wished_on: date | None,
    slot: Slot | None = None,
    note: str,
    files: Mapping[str, bytes],
) -> Donation:
    """What the donor says they will give; nobody of ours is behind it, and the journal says so."""
    donation = services.accept_donation(
        donor=link.donor,
        legal_head=_head(link.donor),
        announced=announced,
        pickup_on=slot.day if slot else wished_on,
        note=note,
        by=None,
    )
    if slot:
        slots.choose(donation, slot)
    for name, body in files.items():
        add_file(donation, name, body)
    journal.write("donation.announced_by_donor", donation, by=None, link=link.pk, files=len(files))
    return donation


def add_file(donation: Donation, name: str, body: bytes) -> DonationFile:
    """Keep a file as it was sent; the same one twice is one."""
    if len(body) > LARGEST_FILE_BYTES:
        raise Refused(_("A file is larger than 10 MB."), _("Send a smaller photograph."))
    if donation.files.count() >= MOST_FILES:
        raise Refused(_("Ten files are enough for one donation."))
    row, _is_new = DonationFile.objects.get_or_create(
        donation=donation,
        sha256=hashlib.sha256(body).hexdigest(),
        defaults={"name": name[-200:], "size_bytes": len(body), "body": body},
    )
    return row


@transaction.atomic
def may_ask_again(link: DonorLink, *, agrees: bool) -> None:
    """Whether the donor agrees to be asked again next year."""
    link.may_be_asked_again, link.asked_again_told_at = agrees, now()
    link.save(update_fields=["may_be_asked_again", "asked_again_told_at"])
    journal.write("link.ask_again", link, by=None, agrees=agrees)


def to_ask_again(today: date) -> list[DonorLink]:
    """Donors who agreed, and announced nothing for eleven months; the ten who have waited the longest."""
    rows = DonorLink.objects.filter(revoked_at=None, may_be_asked_again=True)
    recent = Q(donor_organisation__donations__announced_on__gt=today - ASK_AFTER) | Q(
        donor_person__donations__announced_on__gt=today - ASK_AFTER
    )
    asked_lately = Q(asked_again_told_at__date__gt=today - ASK_AFTER)
    waiting = rows.exclude(pk__in=DonorLink.objects.filter(recent).values("pk")).exclude(asked_lately)
    return list(
        waiting.select_related("donor_organisation", "donor_person").order_by("asked_again_told_at")[:10]
    )


def _head(donor: Organisation | Person) -> LegalHead:
    kind = "person" if isinstance(donor, Person) else donor.kind
    fitting = [head for head in LegalHead.objects.filter(valid_to=None) if kind in head.donor_kinds]
    fitting.sort(key=lambda head: PREFERRED_HEADS.index(head.code) if head.code in PREFERRED_HEADS else 99)
    if not fitting:
        raise Refused(_("No law that we know lets this kind of donor give."), _("Call the association."))
    return fitting[0]
