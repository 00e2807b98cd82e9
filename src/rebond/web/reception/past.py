"""Old registers: the years of spreadsheets before Rebond, taken in as declared rows and shown apart."""

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.collection import donor_lists, lists, past
from rebond.collection.models import PastRegister
from rebond.common.dates import EARLIEST, today
from rebond.common.errors import Refused
from rebond.inventory.models import Device
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.lists import page_of
from rebond.web.reception.lists import WHY_UNREADABLE, ListForm, chosen_columns, corrections, preview


class RegisterForm(ListForm):
    """One spreadsheet of the past."""

    year = forms.IntegerField(
        label=gettext_lazy("Year of the lines without a date"),
        required=False,
        min_value=EARLIEST.year,
        help_text=gettext_lazy("When the file is of one year and has no column of dates. May stay empty."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("The old register")
        self.fields["file"].help_text = _("XLSX, ODS, XLS or CSV, as it is: the columns are found next.")

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > today().year:
            raise forms.ValidationError(_("An old register is of a year between 1990 and now."))
        return year


@form_page(Right.CORRECT)
def past_registers(request: SignedRequest) -> HttpResponse:
    """What they declare by year, the files, and one more."""
    form = RegisterForm(request.POST, request.FILES) if request.method == "POST" else RegisterForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = past.keep(
                file.name or "registre", bytes(file.read()), default_year=form.cleaned_data["year"]
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("web:past_read", row.pk)
    context = {"form": form, "years": past.years(), "registers": past.registers()}
    return render(request, "reception/past.html", context)


@form_page(Right.CORRECT)
def past_read(request: SignedRequest, pk: int) -> HttpResponse:
    """The columns found and every line's problem (GET, with the columns chosen); taking it in (POST)."""
    row = get_object_or_404(PastRegister, pk=pk)
    if row.taken_in_at:
        return redirect("web:past", row.pk)
    back = reverse("web:past_registers")
    try:
        table = donor_lists.read(bytes(row.body))
    except donor_lists.UnreadableListError as error:
        context = {"file": row, "why": WHY_UNREADABLE[str(error)], "back": back, "again": back}
        return render(request, "reception/list_unreadable.html", context)
    fields = donor_lists.PAST_FIELDS
    proposed = donor_lists.propose(table, past.remembered(), fields)
    mapping = chosen_columns(
        request.POST if request.method == "POST" else request.GET, table, proposed, fields
    )
    found = donor_lists.lines(table, mapping)
    if request.method == "POST":
        found = lists.corrected(found, corrections(request, "serial"), corrections(request, "category"))
        past.take_in(row, table, mapping, found=found, by=request.user)
        messages.success(request, _("The register is taken in."))
        return redirect("web:past", row.pk)
    shown = preview(table, proposed, mapping, found, fields)
    undated = sum(past.year_of(line, row) is None for line in found)
    context = {"file": row, "back": back, "with_dates": True, "undated": undated}
    return render(request, "reception/list_read.html", shown | context)


@page(Right.SEE)
def past_register(request: SignedRequest, pk: int) -> HttpResponse:
    """Its lines; those whose serial number came back under a number of ours lead to it."""
    row = get_object_or_404(PastRegister.objects.defer("body").select_related("taken_in_by"), pk=pk)
    ours = Device.objects.filter(serial_key=OuterRef("serial_key")).exclude(serial_key="")
    rows = row.devices.annotate(is_known=Exists(ours))
    only = request.GET.get("seulement", "")
    known = rows.filter(is_known=True)
    context = {
        "register": row,
        "page": page_of(request, known if only == "revenus" else rows, ("rank", "id")),
        "known": known.count(),
        "lines": row.devices.count(),
        "only": only,
    }
    return render(request, "reception/past_register.html", context)


@action(Right.CORRECT)
def past_delete(request: SignedRequest, pk: int) -> HttpResponse:
    """A file that should not be here (names of people, another association's)."""
    row = get_object_or_404(PastRegister.objects.defer("body"), pk=pk)
    past.delete(row, by=request.user)
    messages.success(request, _("The file and its lines are deleted."))
    return redirect("web:past_registers")


@action(Right.CORRECT)
def past_forget(request: SignedRequest, pk: int) -> HttpResponse:
    """It was read wrong."""
    row = get_object_or_404(PastRegister.objects.defer("body"), pk=pk)
    past.forget(row, by=request.user)
    messages.success(request, _("The lines are taken away; the file is still here."))
    return redirect("web:past_read", row.pk)
