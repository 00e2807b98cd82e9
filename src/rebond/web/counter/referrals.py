"""Referrals: to answer, accepted into a request or refused with a code; the prescribers' links."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from rebond.collection import donors
from rebond.common.errors import Refused
from rebond.distribution import referrals
from rebond.distribution.models import PrescriberLink, Referral
from rebond.people import services as people
from rebond.people.models import Organisation, Person
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, form_page, page
from rebond.web.counter.requests import uses_in_words
from rebond.web.forms import FreeText, PlainForm
from rebond.web.labels import public_root
from rebond.web.lists import page_of
from rebond.web.needs import IDENTITY
from rebond.web.once import written_once


class PrescriberForm(PlainForm):
    """A service that refers people."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("a new one, written below"),
    )
    name = FreeText(label=gettext_lazy("Its name, if it is new"), max_length=160, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=PrescriberLink.Kind.choices)
    service = FreeText(
        label=gettext_lazy("Service"), max_length=80, required=False,
        help_text=gettext_lazy("Example: housing desk. No name of a person."),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        known = PrescriberLink.objects.values("organisation")
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=known)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        facts = super().clean() or self.cleaned_data
        if not facts.get("organisation") and not facts.get("name"):
            self.add_error("name", _("Write the name of the service, for example CCAS de Lanester."))
        return facts


_OF_A_KIND = {"ML": "association", "OACAS": "association", "FT": "state", "SCHOOL": "school"}


@page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
def referral_list(request: SignedRequest) -> HttpResponse:
    """Those to answer first, the oldest at the top; then the others by page."""
    rows = Referral.objects.select_related("link__organisation", "request")
    context = {
        "open": list(rows.filter(state=Referral.State.OPEN).order_by("received_at")[:100]),
        "page": page_of(request, rows.exclude(state=Referral.State.OPEN), ("-id",)),
    }
    return render(request, "counter/referrals.html", context)


@form_page(Right.DISTRIBUTE, Right.SEE_PEOPLE)
@written_once
def referral(request: SignedRequest, pk: int) -> HttpResponse:
    """One referral: who may be the same human, then accept or refuse."""
    row = get_object_or_404(Referral.objects.select_related("link__organisation", "commune"), pk=pk)
    candidate = Person(**{name: getattr(row, name) for name in IDENTITY})
    if request.method == "POST":
        if "refuse" in request.POST:
            reason = request.POST.get("reason", "")
            if reason not in Referral.Refusal.values:
                raise Refused(_("Choose one of the reasons."), status=400)
            referrals.refuse(row, reason, by=request.user)
            messages.success(request, _("Answered. The prescriber reads no more than the result."))
            return redirect("web:referrals")
        person = _person(request, candidate)
        accepted = referrals.accept(row, person, by=request.user)
        messages.success(request, _("Accepted: it is the request %(number)s.") % {"number": accepted})
        return redirect("web:request", accepted.pk)
    context = {
        "row": row,
        "uses": uses_in_words(row.uses),
        "doubles": people.doubles(candidate)[:5] if not row.blanked_at else [],
        "refusals": Referral.Refusal.choices,
        "may_answer": row.state in (Referral.State.OPEN, Referral.State.EXPIRED) and not row.blanked_at,
        "request_made": getattr(row, "request", None),
    }
    return render(request, "counter/referral.html", context)


def _person(request: SignedRequest, candidate: Person) -> Person:
    """Somebody known whom the volunteer recognised, or somebody new."""
    key = request.POST.get("person", "")
    if key.isascii() and key.isdigit() and len(key) < 19:
        return get_object_or_404(Person, pk=int(key), anonymised_at=None)
    donors.save_person(candidate, by=request.user)
    return candidate


@page(Right.DISTRIBUTE)
def prescribers(request: SignedRequest) -> HttpResponse:
    """The links that are open, with what came through each."""
    rows = PrescriberLink.objects.select_related("organisation", "created_by").order_by("revoked_at", "-pk")
    return render(request, "counter/prescribers.html", {"page": page_of(request, rows, ("-id",))})


@never_cache
@form_page(Right.DISTRIBUTE)
def prescriber_new(request: SignedRequest) -> HttpResponse:
    """A link; its address is shown on the answer itself, this one time."""
    form = PrescriberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        service = told["organisation"] or _new_service(request, told["name"], told["kind"])
        _link, secret = referrals.open_link(
            service, kind=told["kind"], service=told["service"], by=request.user
        )
        address = public_root(request) + reverse("web:refer", args=[secret])
        context = {
            "donor": service,
            "address": address,
            "email": service.email,
            "back": reverse("web:prescribers"),
        }
        return render(request, "counter/prescriber_secret.html", context)
    return render(request, "counter/prescriber_form.html", {"form": form})


def _new_service(request: SignedRequest, name: str, kind: str) -> Organisation:
    row = Organisation(name=name, kind=_OF_A_KIND.get(kind, Organisation.Kind.LOCAL_AUTHORITY))
    donors.save_organisation(row, by=request.user)
    return row


@action(Right.DISTRIBUTE)
def prescriber_revoke(request: SignedRequest, pk: int) -> HttpResponse:
    """The link opens nothing any more."""
    referrals.revoke_link(get_object_or_404(PrescriberLink, pk=pk), by=request.user)
    messages.success(request, _("The link is closed: it opens nothing any more."))
    return redirect("web:prescribers")
