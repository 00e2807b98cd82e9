"""Those who give: the list of organisations, the sheet, the forms."""

from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.collection import donors as collection
from rebond.collection import links as collection_links
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.impact import indicators
from rebond.inventory import unloading
from rebond.people.models import Organisation, Person, User
from rebond.people.roles import Right
from rebond.web import papers
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.exports import table_file
from rebond.web.finding import searched, typed
from rebond.web.lists import page_of
from rebond.web.once import written_once
from rebond.web.reception.forms import DonorForm, GiverForm

FIELDS = ("name", "kind", "siret", "contact_name", "phone", "email", "address", "commune", "note")
DONATIONS_SHOWN = 20


@page(Right.SEE)
def donors(request: SignedRequest) -> HttpResponse:
    """Organisations, latest first, or those that hold what was typed."""
    rows, chips = searched(request, Organisation.objects.select_related("commune"))
    context = {
        "page": page_of(request, rows),
        "chips": chips,
        "query": typed(request),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "reception/donors.html", context)


def columns() -> list[Column]:
    """The columns of the exported list."""
    return [
        Column("name", _("Name"), "text"),
        Column("kind", _("Kind"), "text"),
        Column("siret", "SIRET", "text"),
        Column("contact", _("Contact person"), "text"),
        Column("phone", _("Telephone"), "text"),
        Column("email", _("E-mail"), "text"),
        Column("address", _("Address"), "text"),
        Column("town", _("Town"), "text"),
    ]


@page(Right.EXPORT)
def donors_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The list as a file, search included."""
    return table_file(file_format, _("donors"), columns(), _export_rows(request))


def _export_rows(request: SignedRequest) -> Iterator[tuple[object, ...]]:
    rows, _chips = searched(request, Organisation.objects.select_related("commune"), whole=True)
    may_call = request.user.may(Right.RECEIVE)  # contact persons are for those who fetch
    for row in rows.order_by("id").iterator(chunk_size=2_000):
        yield (
            row.name,
            row.get_kind_display(),
            row.siret,
            *((row.contact_name, row.phone, row.email) if may_call else ("", "", "")),
            row.address,
            row.commune.name if row.commune else "",
        )


@page(Right.SEE)
def donor(request: SignedRequest, pk: int) -> HttpResponse:
    """What one donor gave, what became of it, and whom to call."""
    row = get_object_or_404(Organisation.objects.select_related("commune"), pk=pk)
    donations = row.donations.prefetch_related("announced", "lots").order_by("-id")[: DONATIONS_SHOWN + 1]
    found = list(donations)
    history = indicators.donor_history(f"o{row.pk}")
    context = {
        "donor": row,
        "donations": found[:DONATIONS_SHOWN],
        "has_more": len(found) > DONATIONS_SHOWN,
        "events": indicators.EVENTS.values(),
        "history": [
            (year, [(event, words, totals.get(event, 0)) for event, words in indicators.EVENTS.items()])
            for year, totals in history.items()
        ],
        "links": collection_links.live(row) if request.user.may(Right.RECEIVE) else (),
        "open_url": reverse("web:donor_link", args=[row.pk]),
        "donor_key": f"o{row.pk}",
        "papers": papers.shown(row, "reuse"),
        "reuse_years": [year for year, totals in history.items() if totals.get("handed_over")],
    }
    return render(request, "reception/donor.html", context)


@form_page(Right.RECEIVE)
@written_once
def donor_new(request: SignedRequest) -> HttpResponse:
    """A new organisation; its first donation comes next."""
    organisation = Organisation()
    form = DonorForm(request.POST or None, organisation=organisation, initial={"name": typed(request)})
    if _saved(request, form, organisation):
        messages.success(request, _("%(name)s is written down.") % {"name": organisation})
        return redirect(f"{reverse('web:donation_new')}?donor={organisation.pk}")
    return render(request, "reception/donor_form.html", {"form": form, "donor": None})


@form_page(Right.RECEIVE)
def donor_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct an organisation."""
    organisation = get_object_or_404(Organisation.objects.select_related("commune"), pk=pk)
    initial = {name: getattr(organisation, name) for name in FIELDS}
    form = DonorForm(request.POST or None, organisation=organisation, initial=initial)
    if _saved(request, form, organisation):
        messages.success(request, _("Saved."))
        return redirect("web:donor", pk)
    return render(request, "reception/donor_form.html", {"form": form, "donor": organisation})


def _saved(request: SignedRequest, form: DonorForm, organisation: Organisation) -> bool:
    if not form.is_valid():
        return False
    try:
        _save(form.write_to(organisation), by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@transaction.atomic
def _save(organisation: Organisation, *, by: User) -> None:
    """A new name reaches what the donor gave, on both floors, or nothing."""
    if collection.save_organisation(organisation, by=by):
        unloading.rename_donor(organisation)


@form_page(Right.RECEIVE)
@written_once
def giver_new(request: SignedRequest) -> HttpResponse:
    """A private person who gives; their donation comes next. Whoever receives may write them down."""
    form = GiverForm(request.POST or None, initial={"family_name": typed(request)[:80]})
    if form.is_valid():
        person = Person(**form.cleaned_data)
        collection.save_person(person, by=request.user)
        messages.success(request, _("%(name)s is written down.") % {"name": person})
        return redirect(f"{reverse('web:donation_new')}?person={person.pk}")
    return render(request, "reception/giver_form.html", {"form": form})
