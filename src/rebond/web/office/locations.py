"""Sites, rooms, shelves: the tree, and the labels to stick on them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.inventory import locations as places
from rebond.inventory.labels import Label
from rebond.inventory.models import Location
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.labels import MOST, LabelForm, Print
from rebond.web.office.forms import LocationChangeForm, LocationForm
from rebond.web.once import written_once

Tree = list[tuple[Location, str]]


def tree(rows: Sequence[Location]) -> Tree:
    """Each place with its path, sites in order, what they hold under them."""
    inside: dict[int | None, list[Location]] = defaultdict(list)
    for row in rows:
        inside[row.parent_id].append(row)
    return list(_walk(inside, None, ""))


def _walk(
    inside: dict[int | None, list[Location]], parent: int | None, path: str
) -> Iterator[tuple[Location, str]]:
    for row in inside[parent]:
        yield row, path
        yield from _walk(inside, row.pk, f"{path} › {row.name}" if path else row.name)


@page(Right.MANAGE)
def locations(request: SignedRequest) -> HttpResponse:
    """The whole tree: a few hundred places at most."""
    return render(request, "office/locations.html", {"tree": tree(list(Location.objects.all()))})


@form_page(Right.MANAGE)
@written_once
def location_new(request: SignedRequest) -> HttpResponse:
    """A new place; its code is given by itself."""
    form = LocationForm(request.POST or None, initial={"parent": request.GET.get("dans", "")})
    if form.is_valid():
        try:
            row = places.add_location(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("“%(name)s” carries the code %(code)s.") % {"name": row, "code": row.code}
            )
            return redirect("web:locations")
    return render(request, "office/location_form.html", {"form": form, "location": None})


@form_page(Right.MANAGE)
def location(request: SignedRequest, pk: int) -> HttpResponse:
    """Change a place or put it out of use."""
    row = get_object_or_404(Location.objects.select_related("parent"), pk=pk)
    initial = {name: getattr(row, name) for name in ("name", "kind", "parent", "is_active")}
    form = LocationChangeForm(request.POST or None, location=row, initial=initial)
    if form.is_valid():
        try:
            places.change_location(row, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("web:locations")
    return render(request, "office/location_form.html", {"form": form, "location": row})


@page(Right.MANAGE)
def location_labels(request: SignedRequest) -> HttpResponse:
    """Labels of the places ticked (``place``), or of all in use; first the form that chooses the paper."""
    ticked = {
        int(key) for key in request.GET.getlist("place") if key.isascii() and key.isdigit() and len(key) < 19
    }
    rows = tree(list(Location.objects.all()))
    chosen = [(row, path) for row, path in rows if (row.pk in ticked if ticked else row.is_active)][:MOST]
    if not chosen:
        raise Refused(_("No place is in use yet."), _("Add one first."))
    form = LabelForm(request.GET if "paper" in request.GET else None)
    if form.is_valid():
        labels = [Label(number=row.code, url=row.code, title=row.name, line=path) for row, path in chosen]
        return Print(**form.cleaned_data).pdf(labels, _("places"))
    return render(request, "office/location_labels.html", {"form": form, "chosen": chosen, "ticked": ticked})
