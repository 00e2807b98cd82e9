"""The donor's own page: its secret link, made and closed here; the files that came with an announcement."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from rebond.collection import links
from rebond.collection.models import DonationFile, DonorLink
from rebond.people.models import Organisation, Person
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, action, page
from rebond.web.labels import public_root


@never_cache
@action(Right.RECEIVE)
def donor_link(request: SignedRequest, pk: int) -> HttpResponse:
    """A link for an organisation."""
    return _opened(request, get_object_or_404(Organisation, pk=pk))


@never_cache
@action(Right.RECEIVE, Right.SEE_PEOPLE)
def giver_link(request: SignedRequest, pk: int) -> HttpResponse:
    """A link for a private person."""
    return _opened(request, get_object_or_404(Person, pk=pk))


def _opened(request: SignedRequest, donor: Organisation | Person) -> HttpResponse:
    """The address is shown on the answer itself, this one time."""
    _link, secret = links.open_link(donor, by=request.user)
    address = public_root(request) + reverse("web:donor_page", args=[secret])
    context = {"donor": donor, "address": address, "email": donor.email, "back": _sheet(donor)}
    return render(request, "reception/link_secret.html", context)


@action(Right.RECEIVE)
def link_revoke(request: SignedRequest, pk: int) -> HttpResponse:
    """The link opens nothing any more."""
    link = get_object_or_404(DonorLink.objects.select_related("donor_organisation", "donor_person"), pk=pk)
    if link.revoked_at is None:
        links.revoke_link(link, by=request.user)
    messages.success(request, _("The link is closed: it opens nothing any more."))
    return redirect(_sheet(link.donor))


def _sheet(donor: Organisation | Person) -> str:
    return reverse("web:person" if isinstance(donor, Person) else "web:donor", args=[donor.pk])


@page(Right.RECEIVE)
def donation_file(request: SignedRequest, pk: int) -> HttpResponse:
    """A file that the donor sent, to be saved, never opened by the browser: it comes from outside."""
    row = get_object_or_404(DonationFile, pk=pk)
    response = HttpResponse(bytes(row.body), content_type="application/octet-stream")
    safe = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in row.name)
    response["Content-Disposition"] = f'attachment; filename="{safe or "fichier"}"'
    return response
