"""Workshops and trainings for anybody: a list, a month, one page each, enrolling without an account nor a
script; a feed for calendars, the lists that national maps read.
"""

import csv
import json
from calendar import Calendar as Months
from collections import defaultdict
from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.distribution.models import Handover
from rebond.people.models import Association, Person
from rebond.people.services import association
from rebond.training import enrolments, offer, publishing
from rebond.training.enrolments import Guardian
from rebond.training.models import Enrolment, HalfDay, TrainingSession
from rebond.training.rules import is_child
from rebond.web.access import public
from rebond.web.forms import CommuneField, EmailField, FreeText, PhoneField, PlainForm
from rebond.web.once import written_once

if TYPE_CHECKING:
    from icalendar import Event

AHEAD = 120


def _sessions() -> list[TrainingSession]:
    """What anybody may come to, soonest first, each with its half-days."""
    rows = offer.upcoming(AHEAD).filter(is_public=True).prefetch_related("half_days")
    return [row for row in rows if _coming(row)]


def _coming(session: TrainingSession) -> list[HalfDay]:
    """Half-days not over yet, of the ones already fetched."""
    rows = [row for row in session.half_days.all() if row.cancelled_at is None and row.day >= today()]
    for row in rows:
        row.session = session
    return [row for row in rows if row.ends_at > now()]


@public
@require_safe
def workshops(request: HttpRequest) -> HttpResponse:
    """The list: what, when in words, where, how many places are left."""
    rows = [(row, _coming(row)) for row in _sessions()]
    context = {"rows": rows, "association": association(), "month": f"{today():%Y-%m}"}
    return render(request, "public/workshops.html", context)


@public
@require_safe
def workshops_month(request: HttpRequest) -> HttpResponse:
    """The same, as a month: the second choice."""
    days: dict[date, list[HalfDay]] = defaultdict(list)
    for row in _sessions():
        for half_day in _coming(row):
            days[half_day.day].append(half_day)
    month = _month(request, min(days, default=today()))
    weeks = [
        [
            (day, day.month == month.month, sorted(days.get(day, []), key=lambda row: row.starts))
            for day in week
        ]
        for week in Months().monthdatescalendar(month.year, month.month)
    ]
    before, after = month - timedelta(days=1), month + timedelta(days=31)
    context = {
        "month": month,
        "weeks": weeks,
        "any": any(rows for week in weeks for _day, here, rows in week if here),
        "today": today(),
        "before": f"{before:%Y-%m}" if before >= today().replace(day=1) else "",
        "after": f"{after:%Y-%m}" if after <= today() + timedelta(days=AHEAD) else "",
        "association": association(),
    }
    return render(request, "public/workshops_month.html", context)


def _month(request: HttpRequest, first: date) -> date:
    """The month asked for, or the first that has something."""
    try:
        found = date.fromisoformat(f"{request.GET.get('mois', '')[:7]}-01")
    except ValueError:
        found = first
    return min(max(found, today()), today() + timedelta(days=AHEAD)).replace(day=1)


def _session_or_404(pk: int) -> TrainingSession:
    rows = TrainingSession.objects.filter(is_public=True).prefetch_related("half_days")
    found = rows.select_related("training", "room__venue__commune").filter(pk=pk).first()
    if found is None:
        raise Http404(_("This session is not here any more."))
    return found


@public
@require_safe
def workshop(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: every date, the place, what one must know, free places now."""
    row = _session_or_404(pk)
    coming = _coming(row) if row.is_open else []
    context = {
        "session": row,
        "coming": coming,
        "event": _event(request, row, coming),
        "association": association(),
        "may_enrol": bool(coming) and _takes_more(row),
    }
    return render(request, "public/workshop.html", context)


def _takes_more(row: TrainingSession) -> bool:
    is_course = row.training.form == row.training.Form.COURSE
    return not (is_course and row.starts_on and row.starts_on < today())


def _event(request: HttpRequest, row: TrainingSession, coming: list[HalfDay]) -> str:
    """schema.org, for search engines: written so that no text can end the script it stands in."""
    if not coming:
        return ""
    here, where = request.build_absolute_uri(request.path), _where(row)
    told = {
        "@context": "https://schema.org", "@type": "EducationEvent", "name": row.training.name,
        "description": row.training.objective, "url": here,
        "startDate": coming[0].starts_at.isoformat(), "endDate": coming[-1].ends_at.isoformat(),
        "organizer": _organizer(), "isAccessibleForFree": row.training.price_cents == 0,
        "maximumAttendeeCapacity": row.capacity, "remainingAttendeeCapacity": row.left,
        "offers": {
            "@type": "Offer", "price": f"{row.training.price_cents / 100:.2f}", "priceCurrency": "EUR",
            "availability": f"https://schema.org/{'InStock' if row.left else 'SoldOut'}", "url": here,
        },
        "subEvent": [
            {
                "@type": "EducationEvent", "name": row.training.name,
                "startDate": half_day.starts_at.isoformat(), "endDate": half_day.ends_at.isoformat(),
                **where,
            }
            for half_day in coming
        ],
        **where,
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _where(row: TrainingSession) -> dict[str, Any]:
    venue = row.room.venue
    address = {
        "@type": "PostalAddress", "streetAddress": venue.address, "addressLocality": venue.commune.name,
        "postalCode": venue.commune.postcodes.split(" ")[0], "addressCountry": "FR",
    }  # fmt: skip
    return {
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "Place", "name": venue.name, "address": address},
    }


def _organizer() -> dict[str, str]:
    us = association() or Association(name="Rebond")
    told = {"@type": "Organization", "name": us.name}
    return told | ({"url": us.public_url} if us.public_url else {})


class PlaceForm(PlainForm):
    """As little as possible: a name, a way to be told."""

    family_name = FreeText(
        label=gettext_lazy("Family name"), max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=gettext_lazy("The only name, when there is just one."),
    )  # fmt: skip
    given_name = FreeText(
        label=gettext_lazy("Given name"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )  # fmt: skip
    phone = PhoneField(
        required=False, help_text=gettext_lazy("Telephone or e-mail: one of the two is enough.")
    )
    email = EmailField(required=False)
    commune = CommuneField()
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"), required=False, min_value=1900, max_value=2099,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        help_text=gettext_lazy("Only asked for somebody under fifteen. May stay empty."),
    )  # fmt: skip
    guardian_name = FreeText(
        label=gettext_lazy("Adult who answers for a child"), max_length=120, required=False,
        help_text=gettext_lazy("Under fifteen: their name; the telephone above is theirs."),
    )  # fmt: skip
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # only a robot fills it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        tried = {"phone", "email"} & (set(self.errors) | {name for name in facts if facts[name]})
        if not tried:
            self.add_error("phone", _("Write a telephone or an e-mail, so that we can tell you of a change."))
        if is_child(facts.get("birth_year"), today().year):
            if not facts.get("guardian_name"):
                self.add_error(
                    "guardian_name", _("Under fifteen, an adult answers for the child: their name.")
                )
            if not facts.get("phone") and "phone" not in self.errors:
                self.add_error("phone", _("Write the telephone of the adult."))
        return facts

    @property
    def told(self) -> Person:
        names = ("family_name", "given_name", "phone", "email", "commune", "birth_year")
        return Person(**{name: self.cleaned_data[name] for name in names})

    @property
    def guardian(self) -> Guardian:
        name = self.cleaned_data["guardian_name"]
        return Guardian(name=name, phone=self.cleaned_data["phone"] if name else "")


@public
@require_http_methods(["GET", "HEAD", "POST"])
@written_once
def workshop_enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol: one page, no account, no script; then the page of one's own place."""
    row = _session_or_404(pk)
    coming = _coming(row) if row.is_open else []
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["website"]:
            return redirect("web:workshops")
        try:
            place = enrolments.enrol_publicly(row, form.told, guardian=form.guardian)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Thank you. Keep the address of this page: it is yours."))
            return redirect("web:workshop_place", enrolments.token_of(place))
    context = {
        "session": row, "coming": coming, "form": form, "association": association(),
        "may_enrol": bool(coming) and _takes_more(row),
    }  # fmt: skip
    return render(request, "public/workshop_enrol.html", context)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def workshop_place(request: HttpRequest, token: str) -> HttpResponse:
    """One's own place: dates, rank in the queue; a button gives it back (looking changes nothing)."""
    row = enrolments.enrolment_of(token)
    if row is None:
        raise Http404
    if request.method == "POST":
        if row.is_active:
            enrolments.give_back(row, by=None)
        messages.success(request, _("It is done: your place goes to somebody else. See you another time."))
        return redirect("web:workshop_place", token)
    waiting = row.session.enrolments.filter(state=Enrolment.State.WAITING, pk__lte=row.pk).count()
    context = {
        "row": row, "session": row.session, "half_days": row.session.half_days.all(), "rank": waiting,
        "association": association(), "token": token,
    }  # fmt: skip
    response = render(request, "public/workshop_place.html", context)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_safe
def workshops_feed(request: HttpRequest) -> HttpResponse:
    """A calendar that telephones subscribe to: every public half-day to come; a moved one moves there too."""
    us = association() or Association(name="Rebond")
    from icalendar import Calendar  # ten megabytes that few pages need

    calendar = Calendar()
    calendar.add("prodid", "-//Rebond//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{us.name} : ateliers et formations")
    calendar.add("x-wr-timezone", "Europe/Paris")
    for row in _sessions():
        for half_day in _coming(row):
            calendar.add_component(_entry(request, half_day))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="ateliers.ics"'
    return response


def _entry(request: HttpRequest, half_day: HalfDay) -> "Event":
    session = half_day.session
    venue = session.room.venue
    from icalendar import Event

    event = Event()
    event.add("uid", f"demi-journee-{half_day.pk}@{request.get_host()}")
    event.add("dtstamp", now())
    event.add("sequence", half_day.version)
    event.add("dtstart", half_day.starts_at)
    event.add("dtend", half_day.ends_at)
    event.add("summary", session.training.name)
    event.add("location", f"{venue.name}, {venue.address}, {venue.commune.name}")
    event.add("description", session.training.objective)
    event.add("url", request.build_absolute_uri(reverse("web:workshop", args=[session.pk])))
    return event


def _gives_computers() -> bool:
    return Handover.objects.filter(kind="sale").exists()


@public
@require_safe
def places_csv(request: HttpRequest) -> HttpResponse:
    """« Lieux de médiation numérique », schema 1.0.2."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, publishing.PLACE_FIELDS)
    writer.writeheader()
    writer.writerows(_or_nothing(lambda: publishing.places(gives_computers=_gives_computers())))
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")


@public
@require_safe
def inclusion_json(request: HttpRequest, what: str) -> HttpResponse:
    """data·inclusion v1: ``structures`` or ``services``."""
    makers = {"structures": publishing.structures, "services": publishing.services}
    if what not in makers:
        raise Http404
    return JsonResponse(_or_nothing(makers[what]), safe=False, json_dumps_params={"ensure_ascii": False})


def _or_nothing(make: Any) -> list[dict[str, Any]]:
    """Nothing is published while the association has no number of its own."""
    try:
        return list(make())
    except Refused:
        return []
