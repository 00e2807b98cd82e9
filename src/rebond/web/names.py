"""Names of humans, shown only to those who may see people."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.collection.models import Donation
from rebond.people.models import User
from rebond.people.roles import Right


def donor_name(donation: Donation, reader: User) -> str:
    """The donor as ``reader`` may see it."""
    if donation.donor_organisation or reader.may(Right.SEE_PEOPLE):
        return str(donation.donor)
    return _("a private person")


def lacking_in_words(lacking: Sequence[Mapping[str, Any]]) -> list[str]:
    """What a proposal found missing: « 12 laptops with a camera, 8 GB »."""
    return [_lack(one) for one in lacking]


def _lack(one: Mapping[str, Any]) -> str:
    n = one["n"]
    words = {
        "laptop": ngettext("%(n)d laptop", "%(n)d laptops", n),
        "desktop": ngettext("%(n)d desktop or all-in-one", "%(n)d desktops or all-in-ones", n),
        "computer": ngettext("%(n)d computer of any kind", "%(n)d computers of any kind", n),
    }[one["category"]] % {"n": n}
    told = [
        _("with a camera") if one["camera"] else "",
        _("with Wi-Fi") if one["wifi"] else "",
        _("%(n)d GB of memory at least") % {"n": one["memory_gb"]},
    ]
    return ", ".join([words, *filter(None, told)])
