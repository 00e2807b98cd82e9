"""Places open to people, and their rooms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.people.roles import Right
from rebond.training import offer
from rebond.training.models import Room, Venue
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.classroom.offer_forms import RoomForm, VenueForm

FACTS = (
    "name", "address", "commune", "how_to_come", "opening_hours", "latitude", "longitude", "step_free",
    "is_active",
)  # fmt: skip


@page(Right.SEE)
def venues(request: SignedRequest) -> HttpResponse:
    """Every place with its rooms."""
    rows = Venue.objects.select_related("commune").prefetch_related("rooms")
    return render(request, "classroom/venues.html", {"venues": rows})


@form_page(Right.TRAIN)
def venue_new(request: SignedRequest) -> HttpResponse:
    """A new place; its first room comes next."""
    return _venue(request, Venue(), _("New place"))


@form_page(Right.TRAIN)
def venue_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct a place."""
    row = get_object_or_404(Venue.objects.select_related("commune"), pk=pk)
    return _venue(request, row, row.name)


def _venue(request: SignedRequest, row: Venue, title: str) -> HttpResponse:
    initial = {name: getattr(row, name) for name in FACTS} if row.pk else {}
    form = VenueForm(request.POST or None, initial=initial)
    if form.is_valid():
        for name in FACTS:
            setattr(row, name, form.cleaned_data[name])
        is_new = row.pk is None
        try:
            offer.save_venue(row, by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("web:room_new", row.pk) if is_new else redirect("web:venues")
    context = {"form": form, "title": title, "back": reverse("web:venues"), "draft": "venue"}
    return render(request, "form_page.html", context)


@form_page(Right.TRAIN)
def room_new(request: SignedRequest, pk: int) -> HttpResponse:
    """One more room of a place."""
    venue = get_object_or_404(Venue, pk=pk)
    return _room(request, Room(venue=venue), _("New room"))


@form_page(Right.TRAIN)
def room_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct a room, or say that it is no longer used."""
    row = get_object_or_404(Room.objects.select_related("venue"), pk=pk)
    return _room(request, row, row.name)


def _room(request: SignedRequest, row: Room, title: str) -> HttpResponse:
    names = ("name", "seats", "is_active")
    initial = {name: getattr(row, name) for name in names} if row.pk else {"is_active": True}
    form = RoomForm(request.POST or None, initial=initial)
    if form.is_valid():
        for name in names:
            setattr(row, name, form.cleaned_data[name])
        try:
            offer.save_room(row, by=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("web:venues")
    context = {"form": form, "title": title, "lead": row.venue.name, "back": reverse("web:venues")}
    return render(request, "form_page.html", context)
