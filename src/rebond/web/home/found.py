"""What a search found, as lines that look alike whatever they are."""

from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rebond.collection.models import Donation
from rebond.common.search import Searchable, find_ids
from rebond.inventory import lookup
from rebond.inventory.models import Device, Drive, Location
from rebond.people.models import Organisation, Person
from rebond.web.badges import state_badge

DEVICES_SHOWN = 50
OTHERS_SHOWN = 10


@dataclass(frozen=True)
class Hit:
    """One line: where it leads, its number or name, what it is."""

    url: str
    number: str
    text: str
    icon: str
    badge: SafeString | str = ""


def hits_for(query: str, *, people_too: bool) -> list[tuple[str, list[Hit]]]:
    """Groups of lines (heading, lines): exact codes, then fragments, newest first; no empty group."""
    if not query:
        return []
    groups = [(_("Exactly this code"), [_hit(row) for row in lookup.resolve(query)])]
    groups.append((_("Devices"), [_device(row) for row in _rows(Device, query, DEVICES_SHOWN)]))
    groups.append((_("Drives"), [_drive(row) for row in _rows(Drive, query, OTHERS_SHOWN)]))
    groups.append(
        (_("Organisations"), [_organisation(row) for row in _rows(Organisation, query, OTHERS_SHOWN)])
    )
    groups.append((_("Donations"), [_donation(row) for row in _rows(Donation, query, OTHERS_SHOWN)]))
    if people_too:
        groups.append((_("People"), [_person(row) for row in _rows(Person, query, OTHERS_SHOWN)]))
    return [(heading, hits) for heading, hits in groups if hits]


def _rows(model: type[Searchable], query: str, limit: int) -> list[Searchable]:
    ids = find_ids(model, query, connection, limit)
    return list(model._default_manager.filter(pk__in=ids).order_by("-pk")) if ids else []


def _hit(row: Device | Drive | Location) -> Hit:
    if isinstance(row, Device):
        return _device(row)
    if isinstance(row, Drive):
        return _drive(row)
    return Hit(f"{reverse('web:devices')}?lieu={row.pk}", row.code, row.name, "map-pin")


def _device(row: Device) -> Hit:
    text = f"{row.get_category_display()} · {row.title}" + (f" · {row.serial}" if row.serial else "")
    return Hit(
        reverse("web:device", args=[row.number]), row.number, text, "device-laptop", state_badge(row.state)
    )


def _drive(row: Drive) -> Hit:
    text = f"{row.get_media_display()} {row.model} · {row.get_data_state_display()}"
    return Hit(reverse("web:drive", args=[row.pk]), str(row), text, "disk")


def _organisation(row: Organisation) -> Hit:
    return Hit(reverse("web:donor", args=[row.pk]), row.name, row.get_kind_display(), "building-community")


def _donation(row: Donation) -> Hit:
    return Hit(reverse("web:donation", args=[row.pk]), row.number, row.get_status_display(), "gift")


def _person(row: Person) -> Hit:
    return Hit(reverse("web:person", args=[row.pk]), str(row), "", "user")
