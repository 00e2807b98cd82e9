"""Names of humans, shown only to those who may see people."""

from django.utils.translation import gettext as _

from rebond.collection.models import Donation
from rebond.people.models import User
from rebond.people.roles import Right


def donor_name(donation: Donation, reader: User) -> str:
    """The donor as ``reader`` may see it."""
    if donation.donor_organisation or reader.may(Right.SEE_PEOPLE):
        return str(donation.donor)
    return _("a private person")
