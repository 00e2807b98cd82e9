"""A donor's list: sent, looked at column by column, corrected, taken in, then compared with what arrived."""

from collections.abc import Mapping, Sequence
from typing import Final, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.collection import donor_lists, links, lists
from rebond.collection.categories import Category
from rebond.collection.donor_lists import Line, Mapped, Table
from rebond.collection.models import DonationFile, DonorList, ListedDevice
from rebond.common.errors import Refused
from rebond.inventory.models import Device
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.forms import PlainForm
from rebond.web.lists import page_of
from rebond.web.once import written_once
from rebond.web.reception.donations import donation_or_404

PREVIEWED, TO_CORRECT = 20, 200

WHY_UNREADABLE: Final[dict[str, str | Promise]] = {
    "empty": gettext_lazy("The file holds nothing."),
    "encrypted": gettext_lazy("The file is protected by a password: ask for a copy without it."),
    "html": gettext_lazy(
        "This file is a web page under the name of a spreadsheet: open it, save it as .xlsx."
    ),
    "broken": gettext_lazy("The file cannot be read: open it, save it as .xlsx or .csv, and send it again."),
    "too_wide": gettext_lazy("The sheet has more than 300 columns: keep those that matter."),
    "too_long": gettext_lazy("The sheet has more than 100 000 rows: cut it into several files."),
}
PROBLEMS: Final[dict[str, str | Promise]] = {
    "no_serial": gettext_lazy("no serial number"),
    "eaten_serial": gettext_lazy("the spreadsheet ate the serial number (1,23E+15)"),
    "twice": gettext_lazy("the same serial number twice"),
    "no_category": gettext_lazy("what kind of machine is it?"),
    "bad_year": gettext_lazy("the year was not understood"),
    "bad_quantity": gettext_lazy("the quantity was not understood: counted as one"),
    "bad_date": gettext_lazy("a date was not understood"),
    "left_before": gettext_lazy("it would have left before it came"),
}
FIELDS: Final[dict[str, str | Promise]] = {
    "serial": gettext_lazy("Serial number"),
    "maker": gettext_lazy("Maker"),
    "model": gettext_lazy("Model"),
    "category": gettext_lazy("Category"),
    "asset_tag": gettext_lazy("Their own number"),
    "made_in": gettext_lazy("Year"),
    "quantity": gettext_lazy("Quantity"),
    "note": gettext_lazy("Note"),
    "arrived_on": gettext_lazy("Day it came"),
    "left_on": gettext_lazy("Day it left"),
}


class ListForm(PlainForm):
    """One spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("The donor's list"),
        help_text=gettext_lazy("XLSX, ODS, XLS or CSV, as they have it: the columns are found next."),
        allow_empty_file=True,
    )

    def clean_file(self) -> UploadedFile:
        file = cast(UploadedFile, self.cleaned_data["file"])
        if (file.size or 0) > links.LARGEST_FILE_BYTES:
            raise forms.ValidationError(_("A file is larger than 10 MB."))
        return file


@form_page(Right.RECEIVE)
@written_once
def list_new(request: SignedRequest, pk: int) -> HttpResponse:
    """Send a list; the columns come next."""
    donation = donation_or_404(pk)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = links.add_file(donation, file.name or "liste", bytes(file.read()))
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("web:list_read", row.pk)
    return render(request, "reception/list_new.html", {"donation": donation, "form": form})


@form_page(Right.RECEIVE)
def list_read(request: SignedRequest, pk: int) -> HttpResponse:
    """The columns found and every line's problem (GET, with the columns chosen); taking it in (POST)."""
    file = get_object_or_404(DonationFile.objects.select_related("donation"), pk=pk)
    known = DonorList.objects.filter(file=file).first()
    if known:
        return redirect("web:list", known.pk)
    back = reverse("web:donation", args=[file.donation_id])
    try:
        table = donor_lists.read(bytes(file.body))
    except donor_lists.UnreadableListError as error:
        context = {"file": file, "why": WHY_UNREADABLE[str(error)], "back": back}
        context["again"] = reverse("web:list_new", args=[file.donation_id])
        return render(request, "reception/list_unreadable.html", context)
    chosen = request.POST if request.method == "POST" else request.GET
    proposed = donor_lists.propose(table, lists.remembered(file.donation))
    mapping = chosen_columns(chosen, table, proposed, donor_lists.FIELDS)
    found = donor_lists.lines(table, mapping)
    if request.method == "POST":
        found = lists.corrected(found, corrections(request, "serial"), corrections(request, "category"))
        row = lists.take_in(file, table, mapping, found=found, by=request.user)
        messages.success(request, _("The list is taken in: %(n)d lines.") % {"n": len(found)})
        return redirect("web:list", row.pk)
    shown = preview(table, proposed, mapping, found, donor_lists.FIELDS)
    return render(request, "reception/list_read.html", shown | {"file": file, "back": back})


def chosen_columns(
    chosen: Mapping[str, str], table: Table, proposed: Mapping[str, Mapped], fields: Sequence[str]
) -> dict[str, int]:
    """The columns chosen by a person, otherwise those proposed; « - » is none."""
    mapping = {name: mapped.column for name, mapped in proposed.items()}
    for name in fields:
        told = chosen.get(f"col-{name}", "")
        if told == "-":
            mapping.pop(name, None)
        elif told.isascii() and told.isdigit() and int(told[:6]) < len(table.titles):
            mapping[name] = int(told)
    return mapping


def corrections(request: SignedRequest, name: str) -> dict[int, str]:
    """What a person typed over a field, by the rank of the line."""
    prefix = f"fix-{name}-"
    return {
        int(key.removeprefix(prefix)): value.strip()
        for key, value in request.POST.items()
        if key.startswith(prefix)
        and key.removeprefix(prefix).isascii()
        and key.removeprefix(prefix).isdigit()
    }


def preview(
    table: Table,
    proposed: Mapping[str, Mapped],
    mapping: Mapping[str, int],
    found: list[Line],
    fields: Sequence[str],
) -> dict[str, object]:
    """What list_read.html shows of a spreadsheet as it is understood."""
    wrong = [line for line in found if line.problems]
    titles = [
        (column, title or _("column %(n)d") % {"n": column + 1}) for column, title in enumerate(table.titles)
    ]
    return {
        "table": table,
        "titles": titles,
        "fields": [
            (
                name,
                FIELDS[name],
                mapping.get(name),
                round(100 * proposed[name].confidence) if name in proposed else None,
            )
            for name in fields
        ],
        "count": sum(line.quantity for line in found),
        "lines": found[:PREVIEWED],
        "wrong": [(line, [PROBLEMS[code] for code in line.problems]) for line in wrong[:TO_CORRECT]],
        "wrong_count": len(wrong),
        "categories": Category.choices,
        "mapping": mapping,
    }


@page(Right.SEE)
def list_page(request: SignedRequest, pk: int) -> HttpResponse:
    """The list against what arrived, by serial number."""
    row = get_object_or_404(DonorList.objects.select_related("donation", "imported_by", "file"), pk=pk)
    here = Device.objects.filter(lot__donation=row.donation, serial_key=OuterRef("serial_key")).exclude(
        serial_key=""
    )
    listed = row.devices.annotate(is_here=Exists(here))
    only = request.GET.get("seulement", "")
    shown = listed.filter(is_here=only == "arrives") if only in ("arrives", "manquants") else listed
    extra = (
        Device.objects.filter(lot__donation=row.donation)
        .exclude(serial_key="")
        .exclude(
            serial_key__in=ListedDevice.objects.filter(donor_list=row)
            .exclude(serial_key="")
            .values("serial_key")
        )
    )
    context = {
        "list": row,
        "page": page_of(request, shown, ("rank", "id")),
        "arrived": listed.filter(is_here=True).count(),
        "missing": listed.filter(is_here=False).count(),
        "extra": extra.order_by("pk")[:PREVIEWED],
        "only": only,
    }
    return render(request, "reception/list.html", context)


@action(Right.RECEIVE)
def list_forget(request: SignedRequest, pk: int) -> HttpResponse:
    """It was read wrong."""
    row = get_object_or_404(DonorList.objects.select_related("donation", "file"), pk=pk)
    file = row.file_id
    lists.forget(row, by=request.user)
    messages.success(request, _("The lines are taken away; the file is still here."))
    return redirect("web:list_read", file)
