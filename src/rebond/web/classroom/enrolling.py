"""Enrolling at our desks: somebody we know or somebody new, into a session; then their dates on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.people import retention
from rebond.people.models import Person
from rebond.people.roles import Right
from rebond.people.services import save_person
from rebond.training import enrolments, offer
from rebond.training.enrolments import Guardian
from rebond.training.models import Enrolment, Learner, TrainingSession
from rebond.web import papers
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.classroom.forms import LearnerForm, NewLearnerForm
from rebond.web.classroom.sessions import session_or_404
from rebond.web.finding import searched, typed
from rebond.web.once import written_once
from rebond.web.rows import number_in

FOUND = 10


@form_page(Right.ENROL)
@written_once
def enrol(request: SignedRequest, pk: int) -> HttpResponse:
    """Find the person or write them down, in one page; ``personne`` is already chosen."""
    session = session_or_404(pk)
    person = _chosen(request)
    is_new = person is None and ("nouvelle" in request.GET or "family_name" in request.POST)
    form: Any = None
    if person or is_new:
        form_class = LearnerForm if person else NewLearnerForm
        form = form_class(request.POST if request.method == "POST" else None, initial=_known(person, request))
        if form.is_valid():
            try:
                row = _enrolled(request, session, person, form)
            except Refused as refused:
                form.add_error(None, f"{refused} {refused.hint}")
            else:
                words = (
                    _("%(name)s has a place.") if row.state == Enrolment.State.ENROLLED
                    else _("%(name)s is on the waiting list.")
                )  # fmt: skip
                messages.success(request, words % {"name": row.person})
                return redirect("web:enrolment", row.pk)
    query = typed(request)
    rows, _chips = searched(request, Person.objects.filter(anonymised_at=None, merged_into=None))
    context = {
        "session": session,
        "person": person,
        "form": form,
        "query": query,
        "found": rows.select_related("commune").order_by("-id")[:FOUND] if query else [],
        "nobody": urlencode({"nouvelle": "1", "nom": query}),
    }
    return render(request, "classroom/enrol.html", context)


def _chosen(request: SignedRequest) -> Person | None:
    key = number_in(request.POST.get("person") or request.GET.get("personne"))
    return get_object_or_404(Person.objects.filter(anonymised_at=None), pk=key) if key else None


def _known(person: Person | None, request: SignedRequest) -> dict[str, Any]:
    initial: dict[str, Any] = {"trainee": "e", "gender": "non_communique", "occupation": "non_communique"}
    if person is None:
        return initial | {"family_name": request.GET.get("nom", "")[:80]}
    known = Learner.objects.filter(person__in=retention.same_human(person)).first()
    last = Enrolment.objects.filter(person=person).order_by("-pk").first()
    if known:
        initial |= {"gender": known.gender, "occupation": known.occupation}
    if last:
        initial |= {
            "trainee": last.trainee, "guardian_name": last.guardian_name,
            "guardian_phone": last.guardian_phone,
        }  # fmt: skip
    return initial


def _enrolled(
    request: SignedRequest, session: TrainingSession, person: Person | None, form: Any
) -> Enrolment:
    facts = form.cleaned_data
    if person is None:
        person = save_person(Person(**form.identity))
    row = enrolments.enrol(
        session, person, by=request.user, trainee=facts["trainee"] or "e",
        origin=Enrolment.Origin.HANDOVER if "remise" in request.GET else Enrolment.Origin.COUNTER,
        guardian=Guardian(name=facts["guardian_name"], phone=facts["guardian_phone"]),
    )  # fmt: skip
    gender, occupation = facts["gender"] or "non_communique", facts["occupation"] or "non_communique"
    enrolments.set_learner(person, gender=gender, occupation=occupation)
    return row


@page(Right.ENROL)
def first_steps(request: SignedRequest, pk: int) -> HttpResponse:
    """After a handover: the next sessions to propose with a computer, then every other one."""
    person = get_object_or_404(Person.objects.filter(anonymised_at=None), pk=pk)
    rows = sorted(offer.upcoming(), key=lambda row: not row.training.is_first_steps)
    taken = set(
        Enrolment.objects.filter(
            person__in=retention.same_human(person), state__in=Enrolment.ACTIVE
        ).values_list("session", flat=True)
    )
    context = {"person": person, "rows": [(row, row.pk in taken) for row in rows], "day": today()}
    return render(request, "classroom/first_steps.html", context)


def enrolment_or_404(pk: int) -> Enrolment:
    """A place with its person and session."""
    rows = Enrolment.objects.select_related("person", "session__training", "session__room__venue__commune")
    return get_object_or_404(rows, pk=pk)


@page(Right.ENROL)
def enrolment(request: SignedRequest, pk: int) -> HttpResponse:
    """One place: dates, code, presence; printed, it is the paper that goes home."""
    row = enrolment_or_404(pk)
    half_days = list(row.session.half_days.all())
    told = {one.half_day_id: one for one in row.attendances.all()}
    cards = {card.moment: card for card in row.session.assessments.filter(person=row.person)}
    context = {
        "row": row,
        "half_days": [(half_day, told.get(half_day.pk)) for half_day in half_days],
        "pin": enrolments.pin_of(row),
        "cards": cards,
        "rank": row.session.enrolments.filter(state="waiting", pk__lte=row.pk).count(),
        "papers": papers.shown(row, "attendance", "training"),
    }
    return render(request, "classroom/enrolment.html", context)


@action(Right.ENROL)
def enrolment_leave(request: SignedRequest, pk: int) -> HttpResponse:
    """They cannot come, or we take the place back; whoever has waited longest gets it."""
    row = enrolment_or_404(pk)
    if request.POST.get("who") == "us":
        row = enrolments.revoke(row, by=request.user)
    else:
        row = enrolments.give_back(row, by=request.user)
    messages.success(request, _("The place is free again; whoever has waited longest gets it."))
    return redirect("web:session", row.session_id)
