"""How donors and legal heads are named on the screens of the dock."""

from django.utils.translation import gettext as _

from rebond.collection.categories import Category
from rebond.collection.models import LegalHead
from rebond.common.dates import today
from rebond.common.units import money_fr
from rebond.people.models import Organisation, Person


def heads_for(donor: Organisation | Person) -> list[LegalHead]:
    """The legal heads in force today that fit this kind of donor."""
    kind = donor.kind if isinstance(donor, Organisation) else "person"
    day = today()
    return [
        head
        for head in LegalHead.objects.all()
        if kind in head.donor_kinds
        and head.valid_from <= day
        and (head.valid_to is None or day <= head.valid_to)
    ]


def what_it_means(head: LegalHead) -> str:
    """One line: given only, sold up to a price, or sold at the association's price; with its article."""
    if not head.sale_allowed:
        rule = _("Given away only: never sold.")
    elif head.price_caps_cents:
        caps = ", ".join(
            f"{Category(category).label} {money_fr(cents)}"
            for category, cents in head.price_caps_cents.items()
        )
        rule = _("May be sold, up to: %(caps)s.") % {"caps": caps}
    else:
        rule = _("May be given or sold; the association sets the price.")
    return f"{rule} ({head.article})"
