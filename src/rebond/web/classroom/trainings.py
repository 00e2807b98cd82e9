"""What is offered: the list of trainings and workshops, and the form of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.people.roles import Right
from rebond.training import offer
from rebond.training.models import Training
from rebond.web.access import SignedRequest, form_page, page
from rebond.web.classroom.offer_forms import TrainingForm
from rebond.web.classroom.wording import themes_in_words

FACTS = (
    "name", "form", "level", "themes", "objective", "needed_before", "is_first_steps", "is_fpc", "nsf_code",
    "aim", "is_active",
)  # fmt: skip


@page(Right.SEE)
def trainings(request: SignedRequest) -> HttpResponse:
    """What can be learned here, then what no longer is offered."""
    rows = [(row, themes_in_words(row.themes)) for row in Training.objects.order_by("-is_active", "name")]
    return render(request, "classroom/trainings.html", {"rows": rows})


@form_page(Right.TRAIN)
def training_new(request: SignedRequest) -> HttpResponse:
    """A new training or workshop."""
    return _training(request, Training(), _("New training or workshop"))


@form_page(Right.TRAIN)
def training_edit(request: SignedRequest, pk: int) -> HttpResponse:
    """Correct a training."""
    row = get_object_or_404(Training, pk=pk)
    return _training(request, row, row.name)


def _training(request: SignedRequest, row: Training, title: str) -> HttpResponse:
    initial = (
        {name: getattr(row, name) for name in FACTS} | {"price": row.price_cents or ""} if row.pk else {}
    )
    form = TrainingForm(request.POST or None, initial=initial)
    if form.is_valid():
        for name in FACTS:
            setattr(row, name, form.cleaned_data[name])
        row.aim, row.price_cents = row.aim or "d", form.cleaned_data["price"]
        if not row.is_fpc:
            row.nsf_code = ""
        try:
            offer.save_training(row, by=request.user)
        except Refused as refused:
            form.add_error(None, f"{refused} {refused.hint}")
        else:
            messages.success(request, _("Saved."))
            return redirect("web:trainings")
    context = {"form": form, "title": title, "back": reverse("web:trainings"), "draft": "training"}
    return render(request, "form_page.html", context)
