"""Home, scan and search."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rebond.collection.models import Donation
from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.search import MIN_FRAGMENT, fragments
from rebond.common.units import percent_fr
from rebond.evidence.models import Reading
from rebond.impact import indicators
from rebond.inventory import lookup
from rebond.inventory import services as inventory
from rebond.inventory.labels import Label
from rebond.inventory.models import Device, Drive, Location
from rebond.people.roles import Right
from rebond.refurbishment.models import Job
from rebond.web.access import SignedRequest, action, page
from rebond.web.home.commands import COMMANDS, Command, command_named
from rebond.web.home.found import hits_for
from rebond.web.labels import LabelForm, Print
from rebond.web.middleware import came_from
from rebond.web.names import donor_name

MACHINE = "machine_scanned"  # session key: the last machine scanned, on which a command acts
SHELF = "shelf_scanned"  # session key: the last location label scanned, for scanning in series
MANY = 100


@page(Right.SEE)
def home(request: SignedRequest) -> HttpResponse:
    """What waits where, this month and this year."""
    day = today()
    figures = indicators.year_figures(day.year)
    context = {
        "today": day,
        "figures": figures,
        "month_first": day.replace(day=1),
        "rows": [(event, words, figures.totals[event]) for event, words in indicators.EVENTS.items()],
        "month_rows": [
            {
                "label": words,
                "value": figures.months[event][day.month - 1],
                "href": f"{reverse('web:figure_rows', args=[event])}?annee={day.year}&mois={day.month}",
            }
            for event, words in indicators.EVENTS.items()
        ],
        "reuse_rate": percent_fr(figures.reuse_rate) if figures.reuse_rate is not None else "",
        "waiting": indicators.waiting(),
        "unproven_drives": indicators.unproven_drives(),
        "pickups": _pickups(request),
        "to_review": Reading.objects.filter(status=Reading.Status.TO_REVIEW)[:MANY].count(),
        "to_approve": Job.objects.filter(
            done_at__isnull=False, approved_at=None, reception=F("device__reception")
        )[:MANY].count(),
        "many": MANY,
    }
    return render(request, "home/home.html", context)


def _pickups(request: SignedRequest) -> list[tuple[Donation, str]]:
    """The next few donations to fetch, each with its donor as this user may see it."""
    day = today()
    rows = (
        Donation.objects.filter(
            status=Donation.Status.ANNOUNCED,
            pickup_on__gte=day - timedelta(days=30),
            pickup_on__lte=day + timedelta(days=7),
        )
        .select_related("donor_organisation", "donor_person")
        .order_by("pickup_on")[:4]
    )
    return [(row, donor_name(row, request.user)) for row in rows]


@action(Right.SEE)
def scan(request: SignedRequest) -> HttpResponse:
    """One field understands our numbers, serials and place labels; after a place, a number moves there."""
    text = request.POST.get("q", "").strip()[:200]
    command = command_named(text)
    if command is not None:
        return _commanded(request, command)
    found = lookup.resolve(text)
    if len(found) > 1:
        return redirect(f"{reverse('web:search')}?{urlencode({'q': text})}")
    match found:
        case [Device() as device]:
            return _scanned_device(request, device)
        case [Drive() as drive]:
            return redirect("web:drive", drive.pk)
        case [Location() as place] if request.user.may(Right.MOVE):
            return _scanned_place(request, place)
        case _:
            return redirect(f"{reverse('web:search')}?{urlencode({'q': text})}")


def _commanded(request: SignedRequest, command: Command) -> HttpResponse:
    """A command acts on the machine scanned just before, by opening the page that asks what it must know."""
    number = request.session.get(MACHINE)
    if not number:
        raise Refused(_("Scan a machine first, then the command."))
    if not request.user.may(command.right):
        raise Refused(_("Your role may not do this."), _("Ask a coordinator."))
    return redirect(command.address(number))


@page(Right.SEE)
def command_labels(request: SignedRequest) -> HttpResponse:
    """Choose the paper; with it chosen (``paper``), the PDF of the commands to stick by the scanner."""
    form = LabelForm(request.GET if "paper" in request.GET else None)
    if form.is_valid():
        labels = [
            Label(number=command.code, url=command.code, title=str(command.title), line="")
            for command in COMMANDS
        ]
        return Print(**form.cleaned_data).pdf(labels, _("commands"))
    return render(request, "home/command_labels.html", {"form": form, "commands": COMMANDS})


def _scanned_place(request: SignedRequest, place: Location) -> HttpResponse:
    """A location's label starts a series (what is scanned next goes there); the same label again ends it."""
    if request.session.get(SHELF) == place.pk:
        del request.session[SHELF]
        messages.info(request, _("Stopped: what you scan is only opened."))
    else:
        request.session[SHELF] = place.pk
        messages.info(
            request,
            _("You are at “%(place)s”: what you scan now goes there. Scan the same label again to stop.")
            % {"place": place},
        )
    return redirect(came_from(request))


def _scanned_device(request: SignedRequest, device: Device) -> HttpResponse:
    place = Location.objects.filter(pk=request.session.get(SHELF), is_active=True).first()
    if place and request.user.may(Right.MOVE) and device.location_id != place.pk:
        inventory.relocate([device], place, by=request.user)
        messages.success(
            request, _("%(number)s now stands at “%(place)s”.") % {"number": device, "place": place}
        )
    request.session[MACHINE] = device.number
    return redirect("web:device", device.number)


@page(Right.SEE)
def search(request: SignedRequest) -> HttpResponse:
    """Everything that holds these words, as you type: devices, drives, donors, donations, people."""
    query = request.GET.get("q", "").strip()[:200]
    hits = hits_for(query, people_too=request.user.may(Right.SEE_PEOPLE))
    context = {
        "query": query,
        "hits": hits,
        "too_short": bool(query) and not fragments(query),
        "least": MIN_FRAGMENT,
    }
    template = "home/search_options.html" if request.htmx else "home/search.html"  # type: ignore[attr-defined]
    return render(request, template, context)
