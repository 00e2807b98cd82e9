"""People and associations that receive machines: the list, one sheet, the forms."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from rebond.collection import donors
from rebond.collection import links as collection_links
from rebond.common.tables import Column
from rebond.distribution import eligibility, till
from rebond.distribution.models import HandoverItem, Request, Reservation
from rebond.people import retention
from rebond.people import services as people_services
from rebond.people.models import Organisation, Person
from rebond.people.roles import Right
from rebond.training.models import Enrolment
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.counter.forms import AssociationForm, PersonForm
from rebond.web.counter.recipients import Recipient, code_of
from rebond.web.exports import table_file
from rebond.web.finding import searched, typed
from rebond.web.lists import page_of
from rebond.web.needs import IDENTITY
from rebond.web.once import written_once

DONATIONS_SHOWN = 20
PERSON_FACTS = (*IDENTITY, "adaptations")


def _known() -> QuerySet[Person]:
    """One row a human: neither doubles that were merged, nor those who were forgotten."""
    return Person.objects.filter(anonymised_at=None, merged_into=None)


@page(Right.SEE_PEOPLE)
def people(request: SignedRequest) -> HttpResponse:
    """Fifty people at a time; every fragment of three letters is looked up in names and telephones."""
    rows, chips = searched(request, _known().select_related("commune"))
    context = {
        "page": page_of(request, rows),
        "chips": chips,
        "query": typed(request),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "counter/people.html", context)


@page(Right.EXPORT, Right.SEE_PEOPLE)
def people_export(request: SignedRequest) -> HttpResponseBase:
    """The list as a file, for those who may see names."""
    columns = [
        Column("given_name", _("Given name"), "text"),
        Column("family_name", _("Family name"), "text"),
        Column("phone", _("Telephone"), "text"),
        Column("email", _("E-mail"), "text"),
        Column("town", _("Town"), "text"),
        Column("known_since", _("Known since"), "datetime"),
    ]
    rows, _chips = searched(request, _known(), whole=True)
    cells: Iterator[tuple[object, ...]] = (
        rows.order_by("-id")
        .values_list("given_name", "family_name", "phone", "email", "commune__name", "created_at")
        .iterator()
    )
    return table_file(request.GET.get("format", "csv"), _("people"), columns, cells)


@page(Right.SEE_PEOPLE)
def person(request: SignedRequest, pk: int) -> HttpResponse:
    """One person: how to reach them, what is held for them, what they received, what they gave."""
    row = get_object_or_404(Person.objects.select_related("commune", "household", "merged_into"), pk=pk)
    retention.log_opening(row, by=request.user)
    mine = retention.same_human(row)
    items = HandoverItem.objects.filter(handover__person__in=mine).select_related(
        "handover", "device", "comeback"
    )
    held = Reservation.objects.filter(person__in=mine, ended_at=None).select_related("device")
    context = {
        "absorbed": row.absorbed.all(),
        "doubles": people_services.doubles(row)[:5] if not row.anonymised_at else [],
        "mates": row.household.people.filter(anonymised_at=None).exclude(pk=row.pk) if row.household else [],
        "requests": Request.objects.filter(person__in=mine).order_by("-id")[:20],
        "membership": till.last_membership(row),
        "is_member": till.is_member(row),
        "check": eligibility.valid_check(row) if request.user.may(Right.ELIGIBILITY) else None,
        "adaptations": [Person.Adaptation(code).label for code in row.adaptations],
        "openings": row.openings.select_related("by").order_by("-id")[:20],
        "person": row,
        "code": code_of(row),
        "lessons": Enrolment.objects.filter(person__in=mine)
        .select_related("session__training")
        .order_by("-pk")[:20]
        if request.user.may(Right.ENROL)
        else [],
        "links": collection_links.live(row) if request.user.may(Right.RECEIVE) else (),
        "open_url": reverse("web:giver_link", args=[row.pk]),
        "items": items.order_by("-handover_id", "pk")[:100],
        "reservations": held.order_by("until"),
        "donations": row.donations.order_by("-id")[:DONATIONS_SHOWN] if request.user.may(Right.SEE) else (),
    }
    return render(request, "counter/person.html", context)


@form_page(Right.DISTRIBUTE)
@written_once
def person_new(request: SignedRequest) -> HttpResponse:
    """A new person; ``suite`` is the page of ours that is waiting for somebody."""
    return _person_form(request, Person())


@form_page(Right.DISTRIBUTE)
def person_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct what is written about a person."""
    rows = Person.objects.filter(anonymised_at=None).select_related("commune")
    return _person_form(request, get_object_or_404(rows, pk=pk))


def _person_form(request: SignedRequest, row: Person) -> HttpResponse:
    is_new = row.pk is None
    initial = {name: getattr(row, name) for name in PERSON_FACTS}
    if is_new:
        initial["family_name"] = request.GET.get("q", "").strip()[:80]
    form = PersonForm(request.POST or None, initial=initial)
    alike: list[tuple[Person, float]] = []
    if form.is_valid():
        _write(row, form.cleaned_data)
        alike = people_services.doubles(row)[:5] if is_new and "somebody_else" not in request.POST else []
        if not alike:
            donors.save_person(row, by=request.user)
            return _go_on(request, row)
    context = {
        "form": form, "person": row, "is_new": is_new, "onward": _onward(request),
        "doubles": [(one, code_of(one)) for one, _alike in alike],
    }  # fmt: skip
    return render(request, "counter/person_form.html", context)


@form_page(Right.DISTRIBUTE)
@written_once
def association_new(request: SignedRequest) -> HttpResponse:
    """A new association that receives machines."""
    initial = {"name": request.GET.get("q", "").strip()[:160]}
    form = AssociationForm(request.POST or None, initial=initial)
    if form.is_valid():
        row = Organisation(kind=Organisation.Kind.ASSOCIATION)
        _write(row, form.cleaned_data)
        donors.save_organisation(row, by=request.user)
        return _go_on(request, row)
    return render(request, "counter/association_form.html", {"form": form, "onward": _onward(request)})


def _write(row: Recipient, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)


def _onward(request: HttpRequest) -> str:
    """The page of ours to come back to; an address of anybody else is dropped."""
    url = request.POST.get("suite") or request.GET.get("suite", "")
    ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()})
    return url if ours else ""


def _go_on(request: HttpRequest, row: Recipient) -> HttpResponse:
    """Back to the page that was waiting for somebody, or to the sheet."""
    onward = _onward(request)
    messages.success(request, _("“%(name)s” is saved.") % {"name": row})
    if onward:
        return redirect(f"{onward}{'&' if '?' in onward else '?'}pour={code_of(row)}")
    return redirect("web:person", row.pk) if isinstance(row, Person) else redirect("web:counter")
