"""What is not worth the work: stripped or scrapped, then gone with the recycler under a slip."""

from datetime import timedelta
from functools import partial

from rebond.command.demo.year import Year
from rebond.common.dates import today
from rebond.inventory import services as inventory
from rebond.inventory.models import Device
from rebond.refurbishment import services as workshop

_EVERY_DAYS = 45


def strip(year: Year, device: Device, reason: str) -> None:
    """Its parts go to the shelves, the rest waits for the recycler."""
    workshop.dismantle(device, by=year.dice.choice(year.crew.bench), reason=reason)
    _put_aside(year, device)


def scrap(year: Year, device: Device, reason: str) -> None:
    """Nothing to be had from it."""
    workshop.scrap(device, by=year.dice.choice(year.crew.bench), reason=reason)
    _put_aside(year, device)


def _put_aside(year: Year, device: Device) -> None:
    inventory.relocate([device], year.places.waste, by=year.crew.bench[0])
    year.waste.append(device)


def plan_recycler(year: Year, visit: int = 1) -> None:
    """The recycler comes every six weeks, from now on."""
    year.agenda.on(today() + timedelta(days=_EVERY_DAYS), partial(_recycle, year, visit))


def _recycle(year: Year, visit: int) -> None:
    slip = f"BSD-{today():%Y}-{visit:04d}"
    for device in year.waste:
        workshop.recycle(device, by=year.crew.coordination, slip=slip)
    year.waste.clear()
    plan_recycler(year, visit + 1)
