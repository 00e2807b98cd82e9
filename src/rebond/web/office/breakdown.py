"""One figure in its parts: a chart, its table, its file."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rebond.common.dates import today
from rebond.common.errors import Refused
from rebond.common.tables import Column
from rebond.common.units import number_fr
from rebond.impact.breakdown import OTHERS, WAYS, Part, breakdown
from rebond.impact.definitions import DEFINITIONS
from rebond.impact.formulas import two_digits
from rebond.impact.results import years
from rebond.people.roles import Right
from rebond.people.rules import SMALLEST_CELL
from rebond.web.access import SignedRequest, page
from rebond.web.exports import table_file
from rebond.web.forms import PlainForm

WORDS = {
    "month": pgettext_lazy("parts", "month"),
    "category": pgettext_lazy("parts", "category"),
    "donor": pgettext_lazy("parts", "donor"),
    "site": pgettext_lazy("parts", "site"),
    "commune": pgettext_lazy("parts", "town"),
    "epci": gettext_lazy("agglomération or community of towns"),
    "departement": gettext_lazy("département"),
    "region": gettext_lazy("région"),
    "qpv": gettext_lazy("priority district (QPV)"),
}
_ESTIMATED = {"I4", "I6"}


class BreakdownForm(PlainForm):
    """Which figure, in which parts, of which year."""

    chiffre = forms.ChoiceField(label=gettext_lazy("Figure"))
    par = forms.ChoiceField(label=pgettext_lazy("parts", "By"), choices=list(WORDS.items()))
    annee = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)

    def __init__(self, request: HttpRequest) -> None:
        initial = {"chiffre": "I1", "par": "month", "annee": str(today().year)}
        super().__init__({**initial, **request.GET.dict()}, initial=initial)
        choices = sorted({*years(), today().year}, reverse=True)
        self.fields["annee"].choices = [(str(year), str(year)) for year in choices]  # type: ignore[attr-defined]
        self.fields["chiffre"].choices = [  # type: ignore[attr-defined]
            (code, str(DEFINITIONS[code].label).capitalize()) for code in WAYS
        ]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        known = WAYS.get(facts.get("chiffre", ""), ())
        if facts.get("par") and facts["par"] not in known:
            words = ", ".join(str(WORDS[way]) for way in known)
            self.add_error("par", _("This figure is told by: %(ways)s.") % {"ways": words})
        return facts


@page(Right.SEE)
def figure_parts(request: SignedRequest) -> HttpResponse:
    """The parts, as bars and as a table."""
    form = BreakdownForm(request)
    rows: list[dict[str, Any]] = []
    if form.is_valid():
        facts = form.cleaned_data
        found = breakdown(facts["chiffre"], facts["par"], facts["annee"])
        rows = [_row(part, facts, request) for part in found]
    context = {
        "form": form,
        "what": DEFINITIONS[form.cleaned_data["chiffre"]] if form.is_valid() else None,
        "way": WORDS[form.cleaned_data["par"]] if form.is_valid() else "",
        "rows": rows,
        "bars": [row for row in rows if row["value"] > 0][:24],
        "least": SMALLEST_CELL,
        "export_query": request.GET.urlencode(),
    }
    return render(request, "office/figure_parts.html", context)


def _row(part: Part, facts: dict[str, Any], request: SignedRequest) -> dict[str, Any]:
    value = part.value
    if value is None:
        text = "—"
    else:
        text = number_fr(two_digits(value) if facts["chiffre"] in _ESTIMATED else round(value))
    return {"label": _label(part, facts, request), "value": round(value or 0), "text": text}


def _label(part: Part, facts: dict[str, Any], request: SignedRequest) -> str:
    way = facts["par"]
    if way == "month":
        return date_format(date(facts["annee"], int(part.key), 1), "F")
    if way == "qpv":
        return _("lives in one, as was looked at") if part.key == "yes" else _("not looked at")
    if part.key == OTHERS:
        return _("all the other donors")
    if way == "donor" and not part.key.startswith("o"):
        named = part.words and request.user.may(Right.SEE_PEOPLE)
        return part.words if named else _("a private person") if part.key else _("donor not said")
    if not part.words:
        return _("site not said") if way == "site" else _("Towns with few people, or not said, together")
    return part.words


@page(Right.EXPORT)
def figure_parts_export(request: SignedRequest, file_format: str) -> HttpResponseBase:
    """The table as a file."""
    form = BreakdownForm(request)
    if not form.is_valid():
        raise Refused(_("Choose a figure and its parts first."), status=400)
    facts = form.cleaned_data
    found = breakdown(facts["chiffre"], facts["par"], facts["annee"])
    columns = [Column("part", str(WORDS[facts["par"]]), "text"), Column("value", _("Value"), "decimal")]
    rows = (
        (_label(part, facts, request), None if part.value is None else round(part.value, 1)) for part in found
    )
    name = f"{facts['chiffre'].lower()}-{facts['par']}-{facts['annee']}"
    return table_file(file_format, name, columns, rows)
