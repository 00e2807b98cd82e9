"""Verbs of places: name one, change it, put it out of use. Its code is given here and never changes."""

from django.db import transaction
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.inventory.models import Device, Location
from rebond.inventory.states import IN_HOUSE
from rebond.people.models import User
from rebond.records import journal, numbering

Kind = Location.Kind
INSIDE: dict[str, frozenset[str]] = {
    Kind.SITE: frozenset(),
    Kind.VAN: frozenset(),
    Kind.PARTNER: frozenset(),
    Kind.ROOM: frozenset({Kind.SITE, Kind.PARTNER}),
    Kind.SHELF: frozenset({Kind.SITE, Kind.PARTNER, Kind.VAN, Kind.ROOM}),
}
"""What each kind of place may stand inside; nothing for those that stand alone. A shelf holds no place."""


@transaction.atomic
def add_location(*, name: str, kind: str, parent: Location | None, by: User | None) -> Location:
    """A new place, with the next code (``EMP-0001``) for its label."""
    _check_inside(kind, parent)
    code = f"EMP-{numbering.take('location'):04d}"
    while Location.objects.filter(code=code).exists():  # a code typed by an import
        code = f"EMP-{numbering.take('location'):04d}"
    location = Location.objects.create(code=code, name=name, kind=kind, parent=parent)
    journal.write("location.added", location, by=by, code=code)
    return location


@transaction.atomic
def change_location(
    location: Location, *, name: str, kind: str, parent: Location | None, is_active: bool, by: User | None
) -> Location:
    """Rename a place, put it inside another, or out of use once it is empty. Its label stays right."""
    row = Location.objects.select_for_update().get(pk=location.pk)
    _check_inside(kind, parent)
    if kind != row.kind and row.location_set.exists():
        raise Refused(_("There are places inside “%(name)s”: its kind cannot change.") % {"name": row.name})
    if row.is_active and not is_active:
        _check_empty(row)
    row.name, row.kind, row.parent, row.is_active = name, kind, parent, is_active
    row.save(update_fields=["name", "kind", "parent", "is_active"])
    journal.write("location.changed", row, by=by, code=row.code, in_use=is_active)
    return row


def _check_inside(kind: str, parent: Location | None) -> None:
    may_be_inside = INSIDE[kind]
    if bool(may_be_inside) != (parent is not None):
        raise Refused(
            _("A room or a shelf is inside another place: say which.")
            if may_be_inside
            else _("This kind of place stands alone: it is inside nothing.")
        )
    if parent is not None and parent.kind not in may_be_inside:
        raise Refused(
            _("A place of this kind cannot be inside “%(name)s”.") % {"name": parent.name},
            _("Site, then room, then shelf."),
        )


def _check_empty(location: Location) -> None:
    if location.location_set.filter(is_active=True).exists():
        raise Refused(
            _("Places inside “%(name)s” are still in use.") % {"name": location.name},
            _("Put them out of use first."),
        )
    if Device.objects.filter(location=location, state__in=IN_HOUSE).exists():
        raise Refused(
            _("Machines still stand in “%(name)s”.") % {"name": location.name},
            _("Move them elsewhere first."),
        )
