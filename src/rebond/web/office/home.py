"""The office's own page: one card for each matter the role may open."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rebond.common.dates import today
from rebond.common.units import percent_fr
from rebond.impact import indicators
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, page


@dataclass(frozen=True)
class Matter:
    """One card: its name, what is found there, its address by name, the right that opens it."""

    title: str | Promise
    text: str | Promise
    url_name: str
    icon: str
    right: Right


MATTERS = (
    Matter(
        _("Journal"),
        _("Who did what to what, and when. Nothing is ever removed from it."),
        "web:journal",
        "history",
        Right.SEE_JOURNAL,
    ),
    Matter(
        _("Documents"),
        _("Receipts and certificates, kept exactly as they were issued."),
        "web:papers",
        "receipt",
        Right.SEE_PEOPLE,
    ),
    Matter(
        _("Registers"),
        _("Goods received, outgoing waste, tax receipts to declare."),
        "web:registers",
        "building",
        Right.SEE,
    ),
    Matter(
        _("Texts of the documents"),
        _("Their sources, and what a professional must confirm."),
        "web:texts",
        "pencil",
        Right.MANAGE,
    ),
    Matter(_("Users"), _("Who may sign in, and with which role."), "web:users", "users", Right.MANAGE),
    Matter(
        _("Places"),
        _("Sites, rooms, shelves, and the labels to stick on them."),
        "web:locations",
        "map-pin",
        Right.MANAGE,
    ),
    Matter(
        _("Bench machines"),
        _("The keys that let a bench machine send its reports."),
        "web:tokens",
        "lock",
        Right.MANAGE,
    ),
    Matter(
        _("Prices"),
        _("The grid by category, grade and audience, under the caps of the law."),
        "web:grid",
        "cash",
        Right.MANAGE,
    ),
    Matter(
        _("Criteria of eligibility"),
        _("What is looked at and ticked, dated; how many “coups de pouce”."),
        "web:criteria",
        "check",
        Right.MANAGE,
    ),
    Matter(
        _("How long things are kept"),
        _("By purpose. Forgetting runs by itself."),
        "web:privacy",
        "eraser",
        Right.MANAGE,
    ),
    Matter(
        _("The association"),
        _("Name, address, warranty, second check."),
        "web:association",
        "settings",
        Right.MANAGE,
    ),
)


@page(Right.SEE)
def office(request: SignedRequest) -> HttpResponse:
    """This year's figures, then the cards."""
    this_year = indicators.year_figures(today().year)
    rate = this_year.reuse_rate
    context = {
        "year": this_year.year,
        "totals": [(event, this_year.totals[event], words) for event, words in indicators.EVENTS.items()],
        "rate": percent_fr(rate) if rate is not None else "",
        "matters": [matter for matter in MATTERS if request.user.may(matter.right)],
    }
    return render(request, "office/home.html", context)
