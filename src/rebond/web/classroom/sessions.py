"""Sessions: planned, looked at, moved, cancelled; who pays for them, which machines are lent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.people.roles import Right
from rebond.training import enrolments, lending, offer, progress
from rebond.training.models import Enrolment, HalfDay, LentMachine, Training, TrainingSession
from rebond.training.offer import Plan
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.classroom.offer_forms import FundingForm, LendForm, PlanForm, SessionForm, WhenForm
from rebond.web.classroom.wording import themes_in_words
from rebond.web.lists import Chip, page_of, with_query
from rebond.web.once import written_once
from rebond.web.rows import device_or_404, number_in

SESSION = ("room", "capacity", "trainer", "outside_trainer", "is_public")


def session_or_404(pk: int) -> TrainingSession:
    """A session with what its pages show of it."""
    rows = TrainingSession.objects.select_related("training", "room__venue__commune", "trainer")
    return get_object_or_404(rows, pk=pk)


def half_day_or_404(pk: int) -> HalfDay:
    """A half-day with its session."""
    rows = HalfDay.objects.select_related(
        "session__training", "session__room__venue", "session__trainer", "trainer", "cosigned_by"
    )
    return get_object_or_404(rows, pk=pk)


@page(Right.SEE)
def sessions(request: SignedRequest) -> HttpResponse:
    """What comes, or (``passees``) what is over, newest first."""
    rows = TrainingSession.objects.select_related("training", "room__venue", "trainer")
    chips = []
    if "passees" in request.GET:
        rows = rows.filter(ends_on__lt=today())
        chips.append(Chip(_("over"), with_query(request, {"passees": None, "avant": None, "apres": None})))
        found = page_of(request, rows, ("-starts_on", "-id"))
    else:
        found = page_of(request, rows.filter(ends_on__gte=today()), ("starts_on", "id"))
    return render(request, "classroom/sessions.html", {"page": found, "chips": chips})


@form_page(Right.TRAIN)
@written_once
def session_new(request: SignedRequest) -> HttpResponse:
    """Plan a session; ``comme`` repeats another one, ``formation`` chooses what."""
    form = PlanForm(request.POST or None, initial=_like(request))
    if form.is_valid():
        facts = form.cleaned_data
        when = form.when
        plan = Plan(
            training=facts["training"], **{name: facts[name] for name in SESSION},
            half_days=offer.weekly(when.day, facts["times"], when.starts, when.ends),
        )  # fmt: skip
        try:
            session = offer.plan(plan, by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("The session is planned."))
            return redirect("web:session", session.pk)
    context = {"form": form, "title": _("New session"), "back": reverse("web:sessions"), "draft": "session"}
    return render(request, "form_page.html", context)


def _like(request: SignedRequest) -> dict[str, Any]:
    """What another session was, when one is repeated; otherwise the usual morning."""
    found: dict[str, Any] = {"starts": "09:00", "ends": "12:00", "times": 1, "is_public": True}
    found["training"] = Training.objects.filter(pk=number_in(request.GET.get("formation"))).first()
    other = TrainingSession.objects.filter(pk=number_in(request.GET.get("comme"))).first()
    if other:
        first = other.half_days.first()
        found |= {name: getattr(other, name) for name in (*SESSION, "training")}
        found["times"] = other.half_days.count() or 1
        if first:
            found |= {
                "starts": f"{first.starts // 60:02d}:{first.starts % 60:02d}",
                "ends": f"{first.ends // 60:02d}:{first.ends % 60:02d}",
            }
    return found


@page(Right.SEE)
def session(request: SignedRequest, pk: int) -> HttpResponse:
    """One session: its half-days, its people for those who may see them, its machines, its money."""
    row = session_or_404(pk)
    sees_people = request.user.may(Right.ENROL)
    places = row.enrolments.select_related("person__commune").order_by("pk") if sees_people else []
    context = {
        "session": row,
        "themes": themes_in_words(row.training.themes),
        "half_days": row.half_days.select_related("head_count", "cosigned_by"),
        "enrolled": [place for place in places if place.state == Enrolment.State.ENROLLED],
        "waiting": [place for place in places if place.state == Enrolment.State.WAITING],
        "left": [place for place in places if not place.is_active],
        "machines": row.machines.select_related("device", "person").order_by("returned_on", "pk"),
        "fundings": row.fundings.select_related("funder") if request.user.may(Right.EXPORT) else [],
        "progress": progress.of_sessions([row.pk]),
        "is_over": bool(row.ends_on and row.ends_on < today()),
    }
    return render(request, "classroom/session.html", context)


@form_page(Right.TRAIN)
def session_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Other places, room or trainer; who waits gets what is freed."""
    row = session_or_404(pk)
    form = SessionForm(request.POST or None, initial={name: getattr(row, name) for name in SESSION})

    def change() -> None:
        offer.change_session(row, by=request.user, **{name: form.cleaned_data[name] for name in SESSION})
        served = enrolments.fill(row, by=request.user)
        if served:
            words = ngettext("%(n)d person got a place.", "%(n)d people got a place.", served)
            messages.success(request, words % {"n": served})

    return _session_form(request, row, form, _("Change the session"), change)


@form_page(Right.TRAIN)
def half_day_new(request: SignedRequest, pk: int) -> HttpResponse:
    """One half-day more."""
    row = session_or_404(pk)
    form = WhenForm(request.POST or None, initial={"starts": "09:00", "ends": "12:00"})
    return _session_form(
        request, row, form, _("One half-day more"),
        lambda: offer.add_half_day(row, form.when, by=request.user),
    )  # fmt: skip


@form_page(Right.TRAIN)
def half_day_move(request: SignedRequest, pk: int) -> HttpResponse:
    """Another day or hour; everybody who has a place is told."""
    row = half_day_or_404(pk)
    clock = {
        name: f"{minutes // 60:02d}:{minutes % 60:02d}"
        for name, minutes in (("starts", row.starts), ("ends", row.ends))
    }
    form = WhenForm(request.POST or None, initial={"day": row.day, **clock})
    return _session_form(
        request, row.session, form, _("Move this half-day"),
        lambda: offer.move_half_day(row, form.when, by=request.user),
    )  # fmt: skip


@form_page(Right.TRAIN, Right.EXPORT)
def funding(request: SignedRequest, pk: int) -> HttpResponse:
    """Who pays for it; written again for the same funder, it is corrected."""
    row = session_or_404(pk)
    form = FundingForm(request.POST or None)

    def fund() -> None:
        facts = form.cleaned_data
        offer.fund(
            row, facts["funder"], convention=facts["convention"], amount_cents=facts["amount"],
            spent_cents=facts["spent"], income=facts["income"], by=request.user,
        )  # fmt: skip

    return _session_form(request, row, form, _("Who pays for it"), fund)


@form_page(Right.TRAIN)
def lend(request: SignedRequest, pk: int) -> HttpResponse:
    """A machine of the stock, for the length of the session."""
    row = session_or_404(pk)
    form = LendForm(request.POST or None, initial={"due_on": row.ends_on})

    def go() -> None:
        facts = form.cleaned_data
        lending.lend(row, device_or_404(facts["number"]), due_on=facts["due_on"], by=request.user)

    return _session_form(request, row, form, _("Lend a machine"), go)


@action(Right.TRAIN)
def bring_back(request: SignedRequest, pk: int) -> HttpResponse:
    """The machine is on the shelf again."""
    row = lending.bring_back(get_object_or_404(LentMachine, pk=pk), by=request.user)
    messages.success(request, _("%(number)s is back.") % {"number": row.device})
    return redirect("web:session", row.session_id)


def _session_form(
    request: SignedRequest, row: TrainingSession, form: Any, title: str, act: Callable[[], object]
) -> HttpResponse:
    """A form about a session: what it asks is done, or refused above its fields."""
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Saved."))
            return redirect("web:session", row.pk)
    context = {
        "form": form, "title": title, "lead": row.training.name,
        "back": reverse("web:session", args=[row.pk]),
    }  # fmt: skip
    return render(request, "form_page.html", context)


@action(Right.TRAIN)
def session_cancel(request: SignedRequest, pk: int) -> HttpResponse:
    """We cannot hold it: everybody is told."""
    row = session_or_404(pk)
    offer.cancel_session(row, by=request.user)
    messages.success(request, _("The session is cancelled; those who had a place are told."))
    return redirect("web:session", row.pk)


@action(Right.TRAIN)
def half_day_cancel(request: SignedRequest, pk: int) -> HttpResponse:
    """We cannot hold this half-day: everybody is told."""
    row = half_day_or_404(pk)
    offer.cancel_half_day(row, by=request.user)
    messages.success(request, _("The half-day is cancelled; those who had a place are told."))
    return redirect("web:session", row.session_id)
