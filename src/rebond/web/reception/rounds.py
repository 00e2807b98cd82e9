"""The calendar of pick-ups, a day's round in order, the driver's sheet and file."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.collection import rounds, slots
from rebond.collection.models import Donation, Half, PickupSlot, Round, RoundStop, Vehicle
from rebond.collection.routing import Plan
from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.common.units import number_fr
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.forms import PlainForm
from rebond.web.names import donor_name
from rebond.web.reception.home import with_donor

DAYS_SHOWN, WAITING_SHOWN = 28, 60


class HourInput(forms.TimeInput):
    """An hour, with the browser's own picker."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class VehicleForm(PlainForm):
    """A van."""

    name = forms.CharField(label=gettext_lazy("Name of the van"), max_length=60)
    places = forms.IntegerField(
        label=gettext_lazy("How many laptops would it carry?"),
        min_value=1,
        max_value=2_000,
        help_text=gettext_lazy("A desktop or a screen counts for three, a printer or a server for five."),
    )


class RoundForm(PlainForm):
    """Which van, who drives, from when to when."""

    vehicle = forms.ModelChoiceField(
        label=gettext_lazy("Van"), queryset=Vehicle.objects.filter(is_active=True)
    )
    driver = forms.ModelChoiceField(
        label=gettext_lazy("Driver"), queryset=User.objects.filter(is_active=True), required=False
    )
    leave_at = forms.TimeField(label=gettext_lazy("Leaves at"), initial=time(8, 30), widget=HourInput)
    back_by = forms.TimeField(label=gettext_lazy("Back before"), initial=time(17, 30), widget=HourInput)

    def clean(self) -> dict[str, object]:
        told = super().clean() or self.cleaned_data
        if told.get("leave_at") and told.get("back_by") and told["leave_at"] >= told["back_by"]:
            self.add_error("back_by", _("It comes back after it left."))
        return told


@page(Right.SEE)
def calendar(request: SignedRequest) -> HttpResponse:
    """The four weeks to come: what is to be fetched each day, and the rounds made."""
    first, last = today(), today() + timedelta(days=DAYS_SHOWN)
    days: dict[date, dict[str, list[object]]] = defaultdict(lambda: {"donations": [], "rounds": []})
    announced = with_donor(Donation.objects.filter(status=Donation.Status.ANNOUNCED))
    announced = announced.select_related("slot_choice")
    for row in announced.filter(pickup_on__gte=first, pickup_on__lte=last).order_by("pickup_on", "pk")[:500]:
        chosen = row.slot_choice.get_half_display() if slots.hours_of(row) else ""
        days[row.pickup_on or first]["donations"].append((row, donor_name(row, request.user), chosen))
    made = Round.objects.filter(day__gte=first, day__lte=last).select_related("vehicle", "driver")
    for one in made.prefetch_related("stops"):
        days[one.day]["rounds"].append(one)
    context = {
        "days": sorted(days.items()),
        "undated": announced.filter(pickup_on=None).count(),
        "vehicles": Vehicle.objects.filter(is_active=True),
        "slots": PickupSlot.objects.order_by("weekday", "-half"),
        "tomorrow": today() + timedelta(days=1),
    }
    return render(request, "reception/calendar.html", context)


@form_page(Right.RECEIVE)
def vehicle_new(request: SignedRequest) -> HttpResponse:
    """A van; the same name again changes its size."""
    form = VehicleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        Vehicle.objects.update_or_create(
            name=told["name"], defaults={"places": told["places"], "is_active": True}
        )
        messages.success(request, _("Saved."))
        return redirect("web:calendar")
    return render(request, "reception/vehicle.html", {"form": form})


class SlotsForm(PlainForm):
    """How many pick-ups each half-day of the week holds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        held = {(row.weekday, row.half): row.places for row in PickupSlot.objects.all()}
        self.base_fields = {
            f"{weekday}-{half.value}": forms.IntegerField(
                label=f"{WEEKDAYS[weekday]} {half.label}".capitalize(),
                min_value=0,
                max_value=slots.MOST_A_HALF_DAY,
                initial=held.get((weekday, half), 0),
            )
            for weekday in slots.WEEKDAYS
            for half in Half
        }
        super().__init__(*args, **kwargs)

    def places(self) -> dict[tuple[int, Half], int]:
        """By weekday and half."""
        return {
            (weekday, half): self.cleaned_data[f"{weekday}-{half.value}"]
            for weekday in slots.WEEKDAYS
            for half in Half
        }


@form_page(Right.RECEIVE)
def slots_edit(request: SignedRequest) -> HttpResponse:
    """The half-days that donors may choose from; all zero, they only wish a day."""
    form = SlotsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        slots.set_slots(form.places(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("web:calendar")
    return render(request, "reception/slots.html", {"form": form})


@form_page(Right.RECEIVE)
def round_new(request: SignedRequest, day: str) -> HttpResponse:
    """Choose the stops of a day; their order comes out."""
    on = _day(day)
    first = Vehicle.objects.filter(is_active=True).first()
    form = RoundForm(request.POST if request.method == "POST" else None, initial={"vehicle": first})
    choices = _choices(request, on)
    if form.is_valid():
        told = form.cleaned_data
        try:
            row, left = rounds.plan_round(
                day=on,
                vehicle=told["vehicle"],
                driver=told["driver"],
                leave_at=_minutes(told["leave_at"]),
                back_by=_minutes(told["back_by"]),
                windows=_windows(request, choices, told["leave_at"], told["back_by"]),
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if left:
                names = ", ".join(one.number for one in left)
                messages.warning(
                    request, _("Does not fit in the day or in the van: %(names)s.") % {"names": names}
                )
            messages.success(request, _("The round is in order."))
            return redirect("web:round", row.pk)
    context = {"day": on, "form": form, "choices": choices, "has_vehicle": first is not None}
    return render(request, "reception/round_new.html", context)


def _choices(request: SignedRequest, on: date) -> list[dict[str, object]]:
    """Donations not fetched yet, those of that day first, with how much of a van each fills."""
    rows = with_donor(Donation.objects.filter(status=Donation.Status.ANNOUNCED)).prefetch_related("announced")
    free = rows.filter(round_stop=None) | rows.filter(round_stop__round__day=on)
    free = free.select_related("slot_choice")
    found = sorted(free.order_by("pk")[:WAITING_SHOWN], key=lambda row: (row.pickup_on != on, row.pk))
    sent = request.POST
    return [
        {
            "row": row,
            "donor": donor_name(row, request.user),
            "load": rounds.load_of(row),
            "ticked": str(row.pk) in sent.getlist("donation") if sent else row.pickup_on == on,
            "from": sent.get(f"from-{row.pk}", _clock(row, 0)),
            "to": sent.get(f"to-{row.pk}", _clock(row, 1)),
        }
        for row in found
    ]


def _clock(row: Donation, side: int) -> str:
    """« 08:30 »: the half-day that the donor chose, as the field of an hour wants it."""
    hours = slots.hours_of(row)
    return f"{hours[side] // 60:02d}:{hours[side] % 60:02d}" if hours else ""


def _windows(
    request: SignedRequest, choices: list[dict[str, object]], leave_at: time, back_by: time
) -> dict[Donation, rounds.Window]:
    ticked, found = set(request.POST.getlist("donation")), {}
    for choice in choices:
        row = choice["row"]
        assert isinstance(row, Donation)
        if str(row.pk) in ticked:
            early = _time(request.POST.get(f"from-{row.pk}", "")) or leave_at
            late = _time(request.POST.get(f"to-{row.pk}", "")) or back_by
            if late < early:
                raise Refused(_("%(number)s: the hour from is after the hour to.") % {"number": row.number})
            found[row] = _minutes(early), _minutes(late)
    if len(found) < len(ticked):
        raise Refused(_("One of these donations is already in another round."), _("Look at the calendar."))
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused(_("Write an hour, for example 14:30."), status=400) from error


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _hour(minutes: int) -> str:
    """« 9 h 05 »."""
    return f"{minutes // 60}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{minutes % 60:02d}"


def round_or_404(pk: int) -> tuple[Round, list[RoundStop]]:
    """A round and its stops in order."""
    row = get_object_or_404(Round.objects.select_related("vehicle", "driver"), pk=pk)
    stops = row.stops.select_related(
        "donation__donor_organisation__commune", "donation__donor_person__commune"
    )
    return row, list(stops.prefetch_related("donation__announced"))


def lines_of(request: SignedRequest, row: Round, stops: list[RoundStop]) -> tuple[list[dict[str, Any]], Plan]:
    """Each stop as its sheet says it, and the whole way."""
    told = rounds.hours(row, stops)
    lines = [
        {
            "stop": stop,
            "donor": donor_name(stop.donation, request.user),
            "at": _hour(visit.at),
            "late": visit.at > stop.latest,
            "window": f"{_hour(stop.earliest)} – {_hour(stop.latest)}",
            "km": number_fr(round(visit.km)),
            "load": rounds.load_of(stop.donation),
        }
        for stop, visit in zip(stops, told.visits, strict=True)
    ]
    return lines, told


@page(Right.SEE)
def round_page(request: SignedRequest, pk: int) -> HttpResponse:
    """The driver's sheet: on the telephone, or printed on one A4."""
    row, stops = round_or_404(pk)
    lines, told = lines_of(request, row, stops)
    context = {
        "round": row, "lines": lines, "km": number_fr(round(told.km)), "back_at": _hour(told.back_at),
        "leave_at": _hour(row.leave_at), "load": told.load, "too_much": told.load > row.vehicle.places,
    }  # fmt: skip
    return render(request, "reception/round.html", context)


@page(Right.SEE)
def round_ics(request: SignedRequest, pk: int) -> HttpResponse:
    """The round for the driver's own calendar: one event a stop, no name of a private person."""
    row, stops = round_or_404(pk)
    from icalendar import Calendar, Event  # ten megabytes that few pages need

    calendar = Calendar()
    calendar.add("prodid", "-//Rebond//tournee//FR")
    calendar.add("version", "2.0")
    for stop, visit in zip(stops, rounds.hours(row, stops).visits, strict=True):
        begin = timezone.make_aware(datetime.combine(row.day, time(visit.at // 60 % 24, visit.at % 60)))
        donor = stop.donation.donor_organisation
        event = Event()
        event.add("uid", f"round-{row.pk}-{stop.donation_id}@rebond")
        event.add("dtstamp", now())
        event.add("dtstart", begin)
        event.add("dtend", begin + timedelta(minutes=rounds.minutes_at(stop.donation)))
        event.add("summary", f"{stop.donation.number} {donor.name if donor else ''}".strip())
        place = (
            ", ".join(filter(None, (donor.address, donor.commune.name if donor.commune else "")))
            if donor
            else ""
        )
        event.add("location", place)
        calendar.add_component(event)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tournee-{row.day:%Y-%m-%d}.ics"'
    return response


@action(Right.RECEIVE)
def stop_move(request: SignedRequest, pk: int) -> HttpResponse:
    """One place sooner or later."""
    stop = get_object_or_404(RoundStop.objects.select_related("round__vehicle"), pk=pk)
    rounds.move_stop(stop, up=request.POST.get("way") == "up", by=request.user)
    return redirect("web:round", stop.round_id)


@action(Right.RECEIVE)
def round_cancel(request: SignedRequest, pk: int) -> HttpResponse:
    """Not that day after all."""
    row = get_object_or_404(Round.objects.select_related("vehicle"), pk=pk)
    rounds.cancel_round(row, by=request.user)
    messages.success(request, _("The round is taken away; its donations wait for another one."))
    return redirect("web:calendar")
