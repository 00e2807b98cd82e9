"""A person's file: doubles merged and parted, the household, messages, its export, forgetting."""

import json
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.collection import donors
from rebond.common.errors import Refused
from rebond.common.units import money_fr
from rebond.distribution import requests
from rebond.people import messages as people_messages
from rebond.people import retention
from rebond.people import services as people
from rebond.people.models import Person
from rebond.people.roles import Right
from rebond.records import forgetting
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.counter.recipients import recipient_of, search
from rebond.web.once import written_once


def _somebody(pk: int) -> Person:
    return get_object_or_404(Person.objects.select_related("commune", "household"), pk=pk, anonymised_at=None)


@form_page(Right.PRIVACY, Right.SEE_PEOPLE)
@written_once
def merge(request: SignedRequest, pk: int) -> HttpResponse:
    """Two rows of one human: the other one's history comes here; it can be undone."""
    kept = _somebody(pk)
    if request.method == "POST":
        double = recipient_of(request.POST.get("double", ""))
        if not isinstance(double, Person):
            raise Refused(_("Choose which file is the same person."), status=400)
        with transaction.atomic():
            donors.merge_people(kept, double, by=request.user)
            requests.after_merge(kept, by=request.user)
        messages.success(request, _("The two files are one; both histories are kept."))
        return redirect("web:person", kept.pk)
    context = {
        "person": kept,
        "doubles": people.doubles(kept)[:10],
        "answer": search(request.GET.get("q", "")),
    }
    return render(request, "counter/merge.html", context)


@action(Right.PRIVACY, Right.SEE_PEOPLE)
def split(request: SignedRequest, pk: int) -> HttpResponse:
    """They were two humans after all."""
    double = get_object_or_404(Person.objects.select_related("merged_into"), pk=pk, merged_into__isnull=False)
    donors.split_person(double, by=request.user)
    messages.success(request, _("They are two files again."))
    return redirect("web:person", double.pk)


@form_page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
@written_once
def household(request: SignedRequest, pk: int) -> HttpResponse:
    """Who lives with this person."""
    person = _somebody(pk)
    if request.method == "POST":
        other = recipient_of(request.POST.get("pour", ""))
        if other is not None and not isinstance(other, Person):
            raise Refused(_("Choose a person."), status=400)
        donors.join_household(person, other, by=request.user)
        messages.success(request, _("The household is saved."))
        return redirect("web:person", pk)
    context = {"person": person, "answer": search(request.GET.get("q", ""))}
    return render(request, "counter/household.html", context)


@action(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def messages_refused(request: SignedRequest, pk: int) -> HttpResponse:
    """The person wants no more messages, or wants them again."""
    person = _somebody(pk)
    refuses = request.POST.get("refuses") == "1"
    people_messages.refuse(person, refuses=refuses)
    messages.success(
        request, _("No message will be sent any more.") if refuses else _("Messages are sent again.")
    )
    return redirect("web:person", pk)


@page(Right.PRIVACY, Right.SEE_PEOPLE)
def file_export(request: SignedRequest, pk: int) -> HttpResponse:
    """All that is kept of this person, to be handed to them: to print, or (``format=json``) for another
    program.
    """
    person = _somebody(pk)
    told = forgetting.file_of(person)
    if request.GET.get("format") == "json":
        written = json.dumps(told, ensure_ascii=False, indent=1, default=str)
        response = HttpResponse(written, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="dossier-{person.pk}.json"'
        return response
    shown = {title: [_in_words(row) for row in rows] for title, rows in told.items()}
    return render(request, "counter/file.html", {"person": person, "told": shown})


LABELS = {
    "given_name": gettext_lazy("Given name"), "family_name": gettext_lazy("Family name"),
    "birth_year": gettext_lazy("Year of birth"), "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"), "address": gettext_lazy("Address"), "commune": gettext_lazy("Town"),
    "adaptations": gettext_lazy("What must be arranged"), "reach": gettext_lazy("How to reach them"),
    "created_at": gettext_lazy("Known since"), "last_contact_on": gettext_lazy("Last contact"),
    "kept_until": gettext_lazy("Kept at least until"), "what": gettext_lazy("What"),
    "number": gettext_lazy("Number"), "on": gettext_lazy("Day"), "state": gettext_lazy("State"),
    "uses": gettext_lazy("What for"), "note": gettext_lazy("Note"),
    "criterion": gettext_lazy("Criterion"), "until": gettext_lazy("Holds until"),
    "reason": gettext_lazy("Reason"), "machine": gettext_lazy("Machine"),
    "signed": gettext_lazy("Signed by"), "cents": gettext_lazy("Amount"), "means": gettext_lazy("Payment"),
    "by": gettext_lazy("By"), "to": gettext_lazy("Sent to"), "text": gettext_lazy("Words"),
    "who": gettext_lazy("Who"), "name": gettext_lazy("Name"), "gender": gettext_lazy("Gender"),
    "occupation": gettext_lazy("Occupation"), "title": gettext_lazy("Title"),
    "adult": gettext_lazy("Adult who answers for a child"), "minutes": gettext_lazy("Minutes"),
    "themes": gettext_lazy("Themes"),
}  # fmt: skip
"""What the names of a file's rows are called on paper; a card's own sentences stand for themselves."""


def _in_words(row: dict[str, Any]) -> dict[str, str]:
    return {
        str(LABELS.get(name, name)): _word(name, value)
        for name, value in row.items()
        if value not in (None, "", [])
    }


def _word(name: str, value: Any) -> str:
    if name == "cents":
        return money_fr(value)
    if name == "adaptations":
        return ", ".join(str(Person.Adaptation(code).label) for code in value)
    if isinstance(value, date | datetime):
        return date_format(timezone.localtime(value) if isinstance(value, datetime) else value, "j F Y")
    return str(value)


@form_page(Right.PRIVACY, Right.SEE_PEOPLE)
def forget(request: SignedRequest, pk: int) -> HttpResponse:
    """Really forget somebody, now: it cannot be undone, so it is asked by name."""
    person = _somebody(pk)
    problem = ""
    if request.method == "POST":
        if request.POST.get("name", "").strip().lower() != str(person).lower():
            problem = _("Write the name exactly as it is shown: this cannot be undone.")
        else:
            forgetting.forget(person, by=request.user)
            messages.success(request, _("This person is forgotten. What was counted stays counted."))
            return redirect("web:people")
    context = {"person": person, "problem": problem, "months": retention.months(retention.Purpose.FILE)}
    return render(request, "counter/forget.html", context)
