"""The association: who we are, and our rules."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rebond.people import services as people
from rebond.people.roles import Right
from rebond.web.access import SignedRequest, form_page
from rebond.web.office import accounts
from rebond.web.office.forms import AssociationForm


@form_page(Right.MANAGE)
def association(request: SignedRequest) -> HttpResponse:
    """Read and change the settings."""
    founder = people.association()
    if founder is None:
        raise Http404
    initial = {name: getattr(founder, name) for name in AssociationForm.base_fields}
    form = AssociationForm(request.POST or None, initial=initial)
    if form.is_valid():
        accounts.change_association(founder, form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("web:association")
    return render(request, "office/association.html", {"form": form})
