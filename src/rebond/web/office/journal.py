"""The journal in sentences, filtered by kind and by user."""

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rebond.common.tables import Column
from rebond.people.models import User
from rebond.people.roles import Right
from rebond.records import sealing
from rebond.records.models import JournalEntry
from rebond.web.access import SignedRequest, action, page
from rebond.web.exports import table_file
from rebond.web.life import WORDS, icon, sentence
from rebond.web.lists import Chip, chip, page_of
from rebond.web.office.subjects import named

BATCH = 2_000


@page(Right.SEE_JOURNAL)
def journal(request: SignedRequest) -> HttpResponse:
    """Fifty entries at a time, newest first."""
    users = list(User.objects.order_by("display_name"))
    rows, chips = _filtered(request, users)
    shown = page_of(request, rows)
    subjects = named(shown.rows, request.user)
    context = {
        "page": shown,
        "entries": [
            (entry, sentence(entry), icon(entry), subjects.get((entry.subject_kind, entry.subject_id)))
            for entry in shown.rows
        ],
        "chips": chips,
        "kinds": sorted(
            ((kind, str(words.sentence)) for kind, words in WORDS.items()), key=lambda pair: pair[1]
        ),
        "kind": request.GET.get("quoi", ""),
        "users": users,
        "chosen_user": request.GET.get("qui", ""),
        "export_query": request.GET.urlencode(),
        "head": sealing.last_head(),
        "unsealed": sealing.waiting(),
    }
    return render(request, "office/journal.html", context)


@action(Right.SEE_JOURNAL)
def journal_seal(request: SignedRequest) -> HttpResponse:
    """Seal now what waits, instead of within the minute."""
    head = sealing.seal()
    messages.success(request, _("Sealed.") if head else _("Everything was sealed already."))
    return redirect("web:journal")


def _filtered(request: SignedRequest, users: list[User]) -> tuple[QuerySet[JournalEntry], list[Chip]]:
    """The rows the address asks for, and one removable chip for each filter."""
    rows, chips = JournalEntry.objects.select_related("actor"), []
    kind, who = request.GET.get("quoi", ""), request.GET.get("qui", "")
    if kind in WORDS:
        rows = rows.filter(kind=kind)
        chips.append(chip(request, "quoi", WORDS[kind].sentence))
    user = next((row for row in users if str(row.pk) == who), None)
    if user:
        rows = rows.filter(actor=user)
        chips.append(chip(request, "qui", user))
    return rows, chips


@page(Right.SEE_JOURNAL)
def journal_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The filtered journal as a file, oldest first, in constant memory."""
    rows, _chips = _filtered(request, list(User.objects.all()))
    columns = [
        Column("at", _("When"), "datetime"),
        Column("who", _("Who"), "text"),
        Column("kind", _("Kind"), "text"),
        Column("what", _("What"), "text"),
        Column("subject_kind", _("About"), "text"),
        Column("subject", _("Name"), "text"),
    ]
    return table_file(file_format, _("journal"), columns, _export_rows(rows.order_by("id"), request.user))


def _export_rows(rows: QuerySet[JournalEntry], reader: User) -> Iterator[tuple[object, ...]]:
    """Batch by batch, so that subjects are named without a query for each row."""
    last = 0
    while batch := list(rows.filter(id__gt=last)[:BATCH]):
        last = batch[-1].pk
        subjects = named(batch, reader)
        for entry in batch:
            subject = subjects.get((entry.subject_kind, entry.subject_id))
            yield (
                entry.at,
                str(entry.actor or ""),
                entry.kind,
                sentence(entry),
                subject.kind if subject else "",
                subject.name if subject else "",
            )
