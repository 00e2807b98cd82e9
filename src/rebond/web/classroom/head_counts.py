"""Head counts: the list, the form that takes less than a minute, the file."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.people.roles import Right
from rebond.training.models import HeadCount, HeadCountQuerySet
from rebond.training.services import correct_head_count, count_heads
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.classroom.forms import HeadCountForm
from rebond.web.exports import table_file
from rebond.web.lists import Chip, page_of, with_query
from rebond.web.once import written_once

_PERIOD = re.compile(r"((?:19|20)[0-9]{2})(?:-(0[1-9]|1[0-2]))?")
FACTS = ("kind", "title", "held_on", "minutes", "people")
MARGINS = [name for names in HeadCountForm.MARGINS.values() for name in names]
TITLES_LOOKED_AT, TITLES_SUGGESTED = 100, 12


@page(Right.SEE)
def head_counts(request: SignedRequest) -> HttpResponse:
    """Trainings and workshops where nobody is named, those of ``periode`` or all, newest first."""
    rows, chips = HeadCount.objects.all(), []
    period = _period(request.GET.get("periode", ""))
    if period:
        rows = rows.between(*period)
        everything = with_query(request, {"periode": None, "avant": None, "apres": None})
        chips.append(
            Chip(date_format(period[0], "Y" if len(request.GET["periode"]) == 4 else "F Y"), everything)
        )
    context = {
        "page": page_of(request, rows, ("-held_on", "-id")),
        "chips": chips,
        "export_query": request.GET.urlencode(),
    }
    return render(request, "classroom/head_counts.html", context)


def _period(text: str) -> tuple[date, date] | None:
    """First and last day of « 2026-11 » or of « 2026 »; None for anything else."""
    asked = _PERIOD.fullmatch(text)
    if asked is None:
        return None
    year, month = int(asked[1]), int(asked[2] or 0)
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


@form_page(Right.TRAIN)
@written_once
def head_count_new(request: SignedRequest) -> HttpResponse:
    """Count the people of one training or workshop."""
    initial = {"held_on": today(), "kind": HeadCount.Kind.WORKSHOP, "length": "120"}
    form = HeadCountForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            facts = {name: form.cleaned_data[name] for name in FACTS}
            themes = form.cleaned_data["themes"]
            row = count_heads(by=request.user, margins=form.margins, themes=themes, **facts)
        except Refused as refused:
            form.add_error("held_on", str(refused))
        else:
            words = ngettext(
                "%(n)d person counted: “%(title)s”.", "%(n)d people counted: “%(title)s”.", row.people
            )
            messages.success(request, words % {"n": row.people, "title": row.title})
            return redirect("web:head_counts")
    return render(request, "classroom/head_count.html", {"form": form, "titles": _last_titles()})


@form_page(Right.TRAIN)
def head_count_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct what was written of one training or workshop."""
    row = get_object_or_404(HeadCount, pk=pk)
    initial = {name: getattr(row, name) or None for name in (*FACTS, *MARGINS) if name != "minutes"}
    initial |= {"people": row.people, "themes": row.themes, **HeadCountForm.length_of(row.minutes)}
    form = HeadCountForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            facts = {name: form.cleaned_data[name] for name in FACTS} | form.margins
            facts["themes"] = sorted(form.cleaned_data["themes"])
            correct_head_count(row, facts, by=request.user)
        except Refused as refused:
            form.add_error("held_on", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("web:head_counts")
    context = {"form": form, "titles": _last_titles(), "row": row}
    return render(request, "classroom/head_count.html", context)


def _last_titles() -> list[str]:
    """The latest titles, each once."""
    latest = HeadCount.objects.order_by("-id").values_list("title", flat=True)[:TITLES_LOOKED_AT]
    return list(dict.fromkeys(latest))[:TITLES_SUGGESTED]


@page(Right.EXPORT)
def head_counts_export(request: SignedRequest) -> HttpResponseBase:
    """The head counts of ``periode``, or every one, as a file; nobody is named in it."""
    columns = [
        Column("held_on", _("Day"), "date"),
        Column("kind", _("Kind"), "text"),
        Column("title", _("Title"), "text"),
        Column("minutes", _("Length in minutes"), "integer"),
        Column("people", _("People present"), "integer"),
        Column("hours", _("Hours of trainees"), "decimal"),
    ]
    period = _period(request.GET.get("periode", ""))
    rows = HeadCount.objects.between(*period) if period else HeadCount.objects.all()
    return table_file(request.GET.get("format", "csv"), _("head-counts"), columns, _cells(rows))


def _cells(rows: HeadCountQuerySet) -> Iterator[tuple[object, ...]]:
    for row in rows.order_by("-held_on", "-id").iterator():
        yield (
            row.held_on,
            row.get_kind_display(),
            row.title,
            row.minutes,
            row.people,
            round(row.trainee_hours, 2),
        )
