"""Reports and files of a year: the yearly report, accounts of grants, tables that others ask for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.impact import exports
from rebond.impact.annual_report import annual_report
from rebond.impact.grant_report import grant_report
from rebond.impact.indicators import donor_key
from rebond.impact.results import years
from rebond.inventory.models import DonorTally
from rebond.people.models import Association, Organisation
from rebond.people.roles import Right
from rebond.people.services import association
from rebond.records import odt, yearbook
from rebond.records.document import Document, draw
from rebond.records.models import YearPhoto, YearWords
from rebond.training.models import Funding
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.exports import table_file
from rebond.web.forms import FreeText, PlainForm
from rebond.web.rows import number_in

FIRST_YEAR = 1990
MOST = 200


def _year(request: SignedRequest) -> int:
    year = number_in(request.GET.get("annee")) or today().year
    if not FIRST_YEAR <= year <= today().year:
        raise Http404(_("Choose a year that has begun."))
    return year


def _founder() -> Association:
    found = association()
    if found is None:
        raise Http404
    return found


@page(Right.SEE)
def reports(request: SignedRequest) -> HttpResponse:
    """Everything that can be taken away of one year."""
    year = _year(request)
    gave = DonorTally.objects.filter(year=year, n__gt=0, donor__startswith="o").values("donor")
    companies = Organisation.objects.annotate(key=donor_key("o")).filter(key__in=gave).order_by("name")
    paid = Funding.objects.filter(session__half_days__day__year=year).values("funder")
    context = {
        "year": year,
        "years": sorted({*years(), today().year, year}, reverse=True),
        "companies": companies[:MOST],
        "other_companies": max(0, companies.count() - MOST),
        "funders": Organisation.objects.filter(pk__in=paid).order_by("name")[:MOST],
        "told": YearWords.objects.filter(year=year).count(),
        "parts": len(YearWords.Part.values),
        "photos": YearPhoto.objects.filter(year=year).count(),
        "may_write": request.user.may(Right.EXPORT) and request.user.may(Right.SEE_JOURNAL),
    }
    return render(request, "office/reports.html", context)


def _sent(document: Document, file_format: str, name: str) -> HttpResponse:
    """The document as PDF or as a text document to go on writing."""
    if file_format == "pdf":
        response = HttpResponse(draw(document), content_type="application/pdf")
    elif file_format == "odt":
        response = HttpResponse(odt.write(document), content_type=odt.MEDIA_TYPE)
    else:
        raise Refused(_("This document can be had as PDF or ODT."), status=400)
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["Cache-Control"] = "private, no-store"
    return response


@page(Right.EXPORT)
def annual(request: SignedRequest, file_format: str) -> HttpResponse:
    """The yearly report, true now."""
    year = _year(request)
    return _sent(annual_report(_founder(), year), file_format, f"rapport-activite-{year}")


@page(Right.TRAIN, Right.EXPORT)
def grant(request: SignedRequest, funder: int, file_format: str) -> HttpResponse:
    """The account of what one funder paid for in a year."""
    year = _year(request)
    row = get_object_or_404(Organisation, pk=funder)
    return _sent(grant_report(_founder(), row, year), file_format, f"subvention-{funder}-{year}")


@dataclass(frozen=True)
class Table:
    """A table that others ask for: the name of its file, its columns, its rows of a year."""

    name: str
    columns: tuple[tuple[str, str | Promise, str], ...]
    rows: Callable[[int], Iterator[exports.Row]]


_TONNAGES = Table(
    "tonnages",
    (
        ("year", gettext_lazy("Year"), "integer"), ("category", gettext_lazy("EEE category"), "integer"),
        ("fate", gettext_lazy("What became of it"), "text"),
        ("machines", gettext_lazy("Machines"), "integer"), ("tonnes", gettext_lazy("Tonnes"), "decimal"),
        ("estimated", gettext_lazy("Share estimated"), "decimal"),
        ("organism", gettext_lazy("Weighed by"), "text"),
    ),
    exports.tonnages,
)  # fmt: skip
_REPAIRS = Table(
    "ords",
    tuple(
        (name, name, kind)
        for name, kind in (
            ("id", "text"), ("data_provider", "text"), ("country", "text"),
            ("partner_product_category", "text"), ("product_category", "text"),
            ("product_category_id", "integer"), ("brand", "text"), ("year_of_manufacture", "text"),
            ("product_age", "text"), ("repair_status", "text"), ("repair_barrier_if_end_of_life", "text"),
            ("group_identifier", "text"), ("event_date", "text"), ("problem", "text"),
        )
    ),
    lambda year: exports.repairs(_founder(), year),
)  # fmt: skip
_TABLES = {table.name: table for table in (_TONNAGES, _REPAIRS)}
_COMPANY = (
    ("words", gettext_lazy("What became of it"), "text"), ("reference", gettext_lazy("Reference"), "text"),
    ("hazardous", gettext_lazy("Hazardous"), "text"), ("machines", gettext_lazy("Machines"), "text"),
    ("kilograms", gettext_lazy("Kilograms (estimated)"), "text"),
)  # fmt: skip


def _columns(told: tuple[tuple[str, str | Promise, str], ...]) -> list[Column]:
    return [Column(key, str(words), kind) for key, words, kind in told]  # type: ignore[arg-type]


@page(Right.EXPORT)
def table(request: SignedRequest, name: str, file_format: str) -> HttpResponseBase:
    """One of the tables, as a file."""
    found = _TABLES.get(name)
    if found is None:
        raise Http404
    year = _year(request)
    return table_file(file_format, f"{name}-{year}", _columns(found.columns), found.rows(year))


@page(Right.EXPORT)
def company(request: SignedRequest, donor: int, file_format: str) -> HttpResponseBase:
    """ESRS and GRI lines of one donor."""
    row, year = get_object_or_404(Organisation, pk=donor), _year(request)
    return table_file(
        file_format, f"esrs-gri-{donor}-{year}", _columns(_COMPANY), exports.company_lines(row, year)
    )


class YearbookForm(PlainForm):
    """The association's own words, part by part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Declared on the instance before the fields are copied, so that PlainForm words them like the others.
        self.base_fields = {  # type: ignore[misc]
            part: FreeText(
                label=capfirst(label),
                max_length=6000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
            for part, label in YearWords.Part.choices
        }
        super().__init__(*args, **kwargs)


class YearPhotoForm(PlainForm):
    """One photograph. Those on it agreed."""

    photo = forms.FileField(
        label=gettext_lazy("Photograph"), widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=gettext_lazy("JPEG or PNG. The place and the hour that the camera wrote are taken off."),
    )  # fmt: skip
    caption = FreeText(label=gettext_lazy("Caption"), max_length=160)
    shows = FreeText(
        label=gettext_lazy("What it shows, for those who do not see it"), max_length=300,
        help_text=gettext_lazy("Example: three people around an open computer, at a table."),
    )  # fmt: skip
    agreed = forms.BooleanField(label=gettext_lazy("Those who can be recognised on it have agreed"))


@form_page(Right.SEE_JOURNAL, Right.EXPORT)
def year_words(request: SignedRequest, year: int) -> HttpResponse:
    """Write the parts of the report that no figure tells."""
    initial = dict(YearWords.objects.filter(year=year).values_list("part", "words"))
    form = YearbookForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            for part in YearWords.Part.values:
                yearbook.tell(year, part, form.cleaned_data[part], by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('web:year_reports')}?annee={year}")
    context = {
        "form": form, "title": _("Our words for the yearly report"), "lead": str(year),
        "back": f"{reverse('web:year_reports')}?annee={year}", "draft": f"yearbook-{year}",
    }  # fmt: skip
    return render(request, "form_page.html", context)


@form_page(Right.SEE_JOURNAL, Right.EXPORT)
def year_photos(request: SignedRequest, year: int) -> HttpResponse:
    """The photographs of the report; add one."""
    form = YearPhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            yearbook.add_photo(
                year, facts["photo"].read(), caption=facts["caption"], shows=facts["shows"], by=request.user
            )
        except Refused as refused:
            form.add_error("photo", f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Added."))
            return redirect("web:year_photos", year)
    rows = YearPhoto.objects.filter(year=year).defer("body").order_by("pk")
    context = {"form": form, "year": year, "rows": rows, "most": yearbook.MOST_PHOTOS}
    return render(request, "office/year_photos.html", context)


@page(Right.SEE)
def year_photo(request: SignedRequest, pk: int) -> HttpResponse:
    """One photograph, as kept."""
    row = get_object_or_404(YearPhoto, pk=pk)
    response = HttpResponse(bytes(row.body), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@action(Right.SEE_JOURNAL, Right.EXPORT)
def year_photo_remove(request: SignedRequest, pk: int) -> HttpResponse:
    """Take one away."""
    row = get_object_or_404(YearPhoto, pk=pk)
    yearbook.remove_photo(row, by=request.user)
    messages.success(request, _("Taken away."))
    return redirect("web:year_photos", row.year)
