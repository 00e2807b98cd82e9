"""One A4 for a visit: what was done for a town, its agglomération, its département or its région."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from rebond.common.dates import today
from rebond.common.units import number_fr, percent_fr
from rebond.impact import territory
from rebond.impact.indicators import years
from rebond.people.models import Commune
from rebond.people.roles import Right
from rebond.people.rules import SMALLEST_CELL
from rebond.people.services import association
from rebond.records.context import context_figures
from rebond.web.access import SignedRequest, page
from rebond.web.forms import CommuneField, PlainForm

MOST_DONORS = 10


class VisitForm(PlainForm):
    """For whom, and which year."""

    ou = CommuneField()
    niveau = forms.ChoiceField(
        label=gettext_lazy("Territory"),
        choices=[
            ("commune", gettext_lazy("the town")),
            ("epci", gettext_lazy("its agglomération or community of towns")),
            ("departement", gettext_lazy("its département")),
            ("region", gettext_lazy("its région")),
        ],
    )
    annee = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)

    def __init__(self, request: HttpRequest, home: Commune | None) -> None:
        initial = {"ou": home.name if home else "", "niveau": "commune", "annee": str(today().year)}
        super().__init__({**initial, **request.GET.dict()}, initial=initial)
        choices = sorted({*years(), today().year}, reverse=True)
        self.fields["annee"].choices = [(str(year), str(year)) for year in choices]  # type: ignore[attr-defined]


@page(Right.SEE)
def visit(request: SignedRequest) -> HttpResponse:
    """The page to print; nothing of it names a person."""
    founder = association()
    home = founder.commune if founder else None
    form = VisitForm(request, home)
    found = place = None
    has_none = False
    if form.is_valid() and (commune := form.cleaned_data["ou"] or home):
        place = territory.around(commune, form.cleaned_data["niveau"])
        found = territory.visit(place, form.cleaned_data["annee"]) if place else None
        has_none = place is None
    ratio = territory.legal_share(found.year) if found else None
    per_thousand = found.per_thousand if found else None
    context = {
        "form": form,
        "has_none": has_none,
        "national": context_figures()[:3],
        "found": found,
        "least": SMALLEST_CELL,
        "per_thousand": number_fr(round(per_thousand, 1), 1) if per_thousand is not None else "",
        "legal_share": percent_fr(ratio) if ratio else "",
        "donors": [
            (line, percent_fr(line.reuse) if line.reuse is not None else "")
            for line in (found.donors[:MOST_DONORS] if found else ())
        ],
        "other_donors": max(0, len(found.donors) - MOST_DONORS) if found else 0,
    }
    return render(request, "office/visit.html", context)
