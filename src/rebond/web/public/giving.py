"""A donor's own page, behind a secret link: what became of their machines, their papers, the next donation.

Looking changes nothing: a mail scanner that opens every link does no harm. A guessed link opens nothing.
"""

import zipfile
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rebond.collection import links, slots
from rebond.collection.models import Donation, DonorLink
from rebond.collection.slots import Slot
from rebond.common.dates import now, today
from rebond.common.errors import Refused
from rebond.common.units import number_fr
from rebond.impact import donor_story, reuse_papers
from rebond.records.document import draw
from rebond.records.models import Paper
from rebond.web import papers as shared
from rebond.web.access import public
from rebond.web.counts import CategoryCounts
from rebond.web.forms import FreeText
from rebond.web.french import day_words
from rebond.web.once import written_once

SHOWN = 20
KINDS = ("erasure", "failure", "convention", "gift", "taxreceipt", "reuse", "pickup")
"""The papers that a donor may take away: theirs, and nobody else's."""
STAGE_WORDS = {
    "workshop": gettext_lazy("at the workshop"),
    "ready": gettext_lazy("ready to be given"),
    "reused": gettext_lazy("with somebody"),
    "recycled": gettext_lazy("taken apart or recycled"),
    "other": gettext_lazy("given back or not found"),
}


def _only_theirs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the link behind the secret; nothing at all is said of a secret that opens nothing."""

    @wraps(view)
    def opened(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponse:
        link = links.link_for(secret)
        if link is None:
            raise Http404
        response = view(request, link, secret, **kwargs)
        # The address is the secret: it goes to nobody else. (no-referrer would also hide us from ourselves:
        # a browser then sends a form from « null », which the door against forged forms refuses.)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    return opened


class ManyFiles(forms.FileField):
    """Some photographs or lists; each is kept as it is."""

    widget = type("ManyFilesInput", (forms.ClearableFileInput,), {"allow_multiple_selected": True})(
        attrs={"multiple": True, "accept": "image/*,.xlsx,.ods,.csv,.pdf"}
    )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        if not isinstance(data, list | tuple):
            data = [data] if data else []
        if len(data) > links.MOST_FILES:
            raise forms.ValidationError(_("Ten files are enough for one donation."))
        if any((file.size or 0) > links.LARGEST_FILE_BYTES for file in data):
            raise forms.ValidationError(_("A file is larger than 10 MB."))
        return [cast(UploadedFile, super(ManyFiles, self).clean(file, initial)) for file in data]


class AnnounceForm(CategoryCounts):
    """What will be given, roughly; everything else can be said later."""

    wished_on = forms.DateField(
        label=gettext_lazy("A day that suits you"),
        required=False,
        help_text=gettext_lazy("We call to agree on it. May stay empty."),
    )
    slot = forms.ChoiceField(
        label=gettext_lazy("When may we come?"),
        required=False,
        help_text=gettext_lazy("Half-days when our van is free. None suits you? We call to agree on one."),
    )
    note = FreeText(
        label=gettext_lazy("Anything we should know"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Floor, lift, opening hours. No password, please."),
    )
    files = ManyFiles(
        label=gettext_lazy("Photographs, or your list"),
        required=False,
        help_text=gettext_lazy("Ten files at most, 10 MB each. A spreadsheet helps us a lot."),
    )

    def __init__(self, *args: Any, free: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.free = {slot.code: slot for slot in free}
        if not free:
            del self.fields["slot"]
            return
        del self.fields["wished_on"]
        days: dict[str, list[tuple[str, Any]]] = {}
        for slot in free:
            days.setdefault(day_words(slot.day, "l j F"), []).append((slot.code, slot.half.label))
        self.fields["slot"].choices = [("", _("By telephone, later")), *days.items()]  # type: ignore[attr-defined]
        self.fields["slot"].error_messages["invalid_choice"] = _(
            "This half-day is no longer free: choose another one."
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors and not self.quantities and not told.get("files"):
            raise forms.ValidationError(_("Write how many of one kind, or join your list."))
        if told.get("wished_on") and told["wished_on"] < today():
            self.add_error("wished_on", _("This day is past: choose another one."))
        return told


@public
@require_safe
@_only_theirs
def donor_page(request: HttpRequest, link: DonorLink, secret: str) -> HttpResponse:
    """Their machines by stage, their donations, their papers."""
    told = donor_story.story(link.donor)
    low, central, high = told.co2e_kg
    context = {
        "secret": secret,
        "donor": link.donor,
        "story": told,
        "stages": [(STAGE_WORDS[name], n) for name, n in told.stages.items() if n],
        "kilograms": number_fr(told.reused_kg),
        "co2e": (number_fr(low), number_fr(central), number_fr(high)) if high else None,
        "donations": [_donation(row) for row in donor_story.donations_of(link.donor)[:SHOWN]],
        "papers": _papers(link)[:SHOWN],
        "may_ask": link.may_be_asked_again,
    }
    return render(request, "public/donor.html", context)


def _donation(row: Donation) -> dict[str, object]:
    """Announced against counted."""
    announced = sum(line.quantity for line in row.announced.all())
    lots = list(row.lots.all())
    counted = sum(line.quantity for lot in lots for line in lot.counted.all())
    return {"row": row, "announced": announced, "counted": counted if lots else None}


def _papers(link: DonorLink) -> list[Paper]:
    """Those of their donations, and those of the donor, newest first, without their bodies."""
    subjects = [("donation", list(donor_story.donations_of(link.donor).values_list("pk", flat=True)))]
    if link.donor_organisation_id:
        subjects.append(("organisation", [link.donor_organisation_id]))
    rows: list[Paper] = []
    for kind, keys in subjects:
        found = Paper.objects.filter(subject_kind=kind, subject_id__in=keys, kind__in=KINDS)
        rows += found.defer("body").select_related("revocation")
    return sorted(rows, key=lambda row: -row.pk)


@public
@require_safe
@_only_theirs
def donor_paper(request: HttpRequest, link: DonorLink, secret: str, pk: int) -> HttpResponse:
    """One of their papers."""
    if pk not in {row.pk for row in _papers(link)}:
        raise Http404
    return shared.pdf(get_object_or_404(Paper, pk=pk))


@public
@require_safe
@_only_theirs
def donor_papers(request: HttpRequest, link: DonorLink, secret: str) -> HttpResponse:
    """All their papers that still stand, in one file."""
    rows = [row for row in _papers(link) if not hasattr(row, "revocation")]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for row in rows:
            archive.writestr(f"{row.number}.pdf", bytes(Paper.objects.only("body").get(pk=row.pk).body))
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="documents.zip"'
    return response


@public
@require_safe
@_only_theirs
def donor_letter(request: HttpRequest, link: DonorLink, secret: str) -> HttpResponse:
    """The letter of thanks, with the figures of today."""
    response = HttpResponse(
        draw(reuse_papers.impact_letter(link.donor, now())), content_type="application/pdf"
    )
    response["Content-Disposition"] = 'inline; filename="votre-don.pdf"'
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
@_only_theirs
@written_once
def donor_announce(request: HttpRequest, link: DonorLink, secret: str) -> HttpResponse:
    """Announce a donation: counts, or a list, or photographs."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AnnounceForm(*sent, free=slots.free())
    if form.is_valid():
        told = form.cleaned_data
        try:
            row = links.announce(
                link,
                announced=form.quantities,
                wished_on=told.get("wished_on"),
                slot=form.free.get(told.get("slot", "")),
                note=told["note"],
                files={file.name or "fichier": bytes(file.read()) for file in told["files"]},
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("Thank you! Your donation %(number)s is announced.") % {"number": row}
            )
            return redirect("web:donor_page", secret)
    context = {"secret": secret, "form": form, "donor": link.donor}
    return render(request, "public/donor_announce.html", context)


@public
@require_POST
@_only_theirs
def donor_ask_again(request: HttpRequest, link: DonorLink, secret: str) -> HttpResponse:
    """Whether they may be asked again next year."""
    links.may_ask_again(link, agrees=request.POST.get("agrees") == "1")
    messages.success(request, _("It is noted."))
    return redirect("web:donor_page", secret)
