"""The same rows told to the State, to La Coop, to funders, to an auditor; and the papers of people."""

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rebond.common.dates import EARLIEST, now, today
from rebond.common.tables import Column
from rebond.common.units import number_fr
from rebond.people.models import Organisation, User
from rebond.people.roles import Right
from rebond.records import balances, journal
from rebond.training import bpf, cra, funders, qualiopi
from rebond.training import papers as classroom_papers
from rebond.training.models import VolunteerHours, YearAccounts
from rebond.training.words import AgeBand, Gender, Occupation
from rebond.web import papers
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.classroom.enrolling import enrolment_or_404
from rebond.web.classroom.forms import AccountsForm
from rebond.web.classroom.sessions import session_or_404
from rebond.web.classroom.wording import hours
from rebond.web.exports import table_file
from rebond.web.rows import number_in

CHECKS = {
    "unsigned": gettext_lazy("presences without a signature"),
    "not_cosigned": gettext_lazy("half-days that the trainer has not signed"),
    "no_trainer": gettext_lazy("half-days without a trainer"),
    "no_income": gettext_lazy("funders without a line of the BPF"),
    "no_enrolment": gettext_lazy("presences without an enrolment"),
}
FIRST_YEAR = 2007
YEARS_SHOWN = 10


def year_of(request: SignedRequest) -> int:
    """The year of the address, this one by default."""
    year = number_in(request.GET.get("annee")) or today().year
    return min(max(year, FIRST_YEAR), today().year)


def _years(request: SignedRequest) -> dict[str, object]:
    year = year_of(request)
    return {"year": year, "before": year - 1, "after": year + 1 if year < today().year else None}


@page(Right.TRAIN)
def reports(request: SignedRequest) -> HttpResponse:
    """Ten years at a glance, all training and vocational apart; where each report is."""
    last = today().year
    rows = bpf.years(last - YEARS_SHOWN + 1, last)
    declared = balances.totals()
    counted = funders.hours_between(EARLIEST, today())
    context = {
        "rows": [(row, hours(row.minutes), hours(row.fpc_minutes)) for row in reversed(rows)],
        "chart": [
            {"label": str(row.year), "value": round(row.minutes / 60), "text": hours(row.minutes)}
            for row in rows
        ],
        "year": last,
        "declared_hours": number_fr(declared["trainee_hours"]),
        "counted_hours": hours(counted.minutes),
        "all_hours": hours(counted.minutes + 60 * declared["trainee_hours"]),
        "declared_trainees": number_fr(declared["trainees"]),
    }
    return render(request, "classroom/reports.html", context)


@page(Right.TRAIN, Right.EXPORT)
def bpf_page(request: SignedRequest) -> HttpResponse:
    """Frame by frame, with its checks and what is missing."""
    told = bpf.frames(year_of(request))
    context = {
        **_years(request),
        "told": told,
        "trainees": [(row, hours(row.minutes)) for row in told.trainees],
        "aims": [(row, hours(row.minutes)) for row in told.aims],
        "specialities": [(row, hours(row.minutes)) for row in told.specialities],
        "trainers": [(row, hours(row.minutes)) for row in told.trainers],
        "income": [line for line in told.income if line[2]],
        "income_total": sum(line[2] for line in told.income),
        "people": sum(row.people for row in told.trainees),
        "hours": hours(sum(row.minutes for row in told.trainees)),
        "missing": [(CHECKS[name], n) for name, n in told.missing],
        "handed_hours": hours(told.accounts.handed_minutes),
        "received_hours": hours(told.accounts.received_minutes),
    }
    return render(request, "classroom/bpf.html", context)


@form_page(Right.TRAIN, Right.EXPORT)
def year_accounts(request: SignedRequest) -> HttpResponse:
    """What no lesson tells: costs, what was handed to others, the value of an hour given."""
    year = year_of(request)
    row = YearAccounts.objects.filter(pk=year).first() or YearAccounts(year=year)
    initial = {
        "costs": row.costs_cents or "", "salaries": row.salaries_cents or "",
        "purchases": row.purchases_cents or "",
        "handed_trainees": row.handed_trainees or None, "handed_hours": row.handed_minutes // 60 or None,
        "received_trainees": row.received_trainees or None,
        "received_hours": row.received_minutes // 60 or None,
        "volunteer_hour": row.volunteer_hour_cents or "",
        "paid_hours": row.paid_hours or None, "integration_hours": row.integration_hours or None,
    }  # fmt: skip
    form = AccountsForm(request.POST or None, initial=initial)
    back = f"{reverse('web:bpf')}?annee={year}"
    if form.is_valid():
        facts = form.cleaned_data
        row.costs_cents, row.salaries_cents = facts["costs"], facts["salaries"]
        row.purchases_cents, row.volunteer_hour_cents = facts["purchases"], facts["volunteer_hour"]
        row.handed_trainees = facts["handed_trainees"] or 0
        row.handed_minutes = 60 * (facts["handed_hours"] or 0)
        row.received_trainees = facts["received_trainees"] or 0
        row.received_minutes = 60 * (facts["received_hours"] or 0)
        row.paid_hours = facts["paid_hours"] or 0
        row.integration_hours = facts["integration_hours"] or 0
        row.save()
        journal.write("year.told", row, by=request.user, year=year, costs=row.costs_cents)
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {"form": form, "title": _("What no lesson tells"), "lead": str(year), "back": back}
    return render(request, "form_page.html", context)


@page(Right.TRAIN)
def cra_page(request: SignedRequest) -> HttpResponse:
    """One day after the other, in the order of La Coop's form: to be copied there."""
    month = _month(request)
    first, last = month, _last_day(month)
    found = list(cra.reports(first, last))
    context = {
        "month": month,
        "rows": [(one, dict(zip((c[0] for c in cra.COLUMNS), cra.cells(one), strict=True))) for one in found],
        "people": sum(one.participants for one in found),
        "previous": f"{_shift(month, -1):%Y-%m}",
        "next": f"{_shift(month, 1):%Y-%m}" if _shift(month, 1) <= today() else "",
        "query": f"mois={month:%Y-%m}",
    }
    return render(request, "classroom/cra.html", context)


def _month(request: SignedRequest) -> date:
    try:
        found = date.fromisoformat(f"{request.GET.get('mois', '')[:7]}-01")
    except ValueError:
        found = today()
    return min(max(found, date(FIRST_YEAR, 1, 1)), today()).replace(day=1)


def _shift(month: date, n: int) -> date:
    index = month.year * 12 + month.month - 1 + n
    return date(index // 12, index % 12 + 1, 1)


def _last_day(month: date) -> date:
    return date.fromordinal(_shift(month, 1).toordinal() - 1)


@page(Right.TRAIN)
def cra_export(request: SignedRequest) -> HttpResponseBase:
    """The columns of La Coop's own export of activities, in its order and its words."""
    month = _month(request)
    columns = [Column(key, title, kind) for key, title, kind in cra.COLUMNS]  # type: ignore[arg-type]
    rows: Iterator[tuple[object, ...]] = (cra.cells(one) for one in cra.reports(month, _last_day(month)))
    return table_file(request.GET.get("format", "xlsx"), f"cra-{month:%Y-%m}", columns, rows)


@page(Right.TRAIN, Right.EXPORT)
def funders_page(request: SignedRequest) -> HttpResponse:
    """Every funder of the year, then one in full (``financeur``)."""
    year = year_of(request)
    first, last = date(year, 1, 1), date(year, 12, 31)
    key = number_in(request.GET.get("financeur"))
    funder = get_object_or_404(Organisation, pk=key) if key else None
    told = funders.report(funder, first, last)
    context = {
        **_years(request),
        "lines": [(line, hours(line.minutes)) for line in funders.lines(first, last)],
        "funder": funder,
        "told": told,
        "trainee_hours": hours(told.trainee_minutes),
        "trainer_hours": hours(told.trainer_minutes),
        "anonymous_hours": hours(told.anonymous_minutes),
        "tables": [
            (_("Ages"), [(AgeBand(code).label, n) for code, n in told.ages.items() if n]),
            (_("Gender"), [(Gender(code).label, n) for code, n in told.genders.items() if n]),
            (_("Occupation"), [(Occupation(code).label, n) for code, n in told.occupations.items() if n]),
            (_("Towns"), [*told.communes, *([(_("elsewhere, or not said"), told.other_communes)]
                                            if told.other_communes else [])]),
        ],
    }  # fmt: skip
    return render(request, "classroom/funders.html", context)


@page(Right.TRAIN, Right.EXPORT)
def funders_export(request: SignedRequest) -> HttpResponseBase:
    """Every funded session of the year, raw: what a funder asks to recompute."""
    year = year_of(request)
    columns = [
        Column("funder", _("Funder"), "text"), Column("convention", _("Convention"), "text"),
        Column("training", _("Training"), "text"), Column("town", _("Town"), "text"),
        Column("first", _("First day"), "date"), Column("last", _("Last day"), "date"),
        Column("people", _("People"), "integer"), Column("hours", _("Hours of trainees"), "decimal"),
        Column("amount", _("Amount in euros"), "decimal"),
        Column("spent", _("Spent of it, in euros"), "decimal"),
        Column("line", _("Line of the BPF"), "text"),
    ]  # fmt: skip
    rows: Iterator[tuple[object, ...]] = (
        (
            row.funder.name, row.convention, row.session.training.name, row.session.room.venue.commune.name,
            row.session.starts_on, row.session.ends_on, people, round(minutes / 60, 2),
            row.amount_cents / 100, row.spent_cents / 100, row.income,
        )
        for row, people, minutes in funders.sessions(date(year, 1, 1), date(year, 12, 31))
    )  # fmt: skip
    return table_file(request.GET.get("format", "xlsx"), f"financeurs-{year}", columns, rows)


@page(Right.TRAIN, Right.EXPORT)
def qualiopi_page(request: SignedRequest) -> HttpResponse:
    """Indicator by indicator: what the rows already prove."""
    context = {**_years(request), "told": qualiopi.dossier(year_of(request))}
    return render(request, "classroom/qualiopi.html", context)


@page(Right.TRAIN)
def attendance_pdf(request: SignedRequest, pk: int) -> HttpResponse:
    """The attendance of a session as it was signed."""
    row = session_or_404(pk)
    response = HttpResponse(classroom_papers.attendance_sheet(row, now()), "application/pdf")
    response["Content-Disposition"] = f'inline; filename="emargement-session-{row.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@action(Right.TRAIN)
def enrolment_paper(request: SignedRequest, pk: int) -> HttpResponse:
    """Certificate or statement: issued, signed, kept."""
    row = enrolment_or_404(pk)
    issue = (
        classroom_papers.issue_certificate
        if request.POST.get("kind") == "certificate"
        else classroom_papers.issue_statement
    )
    papers.tell(request, issue(row, by=request.user))
    return redirect("web:enrolment", pk)


@page(Right.TRAIN, Right.EXPORT)
def volunteers(request: SignedRequest) -> HttpResponse:
    """Everybody's hours of the year by mission, valued for the accounts if a value was decided."""
    year = year_of(request)
    rows = VolunteerHours.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))
    by_person = rows.values_list("volunteer", "volunteer__display_name").annotate(n=Sum("minutes"))
    by_mission = dict(rows.values_list("mission").annotate(n=Sum("minutes")).order_by())
    total = sum(by_mission.values())
    accounts = YearAccounts.objects.filter(pk=year).first() or YearAccounts(year=year)
    context = {
        **_years(request),
        "people": [(key, name, hours(n)) for key, name, n in by_person.order_by("-n")],
        "chart": [
            {"label": str(label), "value": by_mission[code], "text": f"{hours(by_mission[code])} h"}
            for code, label in VolunteerHours.Mission.choices
            if by_mission.get(code)
        ],
        "total": hours(total),
        "rate_cents": accounts.volunteer_hour_cents,
        "value_cents": round(total / 60 * accounts.volunteer_hour_cents),
    }
    return render(request, "classroom/volunteers.html", context)


@action(Right.TRAIN, Right.EXPORT)
def volunteer_paper(request: SignedRequest, pk: int) -> HttpResponse:
    """A volunteer's certificate for the year."""
    volunteer = get_object_or_404(User, pk=pk)
    year = year_of(request)
    paper = classroom_papers.issue_volunteer(volunteer, year, by=request.user)
    papers.tell(request, paper)
    return redirect("web:paper", paper.pk)


@page(Right.TRAIN, Right.EXPORT)
def volunteers_entry(request: SignedRequest) -> HttpResponseBase:
    """One entry for the accounts: 864 against 875 (ANC 2018-06, as in Paheko's chart)."""
    year = year_of(request)
    rows = VolunteerHours.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))
    minutes = rows.aggregate(n=Sum("minutes"))["n"] or 0
    accounts = YearAccounts.objects.filter(pk=year).first() or YearAccounts(year=year)
    value = round(minutes / 60 * accounts.volunteer_hour_cents) / 100
    columns = [
        Column("on", _("Day"), "date"), Column("account", _("Account"), "text"),
        Column("words", _("Words"), "text"), Column("debit", _("Debit"), "decimal"),
        Column("credit", _("Credit"), "decimal"),
    ]  # fmt: skip
    words = f"Bénévolat {year} : {hours(minutes)} h à {accounts.volunteer_hour_cents / 100:.2f} €".replace(
        ".", ","
    )
    cells = [(date(year, 12, 31), "864", words, value, 0), (date(year, 12, 31), "875", words, 0, value)]
    return table_file(request.GET.get("format", "csv"), f"benevolat-{year}", columns, cells)
