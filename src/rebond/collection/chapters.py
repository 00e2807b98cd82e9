"""What collection holds of a person who gave: told to them on request, forgotten with them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.collection.models import Donation, DonationFile, DonorLink
from rebond.common.dates import now
from rebond.people.retention import Chapter, register


def _tell(people: Sequence[int]) -> Iterable[Mapping[str, Any]]:
    for row in Donation.objects.filter(donor_person__in=people).order_by("pk"):
        yield {"what": _("donation"), "number": row.number, "on": row.announced_on, "note": row.note}
    for file in DonationFile.objects.filter(donation__donor_person__in=people).defer("body").order_by("pk"):
        yield {"what": _("file sent"), "name": file.name}


def _forget(people: Sequence[int]) -> Iterable[Model]:
    """The note, the files, the secret page; what was given stays counted."""
    donations = list(Donation.objects.filter(donor_person__in=people))
    Donation.objects.filter(donor_person__in=people).update(note="")
    DonationFile.objects.filter(donation__in=donations).delete()
    DonorLink.objects.filter(donor_person__in=people, revoked_at=None).update(revoked_at=now())
    return donations


register(Chapter(gettext_lazy("Donations"), _tell, _forget))
