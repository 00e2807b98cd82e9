"""Rounds: which donations one van fetches in a day, and in which order."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rebond.collection import routing
from rebond.collection.models import Donation, Round, RoundStop, Vehicle
from rebond.collection.routing import Place, Plan, Stop
from rebond.common.errors import Refused
from rebond.people import territory
from rebond.people.models import User
from rebond.people.services import association
from rebond.records import journal

Window = tuple[int, int]
"""Earliest and latest, in minutes from midnight."""
MOST_STOPS = 30


@transaction.atomic
def plan_round(
    *, day: date, vehicle: Vehicle, driver: User | None, leave_at: int, back_by: int,
    windows: Mapping[Donation, Window], by: User,
) -> tuple[Round, list[Donation]]:  # fmt: skip
    """Put these donations in order and keep the round; also answers those that do not fit.

    The round of that van and day is made again.
    """
    if not windows:
        raise Refused(_("Tick at least one donation."))
    if len(windows) > MOST_STOPS:
        raise Refused(_("Thirty stops are more than a day holds."))
    by_key = {donation.pk: donation for donation in windows}
    stops = [_stop(donation, window, place) for donation, window, place in _placed(windows)]
    found = routing.plan(_depot(), stops, capacity=vehicle.places, leave_at=leave_at, back_by=back_by)
    taken = [visit.key for visit in found.visits]
    if not taken:
        raise Refused(_("None of these stops fits in the day or in the van."))
    row = Round(day=day, vehicle=vehicle, driver=driver, leave_at=leave_at, back_by=back_by, created_by=by)
    _keep(row, [(by_key[key], windows[by_key[key]]) for key in taken])
    journal.write(
        "round.planned", vehicle, by=by, day=day.isoformat(), donations=[by_key[key].number for key in taken]
    )
    return row, [by_key[key] for key in found.left_out]


def _keep(row: Round, order: Sequence[tuple[Donation, Window]]) -> None:
    """Instead of the round that van already had that day; each donation gets the day."""
    Round.objects.filter(day=row.day, vehicle=row.vehicle).delete()
    row.save()
    try:
        with transaction.atomic():
            RoundStop.objects.bulk_create(
                RoundStop(round=row, donation=donation, position=position, earliest=early, latest=late)
                for position, (donation, (early, late)) in enumerate(order, start=1)
            )
    except IntegrityError as error:
        raise Refused(
            _("One of these donations is already in another round."), _("Look at the calendar.")
        ) from error
    for donation, _window in order:
        donation.pickup_on = row.day
        donation.save(update_fields=["pickup_on"])


@transaction.atomic
def move_stop(stop: RoundStop, *, up: bool, by: User) -> None:
    """The driver knows better: one place sooner or later."""
    order = list(stop.round.stops.select_for_update())
    index = next(rank for rank, row in enumerate(order) if row.pk == stop.pk)
    other = index - 1 if up else index + 1
    if not 0 <= other < len(order):
        return
    order[index], order[other] = order[other], order[index]
    for position, row in enumerate(order, start=1):
        row.position = position
    RoundStop.objects.bulk_update(order, ["position"])
    journal.write("round.reordered", stop.round.vehicle, by=by, day=stop.round.day.isoformat())


@transaction.atomic
def cancel_round(row: Round, *, by: User) -> None:
    """Its donations wait for another day."""
    journal.write("round.cancelled", row.vehicle, by=by, day=row.day.isoformat())
    row.delete()


def hours(row: Round, stops: Sequence[RoundStop]) -> Plan:
    """When each stop of a round is reached, in the order kept."""
    windows = {stop.donation: (stop.earliest, stop.latest) for stop in stops}
    order = [_stop(donation, window, place) for donation, window, place in _placed(windows)]
    return routing.follow(_depot(), order, order, leave_at=row.leave_at)


def load_of(donation: Donation) -> int:
    """Places in the van; at least one."""
    return max(1, sum(routing.PLACES[line.category] * line.quantity for line in donation.announced.all()))


def minutes_at(donation: Donation) -> int:
    """How long the van stays at that door."""
    return routing.STOP_MINUTES + routing.MINUTES_A_PLACE * load_of(donation)


def _stop(donation: Donation, window: Window, place: Place) -> Stop:
    return Stop(donation.pk, place, load_of(donation), *window)


def _placed(windows: Mapping[Donation, Window]) -> list[tuple[Donation, Window, Place]]:
    """Each with where it is: the commune of its donor, ours when it is not known."""
    communes = {donation.pk: _commune(donation) for donation in windows}
    known = territory.places(set(communes.values()))
    here = _depot()
    found = []
    for donation, window in windows.items():
        place = known.get(communes[donation.pk])
        found.append((donation, window, (place.latitude, place.longitude) if place else here))
    return found


def _commune(donation: Donation) -> str:
    return donation.donor.commune_id or ""


def _depot() -> Place:
    """Where the van sleeps: our commune. Refused while it is not written."""
    founder = association()
    insee = founder.commune_id if founder else None
    place = territory.places({insee}).get(insee) if insee else None
    if place is None:
        raise Refused(_("The town of the association is not known."), _("Write it in the settings."))
    return place.latitude, place.longitude
